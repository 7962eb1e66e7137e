"""Opening a library's index as the settings say. Knows nothing about questions."""

from collections.abc import Mapping
from typing import Any

from index.article_index import ArticleIndex
from index.embedding import Embedder, load_embedder
from index.readers.limits import Limits
from index.schema import OnProgress
from rag.settings import Settings


def open_index(
    settings: Settings, *, reindex: bool, in_background: bool, on_progress: OnProgress
) -> ArticleIndex:
    """Open the index in the folder `settings.library`; see `Assistant.open` for what it raises."""
    embedder = load_embedder(
        settings.embedding_model,
        device=settings.device,
        engine=settings.engine,
        cache=settings.cache,
    )

    def load_former(identity: Mapping[str, Any]) -> Embedder:
        is_int8 = str(identity.get("weights_sha256", "")).startswith("int8:")
        return load_embedder(
            str(identity.get("embedding_model")),
            device=settings.device,
            engine="onnx-int8" if is_int8 else "auto",
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
            max_ocr_seconds=settings.max_ocr_s,
            ocr_languages=settings.ocr_languages,
        ),
        allowed_hosts=settings.allowed_hosts,
        fetch_delay_s=settings.fetch_delay_s,
        reindex=reindex,
        in_background=in_background,
        load_former=load_former,
        on_progress=on_progress,
    )
