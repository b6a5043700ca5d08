"""Answers keep what was on offer; whoever teaches may be an author too."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer", sa.Column("offer", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("tool_session", sa.Column("is_author", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Sessions that are open go on as they are.
    op.execute("UPDATE tool_session SET is_author = (role = 'author')")


def downgrade() -> None:
    op.drop_column("tool_session", "is_author")
    op.drop_column("answer", "offer")
