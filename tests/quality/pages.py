"""Measure how well boilerplate is left out: words of real pages against their gold article text.

`python -m tests.quality.pages FOLDER` with a folder of `html/*.html.gz` and a `gold.json` that
gives each page's `articleBody`. Word-level F1 by bags of words, the mean over pages. Dates are held
against those that pages state for programs, which may be a day later: newspapers print the day at
home, programs write the one at Greenwich.
"""

import gzip
import json
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import mean

from index.errors import ReadingError
from index.reading import read_article

_STATED = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_META = re.compile("<meta[^>]+>")
_PUBLISHED = re.compile("published|datePublished|sailthru.date|parsely-pub-date|pubdate", re.I)
_CONTENT = re.compile('content="([^"]+)"')


def score(found: str, gold: str) -> tuple[float, float, float]:
    """Give precision, recall and F1 of the words."""
    words, wanted = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    common = sum((words & wanted).values())
    precision = common / max(1, sum(words.values()))
    recall = common / max(1, sum(wanted.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def shingle_score(found: str, gold: str) -> tuple[float, float, float]:
    """Give the same over runs of four words, as the article extraction benchmark does."""
    words, wanted = (_shingles(text) for text in (found, gold))
    common = sum((words & wanted).values())
    precision = common / max(1, sum(words.values()))
    recall = common / max(1, sum(wanted.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(zip(*(words[at:] for at in range(min(4, len(words)))), strict=False))


def main(folder: Path) -> None:
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    scores, shingles, unread = [], [], 0
    dates: list[tuple[date | None, set[date]]] = []
    for name, page in gold.items():
        data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        try:
            article = read_article(data, source=f"{name}.html")
        except ReadingError:
            unread += 1
            text = ""
        else:
            text = article.text
            dates.append((_day(article.published_at or ""), _stated(data)))
        scores.append(score(text, page["articleBody"]))
        shingles.append(shingle_score(text, page["articleBody"]))
        sys.stdout.write(
            f"{scores[-1][2]:.3f} {scores[-1][0]:.3f} {scores[-1][1]:.3f} {page['url']}\n"
        )
    for label, found in (("words", scores), ("runs of four words", shingles)):
        precision, recall = mean(s[0] for s in found), mean(s[1] for s in found)
        f1 = 2 * precision * recall / (precision + recall)
        sys.stdout.write(
            f"{label}: F1 {f1:.4f} (mean of pages {mean(s[2] for s in found):.4f}), "
            f"precision {precision:.4f}, recall {recall:.4f}\n"
        )
    sys.stdout.write(f"{len(gold)} pages, {unread} without text\n")
    _print_dates(dates)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _stated(page: bytes) -> set[date]:
    """Give the days that JSON-LD and meta elements of a page say it was published."""
    text = page.decode("utf-8", "replace")
    found = [match[1] for match in _STATED.finditer(text)]
    for element in _META.findall(text):
        found += _CONTENT.findall(element) if _PUBLISHED.search(element) else []
    return {day for one in found if (day := _day(one)) and day.year > 1}


def _print_dates(dates: list[tuple[date | None, set[date]]]) -> None:
    held = [(ours, stated) for ours, stated in dates if stated]
    near = [min((abs((ours - one).days) for one in s), default=99) for ours, s in held if ours]
    sys.stdout.write(
        f"dates: {sum(ours is not None for ours, _ in dates)} pages have one; of {len(held)} that "
        f"state theirs to programs, ours is that for {near.count(0)}, a day off for "
        f"{near.count(1)}, another for {len(held) - near.count(0) - near.count(1)}\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
