"""The second half of a launch: what a verified token says, in our own words.

Source: LTI 1.3 Core, 5.3; LTI Deep Linking 2.0, 4.4; LTI Submission Review 1.0, 3.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from msgspec import Struct, field

from lti_npq.errors import LaunchRefused
from lti_npq.platforms import deep_linking, id_token
from lti_npq.platforms.addresses import web_address
from lti_npq.platforms.claims import LTI, Claims, identifier, mapping, optional, storable, text
from lti_npq.platforms.deep_linking import DeepLinkingSettings
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ROSTER_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUP_SERVICE = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
NOTICE_SERVICE = LTI + "platformnotificationservice"
ANONYMOUS = ""
"""The subject of somebody whom the platform does not name; no platform can send it."""
_VARIABLE = re.compile(r"\$[A-Za-z]+(\.\w+)+")


class Message(StrEnum):
    """What a platform wants of us."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    """Open an activity."""
    DEEP_LINKING = "LtiDeepLinkingRequest"
    """Let somebody choose content for a course."""
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
    """Show what one person handed in, from a cell of the gradebook."""


class SubmissionReview(Struct, frozen=True):
    """Whose work for which gradebook column is to be shown."""

    subject: str
    line_item_url: str | None
    """None if the platform does not say, as some do not where an activity has several columns."""


class Launch(Struct, frozen=True):
    """Who came, from where, to what."""

    message: Message
    subject: str
    """`ANONYMOUS` where the platform does not say who it is."""
    name: str | None
    roles: Sequence[str]
    deployment_id: str
    context_id: str
    context_title: str
    resource_link_id: str
    """Empty in a deep linking request, which belongs to no activity."""
    resource_link_title: str
    target_link_uri: str
    custom: Mapping[str, str] = field(default_factory=dict)
    return_url: str | None = None
    lineitems_url: str | None = None
    """Where gradebook columns are listed; None where the LMS grants no access to them."""
    lineitem_url: str | None = None
    """The column that the LMS itself tied to this activity."""
    memberships_url: str | None = None
    """Where the course's people are listed."""
    groups_url: str | None = None
    """Where the course's groups are listed."""
    notices_url: str | None = None
    """Where notices of the platform are subscribed to."""
    platform_family: str | None = None
    """The product, `moodle` or `canvas` for instance, as it calls itself."""
    context_history: Sequence[str] = ()
    """Ids of the courses that this one was copied from, the newest first."""
    deep_linking: DeepLinkingSettings | None = None
    """In a deep linking request."""
    review: SubmissionReview | None = None
    """In a submission review."""

    @property
    def anonymous(self) -> bool:
        return self.subject == ANONYMOUS


