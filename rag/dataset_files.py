"""Lines of a dataset's files with their places, so that a problem names file and line.

Knows JSON lines and tab-separated judgements, not what they mean.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import DatasetError

HINT = "the README's section on measuring describes both forms of a dataset"
QRELS_HEADER = ["query-id", "corpus-id", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a file, from 1."""

    path: Path
    line: int

    def error(self, problem: str) -> DatasetError:
        """Make the error that says what is wrong here and what is expected."""
        return DatasetError(f"{str(self.path)!r}, line {self.line}: {problem}", hint=HINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A JSON object and its place; its methods check a field and give its value.

    Each raises `DatasetError` where the field is not what is expected.
    """

    place: Place
    values: dict[str, Any]

    def text(self, name: str) -> str:
        """Give a string that is not blank."""
        value = self._string(name)
        if not value.strip():
            raise self.place.error(f"{name!r} is empty, expected text")
        return value

    def optional_text(self, name: str) -> str:
        """Give a string that may be blank; a missing one is empty."""
        return self._string(name) if self.values.get(name) is not None else ""

    def integer(self, name: str) -> int:
        """Give a whole number."""
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.place.error(f"{name!r} is {value!r}, expected a whole number")
        return value

    def flag(self, name: str) -> bool:
        """Give true or false."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise self.place.error(f"{name!r} is {value!r}, expected true or false")
        return value

    def records(self, name: str) -> tuple["Record", ...]:
        """Give a list of objects; a missing one is empty."""
        value = self.values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.place.error(f"{name!r} is {value!r}, expected a list of objects")
        return tuple(Record(place=self.place, values=item) for item in value)

    def _value(self, name: str) -> Any:
        if name not in self.values:
            raise self.place.error(f"{name!r} is missing (there are: {', '.join(self.values)})")
        return self.values[name]

    def _string(self, name: str) -> str:
        value = self._value(name)
        if not isinstance(value, str):
            raise self.place.error(f"{name!r} is {value!r}, expected a string")
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise self.place.error(f"{name!r} holds NUL or half a surrogate pair, expected text")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One line of `qrels`: how relevant an entry is to a query, 0 for not at all."""

    place: Place
    query_id: str
    corpus_id: str
    grade: int


def read_records(path: Path, *, id_field: str) -> dict[str, Record]:
    """Read a file of one JSON object a line, blank lines apart.

    Returns:
        The objects by their ids, in order.

    Raises:
        DatasetError: The file cannot be read or is empty, a line is not a JSON object, or an id
            is missing or is there twice.
    """
    records: dict[str, Record] = {}
    for place, line in _lines(path):
        try:
            values = json.loads(line)
        except ValueError as exc:
            raise place.error(f"not valid JSON ({exc}), expected one object a line") from exc
        if not isinstance(values, dict):
            raise place.error(f"a JSON {type(values).__name__}, expected an object")
        record = Record(place=place, values=values)
        record_id = record.text(id_field)
        if record_id in records:
            first = records[record_id].place.line
            raise place.error(
                f"{id_field!r} {record_id!r} is that of line {first}, expected another"
            )
        records[record_id] = record
    if not records:
        raise DatasetError(f"{str(path)!r} is empty, expected one JSON object a line", hint=HINT)
    return records


def read_judgements(path: Path) -> list[Judgement]:
    """Read a `qrels` file: query id, corpus id and grade with tabs between, with or without header.

    Raises:
        DatasetError: The file cannot be read, a line is of another form, or a pair is there twice.
    """
    judgements: dict[tuple[str, str], Judgement] = {}
    for place, line in _lines(path):
        fields = line.split("\t")
        if place.line == 1 and fields == QRELS_HEADER:
            continue
        judgement = _parse_judgement(place, fields)
        pair = (judgement.query_id, judgement.corpus_id)
        if pair in judgements:
            first = judgements[pair].place.line
            raise place.error(f"judges the pair of line {first} again, expected each pair once")
        judgements[pair] = judgement
    return list(judgements.values())


def _parse_judgement(place: Place, fields: list[str]) -> Judgement:
    if len(fields) != len(QRELS_HEADER):
        raise place.error(
            f"{len(fields)} fields, expected {', '.join(QRELS_HEADER)} with tabs between"
        )
    query_id, corpus_id, grade = fields
    try:
        return Judgement(place=place, query_id=query_id, corpus_id=corpus_id, grade=int(grade))
    except ValueError as exc:
        raise place.error(f"the score is {grade!r}, expected a whole number") from exc


def _lines(path: Path) -> Iterator[tuple[Place, str]]:
    """Give each line that is not blank with its place."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                place = Place(path=path, line=number)
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as exc:
                    raise place.error(f"not UTF-8 ({exc.reason}), expected UTF-8 text") from exc
                if text.strip():
                    yield place, text
    except OSError as exc:
        raise DatasetError(
            f"cannot read {str(path)!r}: {exc.strerror or exc}, expected a file", hint=HINT
        ) from exc
