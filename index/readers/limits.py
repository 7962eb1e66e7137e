"""How much of one file is read, and what a reader says beside the text. Knows no format."""

import time
from collections.abc import Callable
from dataclasses import dataclass

MEMORY_BYTES = 1_500_000_000  # of the process that reads one file, libraries included
MAX_CELLS = 200_000  # of one file; they take ten seconds, and more are no article
MAX_MEMBERS = 10_000  # files in an archive, messages in a mailbox, entries of a feed
OCR_TIME_SHARE = 0.9  # of what text recognition may take; the rest is for putting the text together
MAX_DEPTH = 3  # archives in archives


class FormatError(Exception):
    """Say why the bytes are not what their type promises, in words that follow `cannot read …:`.

    Args:
        reason: What is wrong.
        hint: What the person can do about it.
    """

    def __init__(
        self, reason: str, *, hint: str = "open it in another program and save it again"
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class PasswordError(FormatError):
    """Say that it needs a password."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is protected by a password",
            hint="save a copy without password and add that",
        )


class TypeRefusedError(FormatError):
    """Say that it is of a type that holds no article, or of one that no reader knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one file is read.

    Attributes:
        max_file_bytes: Of the file, and of each file in an archive.
        max_pages: Of a PDF; the rest is left out and said so.
        max_unpacked_bytes: Of everything in an archive or office file, also in archives in it.
        max_seconds: Longest time that reading one file may take, without text recognition.
        max_ocr_seconds: Longest time that recognising the text of one file's scans may take.
        ocr_languages: As tesseract names them, with `+` between.
    """

    max_file_bytes: int = 64_000_000
    max_pages: int = 2_000
    max_unpacked_bytes: int = 256_000_000
    max_seconds: float = 25.0
    max_ocr_seconds: float = 600.0
    ocr_languages: str = "eng"


class Budget:
    """What is left of a file's limits while it is unpacked.

    Args:
        limits: The limits.
        on_ocr: Told when text recognition begins, which may take longer than reading may.
    """

    def __init__(self, limits: Limits, *, on_ocr: Callable[[], None] = lambda: None) -> None:
        self.limits = limits
        self._on_ocr = on_ocr
        self._ocr_until: float | None = None
        self.bytes_left = limits.max_unpacked_bytes
        self.members_left = MAX_MEMBERS

    def take_bytes(self, count: int) -> None:
        """Count what is about to be unpacked.

        Raises:
            FormatError: It is more than is left.
        """
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise FormatError(
                f"it unpacks to more than the limit of {self.limits.max_unpacked_bytes:,} bytes",
                hint="split it, or raise CITEWELL_MAX_UNPACKED_BYTES",
            )

    def begin_ocr(self) -> float:
        """Say that text recognition begins, of one file or the next in it; give until when it may run.

        That is a moment of `time.monotonic`, and leaves some time to put the text together.
        """
        if self._ocr_until is None:
            self._on_ocr()
            self._ocr_until = time.monotonic() + OCR_TIME_SHARE * self.limits.max_ocr_seconds
        return self._ocr_until

    def take_member(self) -> None:
        """Count one of the articles in a file.

        Raises:
            FormatError: There are too many.
        """
        self.members_left -= 1
        if self.members_left < 0:
            raise FormatError(f"it holds more than {MAX_MEMBERS:,} parts", hint="split it")
