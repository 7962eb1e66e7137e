"""The tables of an index that is built beside the one that answers, and of lines that sites repeat.

Written out once more, because `index.tables` goes on changing.
"""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"

metadata = sa.MetaData()
sa.Table("articles", metadata, sa.Column("id", sa.String(64), primary_key=True))

sa.Table(
    "next_articles",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("is_done", sa.Boolean, nullable=False, index=True),
)

sa.Table(
    "next_chunks",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("section", sa.Text),
    sa.Column("page", sa.Integer),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column(
        "article_id",
        sa.ForeignKey("next_articles.article_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

sa.Table(
    "next_encoded_chunks",
    metadata,
    sa.Column("chunk_id", sa.ForeignKey("next_chunks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("spans", sa.LargeBinary, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)

sa.Table(
    "site_lines",
    metadata,
    sa.Column("site", sa.String(16), primary_key=True),
    sa.Column("line", sa.String(16), primary_key=True),
    sa.Column("source", sa.String(16), primary_key=True),
)


def upgrade() -> None:
    """Make them."""
    metadata.create_all(op.get_bind())
    # So that a citewell that does not know alembic's record refuses the library.
    op.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
