from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval import drop_copies, fuse
from tests.unit.builders import make_hit


def test_a_chunk_found_both_ways_beats_one_found_one_way() -> None:
    both = make_hit("both", similarity=0.5, lexical_score=4.0)
    words = make_hit("words", start=10, similarity=0.1, lexical_score=4.0)
    meaning = make_hit("meaning", start=20, similarity=0.5)
    ranked = fuse([meaning, words, both])
    assert [hit.chunk.text for hit, _ in ranked] == ["both", "words", "meaning"]
    assert ranked[0][1] == 1.0


@given(st.permutations(range(6)))
def test_fusion_does_not_depend_on_order_even_on_ties(order: list[int]) -> None:
    hits = [make_hit("same", start=10 * n, similarity=0.5, lexical_score=1.0) for n in range(6)]
    assert fuse([hits[n] for n in order]) == fuse(hits)


def test_no_hits_fuse_to_nothing() -> None:
    assert fuse([]) == []


def test_a_copy_with_small_edits_is_dropped_and_another_text_is_kept() -> None:
    text = "the ferry left the harbour at noon with forty people and two dogs on board that day"
    edited = text.replace("noon", "twelve")
    other = "a wholly different report about the harvest of barley in the high valley this year"
    ranked = [(make_hit(t, start=n * 100), 1.0) for n, t in enumerate([text, edited, other])]
    kept = drop_copies(ranked, analyze=str.split, limit=3)
    assert [hit.chunk.text for hit, _ in kept] == [text, other]
