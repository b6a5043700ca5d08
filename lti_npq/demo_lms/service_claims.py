"""Which services a message offers, and where. Source: AGS 2.0, 3.1; NRPS 2.0, 3.6.1; Course Groups; Notices 1.0."""

from typing import Any

from lti_npq.demo_lms import scopes
from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.custom import Place
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.service_urls import (
    groups_url,
    line_item_url,
    line_items_url,
    members_url,
    notice_handlers_url,
)

GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
NOTICES = "https://purl.imsglobal.org/spec/lti/claim/platformnotificationservice"
COPY_NOTICE = "LtiContextCopyNotice"

Claims = dict[str, Any]


def service_claims(lms: DemoLms, place: Place) -> Claims:
    """Return a claim for each service that the tool was granted."""
    settings, tool, granted = lms.settings, place.tool, set(place.tool.scopes)
    claims: Claims = {}
    if granted & set(scopes.GRADE_SCOPES):
        claims[GRADES] = _gradebook(lms, place)
    if roster_offered(lms, place):
        address = members_url(settings, place.course, tool.number)
        claims[MEMBERS] = {"context_memberships_url": address, "service_versions": _roster_versions(lms)}
    if scopes.GROUPS in granted and settings.habits.course_groups:
        address = groups_url(settings, place.course)
        claims[GROUPS] = {"context_groups_url": address, "scope": [scopes.GROUPS], "service_versions": ["1.0"]}
    if scopes.NOTICES in granted and settings.habits.copy_notices:
        claims[NOTICES] = {
            "platform_notification_service_url": notice_handlers_url(settings, tool),
            "service_versions": ["1.0"],
            "scope": [scopes.NOTICES],
            "notice_types_supported": [COPY_NOTICE],
        }
    return claims


def _gradebook(lms: DemoLms, place: Place) -> Claims:
    granted = [scope for scope in scopes.GRADE_SCOPES if scope in place.tool.scopes]
    endpoint: Claims = {"scope": granted, "lineitems": line_items_url(lms.settings, place.course.id, place.tool.number)}
    if place.activity:
        link = {"resource_link_id": place.activity.resource_link_id}
        coupled = lms.store.grades.line_items(place.course.id, link)
        # The specification wants `lineitem` only where exactly one column belongs to the link.
        if len(coupled) == 1:
            endpoint["lineitem"] = _address_of(lms, coupled[0])
    return endpoint


def _address_of(lms: DemoLms, only: LineItem) -> str:
    nameless = lms.settings.habits.linked_columns_nameless and not only.made_with_activity
    return "" if nameless else line_item_url(lms.settings, only)


def roster_offered(lms: DemoLms, place: Place) -> bool:
    """Tell whether the tool is told where the course's roster is."""
    used = any(activity.tool == place.tool.number for activity in place.course.activities)
    return scopes.MEMBERS in place.tool.scopes and (used or not lms.settings.habits.roster_once_used)


def _roster_versions(lms: DemoLms) -> list[str]:
    return ["1.0", "2.0"] if lms.settings.habits.dialect is Dialect.MOODLE else ["2.0"]
