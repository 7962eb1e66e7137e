"""Question and rows of tables → the rows that answer it, and which of their cells.

By rule: a row is found by what the question names of it, a column by what it asks for, and every
name and number of the question has to stand there or in the title. Only a column whose head shares
no word with the question is taken by meaning. Knows no passages beyond the rows it is given.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.searchable import SearchableIndex
from rag.question_type import classify, match, missing_kind
from rag.table_terms import FILLER, IN_BRACKETS, WORD, TableTerms, cut_ending, has_to_stand
from rag.tables import PAIR, Row
from rag.weekdays import days_in, spell_days
from rag.word_forms import find_aliases

MIN_COVERAGE = 0.7  # of the question's terms, by rarity
MIN_COVERAGE_BY_MEANING = 0.5  # the same where a column is asked for in other words
MIN_COVERAGE_OF_DAY = 0.95  # the same where a row is named by a day alone, as many tables have one
MIN_CLOSENESS = 0.5  # share of a name's or a head's terms that the question holds
MOST_ROWS = 4  # more that fit equally well are no answer
MOST_COLUMNS = 3
# By meaning: cosine of the question to "head: cell", and how much more than to the next column.
MIN_SIMILARITY = 0.25
MIN_MARGIN = 0.11
_PRICE = re.compile(
    r"\b(?:prices?|costs?|fees?|fares?|tickets?|rates?|charges?|salar\w+|budgets?|values?)\b",
    re.IGNORECASE,
)
_WITH_DIGIT = re.compile(r"\d")
_WITH_NAME = re.compile(r"[^\W\d_]{2}")
_QUANTITY = re.compile(r"\d[\d.,]* ?[a-z]+", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"\d{1,3}\.?")
_AMOUNT = re.compile(r"[\d.,']*\d[.,]\d\d")
ABSENT = (-1, 0)  # where a head ends in a question, and its length
_MAY = "the month of may"  # a term of its own: as a word it is a verb, and passed over
_NAMES_MAY = re.compile(r"(?<!\w)May(?!\w)")
# Labels such as “Hive D”: as words most single letters are stop words. “I” is who asks.
_LETTER = re.compile(r"(?<![\w'’.])[A-HJ-Z](?![\w'’.])")
# What only all rows together tell, unless the table has a column of that name.
_OF_ALL_ROWS = re.compile(
    r"(?:larg|bigg|high|long|old|new|young|small|tall|deep|fast|slow|cheap|rich|poor|low|great|few|"
    r"short|heavi|strong|weak|earli|lat|near|wid|bright|clean|dens|thick)e?st|most|least|average|"
    r"mean|median|total|sum|altogether|overall|combined|both|all|each|every|difference|more|less|"
    r"fewer|than|compared?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """What rows stand under: the head, the question's terms above it, whether it is of prices."""

    head: Row
    around: frozenset[str]
    is_of_prices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFit:
    """A row that answers.

    Attributes:
        row: The row.
        named: Columns that say which row it is.
        asked: Columns that are asked for; none of a row of a name and its value.
        coverage: Share of the question's terms in row, head and title, by rarity, in [0, 1].
        closeness: Share of the naming cells' terms that the question holds, in [0, 1].
    """

    row: Row
    named: tuple[int, ...]
    asked: tuple[int, ...]
    coverage: float
    closeness: float

    @property
    def columns(self) -> tuple[int, ...]:
        """Give what is to be said, in order: the row's names, the first cell too if it is no number, what is asked."""
        first = () if 0 in self.asked or _ROW_NUMBER.fullmatch(self.row.cells[0]) else (0,)
        return tuple(dict.fromkeys((*first, *self.named, *self.asked)))


