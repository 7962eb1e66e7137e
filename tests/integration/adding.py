"""Adds the samples to a library with the fake embedder; run as a process that will be killed.

In small steps, so that several are under way at any moment.
"""

import sys
from pathlib import Path

from index import intake, pipeline
from index.article_index import ArticleIndex
from index.samples import FILES
from tests.fakes import FakeEmbedder

intake.COMMIT_CHUNKS = 8
pipeline.WINDOW_CHUNKS = 8
pipeline.CALL_CHUNKS = 4

with ArticleIndex(Path(sys.argv[1]), embedder=FakeEmbedder()) as article_index:
    sys.stdout.write("opened\n")
    sys.stdout.flush()
    article_index.add(FILES)
