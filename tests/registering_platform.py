"""A fake LMS that registers tools: as strict as Moodle, or with one issuer for many customers like Canvas."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fakes import FakePlatform
from lti_npq.platforms.door import Answer, DoorError

CONFIGURATION_PATH = "/openid-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
REGISTRATION_TOKEN = "one.time.token"


@dataclass
class RegisteringPlatform(FakePlatform):
    """Answers for its configuration and its registration address as well."""

    client_id: str = "issued-1"
    host: str = "https://lms.example.org"
    """Where its configuration and registration lie."""
    family: str = "moodle"
    deployment_id: str | None = "7"
    own: dict[str, Any] = field(default_factory=dict)
    """Changes to its configuration; None takes something away."""
    configuration: Answer | DoorError | None = None
    """Given instead of its configuration."""
    answer: Answer | DoorError | None = None
    """Given instead of a registration."""
    granted: str | None = None
    """Scopes that it grants; all that are asked for if None."""
    registered: list[dict[str, Any]] = field(default_factory=list)
    """Every registration that it was sent and took."""

    @property
    def configuration_url(self) -> str:
        return self.host + CONFIGURATION_PATH

    def document(self) -> dict[str, Any]:
        sso = "https://sso.canvaslms.com" if self.family == "canvas" else self.issuer
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{sso}/auth",
            "token_endpoint": f"{sso}/token",
            "jwks_uri": f"{sso}/jwks",
            "registration_endpoint": f"{self.host}/registrations",
            "scopes_supported": [AGS + "lineitem", AGS + "result.readonly", AGS + "score", NRPS, "openid"],
            PLATFORM: {
                "product_family_code": self.family,
                "version": "1",
                "messages_supported": [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest"}],
                "variables": ["Context.id", "Context.id.history"],
            },
            **self.own,
        }
        return {name: value for name, value in document.items() if value is not None}

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        path = urlsplit(url).path
        if path not in {CONFIGURATION_PATH, "/registrations"}:
            return super().request(method, url, headers=headers, body=body)
        self.requests.append((method, url))
        self.sent.append((headers, body))
        scripted = self.configuration if path == CONFIGURATION_PATH else self.answer
        if isinstance(scripted, DoorError):
            raise scripted
        if scripted is not None:
            return scripted
        if headers.get("Authorization") != f"Bearer {REGISTRATION_TOKEN}":
            return Answer(401, {}, b"no token")
        if path == CONFIGURATION_PATH:
            return as_json(200, self.document())
        return self._register(json.loads(body or b"{}"))

    def _register(self, payload: dict[str, Any]) -> Answer:
        """Judge a registration as Moodle does: a missing part is an error in plain text."""
        for wrong in faults(payload):
            return Answer(400, {"Content-Type": "text/plain"}, wrong.encode())
        self.registered.append(payload)
        made = {**payload, "client_id": self.client_id, "scope": self.granted or payload["scope"]}
        if self.deployment_id is not None:
            made[TOOL] = {**payload[TOOL], "deployment_id": self.deployment_id}
        return as_json(200, made)


def faults(payload: Mapping[str, Any]) -> list[str]:
    """Return what Moodle would refuse of a registration."""
    tool = payload.get(TOOL, {})
    linking = [message for message in tool.get("messages", []) if message["type"] == "LtiDeepLinkingRequest"]
    demands = {
        "response_types": "id_token" in payload.get("response_types", []),
        "initiate_login_uri": bool(payload.get("initiate_login_uri")),
        "redirect_uris": bool(payload.get("redirect_uris")),
        "client_name": bool(payload.get("client_name")),
        "jwks_uri": bool(payload.get("jwks_uri")),
        "token_endpoint_auth_method": payload.get("token_endpoint_auth_method") == "private_key_jwt",
        "domain": tool.get("domain") == urlsplit(tool.get("target_link_uri", "")).netloc,
        "one LtiDeepLinkingRequest": len(linking) == 1,
    }
    return [f"missing or wrong: {name}" for name, holds in demands.items() if not holds]


def as_json(status: int, document: Any) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(document).encode())


def canvas(**changes: Any) -> RegisteringPlatform:
    """Return a customer of Canvas's hosting."""
    like = {
        "issuer": "https://canvas.instructure.com",
        "host": "https://school.instructure.com",
        "family": "canvas",
        "deployment_id": None,
    }
    return RegisteringPlatform(**{**like, **changes})
