"""Scores read as the specification has them. Source: AGS 2.0, 3.4; Canvas's submission extension."""

from datetime import datetime
from typing import Any

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import LineItem, Score
from lti_npq.demo_lms.line_item_json import is_number
from lti_npq.demo_lms.people import CourseRole
from lti_npq.demo_lms.subjects import person_called

SUBMISSION = "https://canvas.instructure.com/lti/submission"
_ACTIVITY_PROGRESS = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
_GRADING_PROGRESS = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}


def read_score(course: Course, item: LineItem, body: dict[str, Any]) -> Score:
    """Return the score that a body describes.

    Raises:
        RefusedError: 400, if it makes no sense; 422, if its person is not graded.
    """
    given, maximum = _points(body)
    comment, submission = body.get("comment"), body.get(SUBMISSION)
    if not isinstance(comment, str | None):
        raise RefusedError(400, "invalid_request", "comment must be a text")
    if not isinstance(submission, dict | None):
        raise RefusedError(400, "invalid_request", f"{SUBMISSION} must be an object")
    return Score(
        item.number,
        _participant(course, body.get("userId")),
        _timestamp(body.get("timestamp")),
        _one_of(_ACTIVITY_PROGRESS, "activityProgress", body),
        _one_of(_GRADING_PROGRESS, "gradingProgress", body),
        given,
        maximum,
        comment,
        submission,
    )


def _participant(course: Course, subject: object) -> str:
    person = person_called(lms().settings, subject) if isinstance(subject, str) else ""
    role = course.members.get(person)
    if role is None:
        raise RefusedError(400, "invalid_request", "userId is nobody in this course")
    if role is not CourseRole.PARTICIPANT:
        raise RefusedError(422, "unprocessable", "userId is not a participant, and only participants are graded")
    return person


def _timestamp(text: object) -> str:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if not isinstance(text, str) or moment is None or moment.tzinfo is None:
        raise RefusedError(400, "invalid_request", "timestamp must be ISO 8601 with a time zone")
    return text


def _one_of(allowed: set[str], name: str, body: dict[str, Any]) -> str:
    value = body.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise RefusedError(400, "invalid_request", f"{name} must be one of {', '.join(sorted(allowed))}")
    return value


def _points(body: dict[str, Any]) -> tuple[float | None, float | None]:
    given, maximum = body.get("scoreGiven"), body.get("scoreMaximum")
    if given is None:
        return None, None
    if not is_number(given) or given < 0:
        raise RefusedError(400, "invalid_request", "scoreGiven must be a number from 0 up")
    if maximum is None or not is_number(maximum) or maximum <= 0:
        raise RefusedError(400, "invalid_request", "scoreMaximum must come with scoreGiven and be above 0")
    return float(given), float(maximum)