class RowFitter:
    """One question, compared with rows.

    Args:
        query: The question as it is understood alone.
        article_index: Gives stems, how rare they are, and vectors.
    """

    def __init__(self, query: str, article_index: SearchableIndex) -> None:
        self._query = query
        self._index = article_index
        self._kind = classify(query)
        self._asks_amount = self._kind.kind == "money" or self._kind.measured == "much"
        weights = article_index.inverse_frequencies(set(article_index.analyze(spell_days(query))))
        heaviest = max(weights.values(), default=1.0)
        if _NAMES_MAY.search(query, 1):  # at the beginning it asks for leave
            weights[_MAY] = heaviest
        for letter in _LETTER.findall(query, 1):
            weights |= dict.fromkeys(self._analyze(letter), heaviest)
        words = WORD.findall(query)
        self._words = frozenset(map(cut_ending, words))
        telling = (
            stem for word in words if word.casefold() not in FILLER for stem in self._analyze(word)
        )
        self.terms = TableTerms(
            self._analyze,
            weights,
            aliases=find_aliases(query, article_index.analyze),
            telling=frozenset(telling),
        )
        of_all = [word for word in words if _OF_ALL_ROWS.fullmatch(word)]
        self._is_of_all_rows = not all(map(article_index.analyze, of_all))
        self.must = self.terms.stems(
            [*of_all, *(word for at, word in enumerate(words) if has_to_stand(word, at))]
        )

    def fit(self, rows: Iterable[Row], *, head: Row, around: str) -> list[RowFit]:
        """Give the rows of a table that answer best, equally well; none if too many do.

        Args:
            rows: The rows.
            head: What names the columns.
            around: What the table is about: title, section, caption.
        """
        if self._is_of_all_rows:
            return []
        is_of_prices = _PRICE.search(around) is not None
        table = _Table(head=head, around=self.terms.held(around), is_of_prices=is_of_prices)
        fits = [fit for row in rows if (fit := self._fit(row, table))]
        best = max(((fit.coverage, fit.closeness) for fit in fits), default=None)
        chosen = [fit for fit in fits if (fit.coverage, fit.closeness) == best]
        if len(chosen) > MOST_ROWS:
            return []
        return [whole for fit in chosen if (whole := self._complete(fit, table))]

    def may_hold(self, row: Row, at: int, *, name: int, head: Row) -> bool:
        """Say whether a cell holds the kind of thing that is asked for, such as a weight or a time.

        The unit may stand in the head of its column or in the cell that names the row.
        """
        cell = row.cells[at]
        if self._kind.kind == "person":
            return _WITH_NAME.search(cell) is not None
        if self._kind.kind not in ("measure", "money", "time"):
            return not missing_kind(self._kind, cell)
        units = WORD.findall(f"{head.cells[at]} {row.cells[name]}".replace("_", " "))
        said = (f"{head.cells[at]}: {cell}", *(f"{cell} {unit}" for unit in units))
        if self._asks_amount and _WITH_DIGIT.search(cell) and _PRICE.search(" ".join(units)):
            return True
        return any(match(self._kind, one) == 1.0 for one in said)

    def _complete(self, fit: RowFit, table: _Table) -> RowFit | None:
        """Have something asked of a row, unless it is one of a name and its value."""
        if fit.asked or len(fit.row.cells) == PAIR:
            return fit
        return self._ask(fit, table)

    def _fit(self, row: Row, table: _Table) -> RowFit | None:
        """Compare a row; one of which nothing is asked by its head's words is left to `_ask`."""
        head = table.head
        cells = [self._held(cell) for cell in row.cells]
        named = tuple(at for at, held in enumerate(cells) if self._names(row.cells[at], held))
        if not named or len(named) == len(cells):
            return None
        is_whole = len(cells) == len(head.cells)
        if not is_whole and len(cells) != PAIR:
            return None
        heads = [self.terms.held(cell) for cell in head.cells] if is_whole else [frozenset()] * PAIR
        free = [at for at, held in enumerate(cells) if row.cells[at] and not held]
        asked = self._asked(row, table, free, named=frozenset().union(*cells)) if is_whole else ()
        known = table.around.union(*cells, *(heads[at] for at in (*named, *asked)))
        coverage = self.terms.coverage(known)
        least = MIN_COVERAGE if asked or len(cells) == PAIR else MIN_COVERAGE_BY_MEANING
        if all(cells[at] <= self.terms.stems(days_in(row.cells[at])) for at in named):
            least = MIN_COVERAGE_OF_DAY
        if not self.must <= known or coverage < least:
            return None
        stems = self.terms.stems(row.cells[at] for at in named)
        closeness = len(stems & self.terms.weights.keys()) / max(1, len(stems))
        return RowFit(row=row, named=named, asked=asked, coverage=coverage, closeness=closeness)

    def _held(self, cell: str) -> frozenset[str]:
        """Give the terms that a cell holds; “24 months” none where a price per month is asked for."""
        held = self.terms.held(cell)
        is_other = _QUANTITY.fullmatch(cell) and not any(map(_WITH_DIGIT.search, held))
        return frozenset() if is_other else held

    def _names(self, cell: str, held: frozenset[str]) -> bool:
        """Say whether a question names a cell: it, a day of its span, or half its words, as they are.

        A roof is no “Smith Roofing”.
        """
        stems = self.terms.stems([cell])
        if held & self.terms.stems(days_in(cell)) or (held and len(held) >= len(stems)):
            return True
        return len(held) >= MIN_CLOSENESS * len(stems) and any(
            cut_ending(word) in self._words for word in WORD.findall(cell) if self.terms.held(word)
        )

    def _asked(
        self, row: Row, table: _Table, free: Sequence[int], *, named: frozenset[str]
    ) -> tuple[int, ...]:
        """Give the columns whose heads hold most of what the row does not; none if many do."""
        head, ranks = table.head, {}
        for at in free:
            name = IN_BRACKETS.sub("", head.cells[at])
            held = self.terms.held(head.cells[at]) - named
            share = len(self.terms.held(name) - named) / max(1, len(self.terms.stems([name])))
            share = 1.0 if held & self.terms.stems(days_in(name)) else share  # one day of a span
            is_named = any(not stem.isdigit() for stem in held)  # by more than a year
            if share >= MIN_CLOSENESS and self._is_of_kind(row, table, at, is_named=is_named):
                ranks[at] = share * self.terms.weigh(held)
        best = max(ranks.values(), default=None)
        asked = self._as_written([at for at, rank in ranks.items() if rank == best], head)
        return asked if len(asked) <= MOST_COLUMNS else ()

    def _as_written(self, asked: Sequence[int], head: Row) -> tuple[int, ...]:
        """Of heads of the same words take that which is asked for last as it is: “off-peak”, not “peak”."""
        query, names = self._query.casefold(), {at: head.cells[at].casefold() for at in asked}
        ends = {
            at: (query.rfind(name) + len(name), len(name)) if name in query else ABSENT
            for at, name in names.items()
        }

        def gives_way(at: int, other: int) -> bool:
            return (
                self.terms.held(names[at]) == self.terms.held(names[other])
                and ends[at] < ends[other]
            )

        return tuple(at for at in asked if not any(gives_way(at, other) for other in asked))

    def _ask(self, fit: RowFit, table: _Table) -> RowFit | None:
        """Take the column that is clearly nearest to the question in meaning; None if none is."""
        head = table.head
        free = [
            at
            for at, cell in enumerate(fit.row.cells)
            if cell and at not in fit.named and self._is_of_kind(fit.row, table, at)
        ]
        if (price := self._plain_price(fit, head, free)) is not None:
            return replace(fit, asked=(price,))
        if not free:
            return None
        said = [f"{head.cells[at]}: {fit.row.cells[at]}" for at in free]
        question, *vectors = self._index.embedder.encode([self._query, *said])
        cosines = [float(vector @ question) for vector in vectors]
        first, second = sorted((*cosines, -1.0), reverse=True)[:2]
        if first < MIN_SIMILARITY or first - second < MIN_MARGIN:
            return None
        return replace(fit, asked=(free[cosines.index(first)],))

    def _plain_price(self, fit: RowFit, head: Row, free: Sequence[int]) -> int | None:
        """Give the column of a row's price where one is asked for: “Price”, not “Price from 5 pieces”."""
        named = self.terms.held(" ".join(fit.row.cells[at] for at in fit.named))
        if not self._asks_amount or all(map(str.isdigit, named)):  # “3” may be of “3 years”
            return None
        priced = {
            at: self.terms.stems([head.cells[at]]) for at in free if _PRICE.search(head.cells[at])
        }
        plain = [at for at, stems in priced.items() if all(map(stems.issubset, priced.values()))]
        return plain[0] if len(plain) == 1 else None

    def _is_of_kind(self, row: Row, table: _Table, at: int, *, is_named: bool = False) -> bool:
        """Say whether a cell may be of the kind that is asked for: a price has to be one.

        Of what the question names, such as honey, a number without a unit is an amount too, and so is
        any in a table of prices, or with two decimals.
        """
        head = table.head
        cell, name = row.cells[at], head.cells[at].replace("_", " ")
        if self._kind.kind == "person" and not _WITH_NAME.search(cell):
            return False
        if is_named and self._kind.measured == "much" and _WITH_DIGIT.search(cell):
            return True
        if not self._asks_amount or _PRICE.search(head.cells[at]) or _AMOUNT.fullmatch(cell):
            return True
        if table.is_of_prices and _WITH_DIGIT.search(cell):
            return True
        in_unit = (f"{cell} {unit}" for unit in name.split())
        return any(match(self._kind, said) == 1.0 for said in (f"{name}: {cell}", *in_unit))

    def _analyze(self, text: str) -> list[str]:
        found = self._index.analyze(spell_days(text))
        found = [*found, *([_MAY] if _NAMES_MAY.search(text) else ())]
        letters = {letter for letter in _LETTER.findall(text) if letter.casefold() not in found}
        return [*found, *(f"the letter {letter}" for letter in sorted(letters))]
