"""Near copies with real stores: what is grouped, what is not, and what an answer counts."""

import random
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.near_copies import sign
from rag import Assistant
from tests.integration.stores import OpenIndex, write

SYLLABLES = "ba de fi go ku la me ni po ru sa te vi wo zu".split()
WORDS = [first + last for first in SYLLABLES for last in SYLLABLES]


def report(seed: int, *, changed: float = 0.0, count: int = 300) -> str:
    """Give invented text; the same seed gives the same but for a share of its words."""
    drawn = random.Random(seed)
    text = [drawn.choice(WORDS) for _ in range(count)]
    other = random.Random(f"{seed} {changed}")
    for place in other.sample(range(count), int(changed * count)):
        text[place] = f"word{place}"
    return " ".join(text)


def add(article_index: ArticleIndex, folder: Path, name: str, text: str) -> str:
    (article_id,) = article_index.add([write(folder, name, text)]).added
    return article_id


def copies_of(article_index: ArticleIndex, article_id: str) -> tuple[str, ...]:
    return tuple(copy.id for copy in article_index.library.near_copies(article_id))


def test_near_copies_share_a_group_and_others_do_not(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    first, copy, other = (
        add(article_index, tmp_path, name, text)
        for name, text in (
            ("a.txt", report(1)),
            ("b.txt", report(1, changed=0.02)),
            ("c.txt", report(2)),
        )
    )
    groups = article_index.library.copy_groups([first, copy, other])
    assert groups[first] == groups[copy] != groups[other]
    assert copies_of(article_index, copy) == (first,)
    assert copies_of(article_index, other) == ()
    article_index.remove(first)
    assert copies_of(article_index, copy) == ()
    third = add(article_index, tmp_path, "d.txt", report(1, changed=0.01))
    assert copies_of(article_index, third) == (copy,)


@pytest.mark.parametrize(("changed", "expected"), [(0.02, 40), (0.25, 0)])
def test_how_many_of_forty_pairs_are_grouped(
    open_index: OpenIndex, tmp_path: Path, changed: float, expected: int
) -> None:
    article_index = open_index()
    for seed in range(40):
        add(article_index, tmp_path, f"{seed}.txt", report(seed))
        add(article_index, tmp_path, f"{seed}-copy.txt", report(seed, changed=changed))
    ids = article_index.library.article_ids()
    groups = set(article_index.library.copy_groups(ids).values())
    assert abs(len(ids) - len(groups) - expected) <= 1


def test_an_article_that_changes_leaves_its_group(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    first = add(article_index, tmp_path, "a.txt", report(1))
    second = add(article_index, tmp_path, "b.txt", report(1, changed=0.02))
    article_index.add([write(tmp_path, "b.txt", report(9))])
    assert copies_of(article_index, first) == ()
    assert copies_of(article_index, second) == ()


def test_short_texts_are_not_compared() -> None:
    assert sign("The ferry sails on Monday.") == b""
    assert len(sign(report(1))) == 66 * 4


def test_an_answer_counts_independent_articles(tmp_path: Path) -> None:
    agency = (
        "The Ombrel quarry choir has fifty-one singers, said Tove Lindqvarn, who has led it since "
        "2019. It rehearses in the old engine house every Thursday, and it sings in Pellgarth at "
        "the end of May. The county pays for the heating, the singers bring their own coffee."
    )
    other = (
        "Fifty-one singers are in the Ombrel quarry choir, the parish letter counts, and eleven of "
        "them are called Anna. Nobody in the village remembers how that came about."
    )
    with Assistant.open(tmp_path / "library") as assistant:
        write(
            tmp_path, "courier.txt", f"Courier reports: {agency} More on page four of this paper."
        )
        write(tmp_path, "gazette.txt", f"Gazette has it: {agency} Readers may write to the editor.")
        write(tmp_path, "parish.txt", other)
        assistant.add([tmp_path / f"{name}.txt" for name in ("courier", "gazette", "parish")])
        answer = assistant.ask("How many singers has the Ombrel quarry choir?")
        cited = {c.article_id for c in answer.citations}
        groups = assistant.index.library.copy_groups(cited)
        assert answer.independent_articles == len(set(groups.values()))
        ids = assistant.index.library.article_ids()
        assert len(set(assistant.index.library.copy_groups(ids).values())) == 2
