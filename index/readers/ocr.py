"""Text recognition (OCR) with the program tesseract, where it is installed. Knows no PDF."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from index.readers.limits import FormatError

PROGRAM = "tesseract"
_WORD = re.compile(r"\w\w")


def has_ocr() -> bool:
    """Tell whether text can be recognised on this machine."""
    return shutil.which(PROGRAM) is not None


def list_languages() -> tuple[str, ...]:
    """Give the languages that can be recognised, as `CITEWELL_OCR_LANGUAGES` names them."""
    if not has_ocr():
        return ()
    command = [PROGRAM, "--list-langs"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=10)  # noqa: S603 - no shell, fixed arguments
    named = done.stdout.decode("utf-8", "replace").splitlines()[1:]
    return tuple(name for name in named if name != "osd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a page: one byte a pixel, row by row, about 300 pixels to the inch."""

    grey: bytes
    width: int
    height: int


def recognise(picture: Picture, *, languages: str, seconds: float) -> list[str] | None:
    """Read the lines of a picture, an empty line between paragraphs.

    Args:
        picture: The page.
        languages: Such as `eng` or `eng+deu`.
        seconds: Longest time it may take.

    Returns:
        The lines; none if the picture holds no word, None if time ran out.

    Raises:
        FormatError: The program fails, as for a language that is not installed.
    """
    data = b"P5 %d %d 255\n" % (picture.width, picture.height) + picture.grey
    command = [PROGRAM, "stdin", "stdout", "--dpi", "300", "-l", languages]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the languages are checked by the settings
            command, input=data, capture_output=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split()) or done.returncode
        raise FormatError(
            f"its text cannot be recognised ({str(said)[:200]})",
            hint="`tesseract --list-langs` shows the languages for CITEWELL_OCR_LANGUAGES",
        )
    lines = [line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines()]
    return lines if any(map(_WORD.search, lines)) else []
