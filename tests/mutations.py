"""Assorted files made from good ones, most of them broken: the same for the same seed."""

import random
from collections.abc import Callable, Iterator

from index.samples import FILES
from tests.good_files import make_all, make_containers
from tests.good_office import make_zip

SUFFIXES = (".txt", ".md", ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".epub", ".odt", ".rtf",
            ".eml", ".mbox", ".json", ".jsonl", ".rss", ".ipynb", ".mhtml", ".zip", ".bin", "")  # fmt: skip
NOISE = (
    b"[",
    b"<!--",
    b"<script ",
    b"{\\b ",
    b"\x00",
    b"\xff\xfe",
    b"&a;",
    b'"',
    b"From: ",
    b"%PDF-",
)


def truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def cut_front(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data)) :]


def flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30, 300))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def repeat_part(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start : start + 200] * chance.choice((2, 50, 2000)) + data[start:]


def insert_noise(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.choice(NOISE) * chance.choice((1, 1000, 20_000)) + data[start:]


def swap_halves(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[start:] + data[:start]


def nest(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 2, 6))):
        data = make_zip(
            {f"in/{chance.randrange(99)}{chance.choice(SUFFIXES)}": data, "x.png": b"\x89PNG"}
        )
    return data


def leave(data: bytes, chance: random.Random) -> bytes:
    return data


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    leave, truncate, cut_front, flip, flip, flip, repeat_part, insert_noise, swap_halves, nest,
)  # fmt: skip


def make_files(count: int, *, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Give names and bytes of files, a third of them under a wrong ending."""
    chance = random.Random(seed)
    good = make_all() | make_containers()
    good |= {path.name: path.read_bytes() for path in FILES if path.suffix == ".pdf"}
    names = sorted(good)
    for number in range(count):
        name = names[number % len(names)]
        data = chance.choice(MUTATIONS)(good[name], chance)
        suffix = (
            chance.choice(SUFFIXES) if chance.random() < 0.33 else f".{name.rpartition('.')[2]}"
        )
        yield f"{number:04}-{name.replace('.', '-')}{suffix}", data
