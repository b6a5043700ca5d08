"""Importing a Common Cartridge into a course: its links to tools become activities."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from lti_npq.demo_lms.cartridges import MOST_BYTES, CartridgeLink, read_cartridge
from lti_npq.demo_lms.content_items import LONGEST_TITLE
from lti_npq.demo_lms.context import DemoLms, lms
from lti_npq.demo_lms.courses import NO_TOOL, Activity, Course
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.membership import taught_course_here

bp = Blueprint("importing", __name__)


@dataclass(frozen=True)
class Imported:
    """What became of a cartridge."""

    added: list[Activity] = field(default_factory=list)
    others: int = 0
    """How many pages, quizzes and the like were left out."""

    @property
    def broken(self) -> list[Activity]:
        """Return the activities whose address is that of no tool here."""
        return [activity for activity in self.added if activity.tool == NO_TOOL]


@bp.post("/courses/<course_id>/import")
def take_cartridge(course_id: str) -> ResponseReturnValue:
    """Add an activity for each of the cartridge's links to tools, all or none."""
    _, course = taught_course_here(course_id)
    cartridge = read_cartridge(_sent_file().stream, lms().settings.habits)
    # Whoever meets two tools of one domain gets the first.
    tools = {_domain(tool.launch_url): tool.number for tool in reversed(lms().store.tools.all()) if tool.active}
    made = [(_activity(lms(), course, link, tools), link) for link in cartridge.links]
    outcome = Imported([activity for activity, _ in made], cartridge.others)
    lms().store.courses.add_activities(outcome.added)
    _add_columns(lms(), made)
    return render_template("imported.html", course=course, outcome=outcome)


def _sent_file() -> FileStorage:
    request.max_content_length = MOST_BYTES
    try:
        file = request.files.get("cartridge")
    except RequestEntityTooLarge as problem:
        raise ProblemError(413, f"The file is larger than {MOST_BYTES // 1_000_000} MB.") from problem
    if file is None or not file.filename:
        raise ProblemError(400, "Choose a Common Cartridge first: a file whose name ends in .imscc.")
    return file


def _activity(lms: DemoLms, course: Course, link: CartridgeLink, tools: dict[str, int]) -> Activity:
    bare = lms.settings.habits.bare_cartridge_links
    url = link.url if bare else link.secure_url or link.url
    return Activity(
        course.id,
        uuid4().hex[:12],
        link.title[:LONGEST_TITLE],
        link.description,
        {} if bare else link.custom,
        tools.get(_domain(url), NO_TOOL),
        url,
    )


def _domain(url: str) -> str:
    """Return an address's host with its port, without `www.`; links have no other bond with tools."""
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def _add_columns(lms: DemoLms, made: list[tuple[Activity, CartridgeLink]]) -> None:
    if lms.settings.habits.cartridge_assignments:
        for activity, link in made:
            if link.outcome is not None and activity.tool != NO_TOOL:
                lms.store.grades.add(LineItem.of(activity, link.outcome))
