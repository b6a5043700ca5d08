"""Copying a course, as for a new cohort."""

from dataclasses import replace

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.membership import taught_course_here
from lti_npq.demo_lms.notices import send_copy_notices

bp = Blueprint("copying", __name__)


@bp.post("/courses/<course_id>/copy")
def copy(course_id: str) -> ResponseReturnValue:
    """Make a course with the same people, activities and columns, and no grades; then tell the tools."""
    _, course = taught_course_here(course_id)
    made = lms().store.courses.copy(course)
    _copy_columns(course, made)
    send_copy_notices(lms(), course, made)
    return redirect(url_for("pages.course", course_id=made.id))


def _copy_columns(course: Course, made: Course) -> None:
    """Give the copy the columns of activities, each under its new link; resource id and tag stay."""
    for item in lms().store.grades.line_items(course.id):
        activity = course.linked(item.resource_link_id or "")
        if activity:
            link = replace(activity, course_id=made.id).resource_link_id
            lms().store.grades.add(replace(item, course=made.id, resource_link_id=link))
