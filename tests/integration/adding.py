"""Adds the samples to a library with the fake embedder; run as a process that will be killed."""

import sys
from pathlib import Path

from index.article_index import ArticleIndex
from index.samples import FILES
from tests.fakes import FakeEmbedder

with ArticleIndex(Path(sys.argv[1]), embedder=FakeEmbedder()) as article_index:
    sys.stdout.write("opened\n")
    sys.stdout.flush()
    article_index.add(FILES)
