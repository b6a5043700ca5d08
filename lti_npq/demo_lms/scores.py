"""Assignment and Grade Services: scores in, results out. Source: AGS 2.0, 3.3 and 3.4."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import media_types, scopes
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import LineItem, Score
from lti_npq.demo_lms.line_items import is_number, item_here
from lti_npq.demo_lms.media_types import body_of_type, page_of, require_accepted
from lti_npq.demo_lms.people import COURSES, CourseRole
from lti_npq.demo_lms.service_urls import line_item_url, result_url
from lti_npq.demo_lms.tokens import require_scope

bp = Blueprint("scores", __name__, url_prefix="/services/courses/<course>/lineitems/<int:number>/lineitem")

_ACTIVITY_PROGRESS = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
_GRADING_PROGRESS = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}


@bp.post("/scores")
def record(course: str, number: int) -> ResponseReturnValue:
    """Store a score later than the last one; 204, or 409 where it is not later."""
    require_scope(scopes.SCORE)
    item = item_here(course, number)
    score = _read(item, body_of_type(media_types.SCORE))
    if not lms().store.grades.record(score, whole_seconds=lms().settings.habits.whole_second_scores):
        raise RefusedError(409, "conflict", "timestamp is not later than the last score's")
    return "", 204


@bp.get("/results")
def results(course: str, number: int) -> ResponseReturnValue:
    require_scope(scopes.RESULT_READ_ONLY)
    require_accepted(media_types.RESULTS)
    item = item_here(course, number)
    wanted = request.args.get("user_id")
    latest = lms().store.grades.latest(item.number).values()
    found = [_result(item, score) for score in latest if wanted in {None, score.person}]
    return page_of(found, media_types.RESULTS)


def _result(item: LineItem, score: Score) -> dict[str, Any]:
    result = {
        "id": result_url(lms().settings, item, score.person),
        "scoreOf": line_item_url(lms().settings, item),
        "userId": score.person,
        "resultScore": score.points(item.maximum),
        "resultMaximum": item.maximum,
        "comment": score.comment,
    }
    return {name: value for name, value in result.items() if value is not None}


def _read(item: LineItem, body: dict[str, Any]) -> Score:
    given, maximum = _points(body)
    comment = body.get("comment")
    if not isinstance(comment, str | None):
        raise RefusedError(400, "invalid_request", "comment must be a text")
    return Score(
        item.number,
        _participant(item, body.get("userId")),
        _timestamp(body.get("timestamp")),
        _one_of(_ACTIVITY_PROGRESS, "activityProgress", body),
        _one_of(_GRADING_PROGRESS, "gradingProgress", body),
        given,
        maximum,
        comment,
    )


def _participant(item: LineItem, person: object) -> str:
    role = COURSES[item.course].members.get(person) if isinstance(person, str) else None
    if role is None:
        raise RefusedError(400, "invalid_request", "userId is nobody in this course")
    if role is not CourseRole.PARTICIPANT:
        raise RefusedError(422, "unprocessable", "userId is not a participant, and only participants are graded")
    return str(person)


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
