"""The bundled sample articles in a library: added once, and left as the person has them."""

from index.article_index import ArticleIndex
from index.samples import EXAMPLE_QUESTIONS, FILES
from index.schema import OnProgress

SAMPLES, ADDING = "samples", "adding"  # the database's record of how far adding them is


def add_samples(article_index: ArticleIndex, *, on_progress: OnProgress) -> None:
    """Add the samples to a new library, or finish what was interrupted."""
    library = article_index.library
    if not article_index.stats().articles and library.get_meta(SAMPLES) is None:
        library.set_meta(SAMPLES, ADDING)
    if library.get_meta(SAMPLES) == ADDING:
        article_index.add(FILES, on_progress=on_progress)
        library.set_meta(SAMPLES, "added")


def example_questions(article_index: ArticleIndex) -> tuple[str, ...]:
    """Give three questions for a first visit if the samples are there, else none."""
    _, found = article_index.list_articles(text=FILES[0].name, limit=1, offset=0)
    return EXAMPLE_QUESTIONS if found else ()
