"""The tables of the library database, all of them. Runs no query.

A change of them needs a step in `index/migrations` that brings older libraries forward.
"""

import sqlalchemy as sa

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
    # Last of what is read without it: SQLite reads through a long value to reach what is behind.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(35)),
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
    # A copy of its stretch of the article: cutting it out would read the whole article, and a
    # query looks at a hundred chunks of nearly as many articles.
    sa.Column("text", sa.Text, nullable=False, server_default=""),
)

# Derived, like the indexes, and kept here because an article stops pending in the same commit: where
# the sentences of a chunk stand, its vector and theirs, see `index.rows.EncodedChunk`.
encoded_chunks = sa.Table(
    "encoded_chunks",
    metadata,
    sa.Column("chunk_id", sa.ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("spans", sa.LargeBinary, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)

# What another model's index, being built beside, has of each article; see `index.next_chunks`.
next_articles = sa.Table(
    "next_articles",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("is_done", sa.Boolean, nullable=False, index=True),
)

next_chunks = sa.Table(
    "next_chunks",
    metadata,
    *(
        sa.Column(
            column.name, column.type, primary_key=column.primary_key, nullable=column.nullable
        )
        for column in chunks.columns
        if column.name != "article_id"
    ),
    sa.Column(
        "article_id",
        sa.ForeignKey("next_articles.article_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

next_encoded_chunks = sa.Table(
    "next_encoded_chunks",
    metadata,
    sa.Column("chunk_id", sa.ForeignKey("next_chunks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("spans", sa.LargeBinary, nullable=False),
    sa.Column("vectors", sa.LargeBinary, nullable=False),
)

# How an article's text was structured where it was read, see `index.schema.Block`. A library made
# before this table existed has articles without a row here.
article_blocks = sa.Table(
    "article_blocks",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("blocks", sa.Text, nullable=False),
)

# The person an article belongs to, who alone sees it; one without a row here is everybody's.
owners = sa.Table(
    "owners",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False, index=True),
)

# Every path an article was read from: a copy under another path is the same article. Those of
# owned articles are as `index.owners.owned_path` writes them.
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column(
        "article_id",
        sa.ForeignKey("articles.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

# A file of several articles, such as an archive: its bytes, so that it need not be unpacked again,
# and which of the paths in `sources` lie inside it.
containers = sa.Table(
    "containers",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
)

members = sa.Table(
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

# Chunks deleted or replaced here whose vectors and postings are still to be dropped.
removed_chunks = sa.Table(
    "removed_chunks",
    metadata,
    sa.Column("chunk_id", sa.String(128), primary_key=True),
)

# Articles removed less than an hour ago, see `index.trash`: the row of each as JSON.
trash = sa.Table(
    "trash",
    metadata,
    sa.Column("article_id", sa.String(64), primary_key=True),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("paths", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
    sa.Column("owner", sa.String(64)),
)

# Near copies, see `index.near_copies`.
signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("group_id", sa.String(64), nullable=False, index=True),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
)

signature_bands = sa.Table(
    "signature_bands",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("band", sa.String(48), primary_key=True),
    sa.Index("signature_bands_band", "band"),
)

# What a sync last saw of each file, see `index.file_states`.
synced_files = sa.Table(
    "synced_files",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("stamp", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("hint", sa.Text),
)

# Digests of sites, of lines at the edges of their articles, and of those articles' sources; see
# `index.site_lines`.
site_lines = sa.Table(
    "site_lines",
    metadata,
    sa.Column("site", sa.String(16), primary_key=True),
    sa.Column("line", sa.String(16), primary_key=True),
    sa.Column("source", sa.String(16), primary_key=True),
)

# What is known of web addresses, see `index.page_states`.
web_pages = sa.Table(
    "web_pages",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    # Of the bytes that the server's validators speak of.
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("etag", sa.Text, nullable=False),
    sa.Column("last_modified", sa.Text, nullable=False),
    # The address that the page names as its own; empty if it names none.
    sa.Column("canonical", sa.Text, nullable=False, index=True),
    # The address that is read in its place, of the same page; empty if it is read itself.
    sa.Column("same_as", sa.Text, nullable=False, index=True),
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("user", sa.String(64), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
    # Counts up with every question of the library, so that order survives a clock set back.
    sa.Column("turn", sa.Integer, nullable=False, index=True),
)

exchanges = sa.Table(
    "exchanges",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),  # its words, to be searched
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("chat_id", sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
)

users = sa.Table(
    "users",
    metadata,
    # Random and never given again: whoever has the id has what is kept under it.
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded_name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

logins = sa.Table(
    "logins",
    metadata,
    sa.Column("token_digest", sa.String(64), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),  # seconds since 1970
)

# `user` is what names whoever asks, logged in or not: `Person.user`, or a browser's digest.
preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("user", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# The version of all this, as alembic keeps it.
alembic_version = sa.Table(
    "alembic_version",
    metadata,
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
