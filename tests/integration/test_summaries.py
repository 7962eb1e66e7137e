"""Which article a summary is of: the one whose title is named, or the only one that is asked."""

from collections.abc import Iterator

import pytest

from rag import Answer, Assistant

REPORT = "# Bridge report\n\nThe bridge at Halm was inspected in May. Two bearings are worn. They are to be replaced in June.\n"
NEWS = "# Nineteen hurt as bridge falls\n\nThe bridge over the Dunnel fell on Thursday. Nineteen people were hurt on the bridge.\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("summaries")
    (folder / "report.md").write_text(REPORT)
    (folder / "news.md").write_text(NEWS)
    with Assistant.open(folder / "library") as assistant:
        assistant.add_samples()
        assert not assistant.add(folder / "report.md").failures
        assert not assistant.add(folder / "news.md").failures
        yield assistant


def _titles(answer: Answer) -> set[str]:
    return {cited.passage.title for one in answer.sentences for cited in one.citations}


@pytest.mark.parametrize(
    "question", ["Summarise the bridge report", "Summarise “Bridge report”", "Sum up Bridge report"]
)
def test_the_article_of_that_title_is_summarised(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert _titles(answer) == {"Bridge report"}
    assert answer.sentences[0].text == "The bridge at Halm was inspected in May."


def test_of_one_article_that_is_asked_no_subject_is_needed(assistant: Assistant) -> None:
    (only,) = (one.id for one in assistant.articles() if one.title == "Bridge report")
    assert _titles(assistant.ask("Summarise this", article_ids=[only])) == {"Bridge report"}
