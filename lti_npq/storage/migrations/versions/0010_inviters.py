"""An invitation says who made it, so that it ends when they are let in no longer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitation", sa.Column("made_by", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("invitation", "made_by")
