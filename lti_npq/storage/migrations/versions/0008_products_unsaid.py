"""Which product an LMS is may be unsaid, apart from being said to be another."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lti_registration") as batch_op:
        batch_op.alter_column("platform", existing_type=sa.String(), nullable=True, server_default=None)
    # Until now nothing told what was unsaid from what was said, and a launch could change both.
    op.execute(sa.text("UPDATE lti_registration SET platform = NULL WHERE platform = 'other'"))


def downgrade() -> None:
    op.execute(sa.text("UPDATE lti_registration SET platform = 'other' WHERE platform IS NULL"))
    with op.batch_alter_table("lti_registration") as batch_op:
        batch_op.alter_column("platform", existing_type=sa.String(), nullable=False, server_default="other")
