"""What a gradebook holds: columns, scores, and what a teacher wrote over them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from lti_npq.demo_lms.courses import Activity

FULLY_GRADED = "FullyGraded"
PENDING_MANUAL = "PendingManual"


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
    tool: int = 1
    made_with_activity: bool = False
    """The column came with its activity, not by a tool's own request."""
    takes_grades: bool = True
    review: Mapping[str, Any] | None = None
    """The `submissionReview` that a deep link gave, if it wants one."""
    number: int = 0
    """0 until it is stored."""

    @classmethod
    def of(cls, activity: Activity, maximum: float, **more: Any) -> Self:
        """Return the column that comes with an activity."""
        return cls(
            activity.course_id,
            activity.title,
            maximum,
            activity.resource_link_id,
            tool=activity.tool,
            made_with_activity=True,
            **more,
        )


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
    submission: Mapping[str, Any] | None = None
    """Canvas's extension, as it was sent."""
    received: str = ""
    """When the LMS stored it: ISO 8601, UTC."""

    @property
    def submitted_address(self) -> str:
        """Where in the tool the submission is to be opened, says Canvas's extension; empty if it does not say."""
        said = self.submission or {}
        return str(said.get("submission_data") or "") if said.get("submission_type") == "basic_lti_launch" else ""

    def points(self, out_of: float, counting: Collection[str] = (FULLY_GRADED,)) -> float | None:
        """Return the grade on the column's own scale; None where this score leaves no grade.

        Args:
            counting: The grading progress that a score may have for its points to count.
        """
        if self.grading_progress not in counting or self.given is None or not self.maximum:
            return None
        return round(self.given / self.maximum * out_of, 4)


@dataclass(frozen=True)
class TeacherGrade:
    """What a teacher wrote over the tool's grade, or that they locked it."""

    points: float | None
    locked: bool
    written: str
    """ISO 8601, UTC."""


@dataclass(frozen=True)
class Standing:
    """What the gradebook shows for one person in one column."""

    points: float | None = None
    comment: str | None = None
    progress: str | None = None
    at: str | None = None
    """Timestamp of the score, ISO 8601."""
    received: str = ""
    """When the score was stored, ISO 8601, UTC; empty if there is none."""
    written: str = ""
    """When the gradebook last wrote here, ISO 8601, UTC; empty if never."""
    overridden: bool = False
    locked: bool = False
