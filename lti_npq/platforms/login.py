"""The first half of a launch: a platform announces somebody, we send the browser back to it to prove who.

Source: LTI Security 1.0, 5.1.1; OpenID Connect Core 1.0, 3.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.registration import Registration

LONGEST_FIELD = 4_000
"""Characters; they travel in addresses, which servers and proxies limit."""
LONGEST_TARGET = 100
"""Of the name of a frame, which travels in the state as well."""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What the platform sent."""

    issuer: str
    client_id: str | None
    login_hint: str
    message_hint: str
    target_link_uri: str
    storage_target: str | None = None
    """The frame that keeps secrets for us, where the platform offers that."""


def to_login_request(form: Mapping[str, str]) -> LoginRequest:
    """Read a login initiation.

    Raises:
        LaunchRefused: If something that every platform must send is missing.
    """
    for name in ("iss", "login_hint", "target_link_uri"):
        if not form.get(name):
            raise LaunchRefused(f"the LMS's login request has no {name}", status=400)
    for name in ("iss", "client_id", "login_hint", "lti_message_hint", "target_link_uri"):
        if len(form.get(name, "")) > LONGEST_FIELD:
            raise LaunchRefused(f"the {name} of the LMS's login request is too long", status=400)
    if len(form.get("lti_storage_target", "")) > LONGEST_TARGET:
        raise LaunchRefused("the lti_storage_target of the LMS's login request is too long", status=400)
    return LoginRequest(
        issuer=form["iss"],
        client_id=form.get("client_id") or None,
        login_hint=form["login_hint"],
        message_hint=form.get("lti_message_hint", ""),
        target_link_uri=form["target_link_uri"],
        storage_target=form.get("lti_storage_target") or None,
    )


def authentication_url(
    registration: Registration, *, redirect_uri: str, state: str, nonce: str, login_hint: str, message_hint: str
) -> str:
    """Return where to send the browser so that the platform answers with a launch."""
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "nonce": nonce,
        "login_hint": login_hint,
    }
    if message_hint:
        query["lti_message_hint"] = message_hint
    joint = "&" if urlsplit(registration.auth_url).query else "?"
    return f"{registration.auth_url}{joint}{urlencode(query)}"
