"""Articles that say nearly the same, such as one agency's report in several papers, in one group.

By MinHash of runs of words (Broder 1997) with banding: an article joins the group of the most like
it, among everybody's and its owner's: no group may tell of what somebody else keeps. Knows no
question and no file.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import numpy as np
import sqlalchemy as sa

from index.database import batches
from index.owners import owner_of, seen_by
from index.tables import articles, owners, signature_bands, signatures
from index.viewer import Viewer

PERMUTATIONS = 66
ROWS = 3  # of a band: of pairs alike by .6, 99 % share one of the 22 bands; of .2, 16 %
SHINGLE = 4  # words
# Share of the runs of words that two articles have in common; the estimate errs by .06.
MIN_SIMILARITY = 0.6
MIN_WORDS = 20  # shorter texts are alike by chance
MAX_WORDS = 20_000  # of longer ones the beginning is compared
_WORD = re.compile(r"\w+")
_HASH = np.dtype("<u4")
_SCHEME = "affine32"  # fixed, so that signatures stay comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopy:
    """An article that says nearly the same as another."""

    id: str
    title: str
    publisher: str | None


def sign(text: str) -> bytes:
    """Give a text's signature, to be compared with others; empty if it is too short."""
    from datasketch import MinHash  # brings scipy, and only adding needs it

    words = [found.group() for found in islice(_WORD.finditer(text.casefold()), MAX_WORDS)]
    if len(words) < MIN_WORDS:
        return b""
    runs = {" ".join(words[at : at + SHINGLE]).encode() for at in range(len(words) - SHINGLE + 1)}
    sketch = MinHash(num_perm=PERMUTATIONS, scheme=_SCHEME)
    sketch.update_batch(runs)
    return np.asarray(sketch.hashvalues, dtype=_HASH).tobytes()


def are_alike(first: str, second: str) -> bool:
    """Tell whether two texts say nearly the same; short ones do if they are equal."""
    if first == second:
        return True
    hashes = [np.frombuffer(sign(text), dtype=_HASH) for text in (first, second)]
    if not all(map(len, hashes)):
        return False
    return float(np.mean(hashes[0] == hashes[1])) >= MIN_SIMILARITY


def save_signature(connection: sa.Connection, article_id: str, hashes: bytes) -> None:
    """Put an article with its signature into the group of the most like it, else into its own."""
    for table in (signatures, signature_bands):
        connection.execute(sa.delete(table).where(table.c.article_id == article_id))
    if not hashes:
        return
    bands = _bands(hashes)
    owner = owner_of(connection, article_id)
    group_id = _nearest_group(connection, hashes, bands, owner=owner) or article_id
    connection.execute(
        sa.insert(signatures).values(article_id=article_id, group_id=group_id, hashes=hashes)
    )
    rows = [{"article_id": article_id, "band": band} for band in bands]
    connection.execute(sa.insert(signature_bands), rows)


def find_groups(connection: sa.Connection, article_ids: Collection[str]) -> dict[str, str]:
    """Give the group of each article; one without a signature is a group of its own."""
    groups = {article_id: article_id for article_id in article_ids}
    for batch in batches(sorted(article_ids)):
        query = sa.select(signatures.c.article_id, signatures.c.group_id).where(
            signatures.c.article_id.in_(batch)
        )
        groups |= {row.article_id: row.group_id for row in connection.execute(query)}
    return groups


def find_copies(
    connection: sa.Connection, article_id: str, *, viewer: Viewer
) -> tuple[NearCopy, ...]:
    """Give the other articles of an article's group that a viewer sees, oldest first."""
    group = sa.select(signatures.c.group_id).where(signatures.c.article_id == article_id)
    query = (
        sa.select(articles.c.id, articles.c.title, articles.c.publisher)
        .join(articles, articles.c.id == signatures.c.article_id)
        .where(signatures.c.group_id == group.scalar_subquery())
        .where(signatures.c.article_id != article_id, *seen_by(connection, viewer))
        .order_by(articles.c.added_at, articles.c.id)
    )
    return tuple(NearCopy(**row) for row in connection.execute(query).mappings())


def _bands(hashes: bytes) -> list[str]:
    """Name the bands: equal names are equal hashes in the same place."""
    size = ROWS * _HASH.itemsize
    starts = range(0, len(hashes), size)
    return [f"{at // size:02d}{hashes[at : at + size].hex()}" for at in starts]


def _nearest_group(
    connection: sa.Connection, hashes: bytes, bands: list[str], *, owner: str | None
) -> str:
    """Give the group of the most similar article; empty if none is similar enough."""
    near = sa.select(signature_bands.c.article_id).where(signature_bands.c.band.in_(bands))
    query = sa.select(signatures).where(signatures.c.article_id.in_(near)).distinct()
    query = query.outerjoin(owners, owners.c.article_id == signatures.c.article_id)
    query = query.where(owners.c.owner.is_(None) | (owners.c.owner == owner))
    own = np.frombuffer(hashes, dtype=_HASH)
    best, group_id = MIN_SIMILARITY, ""
    for row in connection.execute(query.order_by(signatures.c.article_id)):
        similarity = float(np.mean(own == np.frombuffer(row.hashes, dtype=_HASH)))
        if similarity >= best:
            best, group_id = similarity, row.group_id
    return group_id
