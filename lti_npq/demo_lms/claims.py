"""The claims of a message. Source: LTI 1.3 Core, 5.3 and 5.4; Security Framework 1.0, 5.1.2."""

from typing import Any

from lti_npq.demo_lms import message_claims, product_claims
from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.courses import Activity, Course
from lti_npq.demo_lms.custom import Place, custom_parameters
from lti_npq.demo_lms.deployments import deployed_in
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.messages import PendingMessage
from lti_npq.demo_lms.people import PEOPLE
from lti_npq.demo_lms.privacy import told_of
from lti_npq.demo_lms.roles import launch_roles
from lti_npq.demo_lms.service_claims import service_claims
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tools import Tool

LTI = "https://purl.imsglobal.org/spec/lti/claim/"

Claims = dict[str, Any]


def claims_of(lms: DemoLms, message: PendingMessage, tool: Tool, nonce: str) -> Claims:
    """Return everything that an id_token says.

    Raises:
        LookupError: If the course or the activity is gone.
    """
    course = lms.store.courses.find(message.course)
    activity = course.activity(message.activity) if course and message.activity else None
    if course is None or (message.activity and activity is None):
        raise LookupError(message)
    tool = deployed_in(lms.settings, tool, course.id)
    extra = message_claims.review_custom(lms, message)
    place = Place(PEOPLE[message.person], course, tool, activity, extra)
    return {
        **token_claims(lms, tool, nonce),
        **_person(lms, place),
        **_place(lms, place),
        **message_claims.of_message(lms, message, place),
        **service_claims(lms, place),
        **product_claims.of_product(lms, message, place),
    }


def token_claims(lms: DemoLms, tool: Tool, nonce: str) -> Claims:
    """Return what every token of this LMS says, whatever it is about."""
    habits, now = lms.settings.habits, int(lms.settings.clock.now().timestamp())
    audience: Claims = (
        {"aud": [tool.client_id], "azp": tool.client_id} if habits.aud_as_list else {"aud": tool.client_id}
    )
    return {
        "iss": lms.settings.issuer,
        **audience,
        "iat": now,
        "exp": now + habits.id_token_lifetime,
        "nonce": nonce,
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": tool.deployment_id,
    }


def _person(lms: DemoLms, place: Place) -> Claims:
    if lms.settings.habits.anonymous_launches:
        return {}
    told = told_of(place.person, place.tool.privacy_level, lms.settings.habits)
    return {"sub": subject_of(lms.settings, place.person.id), **told}


def _place(lms: DemoLms, place: Place) -> Claims:
    course, person = place.course, place.person
    claims: Claims = {
        f"{LTI}roles": launch_roles(lms.settings.habits, course.members.get(person.id)),
        f"{LTI}context": context_claim(lms, course),
        f"{LTI}custom": custom_parameters(lms, place),
    }
    if place.activity:
        claims[f"{LTI}resource_link"] = _resource_link(lms, place.activity)
    return claims


def context_claim(lms: DemoLms, course: Course) -> Claims:
    moodle = lms.settings.habits.dialect is Dialect.MOODLE
    kind = "CourseSection" if moodle else "http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"
    return {"id": course.id, "label": course.label, "title": course.title, "type": [kind]}


def _resource_link(lms: DemoLms, activity: Activity) -> Claims:
    graded = lms.store.grades.line_items(activity.course_id, {"resource_link_id": activity.resource_link_id})
    by_context = lms.settings.habits.module_links_by_context and not graded
    return {
        "id": activity.course_id if by_context else activity.resource_link_id,
        "title": activity.title,
        "description": activity.description,
    }
