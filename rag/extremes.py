"""A question for the most of something and a whole table → the row or column that has it, or has more of two.

By rule, and only where nothing is left open: one superlative or comparative, one column (or one row over years) that
measures it, every value of it read, every name and number of the question found. Knows no passages.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.searchable import SearchableIndex
from rag.cell_values import read_values
from rag.lacking import NEVER_LACKING
from rag.superlatives import Superlative, counts
from rag.table_terms import IN_BRACKETS, WORD, TableTerms
from rag.tables import Row
from rag.word_forms import find_aliases

MIN_VALUES = 2
MOST_TIED = 4  # of more none stands out
MIN_COVERAGE = 0.7  # of the question's terms, by rarity
MIN_SHARE = 0.5  # of a head's terms that the question holds
_OF_ALL = re.compile(
    r"(?:grand |sub)?(?:total|sum|average|mean|median|all|overall)\b", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\b(?:when|(?:which|what) (?:\w+ )?(?:year|month|quarter|week|day|decade|season)s?)\b", re.I
)
_IS_RANK = re.compile(
    r"\b(?:rank\w*|pos(?:ition)?|place|no|nr|number|#|id|code|phone|tel|postcode)\b\.?", re.I
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEXT_WORD = re.compile(r"\s*([\w'’-]+)")
_WHICH = re.compile(r"\b(?:which|what)\s+(?=\w)", re.IGNORECASE)
_IS_PERIOD = re.compile(r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """What has the most.

    Attributes:
        row: The row that answers.
        columns: What is to be said of it, in order.
        coverage: Share of the question's terms in table and title, by rarity, in [0, 1].
        of: What was compared, as its head or row says.
        count: How many values were.
    """

    row: Row
    columns: tuple[int, ...]
    coverage: float
    of: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column of numbers: 1 if the greatest is meant, -1 the smallest, 0 if its head does not say."""

    at: int
    name: str
    sign: int
    values: Mapping[int, float]  # by row


