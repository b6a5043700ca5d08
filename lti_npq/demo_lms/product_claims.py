"""What each product says of itself, and what it sends beyond the specification."""

import json
from hashlib import sha256
from typing import Any

from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.custom import Place, custom_parameters
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.messages import DEEP_LINKING, PendingMessage
from lti_npq.demo_lms.service_claims import roster_offered
from lti_npq.demo_lms.service_urls import members_url
from lti_npq.demo_lms.subjects import subject_of

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
OUTCOME = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"
PLACEMENT = "https://www.instructure.com/placement"

Claims = dict[str, Any]

_PLATFORM = {
    Dialect.PLAIN: {
        "guid": "demo-lms.lti-npq",
        "name": "Demonstration LMS",
        "product_family_code": "lti-npq-demo",
        "version": "1",
    },
    Dialect.MOODLE: {
        "guid": "demo-lms.lti-npq",
        "name": "Demo",
        "description": "Demonstration LMS",
        "product_family_code": "moodle",
        "version": "2024100705.01",
    },
    Dialect.CANVAS: {
        "guid": "demo-lms.lti-npq",
        "name": "Demonstration LMS",
        "product_family_code": "canvas",
        "version": "cloud",
    },
}


def of_product(lms: DemoLms, message: PendingMessage, place: Place) -> Claims:
    """Return the claims that depend on the product."""
    platform = {f"{LTI}tool_platform": _PLATFORM[lms.settings.habits.dialect]}
    match lms.settings.habits.dialect:
        case Dialect.MOODLE:
            return platform | _of_moodle(lms, place)
        case Dialect.CANVAS:
            placement = "link_selection" if message.kind == DEEP_LINKING else "course_navigation"
            return {**platform, PLACEMENT: placement, "locale": "en-GB"}
        case _:
            return platform


def _of_moodle(lms: DemoLms, place: Place) -> Claims:
    person, course = place.person, place.course
    claims: Claims = {
        f"{LTI}lis": {"person_sourcedid": f"SIS-{person.id}", "course_section_sourcedid": f"SIS-{course.label}"},
        f"{LTI}ext": {"user_username": person.id, "lms": "moodle-2"},
    }
    if place.activity:
        claims |= basic_outcome(lms, place)
    if roster_offered(lms, place):
        address = members_url(lms.settings, course, place.tool.number)
        claims[f"{LTI}custom"] = {**custom_parameters(lms, place), "context_memberships_url": address}
    return claims


def basic_outcome(lms: DemoLms, place: Place) -> Claims:
    """Return the claim of LTI 1.1's grade service, which nothing here answers."""
    data = {
        "instanceid": place.activity.key if place.activity else "",
        "userid": subject_of(lms.settings, place.person.id),
    }
    digest = sha256(json.dumps(data).encode()).hexdigest()
    return {
        OUTCOME: {
            "lis_result_sourcedid": json.dumps({"data": data, "hash": digest}),
            "lis_outcome_service_url": f"{lms.settings.address}/mod/lti/service.php",
        }
    }
