"""What is little but its key lies, on SQLite, in the key's own tree: half as much to write at every launch."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("used_login", "owed_statement")


def upgrade() -> None:
    _make_anew(with_rowid=False)


def downgrade() -> None:
    _make_anew(with_rowid=True)


def _make_anew(*, with_rowid: bool) -> None:
    """Copy the tables into new ones; PostgreSQL knows no such thing."""
    if op.get_context().dialect.name != "sqlite":
        return
    for table in _TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_with_rowid": with_rowid}):
            """Nothing else about them changes."""
