"""A question with an abbreviation is answered by an article that has only the long form."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.embedding import SentenceTransformerEmbedder
from index.lexical import LexicalIndex
from index.viewer import EVERYTHING, Viewer
from rag import Assistant
from tests.unit.builders import make_chunk

TEXTS = {
    "tower.md": "# Money\nThe European Central Bank (ECB) sits in Frankfurt, in a tower of glass.",
    "rates.md": "# Rates\nThe European Central Bank raised its deposit rate to 4 percent in May.",
    "harbour.md": "# Boats\nThe master of Exmouth raised a boat. It was to be sold in June.",
    "eels.md": "# Eels\nThe eel is a fish; it holds polychlorinated biphenyls (PCB) of old paint.",
    "strike.md": "# Staff\nStaff of the ECB went on strike on 3 March for better pay.",
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add([tmp_path / name for name in TEXTS])
    return tmp_path / "library"


@pytest.fixture
def assistant(library: Path) -> Iterator[Assistant]:
    with Assistant.open(library) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("To what did the ECB raise its deposit rate?", "Rates", "4 percent"),
        ("When did staff of the European Central Bank strike?", "Staff", "3 March"),
    ],
)
def test_either_form_finds_the_other(
    assistant: Assistant, question: str, article: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert words in answer.sentences[0].text
    assert answer.passages[0].title == article


def test_an_abbreviation_is_forgotten_with_its_article(assistant: Assistant) -> None:
    assert assistant.index.aliases("What did the ECB say?")
    (tower,) = (one for one in assistant.articles() if one.title == "Money")
    assistant.remove(tower.id)
    assert not assistant.index.aliases("What did the ECB say?")


def test_bm25_of_a_former_version_is_filled_without_encoding(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As after an update that adds a field: the files are begun anew."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    (folder,) = library.glob("bm25*")
    for path in folder.iterdir():
        path.unlink()
    tantivy.Index(builder.build(), path=str(folder))
    encoded: list[Sequence[str]] = []
    monkeypatch.setattr(
        SentenceTransformerEmbedder,
        "encode_stretches",
        lambda _self, texts, *_, **__: encoded.append(texts),
    )
    with Assistant.open(library) as assistant:
        assert assistant.index.indexes.lexical.count() == len(TEXTS)
        assert assistant.index.aliases("What did the ECB say?")
    assert not encoded
    assert f"{len(TEXTS)} articles are not in BM25: adding" in caplog.text
    assert LexicalIndex(folder).ids()


def test_the_plural_of_an_abbreviation_is_one_too(assistant: Assistant) -> None:
    found = assistant.retrieve("Which fish has PCBs?")
    assert found[0].title == "Eels"


def test_a_long_form_at_the_end_of_a_very_long_question_does_no_harm(assistant: Assistant) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    assert assistant.retrieve(f"Who struck the ECB? {words} European Central Bank")
    assert assistant.retrieve(f"Who struck? {words} European Central Bank")


def test_what_only_somebody_elses_article_introduces_helps_nobody_else(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "private") as assistant:
        names = ["tower.md", "rates.md"]
        for name, owner in zip(names, ("ann", None), strict=True):
            (tmp_path / name).write_text(TEXTS[name], encoding="utf-8")
            assistant.index.add([tmp_path / name], owner=owner)
        question = "What did the ECB raise?"
        seen = {user: assistant.index.seen_by(Viewer(user=user)) for user in ("ann", "bob")}
        assert seen["ann"].aliases(question)
        assert not seen["bob"].aliases(question)


def test_a_common_abbreviation_does_not_hide_a_rare_one(tmp_path: Path) -> None:
    with closing(LexicalIndex(tmp_path / "bm25")) as lexical:
        common = "The United States (US) did thing number {}."
        texts = [*map(common.format, range(60)), TEXTS["tower.md"]]
        lexical.replace([make_chunk(text, start=100 * number) for number, text in enumerate(texts)])
        found = lexical.aliases(
            "What does the ECB say of the United States?", find_scope=lambda: EVERYTHING
        )
    assert {alias.short for alias in found} == {"US", "ECB"}


def test_a_text_that_introduces_two_forms_of_a_question_counts_once(tmp_path: Path) -> None:
    boards = "The English Cricket Board (ECB) and Marylebone Cricket Club (MCC) met on day {}."
    banks = "The European Central Bank (ECB) met on day {}."
    texts = [*map(boards.format, range(2)), *map(banks.format, range(3))]
    with closing(LexicalIndex(tmp_path / "bm25")) as lexical:
        lexical.replace([make_chunk(text, start=100 * number) for number, text in enumerate(texts)])
        question = "What did the ECB and the MCC say?"
        found = lexical.aliases(question, find_scope=lambda: EVERYTHING)
    meant = {alias.short: alias.implied for alias in found}
    assert meant["ECB"] == frozenset(lexical.analyze("European Central Bank"))


def test_what_two_articles_say_of_one_name_is_no_repetition(tmp_path: Path) -> None:
    texts = {
        "spring.md": "# News of spring\nThe ECB raised rates in March. Farmers planted early.",
        "summer.md": "# News of summer\nThe ECB cut rates in June. Holiday makers were pleased.",
        "tower.md": TEXTS["tower.md"],
    }
    for file, text in texts.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add([tmp_path / file for file in texts])
        answer = assistant.ask("What did the ECB do with rates?")
    said = {sentence.text for sentence in answer.sentences}
    assert said == {"The ECB raised rates in March.", "The ECB cut rates in June."}
