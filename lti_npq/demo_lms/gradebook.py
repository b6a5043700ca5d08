"""The gradebook. A grade is nothing stored: it is what the newest score says, or a teacher."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from sqlite3 import Row
from typing import Any

from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.grades import FULLY_GRADED, PENDING_MANUAL, LineItem, Score, Standing, TeacherGrade
from lti_npq.demo_lms.settings import DemoSettings

_ITEM = (
    "course, label, maximum, resource_link_id, resource_id, tag, starts, ends, tool, made_with_activity, takes_grades, "
    "review"
)
_SCORE = "line_item, person, timestamp, given, maximum, activity_progress, grading_progress, comment, submission"


class Gradebook:
    """Columns, every score that was accepted, and what teachers wrote."""

    def __init__(self, database: Database, settings: DemoSettings) -> None:
        self._database = database
        self._clock = settings.clock
        self._counting = {FULLY_GRADED, *([PENDING_MANUAL] if settings.habits.pending_manual_counts else [])}

    def add(self, item: LineItem) -> LineItem:
        query = f"INSERT INTO line_item ({_ITEM}) VALUES ({_named(_ITEM)})"  # noqa: S608 -- our own names
        with self._database.transaction() as connection:
            number = connection.execute(query, _row_of(item)).lastrowid
        return replace(item, number=number or 0)

    def replace(self, item: LineItem) -> None:
        changes = ", ".join(f"{name} = :{name}" for name in _ITEM.split(", "))
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE line_item SET {changes} WHERE number = :number", _row_of(item))  # noqa: S608

    def delete(self, number: int) -> None:
        """Remove a column with its scores."""
        self._database.write("DELETE FROM line_item WHERE number = ?", number)

    def line_items(self, course: str, filters: Mapping[str, object] | None = None) -> list[LineItem]:
        """Return a course's columns, oldest first; `filters` are attribute names with the value wanted."""
        rows = self._database.rows("SELECT * FROM line_item WHERE course = ? ORDER BY number", course)
        items = [_item(row) for row in rows]
        return [item for item in items if all(getattr(item, name) == want for name, want in (filters or {}).items())]

    def line_item(self, course: str, number: int) -> LineItem | None:
        return next((item for item in self.line_items(course) if item.number == number), None)

    def record(self, score: Score) -> None:
        query = f"INSERT INTO score ({_SCORE}, received) VALUES ({_named(_SCORE)}, :received)"  # noqa: S608
        submission = json.dumps(score.submission) if score.submission is not None else None
        values = {**asdict(score), "submission": submission, "received": score.received or self._clock.text()}
        with self._database.transaction() as connection:
            connection.execute(query, values)

    def history(self, line_item: int) -> list[Score]:
        """Return every score a column accepted, oldest first."""
        query = f"SELECT {_SCORE}, received FROM score WHERE line_item = ? ORDER BY number"  # noqa: S608
        return [_score(row) for row in self._database.rows(query, line_item)]

    def latest(self, line_item: int) -> dict[str, Score]:
        """Return the newest score of each person."""
        return {score.person: score for score in self.history(line_item)}

    def teacher_grade(self, line_item: int, person: str) -> TeacherGrade | None:
        query = "SELECT points, locked, written FROM teacher_grade WHERE line_item = ? AND person = ?"
        row = self._database.row(query, line_item, person)
        return TeacherGrade(row["points"], bool(row["locked"]), row["written"]) if row else None

    def write_as_teacher(self, line_item: int, person: str, *, points: float | None, locked: bool) -> None:
        """Write a grade over the tool's, or lock it; None and unlocked lets the tool's stand again."""
        if points is None and not locked:
            query = "DELETE FROM teacher_grade WHERE line_item = ? AND person = ?"
            self._database.write(query, line_item, person)
        else:
            query = "INSERT OR REPLACE INTO teacher_grade VALUES (?, ?, ?, ?, ?)"
            self._database.write(query, line_item, person, points, locked, self._clock.text())

    def standing(self, item: LineItem, person: str) -> Standing:
        """Return what stands for a person in a column."""
        score, teacher = self.latest(item.number).get(person), self.teacher_grade(item.number, person)
        overridden = teacher is not None and teacher.points is not None
        given = score.points(item.maximum, self._counting) if score and item.takes_grades else None
        return Standing(
            points=teacher.points if teacher and overridden else given,
            comment=score.comment if score else None,
            progress=score.grading_progress if score else None,
            at=score.timestamp if score else None,
            received=score.received if score else "",
            written=max(score.received if score else "", teacher.written if teacher else ""),
            overridden=overridden,
            locked=teacher is not None and teacher.locked,
        )


def _named(columns: str) -> str:
    return ", ".join(f":{name}" for name in columns.split(", "))


def _row_of(item: LineItem) -> dict[str, Any]:
    return {**asdict(item), "review": json.dumps(item.review) if item.review is not None else None}


def _item(row: Row) -> LineItem:
    review = json.loads(row["review"]) if row["review"] else None
    flags = {name: bool(row[name]) for name in ("made_with_activity", "takes_grades")}
    return LineItem(**{**row, **flags, "review": review})


def _score(row: Row) -> Score:
    return Score(**{**row, "submission": json.loads(row["submission"]) if row["submission"] else None})
