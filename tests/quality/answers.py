"""Measure answers on SQuAD articles: `python -m tests.quality.answers`.

Answerable questions, the whole library searched: how often the answer holds a gold answer word for
word, how often a cited passage does, how long answers are and how long they take. With `--mistyped`
a letter of a word of each question is left out, added, changed, or two are changed round. Fits nothing.
"""

import random
import re
import statistics
import string
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from rag import Answer, Assistant
from tests.quality.squad import (
    Question,
    holds,
    load_questions,
    open_library,
    read_arguments,
    write_results,
)

QUESTIONS = 300
SLIP_SEED = 5
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


def summarise(
    assistant: Assistant, questions: Sequence[Question], answers: Sequence[Answer]
) -> dict[str, Any]:
    """Give what was measured; shares are of all questions, lengths of those answered."""
    pairs = list(zip(questions, answers, strict=True))
    given = [answer for answer in answers if answer.status == "answered"]
    citations = [citation for answer in given for citation in answer.citations]
    exact = [assistant.article(c.article_id).text[c.start : c.end] == c.quote for c in citations]
    seconds = sorted(answer.seconds["total"] for answer in answers)
    return {
        "questions": len(questions),
        "answered": len(given) / len(questions),
        "answer_holds_gold": statistics.mean(holds(a.text, q) for q, a in pairs),
        "first_sentence_holds_gold": statistics.mean(
            any(holds(sentence.text, q) for sentence in a.sentences[:1]) for q, a in pairs
        ),
        "cited_passage_holds_gold": statistics.mean(
            any(holds(c.passage.chunk.text, q) for c in a.citations) for q, a in pairs
        ),
        "citations": len(citations),
        "exact_citations": statistics.mean(exact),
        "sentences": statistics.mean(len(answer.sentences) for answer in given),
        "words": statistics.mean(
            sum(len(sentence.text.split()) for sentence in answer.sentences) for answer in given
        ),
        "median_s": statistics.median(seconds),
        "p95_s": seconds[int(0.95 * len(seconds))],
    }


def mistype(text: str, rng: random.Random) -> str:
    """Give a question with a slip in one of its longer words, not at its first letter."""
    found = list(_LONG_WORD.finditer(text))
    if not found:
        return text
    word = rng.choice(found)
    mistyped = word[0]
    while mistyped == word[0]:
        at, letter = rng.randrange(1, len(word[0])), rng.choice(string.ascii_lowercase)
        before, after = word[0][:at], word[0][at:]
        slips = (after[1:], letter + after, letter + after[1:], after[1::-1] + after[2:])
        mistyped = before + rng.choice(slips)
    return text[: word.start()] + mistyped + text[word.end() :]


def main() -> None:
    """Measure, print a table and write `tests/quality/results/answers….json`."""
    given, dataset = read_arguments("answers", __doc__ or "")
    asked = [one for one in load_questions(dataset, given.data) if one.answers]
    asked = asked[: given.questions or QUESTIONS]
    with open_library(dataset, given.library, generator=given.generator) as assistant:
        assistant.warm_up()
        rng = random.Random(SLIP_SEED)
        texts = [mistype(one.text, rng) if given.mistyped else one.text for one in asked]
        answers = [assistant.ask(text) for text in texts]
        found = summarise(assistant, asked, answers)
    found = {name: round(value, 4) for name, value in found.items()}
    is_plain = given.generator == "extractive"
    other = "" if is_plain else f"-{given.generator.partition(':')[0]}"
    options = "" if is_plain else f"--generator {given.generator} --questions {len(asked)}"
    if given.mistyped:
        other, options = f"{other}-mistyped", f"--mistyped {options}"
    write_results(f"answers{other}", dataset, found, options=options)
    print_table(found)


def print_table(found: dict[str, Any]) -> None:
    """Print what was measured."""
    table = Table("measured", "value")
    for name, value in found.items():
        table.add_row(name.replace("_", " "), f"{value:g}")
    Console().print(table)


if __name__ == "__main__":
    main()
