"""Opening a library's index as the settings say. Knows nothing about questions."""

from index.article_index import ArticleIndex
from index.embedding import load_embedder
from index.readers.limits import Limits
from index.schema import OnProgress
from rag.settings import Settings


def open_index(settings: Settings, *, reindex: bool, on_progress: OnProgress) -> ArticleIndex:
    """Open the index in the folder `settings.library`; see `Assistant.open` for what it raises."""
    embedder = load_embedder(
        settings.embedding_model,
        device=settings.device,
        engine=settings.engine,
        cache=settings.cache,
    )
    return ArticleIndex(
        settings.library,
        embedder=embedder,
        max_file_bytes=settings.max_file_bytes,
        limits=Limits(
            max_pages=settings.max_pages,
            max_unpacked_bytes=settings.max_unpacked_bytes,
            max_seconds=settings.max_read_s,
        ),
        allowed_hosts=settings.allowed_hosts,
        reindex=reindex,
        on_progress=on_progress,
    )
