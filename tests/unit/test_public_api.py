import rag
import rag.assistant
import rag.settings


def test_the_public_names_are_exactly_these() -> None:
    assert sorted(rag.__all__) == [
        "AddReport", "Answer", "AnswerOptions", "AnswerReady", "Article", "ArticleSummary", "Assistant",
        "Citation", "CitewellError", "Event", "Failure", "LibraryStats", "Nearest", "Note",
        "Passage", "PassagesFound", "Progress", "Sentence", "SentenceChecked", "Settings", "TextDelta", "Trace",
        "Turn", "Unused",
    ]  # fmt: skip


def test_every_public_name_is_there() -> None:
    assert all(getattr(rag, name) is not None for name in rag.__all__)
    assert rag.Assistant is rag.assistant.Assistant
    assert rag.Settings is rag.settings.Settings
