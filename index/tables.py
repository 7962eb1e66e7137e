"""The tables of the library database. Knows no query."""

import sqlalchemy as sa

SCHEMA_VERSION = 1

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("publisher", sa.Text),
    sa.Column("author", sa.Text),
    sa.Column("published_at", sa.String(32)),
    sa.Column("content_type", sa.String(128), nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("sections", sa.Text, nullable=False),
    sa.Column("pages", sa.Text, nullable=False),
    sa.Column("pending", sa.Boolean, nullable=False, index=True),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column(
        "article_id",
        sa.ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("section", sa.Text),
    sa.Column("page", sa.Integer),
)

# Chunks deleted or replaced here whose vectors and postings are still to be dropped.
removed_chunks = sa.Table(
    "removed_chunks",
    metadata,
    sa.Column("chunk_id", sa.String(128), primary_key=True),
)
