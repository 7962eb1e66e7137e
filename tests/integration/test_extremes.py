"""The most of something is worked out from a whole table, said so, and cited; else it is not said."""

from collections.abc import Iterator

import pytest

from rag import Answer, Assistant, Turn

HUTS = """# Mountain huts of the Kessel range

| Hut | Altitude (m) | Beds | Open from | Warden | Half board (EUR) | Owner |
|---|---|---|---|---|---|---|
| Steinalm | 1,840 | 46 | 15 May | Rosa Egger | 62 | Alpine Club |
| Gamskar | 2,310 | 88 | 10 June | Luis Pichler | 71 | Alpine Club |
| Hochwand | 2,755 | 64 | 25 June | Anna Thaler | 78 | Alpine Club |
| Birkboden | 1,525 | 22 | 1 May | Jakob Moser | 55 | Kogl |
| Rotspitz | 3,012 | 30 | 5 July | Nina Kofler | 84 | Kogl |
| Total | 11,442 | 250 | | | | |
"""
FIRM = """# Brightwater Foods: five years in figures

All amounts are in millions of euros.

| | 2019 | 2020 | 2021 | 2022 | 2023 |
|---|---|---|---|---|---|
| Revenue | 612 | 655 | 701 | 748 | 823 |
| Net profit | 31 | 38 | 42 | 27 | 45 |
"""
TREES = """# Old trees of the abbey

| Tree | Kind | Planted |
|---|---|---|
| Hanging Oak | Oak | about 1590 |
| Captain's Plane | Plane | 1811 |
| Gallows Yew | Yew | about 1100 |
"""
FERRY = """# Eskmouth ferry carries fewer cars

The Eskmouth ferry carries fewer cars than it once did. Its oldest boat, the Lady Maud, was built in 1998.

| Year | Foot passengers (thousands) | Cars (thousands) | Revenue (£ million) |
|---|---|---|---|
| 2019 | 118.2 | 61.7 | 3.91 |
| 2020 | 52.6 | 30.1 | 1.24 |
| 2021 | 97.0 | 44.8 | 2.76 |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("extremes")
    files = folder / "files"
    files.mkdir()
    for name, text in (
        ("huts", HUTS),
        ("firm", FIRM),
        ("ferry", FERRY),
        ("trees", TREES),
        ("stars", _stars()),
    ):
        (files / f"{name}.md").write_text(text)
    with Assistant.open(folder / "library") as assistant:
        assert not assistant.add(files).failures
        yield assistant


def _stars() -> str:
    rows = (
        f"| Star {at} of the south | {(at * 37) % 211 + 3} | {1800 + at} |" for at in range(200)
    )
    return "\n".join(
        (
            "# Stars of the Norwell catalogue",
            "",
            "| Star | Distance (light years) | Found |",
            "|---|---|---|",
            *rows,
        )
    )


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Which hut is the highest?", "Rotspitz — Altitude (m): 3,012."),
        ("Which is the second highest hut?", "Hochwand — Altitude (m): 2,755."),
        ("Which mountain hut has the most beds?", "Gamskar — Beds: 88."),
        ("Which hut has the cheapest half board?", "Birkboden — Half board (EUR): 55."),
        (
            "Which hut of the Alpine Club has the fewest beds?",
            "Steinalm — Owner: Alpine Club — Beds: 46.",
        ),
        (
            "Who is the warden of the lowest hut?",
            "Birkboden — Warden: Jakob Moser — Altitude (m): 1,525.",
        ),
        ("In which year was Brightwater's net profit lowest?", "Net profit — 2022: 27."),
        ("When was the revenue of Brightwater Foods highest?", "Revenue — 2023: 823."),
        ("In which year did the ferry carry the most cars?", "2019 — Cars (thousands): 61.7."),
        ("Which is the oldest tree of the abbey?", "Gallows Yew — Planted: about 1100."),
        (
            "Which star of the catalogue has the largest distance?",
            "Star 57 of the south — Distance (light years): 213.",
        ),
    ],
)
def test_the_most_is_worked_out_and_cited(assistant: Assistant, question: str, first: str) -> None:
    answer = assistant.ask(question)
    assert answer.sentences[0].text == first
    assert answer.sentences[0].support == "supported"
    assert any(note.endswith("in a table") and "worked out" in note for note in answer.notes)
    _check_quotes(answer, assistant)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Which is higher, Gamskar or Hochwand?", "Hochwand — Altitude (m): 2,755.", "Gamskar — Altitude (m): 2,310."),
        ("which has more beds: Steinalm or Rotspitz", "Steinalm — Beds: 46.", "Rotspitz — Beds: 30."),
        ("Is Gamskar higher than Hochwand?", "Hochwand — Altitude (m): 2,755.", "Gamskar — Altitude (m): 2,310."),
        ("Does Steinalm or Gamskar have fewer beds?", "Steinalm — Beds: 46.", "Gamskar — Beds: 88."),
        ("Which of Gamskar and Steinalm opens earlier?", "Steinalm — Open from: 15 May.", "Gamskar — Open from: 10 June."),
        ("Is Rosa Egger's hut higher than Luis Pichler's?",
         "Gamskar — Warden: Luis Pichler — Altitude (m): 2,310.", "Steinalm — Warden: Rosa Egger — Altitude (m): 1,840."),
        ("Did the ferry carry more cars in 2019 than in 2021?", "2019 — Cars (thousands): 61.7.", "2021 — Cars (thousands): 44.8."),
    ],
)  # fmt: skip
def test_of_two_rows_both_are_said_that_with_more_first(
    assistant: Assistant, question: str, first: str, second: str
) -> None:
    answer = assistant.ask(question)
    assert [one.text for one in answer.sentences] == [first, second]
    assert any("worked out here, from 2 values of" in note for note in answer.notes)
    _check_quotes(answer, assistant)


def test_of_two_years_both_are_said_in_their_row(assistant: Assistant) -> None:
    answer = assistant.ask("Was Brightwater's net profit higher in 2021 or in 2022?")
    assert answer.text.startswith("Net profit — 2021: 42 — 2022: 27.")


@pytest.mark.parametrize(
    "question",
    [
        "Which hut is the oldest?",  # no column says
        "Which is lower, Birkboden or Kesselhof?",  # another hut
        "Is Gamskar older than Steinalm?",
        "Is Gamskar higher than 2,000 metres?",
        "Which hut has the best food?",
        "Which is the highest hut of the Pinz range?",  # another range
        "Which hut is the highest in Norwell?",
        "In which year was Brightwater's debt lowest?",
        "Which hut has the most beds in 2021?",
        "Which hotel in Eskmouth has the most beds?",
    ],
)
def test_nothing_is_worked_out_that_is_not_clear(assistant: Assistant, question: str) -> None:
    assert not any("worked out" in note for note in assistant.ask(question).notes)


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (["Which hut has the most beds?", "How high is it?"], "Gamskar — Altitude (m): 2,310."),
        (["Which hut has the most beds?", "How high is it?", "who is its warden?"], "Gamskar — Warden: Luis Pichler."),
        (["Which hut is the highest?", "who is its warden?", "And Steinalm?"], "Steinalm — Warden: Rosa Egger."),
        (["Which hut is the highest?", "what does half board cost there?", "and at Gamskar?"],
         "Gamskar — Half board (EUR): 71."),
        (["In which year did the ferry carry the most cars?", "how many foot passengers did it carry that year?"],
         "2019 — Foot passengers (thousands): 118.2."),
        (["In which year did the ferry carry the most cars?", "how many foot passengers did it carry that year?",
          "and in 2021?"], "2021 — Foot passengers (thousands): 97.0."),
        (["What was Brightwater's net profit in 2022?", "And the revenue?"], "Revenue — 2022: 748."),
        (["What was Brightwater's net profit in 2022?", "And the revenue?", "and in 2019?"], "Revenue — 2019: 612."),
        (["Who is the warden of the hut Steinalm?", "And the Birkboden?", "and how high is it?"], "Birkboden — Altitude (m): 1,525."),
    ],
)  # fmt: skip
def test_follow_ups_go_on_from_the_row_that_was_said(
    assistant: Assistant, turns: list[str], last: str
) -> None:
    history: list[Turn] = []
    for question in turns:
        answer = assistant.ask(question, history=history)
        history += [Turn(role="user", text=question), Turn(role="assistant", text=answer.text)]
    assert answer.sentences[0].text == last


def test_what_an_article_says_itself_answers(assistant: Assistant) -> None:
    answer = assistant.ask("Which is the oldest boat of the Eskmouth ferry?")
    assert "Lady Maud" in answer.sentences[0].text
    assert not any("worked out" in note for note in answer.notes)


def _check_quotes(answer: Answer, assistant: Assistant) -> None:
    for sentence in answer.sentences:
        assert sentence.citations
        for citation in sentence.citations:
            text = assistant.article(citation.article_id).text
            assert text[citation.start : citation.end] == citation.quote
