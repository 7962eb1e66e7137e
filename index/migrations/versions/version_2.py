"""Chunks get a copy of their text."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the column and cut each text out of its article."""
    op.add_column("chunks", sa.Column("text", sa.Text, nullable=False, server_default=""))
    op.execute(
        'UPDATE chunks SET text = (SELECT substr(articles.text, chunks.start + 1, chunks."end" - chunks.start)'
        " FROM articles WHERE articles.id = chunks.article_id)"
    )
