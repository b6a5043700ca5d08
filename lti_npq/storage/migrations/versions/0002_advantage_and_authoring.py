"""Advantage and authoring."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_preview",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_content_preview")),
    )
    with op.batch_alter_table("content_preview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_content_preview_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "sign_in_tries",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_tries")),
    )
    with op.batch_alter_table("sign_in_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_tries_since"), ["since"], unique=False)

    op.create_table(
        "administrator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_administrator_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrator")),
        sa.UniqueConstraint("email", name=op.f("uq_administrator_email")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_audit_entry_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_tenant_id_id"), ["tenant_id", "id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_invitation_tenant_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_invitation")),
    )
    op.create_table(
        "administrator_session",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("administrator_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["administrator_id"], ["administrator.id"], name=op.f("fk_administrator_session_administrator_id")
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_administrator_session")),
    )
    with op.batch_alter_table("administrator_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_administrator_session_administrator_id"), ["administrator_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_administrator_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "choosing_session",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_title", sa.String(), nullable=False),
        sa.Column("return_url", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=True),
        sa.Column("accepts_links", sa.Boolean(), nullable=False),
        sa.Column("accepts_multiple", sa.Boolean(), nullable=False),
        sa.Column("accepts_columns", sa.Boolean(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(), nullable=False),
        sa.Column("top_level", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["lti_deployment.id"], name=op.f("fk_choosing_session_deployment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["lti_user.id"], name=op.f("fk_choosing_session_user_id")),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_choosing_session")),
    )
    with op.batch_alter_table("choosing_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choosing_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "notice_subscription",
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("subscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["lti_deployment.id"], name=op.f("fk_notice_subscription_deployment_id")
        ),
        sa.PrimaryKeyConstraint("deployment_id", name=op.f("pk_notice_subscription")),
    )
    op.create_table(
        "context_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("linked", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_context_origin_context_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["lti_user.id"], name=op.f("fk_context_origin_decided_by")),
        sa.ForeignKeyConstraint(["origin_id"], ["lti_context.id"], name=op.f("fk_context_origin_origin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_origin")),
        sa.UniqueConstraint("context_id", "origin_id", name=op.f("uq_context_origin_context_id_origin_id")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("group_ids", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_membership_context_id")),
        sa.ForeignKeyConstraint(["user_id"], ["lti_user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("context_id", "user_id", name=op.f("uq_membership_context_id_user_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "roster",
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("groups_url", sa.String(), nullable=True),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("fewer", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("accepts_fewer", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_roster_context_id")),
        sa.PrimaryKeyConstraint("context_id", name=op.f("pk_roster")),
    )
    op.create_table(
        "package_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("programme_key", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("brought", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_package_upload_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_upload")),
    )
    with op.batch_alter_table("package_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_upload_uploaded_at"), ["uploaded_at"], unique=False)

    op.create_table(
        "practice_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_practice_answer_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_answer")),
        sa.UniqueConstraint("enrolment_id", "task_key", name=op.f("uq_practice_answer_enrolment_id_task_key")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_here_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lost_url", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("read_not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("read_failures", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("login_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("storage_target", sa.String(), nullable=True))

    with op.batch_alter_table("lti_context", schema=None) as batch_op:
        batch_op.add_column(sa.Column("memberships_url", sa.String(), nullable=True))

    with op.batch_alter_table("lti_registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("platform", sa.String(), server_default="other", nullable=False))
        batch_op.add_column(sa.Column("service_hosts", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("examined_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failing", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("lti_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_test", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))

    with op.batch_alter_table("owed_score", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_timestamp", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("said", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("doubts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("drifted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lms_points", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("lms_maximum", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("insisted_revision", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_owed_score_read_at"), ["read_at"], unique=False)

    with op.batch_alter_table("package_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("published_by", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("programme_release", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("released_by", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("tool_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signs_from", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tool_key", schema=None) as batch_op:
        batch_op.drop_column("signs_from")

    with op.batch_alter_table("programme_release", schema=None) as batch_op:
        batch_op.drop_column("retired_at")
        batch_op.drop_column("released_by")
        batch_op.drop_column("released_at")

    with op.batch_alter_table("package_version", schema=None) as batch_op:
        batch_op.drop_column("published_by")

    with op.batch_alter_table("owed_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owed_score_read_at"))
        batch_op.drop_column("insisted_revision")
        batch_op.drop_column("lms_maximum")
        batch_op.drop_column("lms_points")
        batch_op.drop_column("drifted_at")
        batch_op.drop_column("doubts")
        batch_op.drop_column("read_at")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("delivered_at")
        batch_op.drop_column("said")
        batch_op.drop_column("last_timestamp")

    with op.batch_alter_table("lti_user", schema=None) as batch_op:
        batch_op.drop_column("is_test")

    with op.batch_alter_table("lti_registration", schema=None) as batch_op:
        batch_op.drop_column("failing")
        batch_op.drop_column("examined_at")
        batch_op.drop_column("removed_at")
        batch_op.drop_column("service_hosts")
        batch_op.drop_column("platform")

    with op.batch_alter_table("lti_context", schema=None) as batch_op:
        batch_op.drop_column("memberships_url")

    with op.batch_alter_table("login_state", schema=None) as batch_op:
        batch_op.drop_column("storage_target")

    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.drop_column("read_failures")
        batch_op.drop_column("read_not_before")
        batch_op.drop_column("lost_url")

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("last_here_at")

    op.drop_table("practice_answer")
    with op.batch_alter_table("package_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_package_upload_uploaded_at"))

    op.drop_table("package_upload")
    op.drop_table("roster")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))

    op.drop_table("membership")
    op.drop_table("context_origin")
    op.drop_table("notice_subscription")
    with op.batch_alter_table("choosing_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choosing_session_expires_at"))

    op.drop_table("choosing_session")
    with op.batch_alter_table("administrator_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_administrator_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_administrator_session_administrator_id"))

    op.drop_table("administrator_session")
    op.drop_table("invitation")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_tenant_id_id"))

    op.drop_table("audit_entry")
    op.drop_table("administrator")
    with op.batch_alter_table("sign_in_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_tries_since"))

    op.drop_table("sign_in_tries")
    with op.batch_alter_table("content_preview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_preview_expires_at"))

    op.drop_table("content_preview")