def validate(
    token: str,
    registration: Registration,
    nonce: str,
    keys: PlatformKeys,
    target: str,
    before_fetch: Callable[[], None] = lambda: None,
) -> Launch:
    """Check a launch's token and return what it says.

    Args:
        token: As posted.
        registration: The platform that the login was for.
        nonce: The one that the login sent out.
        keys: Where the platform's public keys are looked up.
        target: The only address, up to its query, that a launch may be for.
        before_fetch: Called if keys have to be fetched.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    claims = id_token.verified(token, registration, keys, before_fetch)
    if claims["nonce"] != nonce:
        raise LaunchRefused("the launch does not belong to this login (nonce)")
    if text(claims, LTI + "version") != "1.3.0":
        raise LaunchRefused("the launch is not LTI 1.3")
    message = _message(claims)
    target_link_uri = text(claims, LTI + "target_link_uri")
    if target_link_uri.partition("?")[0] != target:
        raise LaunchRefused("the launch is for an address that is not ours (target_link_uri)")
    storable(unquote(target_link_uri), "target_link_uri")
    return _to_launch(claims, message, target_link_uri)


def refuse_errors(form: Mapping[str, str]) -> None:
    """Refuse, in the platform's own words, a launch that it answered with an error.

    Raises:
        LaunchRefused: If the form carries an error instead of a launch.
    """
    if "error" in form:
        reason = " ".join((form.get("error_description") or form["error"]).split())
        raise LaunchRefused(f"your LMS refused to open it: {reason[:200]}")


def _message(claims: Claims) -> Message:
    try:
        return Message(text(claims, LTI + "message_type"))
    except ValueError:
        raise LaunchRefused("the launch is of a kind that this tool does not offer", status=400) from None


def _to_launch(claims: Claims, message: Message, target_link_uri: str) -> Launch:
    context, link = mapping(claims, LTI + "context"), mapping(claims, LTI + "resource_link")
    endpoint, presentation = mapping(claims, AGS_ENDPOINT), mapping(claims, LTI + "launch_presentation")
    custom = _substituted(mapping(claims, LTI + "custom"))
    link_id = "" if message is Message.DEEP_LINKING else _link_id(link)
    subject = _subject(claims)
    return Launch(
        message=message,
        subject=subject,
        name=optional(claims, "name") if subject else None,
        roles=_roles(claims),
        deployment_id=identifier(text(claims, LTI + "deployment_id"), "deployment_id"),
        # Some activities belong to no course: each is then a course of its own, so that nobody sees across.
        context_id=identifier(optional(context, "id") or "", "context.id") or f"resource-link:{link_id}",
        context_title=optional(context, "title") or optional(context, "label") or "",
        resource_link_id=link_id,
        resource_link_title=optional(link, "title") or "",
        target_link_uri=target_link_uri,
        custom=custom,
        return_url=web_address(presentation.get("return_url")),
        lineitems_url=web_address(endpoint.get("lineitems")),
        lineitem_url=web_address(endpoint.get("lineitem")),
        memberships_url=web_address(mapping(claims, ROSTER_SERVICE).get("context_memberships_url")),
        groups_url=web_address(mapping(claims, GROUP_SERVICE).get("context_groups_url")),
        notices_url=web_address(mapping(claims, NOTICE_SERVICE).get("platform_notification_service_url")),
        platform_family=optional(mapping(claims, LTI + "tool_platform"), "product_family_code"),
        context_history=[each.strip() for each in custom.get("context_history", "").split(",") if each.strip()],
        deep_linking=deep_linking.to_settings(claims) if message is Message.DEEP_LINKING else None,
        review=_review(claims, endpoint) if message is Message.SUBMISSION_REVIEW else None,
    )


def _link_id(link: Claims) -> str:
    return identifier(text(link, "id", of="resource_link."), "resource_link.id")


def _subject(claims: Claims) -> str:
    """Return who came, as text; without a subject the launch is anonymous."""
    subject = claims.get("sub")
    if subject is None:
        return ANONYMOUS
    return _user_id(subject, "sub")


def _user_id(value: object, name: str) -> str:
    """Return a person's id as text; some platforms send numbers."""
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise LaunchRefused(f"the launch's {name} is malformed")
    return identifier(str(value), name)


def _review(claims: Claims, endpoint: Claims) -> SubmissionReview:
    person = mapping(claims, LTI + "for_user")
    if person.get("user_id") is None:
        raise LaunchRefused("the launch does not say whose work is to be shown (for_user)", status=400)
    column = endpoint.get("lineitem") or None
    if column is not None and web_address(column) is None:
        raise LaunchRefused("the launch's lineitem is malformed", status=400)
    return SubmissionReview(_user_id(person["user_id"], "for_user.user_id"), column)


def _roles(claims: Claims) -> list[str]:
    """Return the roles; some platforms send a single one as text."""
    roles = claims.get(LTI + "roles")
    if isinstance(roles, str):
        return [roles]
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise LaunchRefused("the launch has no roles", status=400)
    return roles


def _substituted(custom: Mapping[str, Any]) -> dict[str, str]:
    """Return the custom fields without variables that the platform does not know, which arrive as they were written."""
    texts = {key: storable(value, "custom") for key, value in custom.items() if isinstance(value, str)}
    return {key: value for key, value in texts.items() if not _VARIABLE.fullmatch(value)}
