"""Questions that a cell answers whose row and column no rule finds: it is read, and said as rows are."""

from collections.abc import Iterator

import pytest

from rag import Assistant
from tests.integration.test_table_answers import check_citations

VACUUMS = (
    "# Five hand vacuums\n\n| Model | Price | Weight | Noise | Charging time |\n|---|---|---|---|---|\n"
    "| Brisk Mini | £39 | 0.8 kg | 71 dB | 4 h 30 |\n| Lumo Pocket | £65 | 0.6 kg | 66 dB | 2 h |\n"
    "| Orvel 500 | £149 | 1.4 kg | 79 dB | 3 h 45 |\n"
)
ANALYSERS = (
    "# Analysers for scrap yards\n\n| | Orbis X3 | Kelda Pro |\n|---|---|---|\n| Price, crowns | 21,900 | 26,400 |\n"
    "| Weight, kg | 1.48 | 1.62 |\n| Yearly service, crowns | 1,450 | 1,900 |\n"
)
RACE = (
    "# Fell race\n\n| Pos | Name | Club | Time |\n|---|---|---|---|\n| 1 | Tobiah Renshaw | Hexcombe Harriers | 1:19:42 |\n"
    "| 2 | Idris Fell | Tarrow Striders | 1:20:15 |\n"
)


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("devices")
    for name, text in (("vacuums", VACUUMS), ("analysers", ANALYSERS), ("race", RACE)):
        (folder / f"{name}.md").write_text(text)
    with Assistant.open(folder / "library") as assistant:
        assistant.add([folder / f"{name}.md" for name in ("vacuums", "analysers", "race")])
        yield assistant


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("how loud is the lumo pocket", "Lumo Pocket — Noise: 66 dB."),
        ("how heavy is the Kelda Pro?", "Weight, kg — Kelda Pro: 1.62."),
        ("what's the annual service on an Orbis X3", "Yearly service, crowns — Orbis X3: 1,450."),
        ("which club does Idris Fell run for?", "Name: Idris Fell — Club: Tarrow Striders."),
    ],
)
def test_a_cell_is_found_by_reading_where_its_head_is_called_otherwise(
    devices: Assistant, question: str, row: str
) -> None:
    answer = devices.ask(question)
    assert answer.sentences[0].text == row
    check_citations(answer, devices)


@pytest.mark.parametrize(
    "question",
    [
        "How long is the guarantee of the Lumo Pocket?",
        "How loud is the Dravo Max?",
        "Who makes the Kelda Pro?",
        "What is the phone number of Idris Fell?",
    ],
)
def test_no_cell_is_read_where_the_table_does_not_say(devices: Assistant, question: str) -> None:
    assert devices.ask(question).status == "abstained"
