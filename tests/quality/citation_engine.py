"""Measure LlamaIndex's `CitationQueryEngine`: `python -m tests.quality.citation_engine`.

The same questions as `tests.quality.answers`, over the plain LlamaIndex index of
`tests/quality/baselines` and the small model of `CITEWELL_GENERATOR=local`, with its default
settings and a window that holds its prompt. It takes an hour and more: what was measured before a
stop at the same commit is kept beside the index, and is not asked again.
"""

import json
import re
import statistics
import time
from pathlib import Path
from typing import Any

from llama_index.core.query_engine import CitationQueryEngine
from rich.progress import track

from rag import Settings
from rag.circumstances import describe_commit
from rag.evaluation_cache import KEY_CHARS, build_once, cache_folder
from rag.local_model import start_local_model
from tests.quality.answers import QUESTIONS, print_table
from tests.quality.baselines import llamaindex_plain
from tests.quality.squad import Question, holds, load_questions, read_arguments, write_results

WINDOW_TOKENS = 8_192  # the model's


def measure(engine: CitationQueryEngine, question: Question) -> dict[str, float]:
    """Ask one question; a marker counts as a citation if there is a source of its number."""
    started = time.perf_counter()
    response = engine.query(question.text)
    seconds = time.perf_counter() - started
    text = str(response)
    sources = [node.node.get_content() for node in response.source_nodes]
    numbers = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    cited = [sources[number - 1] for number in numbers if 1 <= number <= len(sources)]
    return {
        "answer_holds_gold": holds(text, question),
        "sources_hold_gold": any(holds(source, question) for source in sources),
        "cites": bool(cited),
        "cites_missing_source": bool(numbers - set(range(1, len(sources) + 1))),
        "cited_passage_holds_gold": any(holds(source, question) for source in cited),
        "words": len(text.split()),
        "seconds": seconds,
    }


def main() -> None:
    """Measure, print a table and write `tests/quality/results/citation_engine.json`."""
    given, dataset = read_arguments("citation_engine", __doc__ or "")
    asked = [one for one in load_questions(dataset, given.data) if one.answers]
    asked = asked[: given.questions or QUESTIONS]
    folder = cache_folder() / f"llamaindex-{dataset.corpus_fingerprint[:KEY_CHARS]}"
    build_once(folder, lambda new: llamaindex_plain.build(dataset.articles, new))
    model = start_local_model("", Settings(context_tokens=WINDOW_TOKENS, generator_timeout_s=600))
    engine = CitationQueryEngine.from_args(llamaindex_plain.load(folder).index, llm=model.llm)
    kept = folder.with_suffix(f".{describe_commit()}.jsonl")
    measured = read_kept(kept)
    for question in track([one for one in asked if one.text not in measured], "Asking …"):
        measured[question.text] = measure(engine, question)
        with kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps([question.text, measured[question.text]]) + "\n")
    found = summarise([measured[one.text] for one in asked])
    write_results("citation_engine", dataset, found, options=f"--questions {len(asked)}")
    print_table(found)
    kept.unlink()


def read_kept(path: Path) -> dict[str, dict[str, float]]:
    """Give what was measured by question; a line that a stop cut off is taken away."""
    if not path.exists():
        return {}
    whole, end, _ = path.read_text(encoding="utf-8").rpartition("\n")
    path.write_text(whole + end, encoding="utf-8")
    return dict(json.loads(line) for line in whole.splitlines())


def summarise(each: list[dict[str, float]]) -> dict[str, Any]:
    """Give the shares of all questions and the median time of one."""
    found: dict[str, Any] = {"questions": len(each)}
    found |= {name: round(statistics.mean(one[name] for one in each), 4) for name in each[0]}
    return found | {"seconds": round(statistics.median(one["seconds"] for one in each), 2)}


if __name__ == "__main__":
    main()
