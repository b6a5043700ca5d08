"""The second half of a launch: a signed token, believed only when every check holds.

Source: LTI 1.3 Core, 5.3; LTI Security 1.0, 5.1.2 and 5.1.3.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import jwt

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.addresses import web_address
from lti_npq.platforms.claims import LTI, Claims, identifier, mapping, number, optional, storable, text
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration

AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
LEEWAY_SECONDS = 60
OLDEST_TOKEN_SECONDS = 600
LARGEST_TOKEN = 64_000
_VARIABLE = re.compile(r"\$[A-Za-z]+(\.\w+)+")


@dataclass(frozen=True, slots=True)
class Launch:
    """Who came, from where, to what."""

    subject: str
    name: str | None
    roles: Sequence[str]
    deployment_id: str
    context_id: str
    context_title: str
    resource_link_id: str
    resource_link_title: str
    target_link_uri: str
    custom: Mapping[str, str] = field(default_factory=dict)
    return_url: str | None = None
    lineitems_url: str | None = None
    """Where gradebook columns are listed; None where the LMS grants no access to them."""
    lineitem_url: str | None = None
    """The column that the LMS itself tied to this activity."""


def validate(id_token: str, registration: Registration, nonce: str, keys: PlatformKeys, target: str) -> Launch:
    """Check a launch's token and return what it says.

    Args:
        id_token: As posted.
        registration: The platform that the login was for.
        nonce: The one that the login sent out.
        keys: Where the platform's public keys are looked up.
        target: The only address, up to its query, that a launch may be for.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    claims = _verified(id_token, registration, keys)
    _require_audience(claims, registration.client_id)
    if claims.get("nonce") != nonce:
        raise LaunchRefused("the launch does not belong to this login (nonce)")
    issued = number(claims, "iat")
    if datetime.now(UTC).timestamp() - issued > OLDEST_TOKEN_SECONDS + LEEWAY_SECONDS:
        raise LaunchRefused("the launch was issued too long ago")
    return _to_launch(claims, target)


def refuse_errors(form: Mapping[str, str]) -> None:
    """Refuse, in the platform's own words, a launch that it answered with an error.

    Raises:
        LaunchRefused: If the form carries an error instead of a launch.
    """
    if "error" in form:
        reason = " ".join((form.get("error_description") or form["error"]).split())
        raise LaunchRefused(f"your LMS refused to open it: {reason[:200]}")


def _verified(id_token: str, registration: Registration, keys: PlatformKeys) -> Claims:
    if len(id_token) > LARGEST_TOKEN:
        raise LaunchRefused("the launch is too large", status=400)
    try:
        # The header alone: PyJWT would decode the claims as well, which the verification does once more.
        header = jwt.get_unverified_header(id_token.partition(".")[0] + "..")
    except jwt.InvalidTokenError:
        raise LaunchRefused("the launch is malformed", status=400) from None
    if header.get("alg") != "RS256":
        raise LaunchRefused("the launch is not signed with RS256")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise LaunchRefused("the launch does not name the key it is signed with")
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            keys.find(registration.jwks_url, kid),
            algorithms=["RS256"],
            audience=registration.client_id,
            issuer=registration.issuer,
            leeway=LEEWAY_SECONDS,
            # Platforms send integer subjects; _to_launch coerces them.
            options={"require": ["exp", "iat", "iss", "aud", "nonce"], "verify_sub": False},
        )
    except jwt.InvalidTokenError as failure:
        raise LaunchRefused(_in_words(failure)) from failure
    return claims


_WORDS: tuple[tuple[type[jwt.InvalidTokenError], str], ...] = (
    (jwt.ExpiredSignatureError, "the launch has expired; the clocks of the LMS and the tool may differ"),
    (jwt.ImmatureSignatureError, "the launch comes from the future; the clocks of the LMS and the tool differ"),
    (jwt.InvalidIssuedAtError, "the launch's time of issue is malformed"),
    (jwt.InvalidAudienceError, "the launch is meant for another tool (aud)"),
    (jwt.InvalidIssuerError, "the launch comes from another LMS than the login (iss)"),
    (jwt.InvalidSignatureError, "the launch's signature is wrong"),
)


def _in_words(failure: jwt.InvalidTokenError) -> str:
    if isinstance(failure, jwt.MissingRequiredClaimError):
        return f"the launch has no {failure.claim}"
    return next((words for kind, words in _WORDS if isinstance(failure, kind)), "the launch is malformed")


def _require_audience(claims: Claims, client_id: str) -> None:
    """Refuse further audiences we know nothing of, and a party that is not us."""
    audience = claims["aud"]
    audiences = [audience] if isinstance(audience, str) else audience
    if set(audiences) != {client_id}:
        raise LaunchRefused("the launch is also meant for others (aud)")
    if "azp" in claims and claims["azp"] != client_id:
        raise LaunchRefused("the launch was issued for another tool (azp)")
    if len(audiences) > 1 and "azp" not in claims:
        raise LaunchRefused("the launch has several audiences and does not say which of them asked (azp)")


def _to_launch(claims: Claims, target: str) -> Launch:
    if text(claims, LTI + "version") != "1.3.0":
        raise LaunchRefused("the launch is not LTI 1.3")
    if text(claims, LTI + "message_type") != RESOURCE_LINK_REQUEST:
        raise LaunchRefused("the launch is of a kind that this tool does not offer", status=400)
    target_link_uri = text(claims, LTI + "target_link_uri")
    if target_link_uri.partition("?")[0] != target:
        raise LaunchRefused("the launch is for an address that is not ours (target_link_uri)")
    storable(unquote(target_link_uri), "target_link_uri")
    context, link = mapping(claims, LTI + "context"), mapping(claims, LTI + "resource_link")
    endpoint, presentation = mapping(claims, AGS_ENDPOINT), mapping(claims, LTI + "launch_presentation")
    custom = mapping(claims, LTI + "custom")
    link_id = identifier(text(link, "id", of="resource_link."), "resource_link.id")
    subject = claims.get("sub")
    if not isinstance(subject, str | int) or isinstance(subject, bool) or subject == "":
        raise LaunchRefused("the LMS does not say who you are", advice="Ask your LMS administrator to share user ids.")
    return Launch(
        subject=identifier(str(subject), "sub"),
        name=optional(claims, "name"),
        roles=_roles(claims),
        deployment_id=identifier(text(claims, LTI + "deployment_id"), "deployment_id"),
        # Some activities belong to no course: each is then a course of its own, so that nobody sees across.
        context_id=identifier(optional(context, "id") or "", "context.id") or f"resource-link:{link_id}",
        context_title=optional(context, "title") or optional(context, "label") or "",
        resource_link_id=link_id,
        resource_link_title=optional(link, "title") or "",
        target_link_uri=target_link_uri,
        custom=_substituted(custom),
        return_url=web_address(presentation.get("return_url")),
        lineitems_url=web_address(endpoint.get("lineitems")),
        lineitem_url=web_address(endpoint.get("lineitem")),
    )


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
