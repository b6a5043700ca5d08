"""The main line."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "compiled_package",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("compiler_version", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "compiler_version", name=op.f("pk_compiled_package")),
    )
    op.create_table(
        "destination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destination")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_destination_endpoint")),
    )
    op.create_table(
        "package_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_key", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_version")),
        sa.UniqueConstraint("programme_key", "version", name=op.f("uq_package_version_programme_key_version")),
    )
    op.create_table(
        "statement",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_statement")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_statement_statement_id")),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("name", name=op.f("uq_tenant_name")),
    )
    op.create_table(
        "tool_key",
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_tool_key")),
    )
    op.create_table(
        "lti_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("auth_url", sa.String(), nullable=False),
        sa.Column("token_url", sa.String(), nullable=False),
        sa.Column("jwks_url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_lti_registration_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_registration")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_lti_registration_issuer_client_id")),
    )
    op.create_table(
        "owed_statement",
        sa.Column("destination_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["destination_id"], ["destination.id"], name=op.f("fk_owed_statement_destination_id")),
        sa.ForeignKeyConstraint(["sequence"], ["statement.sequence"], name=op.f("fk_owed_statement_sequence")),
        sa.PrimaryKeyConstraint("destination_id", "sequence", name=op.f("pk_owed_statement")),
    )
    with op.batch_alter_table("owed_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_owed_statement_destination_id_quarantined_at_sequence"),
            ["destination_id", "quarantined_at", "sequence"],
            unique=False,
        )

    op.create_table(
        "programme_release",
        sa.Column("programme_key", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["package_version.id"], name=op.f("fk_programme_release_version_id")),
        sa.PrimaryKeyConstraint("programme_key", name=op.f("pk_programme_release")),
    )
    op.create_table(
        "login_state",
        sa.Column("state_digest", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["lti_registration.id"], name=op.f("fk_login_state_registration_id")
        ),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_login_state")),
    )
    with op.batch_alter_table("login_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_state_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "lti_deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["lti_registration.id"], name=op.f("fk_lti_deployment_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_deployment")),
        sa.UniqueConstraint(
            "registration_id", "deployment_id", name=op.f("uq_lti_deployment_registration_id_deployment_id")
        ),
    )
    op.create_table(
        "lti_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["registration_id"], ["lti_registration.id"], name=op.f("fk_lti_user_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_user")),
        sa.UniqueConstraint("registration_id", "subject", name=op.f("uq_lti_user_registration_id_subject")),
    )
    op.create_table(
        "lti_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lineitems_url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["deployment_id"], ["lti_deployment.id"], name=op.f("fk_lti_context_deployment_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["lti_registration.id"], name=op.f("fk_lti_context_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lti_context")),
        sa.UniqueConstraint("deployment_id", "context_id", name=op.f("uq_lti_context_deployment_id_context_id")),
    )
    with op.batch_alter_table("lti_context", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lti_context_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("programme_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_enrolment_context_id")),
        sa.ForeignKeyConstraint(["user_id"], ["lti_user.id"], name=op.f("fk_enrolment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "context_id", "user_id", "programme_key", name=op.f("uq_enrolment_context_id_user_id_programme_key")
        ),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_user_id"), ["user_id"], unique=False)

    op.create_table(
        "line_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_line_item_context_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_item")),
        sa.UniqueConstraint("context_id", "task_key", name=op.f("uq_line_item_context_id_task_key")),
    )
    op.create_table(
        "resource_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["context_id"], ["lti_context.id"], name=op.f("fk_resource_link_context_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_link")),
        sa.UniqueConstraint(
            "context_id", "resource_link_id", name=op.f("uq_resource_link_context_id_resource_link_id")
        ),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_answer_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_enrolment_id_latest"), ["enrolment_id", "latest"], unique=False)

    op.create_table(
        "module_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("module_key", sa.String(), nullable=False),
        sa.Column("xapi_registration", sa.String(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_module_progress_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_progress")),
        sa.UniqueConstraint(
            "enrolment_id",
            "module_key",
            "xapi_registration",
            name=op.f("uq_module_progress_enrolment_id_module_key_xapi_registration"),
        ),
    )
    op.create_table(
        "page_read",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("page_key", sa.String(), nullable=False),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_page_read_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_read")),
        sa.UniqueConstraint("enrolment_id", "page_key", name=op.f("uq_page_read_enrolment_id_page_key")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("package_version", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.Integer(), nullable=False),
        sa.Column("xapi_registration", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_submission_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["resource_link.id"], name=op.f("fk_submission_resource_link_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "enrolment_id", "task_key", "number", name=op.f("uq_submission_enrolment_id_task_key_number")
        ),
    )
    op.create_table(
        "task_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("task_key", sa.String(), nullable=False),
        sa.Column("part_key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_task_draft_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_draft")),
        sa.UniqueConstraint(
            "enrolment_id", "task_key", "part_key", name=op.f("uq_task_draft_enrolment_id_task_key_part_key")
        ),
    )
    op.create_table(
        "tool_session",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("xapi_registration", sa.String(), nullable=False),
        sa.Column("xapi_session", sa.String(), nullable=False),
        sa.Column("return_url", sa.String(), nullable=True),
        sa.Column("browser_digest", sa.LargeBinary(), nullable=False),
        sa.Column("top_level", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_tool_session_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["resource_link_id"], ["resource_link.id"], name=op.f("fk_tool_session_resource_link_id")
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_tool_session")),
    )
    with op.batch_alter_table("tool_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tool_session_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tool_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "writing_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("writing_key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_writing_entry_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writing_entry")),
        sa.UniqueConstraint("enrolment_id", "writing_key", name=op.f("uq_writing_entry_enrolment_id_writing_key")),
    )
    op.create_table(
        "marking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("feedback", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["marker_id"], ["enrolment.id"], name=op.f("fk_marking_marker_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_marking_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_marking_submission_id_number")),
    )
    op.create_table(
        "owed_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_item_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("attempted_revision", sa.Integer(), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_item.id"], name=op.f("fk_owed_score_line_item_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_owed_score_submission_id")),
        sa.ForeignKeyConstraint(["user_id"], ["lti_user.id"], name=op.f("fk_owed_score_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owed_score")),
        sa.UniqueConstraint("line_item_id", "user_id", name=op.f("uq_owed_score_line_item_id_user_id")),
    )
    with op.batch_alter_table("owed_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_owed_score_delivered_retry_at"), ["delivered", "retry_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("owed_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owed_score_delivered_retry_at"))

    op.drop_table("owed_score")
    op.drop_table("marking")
    op.drop_table("writing_entry")
    with op.batch_alter_table("tool_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tool_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_tool_session_enrolment_id"))

    op.drop_table("tool_session")
    op.drop_table("task_draft")
    op.drop_table("submission")
    op.drop_table("page_read")
    op.drop_table("module_progress")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_enrolment_id_latest"))

    op.drop_table("answer")
    op.drop_table("resource_link")
    op.drop_table("line_item")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_user_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("lti_context", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lti_context_registration_id"))

    op.drop_table("lti_context")
    op.drop_table("lti_user")
    op.drop_table("lti_deployment")
    with op.batch_alter_table("login_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_state_expires_at"))

    op.drop_table("login_state")
    op.drop_table("programme_release")
    with op.batch_alter_table("owed_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_owed_statement_destination_id_quarantined_at_sequence"))

    op.drop_table("owed_statement")
    op.drop_table("lti_registration")
    op.drop_table("tool_key")
    op.drop_table("tenant")
    op.drop_table("statement")
    op.drop_table("package_version")
    op.drop_table("destination")
    op.drop_table("compiled_package")
