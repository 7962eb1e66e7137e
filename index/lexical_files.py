"""The files of BM25: what they hold of a chunk, and how its words become stems. Knows no search."""

import re
import shutil
from functools import lru_cache
from pathlib import Path

import tantivy

from index.errors import StorageError
from index.spelling import to_usual_form
from index.stop_words import FUNCTION_WORDS

_ANALYZER = "citewell_en"
KEPT_RUNS = 50_000
# What lies between characters that part words in any text; letters, and marks beyond ASCII.
_RUN = re.compile(r"[^\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")


def open_index(folder: Path) -> tantivy.Index:
    """Open the files of a folder; broken ones, or those with other fields, are begun anew.

    Raises:
        StorageError: The folder cannot be read or written.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("spelled", tokenizer_name=_ANALYZER, index_option="position")
    builder.add_text_field("abbreviations", stored=True, tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _load(schema, folder)
        except ValueError:  # derived from the database, so nothing is lost
            shutil.rmtree(folder, ignore_errors=True)
            if folder.exists():  # tantivy wrote another file at that moment
                shutil.rmtree(folder)
            folder.mkdir()
            return _load(schema, folder)
    except (OSError, ValueError) as exc:
        raise files_error(folder, exc) from exc


def _load(schema: tantivy.Schema, folder: Path) -> tantivy.Index:
    index = tantivy.Index(schema, path=str(folder))
    index.register_tokenizer(_ANALYZER, build_analyzer())
    index.reload()
    index.searcher().doc_freq("spelled", "a")  # opens every file that a search does
    return index


class EnglishAnalyzer:
    """Gives English stems without stop words, in their usual form; keeps those of words."""

    def __init__(self) -> None:
        self._analyzer = build_analyzer()
        self._of_run = lru_cache(KEPT_RUNS)(self._find)

    def analyze(self, text: str) -> list[str]:
        """Give the stems, in order."""
        return [stem for run in _RUN.findall(text) for stem in self._of_run(run)]

    def _find(self, run: str) -> tuple[str, ...]:
        return tuple(self._analyzer.analyze(to_usual_form(run)))


def build_analyzer() -> tantivy.TextAnalyzer:
    """Build what gives English stems without stop words, of a text in its usual form."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.custom_stopword(FUNCTION_WORDS))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def files_error(folder: Path, exc: Exception) -> StorageError:
    """Say that the files cannot be used, and what to do."""
    return StorageError(
        f"cannot use the BM25 index in {str(folder)!r}: {exc}",
        hint="check free space and permissions; deleting that folder is safe, it is rebuilt",
    )
