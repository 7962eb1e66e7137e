"""What was answered is kept beside each exchange as plain text, to be searched."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"

exchanges = sa.table(
    "exchanges",
    sa.column("chat_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("content", sa.Text),
    sa.column("answer", sa.Text),
)


def upgrade() -> None:
    """Add the column, and fill it from the sentences of what was kept."""
    op.add_column("exchanges", sa.Column("answer", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    keys = connection.execute(sa.select(exchanges.c.chat_id, exchanges.c.number)).all()
    for chat_id, number in keys:
        here = (exchanges.c.chat_id == chat_id) & (exchanges.c.number == number)
        content = connection.scalar(sa.select(exchanges.c.content).where(here))
        if answer := _said(content):
            connection.execute(sa.update(exchanges).where(here).values(answer=answer))
    # So that a citewell that does not know alembic's record refuses the library.
    op.execute("UPDATE meta SET value = '7' WHERE key = 'schema_version'")


def _said(content: str | None) -> str:
    """Join the sentences of an exchange; nothing of one that was kept otherwise."""
    try:
        kept: Any = json.loads(content or "")
        return " ".join(str(sentence["text"]) for sentence in kept.get("sentences", ()))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
