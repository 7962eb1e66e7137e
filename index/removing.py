"""Removing articles and bringing them back. Knows no file."""

import logging

from index.intake import cut_article
from index.renewal import RenewableIndex

log = logging.getLogger(f"citewell.{__name__}")


class RemovingIndex(RenewableIndex):
    """An open library whose articles can be removed; `ArticleIndex` opens one."""

    def remove(self, article_id: str) -> None:
        """Remove an article, also while others are added; for an hour it can be restored.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        with self.change_lock:
            self.library.delete(article_id)
            self.indexes.forget(article_id)
        log.info("removed %s", article_id)

    def restore(self, article_id: str) -> None:
        """Bring a removed article back with its id, text and paths; nothing if it is there again.

        It is found again on return, also while others are added. If another article has its content
        by now, that one gets its paths instead.

        Raises:
            ArticleNotFoundError: None of that id was removed in the last hour.
        """
        with self.change_lock:
            if self.library.chunk_ids({article_id}):
                return
            article = self.library.removed_article(article_id)
            if same := self.library.find_content(article.sha256, owner=article.owner):
                self.library.restore_paths(article_id, same)
                return
            self.indexes.drop_removed()  # whose chunks have the names of those that come back
            self.library.restore(cut_article(article, embedder=self.embedder))
            indexes = self.indexes
        encoded = indexes.encode_article(article_id)
        with self.change_lock:
            if indexes is self.indexes:  # else it is among those that took over
                indexes.store_article(*encoded)
        log.info("restored %s", article_id)
