"""An article that takes a figure back answers before the one that gave it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rag import Assistant

RELEASE = """Hallam wins record order for Sefton Bank

Hallam Turbines Ltd has been chosen to supply 40 turbines for the Sefton Bank offshore wind farm. The
contract for Sefton Bank is worth 186 million pounds and was signed on Monday. Installation at Sefton Bank
is to begin in April 2025.
"""
CORRECTION = """Hallam Turbines: correction of the release on Sefton Bank

In our release of 12 September some figures were wrong. The order is for 34 turbines, not 40. The contract
is worth 158 million pounds, not 186 million pounds. Installation is to begin in June 2025 and not in
April 2025.
"""


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("How much is the contract for Sefton Bank worth?", "158 million", "186 million"),
        ("How many turbines will Hallam supply to Sefton Bank?", "34 turbines", "40 turbines"),
        ("When will installation at Sefton Bank begin?", "June 2025", "April 2025"),
    ],
)
def test_a_correction_stands_before_what_it_corrects(
    tmp_path: Path, question: str, right: str, wrong: str
) -> None:
    (tmp_path / "release.md").write_text(f"# {RELEASE}")
    (tmp_path / "correction.md").write_text(f"# {CORRECTION}")
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add(tmp_path / "release.md")
        assert wrong in " ".join(assistant.ask(question).sentences[0].text.split())
        assistant.add(tmp_path / "correction.md")
        answer = assistant.ask(question)
    assert right in " ".join(answer.sentences[0].text.split())
    assert answer.sentences[0].citations[0].passage.title.startswith("Hallam Turbines: correction")


HALL = """# The new Tarn Hall

The Tarn Hall in Vantry opened in 2018 after long works. It has 640 seats and cost 21 million euros.
"""
OTHERS = """# Corrections

The library in Vantry opened in 2019, not 2018. The concert on Sunday raised 12 million euros, not
21 million euros. The cinema in Vantry has 460 seats, not 640.
"""


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("When did the Tarn Hall in Vantry open?", "opened in 2018"),
        ("How many seats does the Tarn Hall have?", "640 seats"),
        ("How much did the Tarn Hall cost?", "21 million"),
        ("What opened in 2018?", "Tarn Hall"),
    ],
)
def test_what_is_corrected_of_other_things_stands_behind(
    tmp_path: Path, question: str, right: str
) -> None:
    (tmp_path / "hall.md").write_text(HALL)
    (tmp_path / "others.md").write_text(OTHERS)
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add([tmp_path / "hall.md", tmp_path / "others.md"])
        assert right in " ".join(assistant.ask(question).sentences[0].text.split())


def test_what_says_the_error_again_is_passed_over_for_the_sentence_after_it() -> None:
    with TemporaryDirectory() as folder, Assistant.open(Path(folder)) as assistant:
        assistant.add_samples()
        answer = assistant.ask("What is the ferry fare to Fethra?")
    assert "8.40 crowns" in answer.sentences[0].text
    assert not any("an earlier version" in sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("text", "question", "right"),
    [
        (
            "An earlier version misstated the Skerry ferry fare as 9.40 crowns; it is 8.40 crowns. "
            "The Skerry ferry carries 120 cars.",
            "What is the Skerry ferry fare?",
            "8.40 crowns",
        ),
        (
            "The council corrected its plan. The wrong road in Halm was closed on 4 June 2031. "
            "Repairs of the bridge in Halm cost 3 million crowns.",
            "When was the wrong road in Halm closed?",
            "4 June 2031",
        ),
    ],
)
def test_what_is_right_is_not_passed_over(
    tmp_path: Path, text: str, question: str, right: str
) -> None:
    (tmp_path / "correction.md").write_text(f"# Correction\n\n{text}\n")
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add(tmp_path / "correction.md")
        assert right in assistant.ask(question).sentences[0].text


PAGE = """# Corrections and clarifications

By the readers' editor

Our report of 12 May on the closure of the Hollin Bridge gave the expected cost of the repair as £24 million. The
mayor's office has pointed out that the figure is £2.4 million, not £24 million. We apologise.

In the gardening column of 8 May we advised readers to sow runner beans at a depth of 50 centimetres. The right
depth is 5 centimetres, not 50.

A caption of 5 May named the winner of the Dunmarrow marrow contest as Philip Garside. The man in the picture is
his brother Peter Garside.
"""
BRIDGE = """# Hollin Bridge is shut

The Hollin Bridge is shut. The mayor called it "a nuisance" and expects the repair of the Hollin Bridge to cost about
£24 million.
"""


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What will it cost to repair the Hollin Bridge?", "the figure is £2.4 million"),
        ("How deep should I sow runner beans?", "The right depth is 5 centimetres"),
        ("Who won the marrow contest in Dunmarrow?", "his brother Peter Garside"),
        ("Which articles mention runner beans?", "The right depth is 5 centimetres"),
    ],
)
def test_what_a_page_of_corrections_says_again_goes_on_to_what_is_right(
    tmp_path: Path, question: str, right: str
) -> None:
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "bridge.md").write_text(BRIDGE)
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add([tmp_path / "page.md", tmp_path / "bridge.md"])
        first = assistant.ask(question).sentences[0]
        (citation,) = first.citations
        text = assistant.article(citation.article_id).text
    assert right in " ".join(first.text.split())
    assert text[citation.start : citation.end] == citation.quote
    assert first.support == "supported"
