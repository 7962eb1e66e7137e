import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citations import parse_segments
from rag.markers import normalize_markers


def normalize(*pieces: str) -> str:
    return "".join(normalize_markers(pieces, numbers=range(1, 9)))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Lit in 1884 [1].", "Lit in 1884. [1]"),
        ("Lit in 1884. [1]", "Lit in 1884. [1]"),
        ("Lit in 1884.[1] Sold in 1990.[2]", "Lit in 1884. [1] Sold in 1990. [2]"),
        ("Lit [1, 2].", "Lit. [1, 2]"),
        ("Lit [1][2].", "Lit. [1, 2]"),
        ("Lit [1] [2].", "Lit. [1, 2]"),
        ("Lit【1】.", "Lit. [1]"),
        ("Lit【3†source】.", "Lit. [3]"),
        ("Lit [^1].", "Lit. [1]"),
        ("Lit (1).", "Lit. [1]"),
        ("Lit [1-3].", "Lit. [1, 2, 3]"),
        ("Lit [Passage 2].", "Lit. [2]"),
        ("Lit in May (1984).", "Lit in May (1984)."),
        ("Lit in May (9).", "Lit in May (9)."),
        ("Lit in May [1], sold in June [2]. It rained.", "Lit in May, sold in June. [1, 2] It rained."),
        ("Lit in May [77].", "Lit in May. [77]"),
        ("“It shone.” [1] So they say.", "“It shone.” [1] So they say."),
        ("It cost 3.5 crowns [1] in all.", "It cost 3.5 crowns in all. [1]"),
        ("- Lit in **May** [1]\n- Sold in June [2]", "Lit in May [1]\nSold in June [2]"),
        ("It fell 3 - 4 points [1].", "It fell 3 - 4 points. [1]"),
        ("It rose [1] in May. [1] It fell [2] in June. [2]", "It rose in May. [1] It fell in June. [2]"),
        ("f(2) = 3 [1].", "f(2) = 3. [1]"),
        ("A is b. [3-1] C.", "A is b. [3-1] C."),
        ("No marker at all", "No marker at all"),
        ("[1]", " [1]"),
        ("an open [1", "an open [1"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_marker_stands_behind_its_sentence_whatever_its_form(written: str, expected: str) -> None:
    assert normalize(written) == expected
    assert normalize(*written) == expected, "one character at a time"


PARTS = st.sampled_from([
    "Lit in May", " ", ".", "[1]", "[2, 3]", "【1】", "(1)", "(1984)", "\n", "- ", "**", "3.5", "“It”", "[", "(", "]", "!", "…",
])  # fmt: skip


@given(st.lists(PARTS, max_size=12), st.data())
def test_it_does_not_matter_where_the_text_is_cut(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert normalize(*pieces) == normalize(text)


@given(st.text(max_size=80))
def test_any_text_is_accepted_and_keeps_its_words(text: str) -> None:
    parse_segments(normalize(text))
    assert "quay" in normalize(f"{text} quay").split()  # a marker before it is put behind
