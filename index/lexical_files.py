"""The files of BM25: what they hold of a chunk, and how its words become stems. Knows no search."""

import re
import shutil
from functools import lru_cache
from itertools import chain
from pathlib import Path

import tantivy

from index.errors import StorageError
from index.spelling import PLURALS, find_usual_word
from index.stop_words import FUNCTION_WORDS

_ANALYZER = "citewell_en"
KEPT_STEMS = 100_000
MAX_KEPT_CHARS = 60  # of a word; of languages without spaces a sentence is one
_WORD = re.compile(r"[^\W_]+")


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
    """Gives English stems without stop words, those of the same word in other forms as one.

    What is indexed has to be given by `to_usual`, so that its stems are the same.
    """

    def __init__(self) -> None:
        self._analyzer = build_analyzer()
        self._usual = _UsualStems(self._analyzer)
        self._stems_of = _StemsOf(self._analyzer, self._usual)
        self._word_of = lru_cache(KEPT_STEMS)(self._usual.word_of)

    def analyze(self, text: str) -> list[str]:
        """Give the stems, in order."""
        return list(chain.from_iterable(map(self._stems_of.__getitem__, text.split())))

    def to_usual(self, text: str) -> str:
        """Give a text with the usual words in place of others, whose own stems are those of `analyze`."""
        return _WORD.sub(lambda found: self._word_of(found[0]), text)


class _StemsOf(dict[str, tuple[str, ...]]):
    """The stems of each word, with the punctuation about it, that was met: questions meet the same again and again.

    Begun anew before it grows too large.
    """

    def __init__(self, analyzer: tantivy.TextAnalyzer, usual: "_UsualStems") -> None:
        super().__init__()
        self._analyzer = analyzer
        self._usual = usual

    def __missing__(self, word: str) -> tuple[str, ...]:
        stems = tuple(map(self._usual.__getitem__, self._analyzer.analyze(word)))
        if len(self) >= KEPT_STEMS:
            self.clear()
        if len(word) <= MAX_KEPT_CHARS:
            self[word] = stems
        return stems


class _UsualStems(dict[str, str]):
    """The usual stem of each stem that was met; begun anew before it grows too large."""

    def __init__(self, analyzer: tantivy.TextAnalyzer) -> None:
        super().__init__()
        self._analyzer = analyzer
        # A plural may lose its last letters: "wives" is "wive".
        self._singulars = {
            stem: singular
            for plural, singular in PLURALS.items()
            for stem in analyzer.analyze(plural)
        }

    def __missing__(self, stem: str) -> str:
        word = self._find(stem)
        if len(self) >= KEPT_STEMS:
            self.clear()
        usual = self[stem] = self._analyzer.analyze(word)[0] if word else stem
        return usual

    def word_of(self, word: str) -> str:
        """Give the usual word in place of one; itself if it is that, or no word."""
        stems = self._analyzer.analyze(word)
        return (self._find(stems[0]) if len(stems) == 1 else None) or word

    def _find(self, stem: str) -> str | None:
        return self._singulars.get(stem) or find_usual_word(stem)


def build_analyzer() -> tantivy.TextAnalyzer:
    """Build what gives English stems without stop words."""
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
