"""Destinations with settings, profile, pace and past of their own; quarantine and periodic work in tables of theirs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_THERE = sa.text("removed_at IS NULL")
_TO_SEND = sa.text("NOT delivered AND NOT final")


def _pace() -> list[sa.Column[Any]]:
    return [
        sa.Column("tried_at", _MOMENT, nullable=True),
        sa.Column("denied_at", _MOMENT, nullable=True),
        sa.Column("paused_at", _MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failed_attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("delivered", _NUMBER, nullable=False, server_default="0"),
        sa.Column("seconds", sa.Double(), nullable=False, server_default="0"),
        sa.Column("latencies", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("recent", sa.JSON(), nullable=False, server_default="[]"),
    ]


def _settings() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.String(), nullable=False, server_default=""),
        sa.Column("version", sa.String(), nullable=False, server_default="1.0.3"),
        sa.Column("by_settings", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("key", sa.String(), nullable=False, server_default=""),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False, server_default=sa.text("''")),
        sa.Column("token_url", sa.String(), nullable=False, server_default=""),
        sa.Column("scope", sa.String(), nullable=False, server_default=""),
        sa.Column("profile", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("created_at", _MOMENT, nullable=True),
        sa.Column("removed_at", _MOMENT, nullable=True),
        sa.Column("fill_after", _NUMBER, nullable=True),
        sa.Column("fill_until", _NUMBER, nullable=True),
    ]


def upgrade() -> None:
    with op.batch_alter_table("destination") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_destination_endpoint"), type_="unique")
        batch_op.alter_column("failures", existing_type=sa.Integer(), existing_nullable=False, server_default="0")
        for column in _settings() + _pace():
            batch_op.add_column(column)
    # Whatever was known so far came from the settings.
    op.execute(sa.text("UPDATE destination SET name = endpoint, by_settings = true"))
    with op.batch_alter_table("destination") as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(), existing_nullable=False, server_default=None)
    op.create_index(
        "uq_destination_name", "destination", ["name"], unique=True, sqlite_where=_THERE, postgresql_where=_THERE
    )
    op.create_table(
        "platform_pace",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("retry_at", _MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("trouble", sa.String(), nullable=True),
        *_pace(),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["lti_registration.id"], name=op.f("fk_platform_pace_registration_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_platform_pace")),
    )
    op.create_table(
        "periodic_work",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("leased_until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_periodic_work")),
    )
    _set_apart_what_was_refused()
    _name_the_lms_of_each_score()


def _set_apart_what_was_refused() -> None:
    op.create_table(
        "quarantined_statement",
        sa.Column("destination_id", sa.Integer(), nullable=False),
        sa.Column("sequence", _NUMBER, nullable=False),
        sa.Column("quarantined_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["destination.id"], name=op.f("fk_quarantined_statement_destination_id")
        ),
        sa.ForeignKeyConstraint(["sequence"], ["statement.sequence"], name=op.f("fk_quarantined_statement_sequence")),
        sa.PrimaryKeyConstraint("destination_id", "sequence", name=op.f("pk_quarantined_statement")),
    )
    op.execute(
        sa.text(
            "INSERT INTO quarantined_statement (destination_id, sequence, quarantined_at, reason, said) "
            "SELECT destination_id, sequence, quarantined_at, COALESCE(reason, ''), '' FROM owed_statement "
            "WHERE quarantined_at IS NOT NULL"
        )
    )
    op.execute(sa.text("DELETE FROM owed_statement WHERE quarantined_at IS NOT NULL"))
    with op.batch_alter_table("owed_statement") as batch_op:
        batch_op.drop_index(batch_op.f("ix_owed_statement_destination_id_quarantined_at_sequence"))
        batch_op.drop_column("quarantined_at")
        batch_op.drop_column("reason")


def _name_the_lms_of_each_score() -> None:
    with op.batch_alter_table("owed_score") as batch_op:
        batch_op.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE owed_score SET registration_id = (SELECT lti_context.registration_id FROM line_item "
            "JOIN lti_context ON lti_context.id = line_item.context_id WHERE line_item.id = owed_score.line_item_id)"
        )
    )
    with op.batch_alter_table("owed_score") as batch_op:
        batch_op.alter_column("registration_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_owed_score_registration_id"), "lti_registration", ["registration_id"], ["id"]
        )
        batch_op.drop_index(batch_op.f("ix_owed_score_delivered_retry_at"))
    op.create_index(
        "ix_owed_score_to_send",
        "owed_score",
        ["registration_id", "id"],
        sqlite_where=_TO_SEND,
        postgresql_where=_TO_SEND,
    )


def downgrade() -> None:
    op.drop_index("ix_owed_score_to_send", table_name="owed_score")
    with op.batch_alter_table("owed_score") as batch_op:
        batch_op.create_index(batch_op.f("ix_owed_score_delivered_retry_at"), ["delivered", "retry_at"])
        batch_op.drop_constraint(batch_op.f("fk_owed_score_registration_id"), type_="foreignkey")
        batch_op.drop_column("registration_id")
    _put_back_what_was_refused()
    op.drop_table("periodic_work")
    op.drop_table("platform_pace")
    op.drop_index("uq_destination_name", table_name="destination")
    # An older version knows one destination, by its endpoint, and no other key than that of the settings.
    for table in ("owed_statement", "quarantined_statement"):
        op.execute(
            sa.text(f"DELETE FROM {table} WHERE destination_id IN (SELECT id FROM destination WHERE NOT by_settings)")  # noqa: S608
        )
    op.drop_table("quarantined_statement")
    op.execute(sa.text("DELETE FROM destination WHERE NOT by_settings"))
    with op.batch_alter_table("destination") as batch_op:
        for column in _settings() + _pace():
            batch_op.drop_column(column.name)
        batch_op.alter_column("failures", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_destination_endpoint"), ["endpoint"])


def _put_back_what_was_refused() -> None:
    with op.batch_alter_table("owed_statement") as batch_op:
        batch_op.add_column(sa.Column("quarantined_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_owed_statement_destination_id_quarantined_at_sequence"),
            ["destination_id", "quarantined_at", "sequence"],
        )
    op.execute(
        sa.text(
            "INSERT INTO owed_statement (destination_id, sequence, quarantined_at, reason) "
            "SELECT destination_id, sequence, quarantined_at, reason FROM quarantined_statement"
        )
    )
