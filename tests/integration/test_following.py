"""Following names, rerankers, conversations and scopes through real stores."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.article_index import ArticleIndex
from index.embedding import FloatArray
from index.errors import StorageError
from index.schema import Candidate, EarlierText, Query
from rag import Turn
from rag.conversation import build_query
from rag.retrieval import retrieve
from rag.schema import ABSTENTION
from tests.integration.stores import OpenIndex

FILM = "Jump for Glory is a film of 1937. It was directed by Raoul Walsh in London."
FILLER = "The ferry to the island sails at noon and takes {} cars and many people."
WIFE = "Miriam Cooper played in many films. She married Raoul Walsh of the same studio."
QUESTION = "Who married the director of the film Jump for Glory?"


def add(article_index: ArticleIndex, **texts: str) -> dict[str, str]:
    """Add texts by name; give the id of each."""
    return {
        name: article_index.add_file(text.encode(), name=f"{name}.txt").added[0]
        for name, text in texts.items()
    }


@pytest.fixture
def films(open_index: OpenIndex) -> tuple[ArticleIndex, dict[str, str]]:
    article_index = open_index()
    fillers = {f"filler{n}": f"{QUESTION} {FILLER.format(n)}" for n in range(8)}
    return article_index, add(article_index, film=FILM, wife=WIFE, **fillers)


def found(article_index: ArticleIndex, question: str, **options: object) -> list[str]:
    query = Query(text=question)
    passages = retrieve(query, article_index=article_index, **options).passages  # type: ignore[arg-type]  # any option
    return [passage.chunk.article_id for passage in passages]


def test_a_name_leads_from_one_article_to_another(
    films: tuple[ArticleIndex, dict[str, str]],
) -> None:
    article_index, ids = films
    mentions = article_index.find_mentions(Query(text=QUESTION), {"Raoul Walsh": 1.0}, limit=5)
    assert {hit.chunk.article_id for hit, _ in mentions} == {ids["film"], ids["wife"]}
    assert ids["wife"] in found(article_index, QUESTION, top_k=8)


@pytest.mark.parametrize(
    "name", ["Jump for Glory", "Raoul Walsh", "Raoul Walsh of the same studio"]
)
def test_a_name_with_small_words_inside_is_found(
    films: tuple[ArticleIndex, dict[str, str]], name: str
) -> None:
    mentions = films[0].find_mentions(Query(text="x"), {name: 1.0}, limit=20)
    assert mentions
    assert all(name in hit.chunk.text for hit, _ in mentions)


def test_mentions_leave_out_the_articles_that_name_them(
    films: tuple[ArticleIndex, dict[str, str]],
) -> None:
    article_index, ids = films
    mentions = article_index.find_mentions(
        Query(text="x"), {"Raoul Walsh": 1.0}, limit=1, but_not={ids["film"]}
    )
    assert [hit.chunk.article_id for hit, _ in mentions] == [ids["wife"]]


def test_names_are_followed_within_the_scope_only(
    films: tuple[ArticleIndex, dict[str, str]],
) -> None:
    article_index, ids = films
    scope = set(ids.values()) - {ids["wife"]}
    assert ids["wife"] not in found(article_index, QUESTION, top_k=10, article_ids=scope)


class ShortestFirst:
    """A reranker that prefers short texts."""

    name = "shortest"

    def score(self, query: str, texts: Sequence[str]) -> FloatArray:
        return np.array([-len(text) for text in texts], dtype=np.float32)


def test_a_reranker_orders_the_passages_and_scores_fall_with_them(
    films: tuple[ArticleIndex, dict[str, str]],
) -> None:
    passages = retrieve(
        Query(text="ferry"), article_index=films[0], top_k=5, reranker=ShortestFirst()
    ).passages
    lengths = [len(passage.chunk.embedding_text) for passage in passages]
    assert lengths == sorted(lengths)
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert passages[0].rerank_score == -lengths[0]


def test_what_was_said_before_draws_the_search_but_not_the_similarity(
    films: tuple[ArticleIndex, dict[str, str]],
) -> None:
    article_index, _ = films
    earlier = EarlierText(text="Raoul Walsh", term_weight=0.3, vector_weight=0.5)
    alone = article_index.search(Query(text="married"))
    drawn = article_index.search(Query(text="married", earlier=(earlier,)))
    before = {hit.chunk_id: hit for hit in alone}
    changed = [hit for hit in drawn if hit.chunk_id in before]
    assert any(hit.similarity != before[hit.chunk_id].similarity for hit in changed)
    for hit in changed:
        assert hit.text_similarity == pytest.approx(before[hit.chunk_id].similarity, abs=0.01)


def test_refusals_and_blank_turns_are_not_searched() -> None:
    history = [
        Turn(role="user", text="Who runs the ferry?"),
        Turn(role="assistant", text=ABSTENTION),
        Turn(role="user", text=" "),
    ]
    assert [earlier.text for earlier in build_query("And why?", history).earlier] == [
        "Who runs the ferry?"
    ]


def test_a_turn_with_half_a_character_can_be_searched() -> None:
    history = [Turn(role="user", text="ferry \ud83d")]
    assert build_query("Why?", history).earlier[0].text == "ferry ?"


def test_an_article_being_indexed_is_no_error_for_a_scoped_question(
    open_index: OpenIndex,
) -> None:
    article_index = open_index()
    texts = {f"text{n}": f"{FILLER.format(n)} harbour" for n in range(80)}
    ids = add(article_index, **texts)
    waiting = ids["text79"]
    chunk_ids = article_index.library.chunk_ids({waiting})
    article_index.indexes.vectors.delete(chunk_ids)
    scope = set(list(ids.values())[20:])
    query = Query(text="glacier")
    found = article_index.search(query, limit=50, article_ids=scope)
    assert {hit.chunk.article_id for hit in article_index.read(query, found)} <= scope


def test_more_passages_than_are_read_closely_are_given_with_falling_scores(
    open_index: OpenIndex,
) -> None:
    article_index = open_index()
    add(article_index, **{f"text{n}": f"Ferry {n} sailed to island {n * n}." for n in range(40)})
    query = Query(text="Where did the ferry sail?")
    passages = retrieve(query, article_index=article_index, top_k=30).passages
    assert len({passage.chunk.id for passage in passages}) == 30
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_what_was_removed_after_it_was_found_is_not_read(open_index: OpenIndex) -> None:
    article_index = open_index()
    ids = add(article_index, gone="The ferry sank in May.", kept="The ferry sailed in June.")
    query = Query(text="ferry")
    found = article_index.search(query)
    article_index.remove(ids["gone"])
    unread = [Candidate(chunk_id=one.chunk_id) for one in found]
    assert [hit.chunk.article_id for hit in article_index.read(query, unread)] == [ids["kept"]]


def test_what_meaning_alone_finds_is_compared_with_its_sentences_when_read(
    open_index: OpenIndex,
) -> None:
    article_index = open_index()
    add(article_index, boat="The ferry sailed. It rained.", cake="A cake was baked. It was sweet.")
    query = Query(text="ferry")
    found = {one.dense_rank: one for one in article_index.search(query)}
    (hit,) = article_index.read(query, [found[2]])  # no word of it is asked for
    assert (found[2].lexical_rank, found[2].sentence_similarities) == (None, ())
    compared = article_index.sentence_similarities(query.text, [hit.chunk_id])
    assert hit.sentence_similarities == pytest.approx(compared[hit.chunk_id])
    assert len(hit.sentence_similarities) == 2


def test_what_is_far_behind_by_words_is_left_out_unless_it_is_near(open_index: OpenIndex) -> None:
    article_index = open_index()
    add(
        article_index,
        best="The glacier of Fethra melts.",
        **{f"t{n}": f"The ferry {n}." for n in range(9)},
    )
    query = Query(text="How fast does the glacier of Fethra melt, ferry?")
    every = article_index.search(query, nearest=1)
    few = article_index.search(query, nearest=4, at_least=2)
    assert sum(one.lexical_rank is not None for one in every) == 10
    assert len(few) < len(every)
    assert all(one.dense_rank is not None or (one.lexical_rank or 9) <= 2 for one in few)
    assert all(one.lexical_score for one in few)  # a near one keeps what its words are worth


def test_a_closed_library_says_so(films: tuple[ArticleIndex, dict[str, str]]) -> None:
    films[0].close()
    with pytest.raises(StorageError, match="closed"):
        films[0].search(Query(text="ferry"))


def test_terms_of_replaced_chunks_do_not_weigh_below_nothing(open_index: OpenIndex) -> None:
    article_index = open_index()
    ids = add(article_index, **{f"text{n}": f"ferry harbour {n}" for n in range(10)})
    for article_id in list(ids.values())[:9]:
        article_index.remove(article_id)
    rarities = article_index.inverse_frequencies(["ferri", "harbour"])
    assert all(weight >= 0 for weight in rarities.values())
