"""All tables that version 2 got one by one; and an upload becomes a source of its own.

Written out once more, because `index.tables` goes on changing.
"""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"

metadata = sa.MetaData()
for parent, kind in (("articles", sa.String(64)), ("chunks", sa.String(128))):
    sa.Table(parent, metadata, sa.Column("id", kind, primary_key=True))

sa.Table(
    "encoded_chunks",
    metadata,
    sa.Column("chunk_id", sa.ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("spans", sa.LargeBinary, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)

sa.Table(
    "article_blocks",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("blocks", sa.Text, nullable=False),
)

sa.Table(
    "trash",
    metadata,
    sa.Column("article_id", sa.String(64), primary_key=True),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("paths", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
)

sa.Table(
    "synced_files",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("stamp", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("hint", sa.Text),
)

sa.Table(
    "chats",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("user", sa.String(64), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("turn", sa.Integer, nullable=False, index=True),
)

sa.Table(
    "exchanges",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

sa.Table(
    "feedback",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
)

sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded_name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

sa.Table(
    "logins",
    metadata,
    sa.Column("token_digest", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
)

sa.Table(
    "preferences",
    metadata,
    sa.Column("user", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

sa.Table(
    "signatures",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("group_id", sa.String(64), nullable=False, index=True),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
)

sa.Table(
    "signature_bands",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("band", sa.String(48), primary_key=True),
    sa.Index("signature_bands_band", "band"),
)

sa.Table(
    "containers",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
)

sa.Table(
    "members",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column(
        "container",
        sa.ForeignKey("containers.path", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)


def upgrade() -> None:
    """Make what is missing, and drop what was there while version 2 was being written."""
    metadata.create_all(op.get_bind())
    for stray in ("sentence_vectors", "sentences"):
        op.execute(f"DROP TABLE IF EXISTS {stray}")
    op.execute(
        "INSERT INTO sources (path, article_id) SELECT 'upload:' || id || ':' || source, id"
        " FROM articles WHERE id NOT IN (SELECT article_id FROM sources)"
    )
    # So that a citewell that does not know alembic's record refuses the library.
    op.execute("UPDATE meta SET value = '3' WHERE key = 'schema_version'")
