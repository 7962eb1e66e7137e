from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.schema import Candidate, Hit
from index.sentences import sentence_spans
from rag.question_type import classify
from rag.relevance import Relevance
from rag.retrieval import drop_copies
from tests.unit.builders import make_hit


def relevance(hits: Sequence[Hit], question: str = "", **weights: float) -> Relevance:
    return Relevance(hits, weights=weights, asked=classify(question), analyze=words)


def make_read_hit(
    text: str, *, start: int = 0, similarities: Sequence[float] = (), **scores: float
) -> Hit:
    """Make a hit whose sentences were read; each is as near as the whole unless said."""
    spans = sentence_spans(text)
    near = tuple(similarities) or (scores.get("similarity", 0.0),) * len(spans)
    return make_hit(text, start=start, sentence_spans=spans, sentence_similarities=near, **scores)


def words(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def test_a_chunk_found_both_ways_beats_one_found_one_way() -> None:
    both = make_hit("both", similarity=0.5, lexical_score=4.0)
    words = make_hit("words", start=10, similarity=0.1, lexical_score=4.0)
    meaning = make_hit("meaning", start=20, similarity=0.3)
    hits = [meaning, words, both]
    assert [hit.chunk.text for hit, _ in relevance(hits).rank(hits)] == ["both", "words", "meaning"]


def test_a_chunk_with_one_near_sentence_beats_one_that_is_near_throughout() -> None:
    one = make_read_hit("It rained. It snowed.", similarity=0.4, similarities=(0.1, 0.8))
    all_through = make_read_hit("It rained. It snowed.", start=50, similarity=0.5)
    hits = [all_through, one]
    assert relevance(hits).rank(hits)[0][0] is one


def test_a_sentence_that_holds_the_terms_together_beats_two_that_share_them() -> None:
    apart = make_read_hit("The ferry left. The fare rose.", similarity=0.5)
    together = make_read_hit("The ferry fare rose. It left.", start=50, similarity=0.5)
    hits = [apart, together]
    assert relevance(hits, ferry=1.0, fare=1.0).rank(hits)[0][0] is together


def test_a_sentence_that_holds_the_kind_of_thing_asked_for_comes_first() -> None:
    without = make_read_hit("The hall was built of red brick.", similarity=0.5)
    with_date = make_read_hit("The hall was built in May 1874.", start=50, similarity=0.5)
    hits = [without, with_date]
    assert relevance(hits, "When was the hall built?").rank(hits)[0][0] is with_date


@given(st.permutations(range(6)))
def test_ranking_does_not_depend_on_order_even_on_ties(order: list[int]) -> None:
    hits = [make_hit("same", start=10 * n, similarity=0.5, lexical_score=1.0) for n in range(6)]
    assert relevance(hits).rank([hits[n] for n in order]) == relevance(hits).rank(hits)


def test_a_chunk_indexed_while_it_was_found_is_ranked_all_the_same() -> None:
    text = "It rained. It snowed."
    hit = make_hit(text, similarity=0.5, sentence_spans=sentence_spans(text))
    assert [one for one, _ in relevance([hit]).rank([hit])] == [hit]


def test_no_hits_rank_to_nothing() -> None:
    assert relevance([]).rank([]) == []
    assert relevance([]).order([]) == []


@given(st.permutations(range(6)))
def test_candidates_are_ordered_by_words_and_meaning_before_they_are_read(order: list[int]) -> None:
    found = [Candidate(chunk_id=str(n), similarity=n / 10, lexical_score=n) for n in range(6)]
    ordered = Relevance(found, weights={}, asked=classify(""), analyze=words).order(
        [found[n] for n in order]
    )
    assert [one.chunk_id for one in ordered] == ["5", "4", "3", "2", "1", "0"]


def test_a_copy_with_small_edits_is_dropped_and_another_text_is_kept() -> None:
    text = "the ferry left the harbour at noon with forty people and two dogs on board that day "
    text += "and came back in the evening with as many because the storm that had been foretold by "
    text += "everybody on the island did not come before midnight"
    edited = text.replace("noon", "twelve")
    other = "a wholly different report about the harvest of barley in the high valley this year"
    ranked = [(make_hit(t, start=n * 1000), 1.0) for n, t in enumerate([text, edited, other])]
    kept = drop_copies(ranked, limit=3)
    assert [hit.chunk.text for hit, _ in kept] == [text, other]
