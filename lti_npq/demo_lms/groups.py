"""Course Groups Service. Source: LTI Course Groups Service 1.0, 3."""

from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import media_types, scopes
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.line_items import service_course
from lti_npq.demo_lms.media_types import paged_answer, require_accepted
from lti_npq.demo_lms.paging import page_of
from lti_npq.demo_lms.service_urls import groups_url
from lti_npq.demo_lms.tokens import require_scope

bp = Blueprint("groups", __name__, url_prefix="/services/courses/<course>/groups")

_NAMES = ("Primary schools", "Secondary schools")


@dataclass(frozen=True)
class Group:
    """Some participants of a course."""

    id: str
    name: str
    members: frozenset[str]


def groups_of(course: Course) -> list[Group]:
    """Return a course's groups: every other participant is in the second."""
    people = [person.id for person in course.participants()]
    return [
        Group(f"{course.id}-group-{place + 1}", name, frozenset(people[place :: len(_NAMES)]))
        for place, name in enumerate(_NAMES)
    ]


@bp.get("")
def list_groups(course: str) -> ResponseReturnValue:
    require_scope(scopes.GROUPS)
    require_accepted(media_types.GROUPS)
    if not lms().settings.habits.course_groups:
        raise RefusedError(404, "not_found", "this LMS has no groups service")
    here = service_course(course)
    found = groups_of(here)
    page = page_of(len(found), 0)
    groups = [{"id": group.id, "name": group.name} for group in found[page.start : page.end]]
    body = {"id": groups_url(lms().settings, here), "groups": groups}
    return paged_answer(body, media_types.GROUPS, page)
