"""Notices that a platform sends by itself: subscribed to once, then signed like launches.

Source: LTI Platform Notification Service 1.0; Canvas's documentation of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from lti_npq.errors import LaunchRefused
from lti_npq.platforms import id_token
from lti_npq.platforms.claims import LTI, Claims, identifier, mapping, optional, text, texts
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.signed_tokens import MalformedTokenError

COURSE_COPIED = "LtiContextCopyNotice"
MOST_NOTICES = 100
"""In one request."""


@dataclass(frozen=True, slots=True)
class CourseCopied:
    """A course was copied, says its platform."""

    deployment_id: str
    context_id: str
    """Of the new course."""
    context_title: str
    origin_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a notice claims to be from; nothing of it is to be believed yet."""

    issuer: str
    client_id: str


def tokens_in(body: bytes) -> list[str]:
    """Return the signed notices of a request.

    Raises:
        LaunchRefused: If it holds none, too many, or something else.
    """
    try:
        document = msgspec.json.decode(body, type=_Delivery)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LaunchRefused("the request holds no notices", status=400) from None
    if not 0 < len(document.notices) <= MOST_NOTICES:
        raise LaunchRefused(f"a request holds 1 to {MOST_NOTICES} notices", status=400)
    return [notice.jwt for notice in document.notices]


def sender_of(token: str) -> Sender:
    """Return who a notice claims to be from, to know whose keys it is to be checked with.

    Raises:
        LaunchRefused: If it does not say.
    """
    try:
        claims = id_token.read(token).claims()
    except MalformedTokenError:
        raise LaunchRefused("the notice is malformed", status=400) from None
    audience = claims.get("aud")
    client_id = audience[0] if isinstance(audience, list) and audience else audience
    if not isinstance(client_id, str):
        raise LaunchRefused("the notice has no aud", status=400)
    return Sender(text(claims, "iss"), identifier(client_id, "aud"))


def verified(token: str, registration: Registration, keys: PlatformKeys) -> CourseCopied | None:
    """Return what a notice says, once every check holds; None for one of a kind that we did not ask for.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    claims = id_token.verified(token, registration, keys)
    text(claims, "nonce")
    if text(claims, LTI + "version") != "1.3.0":
        raise LaunchRefused("the notice is not LTI 1.3")
    deployment_id = identifier(text(claims, LTI + "deployment_id"), "deployment_id")
    if text(mapping(claims, LTI + "notice"), "type", of="notice.") != COURSE_COPIED:
        return None
    return _course_copied(claims, deployment_id)


def _course_copied(claims: Claims, deployment_id: str) -> CourseCopied:
    context = mapping(claims, LTI + "context")
    return CourseCopied(
        deployment_id=deployment_id,
        context_id=identifier(text(context, "id", of="context."), "context.id"),
        context_title=optional(context, "title") or optional(context, "label") or "",
        origin_ids=[identifier(each, "origin_contexts") for each in texts(claims, LTI + "origin_contexts")],
    )


class _Notice(msgspec.Struct):
    jwt: str


class _Delivery(msgspec.Struct):
    notices: list[_Notice]
