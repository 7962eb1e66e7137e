"""Errors a person can act on. Knows nothing about the libraries they come from.

CitewellError                     message, hint; every error of the project
├── ReadingError                  one file could not be read; carries `source`
│   ├── UnsupportedTypeError      not a type the reader knows
│   ├── EmptyArticleError         no text in it (also a scanned PDF)
│   ├── EncryptedFileError        needs a password
│   └── FetchError                a web address cannot or may not be fetched
├── LibraryError                  the library as a whole cannot do it
│   ├── LibraryLockedError        another process holds it; carries `holder`
│   ├── IndexMismatchError        built with another model, chunking or version
│   ├── ArticleNotFoundError      no article of that id
│   ├── ChatNotFoundError         no chat of that id for this user
│   ├── NotYoursError             an article that is somebody else's to change, or nobody's to add
│   ├── SyncError                 a folder that is to be synced is gone or empty
│   ├── BackupError               a backup cannot be written or restored
│   ├── PersonError               no user of that name, one too many, or a name or password unfit
│   └── StorageError              the disk is full, read-only or broken
├── EmbeddingError                the embedding model is missing or altered
├── RerankingError                the reranking model is missing or not one
├── GenerationError               the model that writes answers is missing, refuses or fails
├── VerificationError             the checking model is missing or not one
├── ListingError                  a list of articles is asked for in a way there is not
├── QuestionError                 the question is empty or too long
├── EvaluationError               a system or a result to measure against cannot be used
│   └── DatasetError              a dataset is not in a form that is known
├── PreferenceError               a person cannot prefer that
└── SettingsError                 a setting has a value that cannot be used
"""

from dataclasses import dataclass


class CitewellError(Exception):
    """Say what failed, the value, and what to do.

    Args:
        message: What failed, with the value and the limit or the choices.
        hint: What the person can do about it.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ReadingError(CitewellError):
    """Report one file that could not be read; the rest of the work goes on."""

    def __init__(self, message: str, *, hint: str, source: str) -> None:
        super().__init__(message, hint=hint)
        self.source = source


class UnsupportedTypeError(ReadingError):
    """Report a file of a type the reader does not know."""


class EmptyArticleError(ReadingError):
    """Report a file in which no text was found."""


class EncryptedFileError(ReadingError):
    """Report a file that needs a password."""


class FetchError(ReadingError):
    """Report a web address that cannot be fetched, or may not.

    Args:
        message: What failed.
        hint: What to do.
        source: The address.
        status: What the server answered; None if it did not.
        retry_after_s: How long it asks to wait before the next try.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str,
        source: str,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, hint=hint, source=source)
        self.status = status
        self.retry_after_s = retry_after_s


class LibraryError(CitewellError):
    """Report that the library as a whole cannot do what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a library: the process id, its command, when, and its address if it serves."""

    pid: int
    command: str
    since: str
    url: str | None = None


class LibraryLockedError(LibraryError):
    """Report that another process holds the library; `holder` says which, if it is known."""

    def __init__(self, message: str, *, hint: str, holder: Holder | None) -> None:
        super().__init__(message, hint=hint)
        self.holder = holder


class IndexMismatchError(LibraryError):
    """Report an index built with another model, other chunking or another version."""


class ArticleNotFoundError(LibraryError):
    """Report an id that no article of the library has."""


class ChatNotFoundError(LibraryError):
    """Report an id that no chat of this user has; somebody else's is not told apart."""


class NotYoursError(LibraryError):
    """Report a change of the library that this person may not make."""


class SyncError(LibraryError):
    """Report a folder that is not there or is suddenly empty; nothing was removed."""


class BackupError(LibraryError):
    """Report a backup that cannot be written, is damaged, or has no place to go."""


class PersonError(LibraryError):
    """Report a user who is not there or already is, or a name or password that cannot be one."""


class StorageError(LibraryError):
    """Report that the disk is full, read-only or broken."""


class EmbeddingError(CitewellError):
    """Report an embedding model that is missing, altered or unusable."""


class RerankingError(CitewellError):
    """Report a reranking model that is missing or gives no score."""


class GenerationError(CitewellError):
    """Report a model that cannot write the answer: not there, not allowed, too slow or broken."""


class VerificationError(CitewellError):
    """Report a checking model that is missing or says nothing of support."""


class ListingError(CitewellError):
    """Report a sort, a date or another condition of a list that there is not."""


class QuestionError(CitewellError):
    """Report a question that is empty or too long."""


class EvaluationError(CitewellError):
    """Report a system, a result or a library that cannot be measured or compared."""


class DatasetError(EvaluationError):
    """Report a dataset with a missing or malformed file; the message names file and line."""


class PreferenceError(CitewellError):
    """Report a preference that is none, or a value that it cannot have."""


class SettingsError(CitewellError):
    """Report a setting with a value that cannot be used."""
