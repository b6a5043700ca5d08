"""The gradebook's rows: line items, and every score that was accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.people import Activity

FULLY_GRADED = "FullyGraded"


@dataclass(frozen=True)
class LineItem:
    """A column of the gradebook."""

    course: str
    label: str
    maximum: float
    resource_link_id: str | None = None
    resource_id: str | None = None
    tag: str | None = None
    starts: str | None = None
    ends: str | None = None
    number: int = 0
    """0 until it is stored."""


@dataclass(frozen=True)
class Score:
    """One score as the tool sent it."""

    line_item: int
    person: str
    timestamp: str
    """ISO 8601 with a zone, as it was sent."""
    activity_progress: str
    grading_progress: str
    given: float | None = None
    maximum: float | None = None
    comment: str | None = None
    received: str = ""
    """When the LMS stored it: ISO 8601, UTC."""

    def points(self, out_of: float) -> float | None:
        """Return the grade on the column's own scale; None where this score leaves no grade."""
        if self.grading_progress != FULLY_GRADED or self.given is None or not self.maximum:
            return None
        return round(self.given / self.maximum * out_of, 4)


class Gradebook:
    """Line items and scores. A grade is nothing stored: it is what the newest score says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seed(self, activities: Iterable[Activity]) -> None:
        """Give each graded activity its column."""
        for activity in activities:
            if activity.maximum is not None:
                self.add(LineItem(activity.course_id, activity.title, activity.maximum, activity.resource_link_id))

    def add(self, item: LineItem) -> LineItem:
        values = {**asdict(item), "number": None}
        query = """INSERT INTO line_item VALUES (:number, :course, :label, :maximum, :resource_link_id, :resource_id,
                   :tag, :starts, :ends)"""
        with self._database.transaction() as connection:
            number = connection.execute(query, values).lastrowid
        return LineItem(**{**values, "number": number})

    def replace(self, item: LineItem) -> None:
        query = """UPDATE line_item SET label = :label, maximum = :maximum, resource_link_id = :resource_link_id,
                   resource_id = :resource_id, tag = :tag, starts = :starts, ends = :ends WHERE number = :number"""
        with self._database.transaction() as connection:
            connection.execute(query, asdict(item))

    def delete(self, number: int) -> None:
        """Remove a column with its scores."""
        self._database.write("DELETE FROM line_item WHERE number = ?", number)

    def line_items(self, course: str, filters: Mapping[str, str] | None = None) -> list[LineItem]:
        """Return a course's columns, oldest first; `filters` are attribute names with the value wanted."""
        rows = self._database.rows("SELECT * FROM line_item WHERE course = ? ORDER BY number", course)
        items = [LineItem(**row) for row in rows]
        return [item for item in items if all(getattr(item, name) == want for name, want in (filters or {}).items())]

    def line_item(self, course: str, number: int) -> LineItem | None:
        return next((item for item in self.line_items(course) if item.number == number), None)

    def record(self, score: Score, *, whole_seconds: bool = False) -> bool:
        """Store a score unless one at least as late was accepted before; returns whether it was stored."""
        with self._database.transaction() as connection:
            previous = self.latest(score.line_item).get(score.person)
            if previous and not _is_later(score.timestamp, previous.timestamp, whole_seconds=whole_seconds):
                return False
            query = """INSERT INTO score (line_item, person, timestamp, given, maximum, activity_progress,
                       grading_progress, comment, received) VALUES (:line_item, :person, :timestamp, :given, :maximum,
                       :activity_progress, :grading_progress, :comment, :received)"""
            connection.execute(query, {**asdict(score), "received": datetime.now(UTC).isoformat()})
        return True

    def history(self, line_item: int) -> list[Score]:
        """Return every score a column accepted, oldest first."""
        query = """SELECT line_item, person, timestamp, given, maximum, activity_progress, grading_progress, comment,
                   received FROM score WHERE line_item = ? ORDER BY number"""
        return [Score(**row) for row in self._database.rows(query, line_item)]

    def latest(self, line_item: int) -> dict[str, Score]:
        """Return the newest score of each person."""
        return {score.person: score for score in self.history(line_item)}


def _is_later(timestamp: str, than: str, *, whole_seconds: bool) -> bool:
    moments = [datetime.fromisoformat(text) for text in (timestamp, than)]
    if whole_seconds:
        moments = [moment.replace(microsecond=0) for moment in moments]
    return moments[0] > moments[1]
