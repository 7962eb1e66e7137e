"""The bundled sample articles in a library: added once, and left as the person has them."""

from index.article_index import ArticleIndex
from index.samples import FILES
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
