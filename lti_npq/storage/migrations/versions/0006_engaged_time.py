"""Engaged time: page views, sittings that end, and who took part enough."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("xapi_session", sa.String(), nullable=False),
        sa.Column("view_key", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("page_key", sa.String(), nullable=False),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_began", sa.BigInteger(), nullable=True),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("stretches", sa.JSON(), nullable=False),
        sa.Column("engaged_ms", sa.BigInteger(), nullable=False),
        sa.Column("engaged_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_page_view_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_view")),
        sa.UniqueConstraint("enrolment_id", "view_key", "part", name=op.f("uq_page_view_enrolment_id_view_key_part")),
    )
    op.create_index(op.f("ix_page_view_enrolment_id_engaged_until"), "page_view", ["enrolment_id", "engaged_until"])
    op.create_index(op.f("ix_page_view_xapi_session"), "page_view", ["xapi_session"])
    op.create_table(
        "engagement_reached",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_engagement_reached_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_reached")),
        sa.UniqueConstraint(
            "enrolment_id", "rule_version", name=op.f("uq_engagement_reached_enrolment_id_rule_version")
        ),
    )
    op.add_column("tool_session", sa.Column("module_key", sa.String(), nullable=True))
    for name in ("began_at", "left_at", "closed_at"):
        op.add_column("tool_session", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # What these were about was not kept, so their ends are not told; whoever still has one open begins a new sitting.
    op.execute("UPDATE tool_session SET closed_at = last_used_at")


def downgrade() -> None:
    with op.batch_alter_table("tool_session") as table:
        for name in ("closed_at", "left_at", "began_at", "module_key"):
            table.drop_column(name)
    op.drop_table("engagement_reached")
    op.drop_table("page_view")
