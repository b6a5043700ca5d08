"""Where messages begin: somebody opens an activity, chooses content, or looks at a submission."""

import json
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.custom import Place
from lti_npq.demo_lms.deployments import deployed_in
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.membership import activity_here, course_here, taught_course_here
from lti_npq.demo_lms.message_claims import target_of
from lti_npq.demo_lms.messages import DEEP_LINKING, RESOURCE_LINK, SUBMISSION_REVIEW, PendingMessage
from lti_npq.demo_lms.people import PEOPLE
from lti_npq.demo_lms.posting import post_form
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tools import Tool

bp = Blueprint("openings", __name__)

STORAGE_FRAME = "post_message_forwarding"
"""Name of the frame that keeps a tool's data, where it is not the page around the tool."""


@bp.get("/courses/<course_id>/activities/<key>/launch")
def begin(course_id: str, key: str) -> ResponseReturnValue:
    """Send the browser to the tool's login address; this page is what the activity's frame shows first."""
    person, course = course_here(course_id)
    activity = activity_here(course, key)
    tool = _switched_on(activity.tool)
    target = "window" if request.args.get("target") == "window" else "iframe"
    message = PendingMessage(RESOURCE_LINK, person.id, course.id, tool.number, target, activity.key)
    return _to_login(course, tool, message)


@bp.get("/courses/<course_id>/add/<int:number>/launch")
def choose(course_id: str, number: int) -> ResponseReturnValue:
    """Ask a tool what to put into the course."""
    person, course = taught_course_here(course_id)
    tool = _switched_on(number)
    return _to_login(course, tool, PendingMessage(DEEP_LINKING, person.id, course.id, tool.number))


@bp.get("/courses/<course_id>/grades/<int:number>/<person_id>/review/launch")
def review(course_id: str, number: int, person_id: str) -> ResponseReturnValue:
    """Open one person's submission in the tool, by a message of its own or a launch of what the tool named."""
    person, course = taught_course_here(course_id)
    item = lms().store.grades.line_item(course.id, number)
    activity = course.linked(item.resource_link_id or "") if item else None
    if item is None or activity is None or course.members.get(person_id) is None:
        raise ProblemError(404, "There is no submission at this address.")
    tool = _switched_on(item.tool)
    where = (person.id, course.id, tool.number, "iframe", activity.key)
    address = _submitted_address(item, person_id)
    if address:
        return _to_login(course, tool, PendingMessage(RESOURCE_LINK, *where, target=address))
    return _to_login(course, tool, PendingMessage(SUBMISSION_REVIEW, *where, item.number, person_id))


def _submitted_address(item: LineItem, person_id: str) -> str:
    """Return the address of a submission that its newest score with one gave; empty if the LMS opens none."""
    if not lms().settings.habits.submissions_as_launches:
        return ""
    scores = [score for score in lms().store.grades.history(item.number) if score.person == person_id]
    return next((score.submitted_address for score in reversed(scores) if score.submitted_address), "")


def _switched_on(number: int) -> Tool:
    tool = lms().store.tools.numbered(number)
    if tool is None or not tool.active:
        raise ProblemError(404, "This tool was removed, or an administrator has not switched it on.")
    return tool


def _to_login(course: Course, tool: Tool, message: PendingMessage) -> ResponseReturnValue:
    settings = lms().settings
    activity = course.activity(message.activity)
    hint = lms().store.messages.begin(message)
    fields = {
        "iss": settings.issuer,
        "target_link_uri": target_of(lms(), message, Place(PEOPLE[message.person], course, tool, activity)),
        "login_hint": subject_of(settings, message.person),
        "lti_message_hint": json.dumps({"cmid": course.id, "launchid": hint}) if settings.habits.hint_as_json else hint,
        "client_id": tool.client_id,
        "lti_deployment_id": deployed_in(settings, tool, course.id).deployment_id,
        **_storage_target(message),
    }
    if settings.habits.dialect is Dialect.CANVAS:
        fields |= {"canvas_region": "eu-west-1", "canvas_environment": settings.habits.environment.value}
    if settings.habits.login_by_get:
        return redirect(f"{tool.login_url}?{urlencode(fields)}")
    return post_form(tool.login_url, fields)


def _storage_target(message: PendingMessage) -> dict[str, str]:
    """Return where a framed tool may keep data; an LMS that never answers names that to any.

    Source: LTI Client Side postMessages 1.0; Platform Storage 1.0.
    """
    habits = lms().settings.habits
    if not habits.platform_storage or not (message.document_target == "iframe" or habits.deaf_to_messages):
        return {}
    return {"lti_storage_target": STORAGE_FRAME if habits.storage_frame else "_parent"}
