"""Runs the steps on the connection that `index.migrating` gives, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
