"""What an LMS signed: believed only with the right key, for us, and fresh.

Source: LTI Security 1.0, 5.1.3; OpenID Connect Core 1.0, 3.1.3.7.
"""

import time
from collections.abc import Callable
from typing import Final

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.claims import Claims, number
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.signed_tokens import ALGORITHM, MalformedTokenError, SignedToken

LEEWAY_SECONDS = 60
OLDEST_TOKEN_SECONDS = 600
LARGEST_TOKEN = 64_000
_REQUIRED: Final = ("exp", "iat", "iss", "aud", "nonce")


def verified(
    id_token: str, registration: Registration, keys: PlatformKeys, before_fetch: Callable[[], None] = lambda: None
) -> Claims:
    """Return the claims of a token that this registration's platform signed for us alone, not long ago.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    token = read(id_token)
    key = keys.find(registration.jwks_url, _key_id(token), before_fetch)
    try:
        if not token.is_signed_with(key):
            raise LaunchRefused("the launch's signature is wrong")
        claims = token.claims()
    except MalformedTokenError:
        raise LaunchRefused("the launch is malformed") from None
    _require_complete(claims)
    _require_fresh(claims, time.time())
    if claims["iss"] != registration.issuer:
        raise LaunchRefused("the launch comes from another LMS than the login (iss)")
    _require_audience(claims, registration.client_id)
    return claims


def read(id_token: str) -> SignedToken:
    """Return a token taken apart; nothing of it is to be believed yet.

    Raises:
        LaunchRefused: If it is none, or larger than any.
    """
    if len(id_token) > LARGEST_TOKEN:
        raise LaunchRefused("the launch is too large", status=400)
    try:
        return SignedToken.read(id_token)
    except MalformedTokenError:
        raise LaunchRefused("the launch is malformed", status=400) from None


def _key_id(token: SignedToken) -> str:
    if token.header.get("alg") != ALGORITHM:
        raise LaunchRefused("the launch is not signed with RS256")
    kid = token.header.get("kid")
    if kid is None or kid == "":
        raise LaunchRefused("the launch does not name the key it is signed with")
    if not isinstance(kid, str):
        raise LaunchRefused("the launch is malformed", status=400)
    return kid


def _require_complete(claims: Claims) -> None:
    for claim in _REQUIRED:
        if claims.get(claim) is None:
            raise LaunchRefused(f"the launch has no {claim}")
    if not isinstance(claims.get("jti", ""), str):
        raise LaunchRefused("the launch's jti is malformed", status=400)


def _require_fresh(claims: Claims, now: float) -> None:
    """Refuse what was issued long ago or is over, and what is yet to come; clocks differ a little."""
    issued, expires = number(claims, "iat"), number(claims, "exp")
    begins = number(claims, "nbf") if "nbf" in claims else issued
    if max(issued, begins) > now + LEEWAY_SECONDS:
        raise LaunchRefused("the launch comes from the future; the clocks of the LMS and the tool differ")
    if expires <= now - LEEWAY_SECONDS:
        raise LaunchRefused("the launch has expired; the clocks of the LMS and the tool may differ")
    if now - issued > OLDEST_TOKEN_SECONDS + LEEWAY_SECONDS:
        raise LaunchRefused("the launch was issued too long ago")


def _require_audience(claims: Claims, client_id: str) -> None:
    """Refuse a launch for somebody else, further audiences we know nothing of, and a party that is not us."""
    audience = claims["aud"]
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or client_id not in audiences:
        raise LaunchRefused("the launch is meant for another tool (aud)")
    if any(each != client_id for each in audiences):
        raise LaunchRefused("the launch is also meant for others (aud)")
    if "azp" in claims and claims["azp"] != client_id:
        raise LaunchRefused("the launch was issued for another tool (azp)")
    if len(audiences) > 1 and "azp" not in claims:
        raise LaunchRefused("the launch has several audiences and does not say which of them asked (azp)")
