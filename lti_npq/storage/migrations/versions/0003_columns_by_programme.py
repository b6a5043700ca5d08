"""Gradebook columns are known by programme and task, no longer by the task alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A column belongs to the programme its scores were given in; one without scores to the course's only programme.
_PROGRAMME_OF_SCORES = """
    SELECT DISTINCT enrolment.programme_key FROM owed_score
    JOIN submission ON submission.id = owed_score.submission_id
    JOIN enrolment ON enrolment.id = submission.enrolment_id
    WHERE owed_score.line_item_id = :id
"""
_PROGRAMMES_OF_COURSE = "SELECT DISTINCT programme_key FROM enrolment WHERE context_id = :context_id"


def upgrade() -> None:
    connection = op.get_bind()
    for line_item in connection.execute(sa.text("SELECT id, context_id, task_key FROM line_item")).mappings().all():
        programmes = connection.scalars(sa.text(_PROGRAMME_OF_SCORES), {"id": line_item["id"]}).all()
        course = {"context_id": line_item["context_id"]}
        programmes = programmes or connection.scalars(sa.text(_PROGRAMMES_OF_COURSE), course).all()
        if len(programmes) == 1 and "/" not in line_item["task_key"]:
            _rename(line_item["id"], f"{programmes[0]}/{line_item['task_key']}")


def downgrade() -> None:
    for line_item in op.get_bind().execute(sa.text("SELECT id, task_key FROM line_item")).mappings().all():
        _rename(line_item["id"], line_item["task_key"].rpartition("/")[2])


def _rename(line_item_id: int, task_key: str) -> None:
    renaming = sa.text("UPDATE line_item SET task_key = :task_key WHERE id = :id")
    op.get_bind().execute(renaming, {"task_key": task_key, "id": line_item_id})
