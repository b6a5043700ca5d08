"""Names and Role Provisioning Services. Source: NRPS 2.0, 3.6."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import media_types, scopes
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.custom import Place
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.groups import groups_of
from lti_npq.demo_lms.habits import Dialect, LinkStyle
from lti_npq.demo_lms.line_items import service_course
from lti_npq.demo_lms.media_types import paged_answer, require_accepted
from lti_npq.demo_lms.paging import page_of
from lti_npq.demo_lms.people import MEMBERSHIP, PEOPLE, Person
from lti_npq.demo_lms.privacy import told_of
from lti_npq.demo_lms.product_claims import basic_outcome
from lti_npq.demo_lms.roles import roster_roles
from lti_npq.demo_lms.service_urls import members_url
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tokens import require_scope

bp = Blueprint("members", __name__, url_prefix="/services/courses/<course>/members/<int:tool>")

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"


@bp.get("")
def list_members(course: str, tool: int) -> ResponseReturnValue:
    """Return everybody in the course who is not suspended, whether they ever launched or not."""
    asking = require_scope(scopes.MEMBERS)
    require_accepted(media_types.MEMBERS)
    here, habits = service_course(course), lms().settings.habits
    if asking.number != tool:
        raise RefusedError(403, "forbidden", "this address is another tool's")
    place = _link_of(here, Place(PEOPLE[next(iter(here.members))], here, asking))
    everyone = [person for person in PEOPLE.values() if person.id in here.members and person.id not in here.suspended]
    wanted = [person for person in everyone if _has_role_asked_for(here, person)]
    page = page_of(len(wanted), habits.members_per_page, {"role"} if habits.role_lost_in_next else ())
    context = {"id": here.id, "label": here.label, "title": here.title}
    entries = [_member(here, person, place) for person in wanted[page.start : page.end]]
    body = {"id": members_url(lms().settings, here, tool), "context": context, "members": entries}
    # Moodle's curly quotes are its line items' alone.
    style = LinkStyle.STANDARD if habits.link_style is LinkStyle.CURLY else habits.link_style
    return paged_answer(body, media_types.MEMBERS, page, style)


def _link_of(course: Course, place: Place) -> Place:
    """Return the place with the activity that `rlid` names.

    Raises:
        RefusedError: 404, if the course has no such link.
    """
    link = request.args.get("rlid")
    if link is None:
        return place
    activity = course.linked(link)
    if activity is None:
        reason = f"Not Found: LTI link {link} doesn't exist"
        raise RefusedError(404, "not_found", "the course has no such resource link", reason=reason)
    return Place(place.person, course, place.tool, activity)


def _has_role_asked_for(course: Course, person: Person) -> bool:
    wanted = request.args.get("role")
    roles = roster_roles(lms().settings.habits, course.members[person.id])
    return wanted is None or wanted.removeprefix(f"{MEMBERSHIP}#") in {role.rpartition("#")[2] for role in roles}


def _member(course: Course, person: Person, place: Place) -> dict[str, Any]:
    habits = lms().settings.habits
    member: dict[str, Any] = {
        "status": "Active",
        "roles": roster_roles(habits, course.members[person.id]),
        "user_id": subject_of(lms().settings, person.id),
    }
    if habits.dialect is Dialect.MOODLE:
        member["lis_person_sourcedid"] = f"SIS-{person.id}"
    member |= told_of(person, place.tool.privacy_level, habits)
    if habits.dialect is Dialect.MOODLE:
        member["ext_user_username"] = person.id
    if place.activity:
        member["message"] = [_message(person, place)]
    if habits.course_groups and request.args.get("groups") == "true":
        enrolled = [group.id for group in groups_of(course) if person.id in group.members]
        member["group_enrollments"] = [{"group_id": group} for group in enrolled]
    return member


def _message(person: Person, place: Place) -> dict[str, Any]:
    """Return what a launch by this person from the activity would say."""
    message: dict[str, Any] = {f"{_LTI}message_type": "LtiResourceLinkRequest"}
    if lms().settings.habits.dialect is Dialect.MOODLE:
        message |= basic_outcome(lms(), Place(person, place.course, place.tool, place.activity))
    return message
