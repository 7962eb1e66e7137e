"""Progress that nobody watches. Knows nothing about what is done."""

from index.schema import Progress


def ignore_progress(_progress: Progress) -> None:
    """Take progress and do nothing with it."""
