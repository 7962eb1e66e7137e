"""Articles may belong to a person; all there are stay everybody's."""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"


def upgrade() -> None:
    """Add the table of owners, and the owner of what was removed."""
    op.create_table(
        "owners",
        sa.Column(
            "article_id",
            sa.String(64),
            sa.ForeignKey("articles.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("owner", sa.String(64), nullable=False, index=True),
    )
    op.add_column("trash", sa.Column("owner", sa.String(64)))
    # So that a citewell that does not know alembic's record refuses the library.
    op.execute("UPDATE meta SET value = '6' WHERE key = 'schema_version'")
