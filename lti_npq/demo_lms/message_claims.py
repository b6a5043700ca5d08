"""What each type of message says of itself. Source: LTI 1.3 Core, 5.3; Deep Linking 2.0, 4.4; Submission Review 1.0."""

from typing import Any

from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.custom import Place
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.messages import DEEP_LINKING, SUBMISSION_REVIEW, OpenChoice, PendingMessage
from lti_npq.demo_lms.service_urls import come_back_url, content_return_url
from lti_npq.demo_lms.subjects import subject_of

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"

Claims = dict[str, Any]


def of_message(lms: DemoLms, message: PendingMessage, place: Place) -> Claims:
    """Return the message's type, its target and what only this type says."""
    claims: Claims = {
        f"{LTI}message_type": message.kind,
        f"{LTI}target_link_uri": target_of(lms, message, place),
        f"{LTI}launch_presentation": _presentation(lms, message),
    }
    if message.kind == DEEP_LINKING:
        claims[DEEP_LINKING_SETTINGS] = _deep_linking_settings(lms, message, place)
    if message.kind == SUBMISSION_REVIEW:
        claims[f"{LTI}for_user"] = {"user_id": subject_of(lms.settings, message.for_person)}
    return claims


def target_of(lms: DemoLms, message: PendingMessage, place: Place) -> str:
    """Return where a message wants to go in the tool."""
    if message.target:
        return message.target
    if message.kind == DEEP_LINKING:
        return place.tool.choosing_url or place.tool.launch_url
    address = (place.activity.url if place.activity else None) or place.tool.launch_url
    if message.kind == SUBMISSION_REVIEW:
        return str((_review(lms, message) or {}).get("url") or address)
    return address


def review_custom(lms: DemoLms, message: PendingMessage) -> dict[str, str]:
    """Return the custom parameters that only a submission review has."""
    return dict((_review(lms, message) or {}).get("custom") or {})


def _review(lms: DemoLms, message: PendingMessage) -> dict[str, Any] | None:
    item: LineItem | None = lms.store.grades.line_item(message.course, message.line_item)
    return dict(item.review) if item and item.review else None


def _presentation(lms: DemoLms, message: PendingMessage) -> Claims:
    locale = {"locale": "en" if lms.settings.habits.dialect is Dialect.MOODLE else "en-GB"}
    if message.kind == DEEP_LINKING:
        return locale
    address = come_back_url(lms.settings, message.course)
    return {**locale, "document_target": message.document_target, "return_url": address}


def _deep_linking_settings(lms: DemoLms, message: PendingMessage, place: Place) -> Claims:
    choice = lms.store.messages.begin(OpenChoice(message.person, message.course, place.tool.number, ""))
    whole: Claims = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "auto_create": lms.settings.habits.dialect is not Dialect.MOODLE,
        "deep_link_return_url": content_return_url(lms.settings, message.course, place.tool.number, choice),
        "title": place.tool.name,
        "text": "",
    }
    if lms.settings.habits.dialect is Dialect.MOODLE:
        targets = {"accept_presentation_document_targets": ["frame", "iframe", "window"]}
        no = dict.fromkeys(("accept_copy_advice", "accept_unsigned", "can_confirm"), False)
        return {**whole, **targets, **no}
    return {**whole, "accept_lineitem": True, "data": choice}
