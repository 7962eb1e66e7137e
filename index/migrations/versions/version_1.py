"""The first schema. Libraries begin with it or are made whole; it has nothing to do."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Do nothing: a library of this version has its tables."""
