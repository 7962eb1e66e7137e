"""Measure how well boilerplate is left out: words of real pages against their gold article text.

`python -m tests.quality.pages FOLDER` with a folder of `html/*.html.gz` and a `gold.json` that
gives each page's `articleBody`. Word-level F1 by bags of words, the mean over pages.
"""

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

from index.errors import ReadingError
from index.reading import read_article


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
    scores, shingles, dates, unread = [], [], 0, 0
    for name, page in gold.items():
        data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        try:
            article = read_article(data, source=f"{name}.html")
        except ReadingError:
            unread += 1
            text = ""
        else:
            text = article.text
            dates += article.published_at is not None
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
    sys.stdout.write(f"{len(gold)} pages, {unread} without text, {dates} with a date\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
