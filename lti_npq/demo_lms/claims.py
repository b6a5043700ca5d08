"""The claims of a launch."""

import time
from typing import Any

from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.people import COURSES, INSTITUTION, PEOPLE, Activity, Course, Person
from lti_npq.demo_lms.scopes import SCOPES
from lti_npq.demo_lms.service_urls import line_item_url, line_items_url
from lti_npq.demo_lms.settings import CLIENT_ID, DEPLOYMENT_ID
from lti_npq.demo_lms.store import PendingLaunch

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

Claims = dict[str, Any]


def launch_claims(lms: DemoLms, launch: PendingLaunch, nonce: str) -> Claims:
    """Return everything that an id_token says.

    Source: LTI 1.3 Core, 5.3 and 5.4; Security Framework 1.0, 5.1.2; AGS 2.0, 3.1.
    """
    course, person = COURSES[launch.course], PEOPLE[launch.person]
    activity = next(activity for activity in course.activities if activity.key == launch.activity)
    return {
        **_token(lms, nonce),
        **_person(lms, person),
        **_message(lms, launch),
        **_place(lms, course, activity),
        f"{LTI}roles": list(course.members[person.id].value) if person.id in course.members else _visitor_roles(),
        AGS_ENDPOINT: _gradebook(lms, course, activity),
    }


def _token(lms: DemoLms, nonce: str) -> Claims:
    habits, now = lms.settings.habits, int(time.time())
    audience: Claims = {"aud": [CLIENT_ID], "azp": CLIENT_ID} if habits.aud_as_list else {"aud": CLIENT_ID}
    return {
        "iss": lms.settings.issuer,
        **audience,
        "iat": now,
        "exp": now + habits.id_token_lifetime,
        "nonce": nonce,
    }


def _person(lms: DemoLms, person: Person) -> Claims:
    if lms.settings.habits.anonymous_launches:
        return {}
    if not lms.settings.habits.names_shared:
        return {"sub": person.id}
    names = {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
    return {"sub": person.id, **names}


def _visitor_roles() -> list[str]:
    # A role of the institution only, which says nothing about this course.
    return [f"{INSTITUTION}#Guest"]


def _message(lms: DemoLms, launch: PendingLaunch) -> Claims:
    return {
        f"{LTI}message_type": "LtiResourceLinkRequest",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": DEPLOYMENT_ID,
        f"{LTI}target_link_uri": lms.settings.tool_launch_url,
        f"{LTI}launch_presentation": {
            "document_target": launch.document_target,
            "return_url": f"{lms.settings.issuer}/courses/{launch.course}",
            "locale": "en-GB",
        },
        f"{LTI}tool_platform": {
            "guid": "demo-lms.lti-npq",
            "name": "Demonstration LMS",
            "product_family_code": "lti-npq-demo",
            "version": "1",
        },
    }


def _place(lms: DemoLms, course: Course, activity: Activity) -> Claims:
    custom = {"content": activity.content, "cohortLabel": course.label}
    if lms.settings.habits.custom_keys_twice:
        custom |= {name.lower(): value for name, value in custom.items()}
    return {
        f"{LTI}context": {
            "id": course.id,
            "label": course.label,
            "title": course.title,
            "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"],
        },
        f"{LTI}resource_link": {
            "id": activity.resource_link_id,
            "title": activity.title,
            "description": activity.description,
        },
        f"{LTI}custom": custom,
    }


def _gradebook(lms: DemoLms, course: Course, activity: Activity) -> Claims:
    endpoint: Claims = {"scope": list(SCOPES), "lineitems": line_items_url(lms.settings, course.id)}
    coupled = lms.store.grades.line_items(course.id, {"resource_link_id": activity.resource_link_id})
    # The specification wants `lineitem` only where exactly one column belongs to the link.
    if len(coupled) == 1:
        endpoint["lineitem"] = line_item_url(lms.settings, coupled[0])
    return endpoint
