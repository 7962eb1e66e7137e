from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Ada Lind met Mr. Berg. They spoke.", ["Dr. Ada Lind met Mr. Berg.", "They spoke."]),
        ("It cost 4.5 million. J. Tarn paid.", ["It cost 4.5 million.", "J. Tarn paid."]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("The U.S. Navy came. It left.", ["The U.S. Navy came.", "It left."]),
        ("At 9.40 pm. it fell. nobody saw", ["At 9.40 pm. it fell. nobody saw"]),
        ("Line one\nLine two", ["Line one", "Line two"]),
        ("Platform No. 5 is shut. Go on.", ["Platform No. 5 is shut.", "Go on."]),
        ("She said no. He agreed.", ["She said no.", "He agreed."]),
        ("It glows. 🏮 Lamps hang.", ["It glows.", "🏮 Lamps hang."]),
        ("All came home. ❤️\u200d🔥", ["All came home. ❤️\u200d🔥"]),
        ("وصل القبطان. غادر البحر.", ["وصل القبطان.", "غادر البحر."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(st.text(alphabet=st.sampled_from("aB. !?\n“”é🏮1Dr,"), max_size=200))
def test_spans_are_ordered_and_cover_all_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
