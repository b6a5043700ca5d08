"""What Moodle makes of a deep linking answer, as measured: the complaints that a teacher would meet, or worse, not."""

from collections.abc import Iterator
from typing import Any

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_KNOWN = {"type", "title", "text", "url", "icon", "custom", "lineItem", "iframe", "window"}
_LINE_ITEM = {"scoreMaximum", "label", "resourceId", "tag", "submissionReview"}
_REVIEW = {"reviewableStatus", "label", "url", "custom"}


def complaints(claims: dict[str, Any], *, client_id: str, deployment_id: str, multiple: bool = True) -> list[str]:
    """Return all that is wrong with an answer; nothing for one that becomes what was chosen."""
    return [*_of_message(claims, client_id, deployment_id), *_of_items(claims, multiple=multiple)]


def _of_message(claims: dict[str, Any], client_id: str, deployment_id: str) -> Iterator[str]:
    expected = {
        "iss": client_id,
        LTI + "deployment_id": deployment_id,
        LTI + "message_type": "LtiDeepLinkingResponse",
        LTI + "version": "1.3.0",
    }
    yield from (f"{name} is {claims.get(name)}" for name, value in expected.items() if claims.get(name) != value)
    yield from (f"no {name}" for name in ("aud", "iat", "exp", "nonce") if not claims.get(name))


def _of_items(claims: dict[str, Any], *, multiple: bool) -> Iterator[str]:
    items = claims[DEEP_LINKING + "content_items"]
    if len(items) > 1 and not multiple:
        yield "several items where one was asked for"
    for item in items:
        yield from (f"unknown key {key}" for key in set(item) - _KNOWN)
        if item["type"] != "ltiResourceLink":
            yield f"a {item['type']} becomes a broken activity"
        if not 1 <= len(item["title"]) <= 255:
            yield "a title that Moodle cannot keep"
        if not all(isinstance(value, str) and "\n" not in value for value in item["custom"].values()):
            yield "a custom field that arrives changed"
        yield from _of_line_item(item.get("lineItem"))


def _of_line_item(item: dict[str, Any] | None) -> Iterator[str]:
    if item is None:
        return
    yield from (f"unknown key lineItem.{key}" for key in set(item) - _LINE_ITEM)
    maximum = item.get("scoreMaximum")
    if not isinstance(maximum, int) or isinstance(maximum, bool) or not 1 <= maximum <= 100:
        yield "the activity silently becomes ungradable"
    if not item.get("resourceId") or len(item["resourceId"]) > 255:
        yield "the column cannot be found again"
    review = item.get("submissionReview")
    if review is not None:
        yield from (f"unknown key submissionReview.{key}" for key in set(review) - _REVIEW)
        if not isinstance(review.get("reviewableStatus"), list):
            yield "a review that Moodle cannot read"
