"""Reads files in a process of its own: one that hangs, crashes or fills up costs that file only.

Knows nothing about formats. Small texts are read in this process, where they can do no harm.
"""

import os
import pickle
import subprocess
import sys
import threading
from functools import partial
from types import TracebackType
from typing import IO, Any, Self

from index.errors import ReadingError
from index.readers.limits import MEMORY_BYTES, Limits
from index.reading import Contents, read_file

SMALL_BYTES = 12_000  # the worst text of this size that was found takes two seconds
_BINARY_STARTS = (b"%PDF", b"PK", b"{\\rtf", b"\xd0\xcf")
_START = "import sys; sys.path[:] = {path!r}; from index.reading_process import serve; serve()"


class OcrNeeded(BaseException):
    """Say that a file holds scans, to whoever does not wait until they are recognised."""


class FileReader:
    """Reads files one after the other; close it, or use it as a context manager.

    Args:
        limits: How much of a file is read, and how long that may take.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Give the reader itself."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read(
        self, data: bytes, *, source: str, content_type: str | None = None, with_ocr: bool = True
    ) -> Contents:
        """Read all articles of a file; see `read_file`.

        Raises:
            ReadingError: As there; or it took too long or too much memory, or crashed its reader.
            OcrNeeded: It holds scans, and is not to be read `with_ocr`.
        """
        if len(data) <= SMALL_BYTES and not data.lstrip().startswith(_BINARY_STARTS):
            return read_file(
                data,
                source=source,
                content_type=content_type,
                limits=self._limits,
                on_ocr=_ignore if with_ocr else _refuse,
            )
        answer = self._ask(data, source, content_type, with_ocr)
        if isinstance(answer, Contents):
            return answer
        raise answer

    def _ask(
        self, data: bytes, source: str, content_type: str | None, with_ocr: bool
    ) -> Contents | ReadingError | OcrNeeded:
        process = self._process = self._process or _start()
        clock = _Clock(process)
        clock.start(self._limits.max_seconds)
        try:
            _send(process.stdin, (data, source, content_type, self._limits, with_ocr))
            kind, *said = _receive(process.stdout)
            if kind is _Clock:
                clock.start(self._limits.max_ocr_seconds)
                kind, *said = _receive(process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as exc:
            self.close()
            return self._say_ended(source, process.returncode, clock=clock, cause=exc)
        finally:
            clock.stop()
        if kind is OcrNeeded:
            return OcrNeeded()
        answer: Contents | ReadingError = said[0]
        if kind is not Contents:
            answer = kind(said[0], hint=said[1], source=said[2])
        return answer

    def _say_ended(
        self, source: str, code: int | None, *, clock: "_Clock", cause: Exception
    ) -> ReadingError:
        reason = f"reading it took longer than {clock.seconds:g} seconds"
        if not clock.is_late:
            reason = f"it crashed its reader (exit status {code})"
        hint = "split it, open it in another program and save it again, or export it as PDF"
        error = ReadingError(f"cannot read {source!r}: {reason}", hint=hint, source=source)
        error.__cause__ = cause
        return error


class _Clock:
    """Kills a process that is late; the process sends this class when text recognition begins."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._timer: threading.Timer | None = None
        self.is_late = False
        self.seconds = 0.0

    def start(self, seconds: float) -> None:
        """Give it so much time from now on."""
        self.stop()
        self.seconds = seconds
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.start()

    def stop(self) -> None:
        """Let it run."""
        if self._timer is not None:
            self._timer.cancel()

    def _kill(self) -> None:
        self.is_late = True
        self._process.kill()


def serve() -> None:
    """Read what stdin asks for and answer on stdout, until stdin ends."""
    _limit_memory()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    while True:
        try:
            data, source, content_type, limits, with_ocr = _receive(requests)
        except EOFError:
            return
        try:
            answer: tuple[Any, ...] = (
                Contents,
                read_file(
                    data,
                    source=source,
                    content_type=content_type,
                    limits=limits,
                    on_ocr=partial(_send, answers, (_Clock,)) if with_ocr else _refuse,
                ),
            )
        except ReadingError as exc:
            answer = (type(exc), exc.message, exc.hint, exc.source)
        except OcrNeeded:
            answer = (OcrNeeded,)
        _send(answers, answer)


def _ignore() -> None:
    pass


def _refuse() -> None:
    raise OcrNeeded


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this interpreter and our own code
        [sys.executable, "-c", _START.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )


def _limit_memory() -> None:
    """Let an allocation fail before the machine runs out; Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _send(pipe: IO[bytes] | None, value: object) -> None:
    if pipe is None:
        raise EOFError
    pickle.dump(value, pipe)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise EOFError
    return pickle.load(pipe)  # noqa: S301 - written by our own process
