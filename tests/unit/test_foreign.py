import pytest

from rag.foreign import is_foreign


@pytest.mark.parametrize(
    "question",
    [
        "Wie hoch ist der Quorra-Damm?",
        "Wer leitet die Gewerkschaft?",
        "Quand a été fondée la coopérative de miel ?",
        "¿Quién es el director del museo?",
        "Chi è il direttore della biblioteca?",
        "Hoe hoog is de dam van Quorra en wie heeft hem gebouwd?",
        "Quem é o presidente da câmara?",
        "Vem är chef för hamnen och när började hon?",
        "كم كتابًا باللغة العربية تضم قاعة القراءة الآن؟",
        "Сколько людей пришло?",
    ],
)
def test_a_question_in_another_language_is_told_by_its_function_words(question: str) -> None:
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "How high is the Quorra dam?",
        "What did the die cost?",
        "ferry fares?",
        "Who wrote La Dolce Vita?",
        "Where is the Rue de la Paix in Paris?",
        "When did Vincent van der Berg leave Den Haag?",
        "Who built the Palacio del Conde y la Torre?",
        "Brenwick",
        "",
    ],
)
def test_foreign_names_make_no_question_foreign(question: str) -> None:
    assert not is_foreign(question)


@pytest.mark.parametrize(
    "question",
    ["Which war hero met Churchill?", "Whose son met Hitler?", "Did war hero’s son die?"],
)
def test_english_words_that_others_write_too_make_no_foreign_question(question: str) -> None:
    assert not is_foreign(question)
