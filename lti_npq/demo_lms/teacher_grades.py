"""What a facilitator does to the gradebook by hand: write over a grade, lock it, delete a column."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.membership import taught_course_here

bp = Blueprint("teacher_grades", __name__, url_prefix="/courses/<course_id>/grades/<int:number>")


@bp.post("/<person_id>")
def write(course_id: str, number: int, person_id: str) -> ResponseReturnValue:
    """Write over a grade, or lock it; an empty grade lets the tool's stand again."""
    item = _column(course_id, number)
    points = _points(item, request.form.get("points", "").strip())
    locked = "locked" in request.form
    lms().store.grades.write_as_teacher(item.number, person_id, points=points, locked=locked)
    return redirect(url_for("reports.grades", course_id=course_id))


@bp.post("/delete")
def delete(course_id: str, number: int) -> ResponseReturnValue:
    lms().store.grades.delete(_column(course_id, number).number)
    return redirect(url_for("reports.grades", course_id=course_id))


def _column(course_id: str, number: int) -> LineItem:
    _, course = taught_course_here(course_id)
    item = lms().store.grades.line_item(course.id, number)
    if item is None:
        raise ProblemError(404, "There is no such column in this gradebook.")
    return item


def _points(item: LineItem, text: str) -> float | None:
    if not text:
        return None
    try:
        points = float(text)
    except ValueError:
        points = -1
    if not 0 <= points <= item.maximum:
        raise ProblemError(400, f"A grade here is a number from 0 to {item.maximum:g}; “{text}” is not.")
    return points
