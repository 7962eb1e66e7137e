"""What is asked of the present is answered by what is newest; of the past by what fits best."""

from collections.abc import Iterator

import pytest

from rag import Assistant

SACKED = """# Town sack Haddow

By Danny Spurling, 9 April 2033

Marlhaven Town have parted company with their manager Tom Haddow after 14 months. Haddow, 51, won three of 19 games.
The pitch of Marlhaven Town was laid over seven years ago.
"""
APPOINTED = """# Barnes gets the job

By Danny Spurling, 22 May 2033

Shelley Barnes has been appointed manager of Marlhaven Town on a two-year contract. At 38 she is the first woman in the post.
"""
FAIR = """# News from the school

In the February letter we announced the spring fair for 27 April. As the sports field is still under water, we
have moved it to Saturday 11 May, 13.00 to 16.30. Parking at the school will cost 1.20 crowns instead of 90 pence
from 1 April. The school was told to leave the parking places free from October.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("recency")
    files = folder / "files"
    files.mkdir()
    (files / "a.md").write_text(SACKED)
    (files / "b.md").write_text(APPOINTED)
    (files / "c.md").write_text(FAIR)
    with Assistant.open(folder / "library") as assistant:
        assistant.add(files)
        yield assistant


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who is the manager of Marlhaven Town?", "Shelley Barnes"),
        ("who is manager of marlhaven town", "Shelley Barnes"),
        ("Who was sacked by Marlhaven Town?", "Tom Haddow"),
        ("How old is the manager Tom Haddow?", "51"),
        ("How old is Shelley Barnes?", "38"),
        ("When is the spring fair at the school?", "11 May"),
        ("When was the spring fair announced for at first?", "27 April"),
    ],
)
def test_the_newest_answers_of_the_present(assistant: Assistant, question: str, first: str) -> None:
    assert first in assistant.ask(question).sentences[0].text
