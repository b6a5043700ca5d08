"""The gradebook and the activity log, as pages and as JSON for scripts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.grades import LineItem, Standing
from lti_npq.demo_lms.membership import course_here, course_of_id, person_here, taught_course_here
from lti_npq.demo_lms.people import PEOPLE
from lti_npq.demo_lms.statements import Statement
from lti_npq.demo_lms.subjects import person_called

bp = Blueprint("reports", __name__)

STATEMENTS_SHOWN = 200
_HERE = ZoneInfo("Europe/London")


@bp.get("/courses/<course_id>/grades")
def grades(course_id: str) -> ResponseReturnValue:
    """Show a facilitator every grade, a participant their own."""
    person, course = course_here(course_id)
    everyone = course.is_facilitated_by(person.id)
    rows = [row for row in _grade_rows(course) if everyone or row["person"] == person.id]
    columns = lms().store.grades.line_items(course_id)
    table = [(item, [row for row in rows if row["line_item"] == item.number]) for item in columns]
    return render_template("grades.html", course=course, table=table, everyone=everyone)


@bp.get("/courses/<course_id>/grades.json")
def grades_json(course_id: str) -> ResponseReturnValue:
    """Return every grade and, per line item, every score accepted; open, since only this computer can ask."""
    course, book = course_of_id(course_id), lms().store.grades
    items = book.line_items(course_id)
    scores = [asdict(score) for item in items for score in book.history(item.number)]
    return {
        "course": course_id,
        "line_items": [asdict(item) for item in items],
        "grades": _grade_rows(course),
        "scores": scores,
    }


@bp.get("/courses/<course_id>/grades/<int:number>/<person_id>/review")
def review(course_id: str, number: int, person_id: str) -> ResponseReturnValue:
    """Show one person's submission, in the tool's frame."""
    _, course = taught_course_here(course_id)
    item = lms().store.grades.line_item(course.id, number)
    if item is None or person_id not in course.members:
        raise ProblemError(404, "There is no submission at this address.")
    name = PEOPLE[person_id].name
    return render_template("review.html", course=course, item=item, person_id=person_id, name=name)


@bp.get("/activity-log")
def activity_log() -> ResponseReturnValue:
    person_here()
    statements = lms().store.statements.recent(STATEMENTS_SHOWN)
    return render_template("log.html", entries=[(_in_words(statement), statement) for statement in statements])


@bp.get("/activity-log.json")
def activity_log_json() -> ResponseReturnValue:
    """Return every statement, newest first."""
    return {"statements": lms().store.statements.recent()}


@bp.app_template_filter("moment")
def moment(text: str) -> str:
    """Say when, in British time, from ISO 8601."""
    try:
        return datetime.fromisoformat(text).astimezone(_HERE).strftime("%-d %b %Y, %H:%M")
    except ValueError:
        return text


def _grade_rows(course: Course) -> list[dict[str, Any]]:
    book = lms().store.grades
    return [
        _grade_row(item, person.id, book.standing(item, person.id))
        for item in book.line_items(course.id)
        for person in course.participants()
    ]


def _grade_row(item: LineItem, person: str, standing: Standing) -> dict[str, Any]:
    return {
        "line_item": item.number,
        "label": item.label,
        "person": person,
        "name": PEOPLE[person].name,
        "grade": standing.points,
        "maximum": item.maximum,
        "comment": standing.comment,
        "progress": standing.progress,
        "at": standing.at,
        "overridden": standing.overridden,
        "locked": standing.locked,
    }


def _in_words(statement: Statement) -> dict[str, str]:
    return {
        "who": _who(statement["actor"]),
        "verb": _text(statement["verb"].get("display"), statement["verb"]["id"]),
        "what": _what(statement["object"]),
        "when": statement["timestamp"],
    }


def _who(actor: dict[str, Any]) -> str:
    account = actor.get("account", {})
    person = PEOPLE.get(person_called(lms().settings, account.get("name")))
    if person and account.get("homePage", "").rstrip("/") == lms().settings.issuer:
        return person.name
    return str(actor.get("name") or account.get("name") or actor.get("mbox") or "Somebody")


def _what(thing: dict[str, Any]) -> str:
    if thing.get("objectType") == "StatementRef":
        return "an earlier statement"
    definition = thing.get("definition")
    return _text(definition.get("name") if isinstance(definition, dict) else None, str(thing.get("id", "something")))


def _text(words: object, identifier: str) -> str:
    """Pick the British text of a language map; without one, the end of the identifier."""
    if isinstance(words, dict) and words:
        return str(words.get("en-GB") or words.get("en") or next(iter(words.values())))
    return identifier.rstrip("/").rpartition("/")[2]