class ExtremeFinder:
    """One question for the most of something, compared with tables.

    Args:
        query: The question as it is understood alone.
        asked: Its superlative.
        article_index: Gives stems and how rare they are.
    """

    def __init__(self, query: str, asked: Superlative, article_index: SearchableIndex) -> None:
        analyze = article_index.analyze
        self._asked = asked
        self._between = [query[start:end] for start, end in asked.between]
        self._asks_period = bool(_PERIOD.search(query)) or any(
            map(_IS_PERIOD.search, self._between)
        )
        rest = f"{query[: asked.start]} {query[asked.end :]}"
        words = WORD.findall(rest)
        telling = " ".join(word for word in words if word.casefold() not in NEVER_LACKING)
        self._terms = TableTerms(
            analyze,
            article_index.inverse_frequencies(set(analyze(rest))),
            aliases=find_aliases(rest, analyze),
            telling=frozenset(analyze(telling)),
        )
        self._numbers = self._terms.stems(word for word in words if any(map(str.isdigit, word)))
        self._names = self._terms.stems(word for word in words[1:] if word[0].isupper())
        self._counted = _phrase_after(query, asked.end, analyze)[-1:]
        which = _WHICH.search(query)
        self._compared = _phrase_after(query, which.end(), analyze) if which else []

    def find(self, rows: Sequence[Row], *, head: Row, around: str) -> list[Extreme]:
        """Give the rows of a whole table that have the most, equally much; none if it is not clear.

        Args:
            rows: All its rows but the head.
            head: What names the columns.
            around: What the table is about: title, section, caption, the line above.
        """
        if any(len(row.cells) != len(head.cells) for row in rows):
            return []
        rows = [row for row in rows if not _OF_ALL.match(row.cells[0])]
        if self._asks_period and (found := self._across(rows, head, around)):
            return found
        return self._down(rows, head, around)

    def _down(self, rows: Sequence[Row], head: Row, around: str) -> list[Extreme]:
        """Compare the rows, those of a kind that the question names, in one column."""
        column = self._column(rows, head)
        if column is None:
            return []
        known = self._terms.held(f"{around} {head.cells[0]} {column.name}")
        if counts(self._counted, column.name):
            known |= self._terms.held(" ".join(self._counted))
        cells = [[cell for at, cell in enumerate(row.cells) if at != column.at] for row in rows]
        held = [self._terms.held(" ".join(one)) for one in cells]
        spoken_of = known.union(self._terms.held(" ".join(head.cells)), *held)
        nouns = self._nouns(spoken_of)
        if nouns is None:
            return []
        two, named = self._named(held)
        kind = (frozenset().union(*held) - known - nouns) | self._named_by(cells)
        kind -= named
        fitting = {
            at: value
            for at, value in column.values.items()
            if kind <= held[at] and (at in two or not self._between)
        }
        coverage = self._terms.coverage(spoken_of)
        if not self._numbers | self._names <= known | kind | named or coverage < MIN_COVERAGE:
            return []
        return [
            Extreme(
                row=rows[at],
                columns=self._told(rows[at], head, kind | named, column),
                coverage=coverage,
                of=column.name,
                count=len(fitting),
            )
            for at in self._pick(fitting, column.sign or self._asked.sign)
        ]

    def _named(self, held: Sequence[frozenset[str]]) -> tuple[frozenset[int], frozenset[str]]:
        """Give which of some cells are the two that a question compares, and its terms for them.

        Args:
            held: The question's terms in the cells of each row, or in each head.
        """
        spoken_of = frozenset().union(*held)
        found, terms = set(), frozenset[str]()
        for name in self._between:
            stems = self._terms.held(name) & spoken_of
            named = [at for at, known in enumerate(held) if stems and stems <= known]
            if len(named) == 1:
                found.add(named[0])
                terms |= stems
        return (frozenset(found), terms) if len(found) > 1 else (frozenset(), frozenset())

    def _nouns(self, spoken_of: frozenset[str]) -> frozenset[str] | None:
        """Give the nouns for what is compared and counted; None if the table speaks of one nowhere.

        Rows need not hold them: a suite is a room. After “which” a verb may follow the noun.
        """
        counted = self._terms.held(" ".join(self._counted)) & self._terms.telling
        compared = [
            stems
            for word in self._compared
            if (stems := self._terms.held(word) & self._terms.telling)
        ]
        spoken = [stems for stems in compared if stems <= spoken_of]
        if not counted <= spoken_of or (compared and not spoken):
            return None
        return counted.union(*spoken[-1:])

    def _told(self, row: Row, head: Row, kind: frozenset[str], column: _Column) -> tuple[int, ...]:
        """Give the columns to be said: the first, those asked for or that tell the kind, the most."""
        more = [
            at
            for at, (cell, name) in enumerate(zip(row.cells, head.cells, strict=True))
            if self._share(name) >= MIN_SHARE or kind & self._terms.stems([cell])
        ]
        return tuple(dict.fromkeys((0, *(at for at in more if at != column.at), column.at)))

    def _across(self, rows: Sequence[Row], head: Row, around: str) -> list[Extreme]:
        """Compare the years, or other periods, that stand in the head, in the row that is named."""
        columns = [at for at, name in enumerate(head.cells) if at and _IS_PERIOD.search(name)]
        named = [row for row in rows if self._share(row.cells[0]) == 1.0]
        if len(columns) < len(head.cells) - 1 or len(named) != 1:
            return []
        (row,) = named
        two, named_by = self._named([self._terms.held(head.cells[at]) for at in columns])
        values = read_values([row.cells[at] for at in columns]) or {}
        if self._between:
            values = {at: value for at, value in values.items() if at in two}
        known = self._terms.held(f"{around} {row.cells[0]}") | named_by
        coverage = self._terms.coverage(known)
        if not self._numbers | self._names <= known or coverage < MIN_COVERAGE:
            return []
        picked = self._pick(values, self._asked.sign)
        told = (0, *(columns[at] for at in picked))
        of = row.cells[0]
        found = Extreme(row=row, columns=told, coverage=coverage, of=of, count=len(values))
        return [found] if picked else []

    def _column(self, rows: Sequence[Row], head: Row) -> _Column | None:
        """Find the one column that measures what is asked for."""
        columns = [one for at in range(1, len(head.cells)) if (one := self._read(rows, head, at))]
        of_year = [one for one in columns if self._numbers & self._terms.held(one.name)]
        columns = of_year or columns
        measuring = [one for one in columns if one.sign or counts(self._counted, one.name)]
        # “Weight” before “Water let in”, which is in grams too.
        measuring = [one for one in measuring if self._asked.sign_of(one.name)] or measuring
        named = [one for one in columns if self._share(one.name) >= MIN_SHARE]
        chosen = measuring if self._asked.is_strict or not named else named
        ranks = [
            self._share(one.name) * self._terms.weigh(self._terms.held(one.name)) for one in chosen
        ]
        best = [one for one, rank in zip(chosen, ranks, strict=True) if rank == max(ranks)]
        if len({_YEAR.sub("", one.name) for one in best}) == 1:  # "TEU 2025" before "TEU 2024"
            return max(best, key=lambda one: _YEAR.findall(one.name))
        return best[0] if len(best) == 1 else None

    def _read(self, rows: Sequence[Row], head: Row, at: int) -> _Column | None:
        """Read a column of numbers; None of one that holds something else or counts its rows."""
        name = head.cells[at]
        values = read_values([row.cells[at] for row in rows])
        if not values or _IS_RANK.search(name):
            return None
        first = rows[min(values)].cells[at]  # has the unit, if the head does not
        sign = self._asked.sign_of(name) or self._asked.sign_of(first)
        return _Column(at=at, name=name, sign=sign, values=values)

    def _named_by(self, cells: Sequence[Sequence[str]]) -> frozenset[str]:
        """Give the question's names that make up whole cells: an owner, though the title has it too."""
        whole = (self._terms.stems([cell]) for row in cells for cell in row)
        return frozenset().union(*(stems for stems in whole if stems and stems <= self._names))

    def _pick(self, values: Mapping[int, float], sign: int) -> list[int]:
        """Give those with the first, second or third of the different values; none if none stands out.

        Of two that are compared both, that with more of what is asked for first.
        """
        if self._between:
            return sorted(values, key=lambda at: -sign * values[at]) if len(values) > 1 else []
        different = sorted(set(values.values()), reverse=sign > 0)
        rank = self._asked.rank
        if len(different) < max(rank, MIN_VALUES):
            return []
        found = [at for at, value in values.items() if value == different[rank - 1]]
        return found if len(found) <= MOST_TIED else []

    def _share(self, name: str) -> float:
        """Give the share of a head's terms that the question holds; 0 if these are only a year."""
        name = IN_BRACKETS.sub("", name)
        held = self._terms.held(name)
        return len(held) / len(self._terms.stems([name])) if held - self._numbers else 0.0


def _phrase_after(query: str, start: int, analyze: Callable[[str], Sequence[str]]) -> list[str]:
    """Give the words before the next stop word or mark: after a superlative or “which”, with a noun."""
    words = []
    while (match := _NEXT_WORD.match(query, start)) and analyze(match[1]):
        words.append(match[1])
        start = match.end()
    return words
