"""What an LMS signed: believed only with the right key, for us, and fresh.

Source: LTI Security 1.0, 5.1.3; OpenID Connect Core 1.0, 3.1.3.7.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.claims import Claims, number
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration

LEEWAY_SECONDS = 60
OLDEST_TOKEN_SECONDS = 600
LARGEST_TOKEN = 64_000
_REQUIRED = ["exp", "iat", "iss", "aud", "nonce"]


def verified(
    id_token: str, registration: Registration, keys: PlatformKeys, before_fetch: Callable[[], None] = lambda: None
) -> Claims:
    """Return the claims of a token that this registration's platform signed for us alone, not long ago.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    key = keys.find(registration.jwks_url, _key_id(id_token), before_fetch)
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=["RS256"],
            audience=registration.client_id,
            issuer=registration.issuer,
            leeway=LEEWAY_SECONDS,
            # Platforms send integer subjects; whoever reads the claims coerces them.
            options={"require": _REQUIRED, "verify_sub": False},
        )
    except jwt.InvalidTokenError as failure:
        raise LaunchRefused(_in_words(failure)) from failure
    _require_audience(claims, registration.client_id)
    if datetime.now(UTC).timestamp() - number(claims, "iat") > OLDEST_TOKEN_SECONDS + LEEWAY_SECONDS:
        raise LaunchRefused("the launch was issued too long ago")
    return claims


def _key_id(id_token: str) -> str:
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
    return kid


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
