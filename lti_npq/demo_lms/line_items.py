"""Assignment and Grade Services: line items. Source: AGS 2.0, 3.2."""

from dataclasses import replace as changed

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import media_types, scopes
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import FULLY_GRADED, LineItem, Score
from lti_npq.demo_lms.line_item_json import as_taken, on_the_wire, read_item
from lti_npq.demo_lms.media_types import answer, body_of_type, paged_answer, require_accepted
from lti_npq.demo_lms.paging import page_of
from lti_npq.demo_lms.service_urls import line_item_url
from lti_npq.demo_lms.tokens import require_scope
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("line_items", __name__, url_prefix="/services/courses/<course>/lineitems")

_FILTERS = ("resource_link_id", "resource_id", "tag")


@bp.get("")
def list_items(course: str) -> ResponseReturnValue:
    tool = require_scope(scopes.LINE_ITEM, scopes.LINE_ITEM_READ_ONLY)
    require_accepted(media_types.LINE_ITEMS, by_name=True)
    service_course(course)
    filters = {name: request.args[name] for name in _FILTERS if name in request.args}
    found = lms().store.grades.line_items(course, {**filters, "tool": tool.number})
    page = page_of(len(found), lms().settings.habits.line_items_per_page)
    entries = [on_the_wire(item) for item in found[page.start : page.end]]
    return paged_answer(entries, media_types.LINE_ITEMS, page)


@bp.post("")
def create(course: str) -> ResponseReturnValue:
    tool = require_scope(scopes.LINE_ITEM)
    here, body = service_course(course), body_of_type(media_types.LINE_ITEM)
    item = lms().store.grades.add(changed(read_item(here, body), tool=tool.number))
    return answer(as_taken(item, body), media_types.LINE_ITEM, 201)


@bp.get("/<int:number>/lineitem")
def show(course: str, number: int) -> ResponseReturnValue:
    tool = require_scope(scopes.LINE_ITEM, scopes.LINE_ITEM_READ_ONLY)
    require_accepted(media_types.LINE_ITEM)
    return answer(on_the_wire(item_here(tool, course, number)), media_types.LINE_ITEM)


@bp.put("/<int:number>/lineitem")
def replace(course: str, number: int) -> ResponseReturnValue:
    """Take over what is sent; what is left out is gone, save the link, which a PUT without one keeps."""
    tool = require_scope(scopes.LINE_ITEM)
    standing = item_here(tool, course, number)
    here, body = service_course(course), body_of_type(media_types.LINE_ITEM)
    if body.get("id", line_item_url(lms().settings, standing)) != line_item_url(lms().settings, standing):
        raise RefusedError(400, "invalid_request", "the id in the body is another line item's")
    link = None if _decouples(standing, read_item(here, body)) else standing.resource_link_id
    item = read_item(here, {"resourceLinkId": link, **body}, standing)
    lms().store.grades.replace(item)
    _settle_blank_grades(here, standing, item)
    return answer(as_taken(item, body), media_types.LINE_ITEM)


@bp.delete("/<int:number>/lineitem")
def delete(course: str, number: int) -> ResponseReturnValue:
    tool = require_scope(scopes.LINE_ITEM)
    item = item_here(tool, course, number)
    if item.made_with_activity and lms().settings.habits.coupled_columns_stay:
        raise RefusedError(401, "unauthorized", "the column belongs to its activity and cannot be deleted")
    lms().store.grades.delete(item.number)
    return "", 204


def item_here(tool: Tool, course: str, number: int) -> LineItem:
    """Return the tool's line item that an address names.

    Raises:
        RefusedError: 404, if it has none of that number in the course.
    """
    item = lms().store.grades.line_item(course, number)
    if item is None or item.tool != tool.number:
        reason = f"Not Found: Grade item {number} doesn't exist"
        raise RefusedError(404, "not_found", "there is no such line item", reason=reason)
    return item


def service_course(course: str) -> Course:
    """Return the course that a service address names.

    Raises:
        RefusedError: 404, if there is none.
    """
    found = lms().store.courses.find(course)
    if found is None:
        reason = f"Not Found: Course {course} doesn't exist"
        raise RefusedError(404, "not_found", "there is no such course", reason=reason)
    return found


def _decouples(standing: LineItem, sent: LineItem) -> bool:
    """Tell Moodle's trap: a changed tag without a link takes the column from its activity."""
    tag_changed = (standing.tag or "") != (sent.tag or "")
    return lms().settings.habits.loose_line_items and sent.tag is not None and tag_changed


def _settle_blank_grades(course: Course, before: LineItem, after: LineItem) -> None:
    """Do as Moodle does when a column gets another maximum: whoever has no grade has 0 from then on."""
    if not lms().settings.habits.loose_line_items or before.maximum == after.maximum:
        return
    book = lms().store.grades
    for person in course.participants():
        if book.standing(after, person.id).points is None:
            zero = Score(
                after.number, person.id, lms().settings.clock.text(), "Completed", FULLY_GRADED, 0, after.maximum
            )
            book.record(zero)
