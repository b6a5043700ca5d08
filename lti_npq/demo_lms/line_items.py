"""Assignment and Grade Services: line items. Source: AGS 2.0, 3.2."""

from math import isfinite
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import media_types, scopes
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.media_types import answer, body_of_type, page_of, require_accepted
from lti_npq.demo_lms.people import COURSES
from lti_npq.demo_lms.service_urls import line_item_url
from lti_npq.demo_lms.tokens import require_scope

bp = Blueprint("line_items", __name__, url_prefix="/services/courses/<course>/lineitems")

_WIRE_NAMES = {
    "resource_link_id": "resourceLinkId",
    "resource_id": "resourceId",
    "tag": "tag",
    "starts": "startDateTime",
    "ends": "endDateTime",
}
_FILTERS = ("resource_link_id", "resource_id", "tag")


@bp.get("")
def list_items(course: str) -> ResponseReturnValue:
    require_scope(scopes.LINE_ITEM, scopes.LINE_ITEM_READ_ONLY)
    require_accepted(media_types.LINE_ITEMS)
    _known_course(course)
    filters = {name: request.args[name] for name in _FILTERS if name in request.args}
    found = lms().store.grades.line_items(course, filters)
    return page_of([_on_the_wire(item) for item in found], media_types.LINE_ITEMS)


@bp.post("")
def create(course: str) -> ResponseReturnValue:
    require_scope(scopes.LINE_ITEM)
    _known_course(course)
    item = lms().store.grades.add(_read(course, body_of_type(media_types.LINE_ITEM)))
    return answer(_on_the_wire(item), media_types.LINE_ITEM, 201)


@bp.get("/<int:number>/lineitem")
def show(course: str, number: int) -> ResponseReturnValue:
    require_scope(scopes.LINE_ITEM, scopes.LINE_ITEM_READ_ONLY)
    require_accepted(media_types.LINE_ITEM)
    return answer(_on_the_wire(item_here(course, number)), media_types.LINE_ITEM)


@bp.put("/<int:number>/lineitem")
def replace(course: str, number: int) -> ResponseReturnValue:
    """Take over what is sent; what is left out is gone, save the link, which a PUT without one keeps."""
    require_scope(scopes.LINE_ITEM)
    standing = item_here(course, number)
    body = {"resourceLinkId": standing.resource_link_id, **body_of_type(media_types.LINE_ITEM)}
    if body.get("id", line_item_url(lms().settings, standing)) != line_item_url(lms().settings, standing):
        raise RefusedError(400, "invalid_request", "the id in the body is another line item's")
    item = _read(course, body, number)
    lms().store.grades.replace(item)
    return answer(_on_the_wire(item), media_types.LINE_ITEM)


@bp.delete("/<int:number>/lineitem")
def delete(course: str, number: int) -> ResponseReturnValue:
    require_scope(scopes.LINE_ITEM)
    lms().store.grades.delete(item_here(course, number).number)
    return "", 204


def item_here(course: str, number: int) -> LineItem:
    """Return the line item an address names.

    Raises:
        RefusedError: 404, if the course has none of that number.
    """
    item = lms().store.grades.line_item(course, number)
    if item is None:
        raise RefusedError(404, "not_found", "there is no such line item")
    return item


def is_number(value: object) -> bool:
    """Tell JSON numbers from all else; Python counts `true` as one, and reads NaN."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _known_course(course: str) -> None:
    if course not in COURSES:
        raise RefusedError(404, "not_found", "there is no such course")


def _on_the_wire(item: LineItem) -> dict[str, Any]:
    optional = {wire: getattr(item, ours) for ours, wire in _WIRE_NAMES.items()}
    return {
        "id": line_item_url(lms().settings, item),
        "label": item.label,
        "scoreMaximum": item.maximum,
        **{wire: value for wire, value in optional.items() if value is not None},
    }


def _read(course: str, body: dict[str, Any], number: int = 0) -> LineItem:
    label, maximum = body.get("label"), body.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip():
        raise RefusedError(400, "invalid_request", "label must be a text that is not empty")
    if not is_number(maximum) or float(maximum or 0) <= 0:
        raise RefusedError(400, "invalid_request", "scoreMaximum must be a number above 0")
    optional = {ours: body.get(wire) for ours, wire in _WIRE_NAMES.items()}
    if any(value is not None and not isinstance(value, str) for value in optional.values()):
        raise RefusedError(400, "invalid_request", f"these must be texts: {', '.join(_WIRE_NAMES.values())}")
    link = optional["resource_link_id"]
    if link is not None and not COURSES[course].has_link(link):
        raise RefusedError(400, "invalid_request", "resourceLinkId is not a link of this course")
    return LineItem(course, label, float(maximum or 0), number=number, **optional)
