"""Line items as JSON, read and written. Source: AGS 2.0, 3.2.5 to 3.2.9."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.service_urls import line_item_url

_WIRE_NAMES = {
    "resource_link_id": "resourceLinkId",
    "resource_id": "resourceId",
    "tag": "tag",
    "starts": "startDateTime",
    "ends": "endDateTime",
}


def is_number(value: object) -> bool:
    """Tell JSON numbers from all else; Python counts `true` as one, and reads NaN."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def on_the_wire(item: LineItem) -> dict[str, Any]:
    """Return a column as reading it shows it."""
    if lms().settings.habits.dialect is Dialect.MOODLE:
        return _as_moodle_reads(item)
    return {**_as_sent(item), **({"submissionReview": item.review} if item.review is not None else {})}


def as_taken(item: LineItem, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a column as the answer to writing it shows it; Moodle answers with what it was sent."""
    if lms().settings.habits.dialect is Dialect.MOODLE:
        return {**body, "id": line_item_url(lms().settings, item)}
    return on_the_wire(item)


def read_item(course: Course, body: Mapping[str, Any], standing: LineItem | None = None) -> LineItem:
    """Return the column that a body describes.

    Args:
        course: Where it is.
        body: The JSON that was sent.
        standing: What it replaces, if anything.

    Raises:
        RefusedError: 400, if the body makes no sense; for a foreign link 400 (Moodle: 403).
    """
    label, maximum = _label_and_maximum(body)
    optional: dict[str, Any] = {ours: body.get(wire) for ours, wire in _WIRE_NAMES.items()}
    if any(value is not None and not isinstance(value, str) for value in optional.values()):
        raise RefusedError(400, "invalid_request", f"these must be texts: {', '.join(_WIRE_NAMES.values())}")
    link = optional["resource_link_id"]
    if link is not None and course.linked(link) is None:
        status = 403 if lms().settings.habits.loose_line_items else 400
        raise RefusedError(status, "invalid_request", "resourceLinkId is not a link of this course")
    return replace(standing or LineItem(course.id, label, maximum), label=label, maximum=maximum, **optional)


def _label_and_maximum(body: Mapping[str, Any]) -> tuple[str, float]:
    label, maximum = body.get("label"), body.get("scoreMaximum")
    missing = "No label or Score Maximum"
    if not isinstance(label, str) or not label.strip():
        raise RefusedError(400, "invalid_request", "label must be a text that is not empty", reason=missing)
    lowest = 0 if lms().settings.habits.loose_line_items else 1e-9
    if not is_number(maximum) or float(maximum or 0) < lowest:
        raise RefusedError(400, "invalid_request", "scoreMaximum must be a number above 0", reason=missing)
    return label, float(maximum or 0)


def _as_sent(item: LineItem) -> dict[str, Any]:
    optional = {wire: getattr(item, ours) for ours, wire in _WIRE_NAMES.items()}
    return {
        "id": line_item_url(lms().settings, item),
        "label": item.label,
        "scoreMaximum": item.maximum,
        **{wire: value for wire, value in optional.items() if value is not None},
    }


def _as_moodle_reads(item: LineItem) -> dict[str, Any]:
    """Empty texts for what is missing, the link under two names, no times."""
    whole = {
        "id": line_item_url(lms().settings, item),
        "label": item.label,
        "scoreMaximum": item.maximum,
        "resourceId": item.resource_id or "",
        "tag": item.tag or "",
    }
    if item.resource_link_id is not None:
        whole |= {"resourceLinkId": item.resource_link_id, "ltiLinkId": item.resource_link_id}
    return {**whole, **({"submissionReview": item.review} if item.review is not None else {})}
