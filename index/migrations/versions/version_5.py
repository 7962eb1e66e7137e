"""The language of an article, and what is known of web addresses.

Written out once more, because `index.tables` goes on changing.
"""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Add both; which language an article is in is told when it is read again."""
    op.add_column("articles", sa.Column("language", sa.String(35)))
    op.create_table(
        "web_pages",
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("canonical", sa.Text, nullable=False, index=True),
        sa.Column("same_as", sa.Text, nullable=False, index=True),
    )
    # So that a citewell that does not know alembic's record refuses the library.
    op.execute("UPDATE meta SET value = '5' WHERE key = 'schema_version'")
