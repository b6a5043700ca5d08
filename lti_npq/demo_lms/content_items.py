"""Content items become activities with their columns. Source: Deep Linking 2.0, 3."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.courses import Activity, Course
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.line_item_json import is_number

LONGEST_TITLE = 255


@dataclass(frozen=True)
class Outcome:
    """What became of a choice."""

    added: list[Activity] = field(default_factory=list)
    ungradable: list[Activity] = field(default_factory=list)
    """Those among them whose column takes no grades."""
    left_out: int = 0
    """How many items are of a type that this LMS has no place for."""


def add_items(lms: DemoLms, course: Course, tool: int, items: list[Any]) -> Outcome:
    """Add an activity for each item, in order.

    Raises:
        ProblemError: If a single item's maximum does not do; among several it only takes no grades.
    """
    links = [item for item in items if _is_wanted(lms, item)]
    outcome = Outcome(left_out=len(items) - len(links))
    for item in links:
        activity, column = _activity(course, tool, item), _column_of(item)
        if column and len(links) == 1 and not _maximum_does(lms, column):
            raise ProblemError(400, "Maximum grade: this must be a whole number from 1 to 100. Nothing was added.")
        lms.store.courses.add_activities([activity])
        outcome.added.append(activity)
        if column:
            stored = _add_column(lms, activity, column)
            outcome.ungradable.extend([activity] if not stored.takes_grades else [])
    return outcome


def _is_wanted(lms: DemoLms, item: Any) -> bool:
    """Tell LTI links; Moodle makes (broken) ones of links and texts, too."""
    if not isinstance(item, dict):
        return False
    broken_ones = {"link", "html"} if lms.settings.habits.dialect is Dialect.MOODLE else set()
    return item.get("type") in {"ltiResourceLink", *broken_ones}


def _activity(course: Course, tool: int, item: dict[str, Any]) -> Activity:
    custom = item.get("custom")
    return Activity(
        course.id,
        uuid4().hex[:12],
        str(item.get("title") or "Untitled")[:LONGEST_TITLE],
        str(item.get("text") or ""),
        {str(name): str(value) for name, value in custom.items()} if isinstance(custom, dict) else {},
        tool,
        str(item["url"]) if item.get("url") else None,
        _icon(item.get("icon")),
    )


def _icon(icon: object) -> str | None:
    address = str(icon.get("url")) if isinstance(icon, dict) else ""
    return address if address.startswith(("https://", "http://")) else None


def _column_of(item: dict[str, Any]) -> dict[str, Any] | None:
    column = item.get("lineItem")
    return column if isinstance(column, dict) else None


def _maximum_does(lms: DemoLms, column: dict[str, Any]) -> bool:
    maximum = column.get("scoreMaximum")
    if not is_number(maximum):
        return False
    if not lms.settings.habits.whole_maximum:
        return float(maximum or 0) > 0
    return float(maximum or 0).is_integer() and 1 <= float(maximum or 0) <= 100


def _add_column(lms: DemoLms, activity: Activity, column: dict[str, Any]) -> LineItem:
    does = _maximum_does(lms, column)
    review = column.get("submissionReview")
    item = LineItem.of(
        activity,
        float(column["scoreMaximum"]) if does else 100,
        resource_id=column.get("resourceId"),
        tag=column.get("tag"),
        takes_grades=does,
        review=review if isinstance(review, dict) else None,
    )
    return lms.store.grades.add(item)
