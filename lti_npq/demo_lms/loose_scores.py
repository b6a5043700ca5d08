"""Scores read as Moodle reads them: much is taken, and all the rest is an "Incorrect score"."""

from datetime import UTC, datetime
from typing import Any

from flask import request

from lti_npq.demo_lms import media_types
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import LineItem, Score
from lti_npq.demo_lms.people import CourseRole
from lti_npq.demo_lms.subjects import person_called


def read_loosely(course: Course, item: LineItem, body: dict[str, Any]) -> Score:
    """Return the score that a body describes.

    Raises:
        RefusedError: 400, if something that Moodle looks at is missing or odd, or its person is not graded.
    """
    try:
        return _read(course, item, body)
    except (KeyError, TypeError, ValueError) as problem:
        reason = "Incorrect score received" + request.get_data(as_text=True)
        headers = {"Content-Type": f"{media_types.SCORE}; charset=utf-8"}
        raise RefusedError(400, "invalid_request", "the score is incorrect", headers, reason=reason) from problem


def _read(course: Course, item: LineItem, body: dict[str, Any]) -> Score:
    person = person_called(lms().settings, body["userId"])
    if course.members.get(person) is not CourseRole.PARTICIPANT:
        raise ValueError(person)
    given = None if body.get("scoreGiven") is None else float(body["scoreGiven"])
    maximum = None if given is None else float(body["scoreMaximum"])
    if given is not None and maximum is not None and lms().settings.habits.scores_clamped:
        given = min(max(given, 0), maximum)
    return Score(
        item.number,
        person,
        _moment(body["timestamp"]),
        str(body["activityProgress"]),
        str(body["gradingProgress"]),
        given,
        maximum,
        str(body["comment"]) if "comment" in body else None,
    )


def _moment(text: str) -> str:
    """Return a moment with a zone; one without is taken for UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
