"""What a tool is told once it is registered. Source: LTI Dynamic Registration 1.0, 3.6; Moodle 4.5 as recorded."""

from typing import Any

from lti_npq.demo_lms import scopes
from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.messages import DEEP_LINKING
from lti_npq.demo_lms.registration_reading import TOOL
from lti_npq.demo_lms.tools import Tool

_CANVAS_URL = "https://canvas.instructure.com/lti/registration_config_url"


def registered(lms: DemoLms, tool: Tool, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a registration that was taken."""
    match lms.settings.habits.dialect:
        case Dialect.MOODLE:
            return _as_moodle(lms, tool, asked)
        case Dialect.CANVAS:
            # No deployment yet: the administrator's approval makes it.
            address = f"{lms.settings.address}/api/lti/registrations/{tool.number}/view"
            return {**asked, "client_id": tool.client_id, TOOL: {**asked[TOOL], _CANVAS_URL: address}}
        case _:
            configuration = {**asked[TOOL], **_deployment(lms, tool)}
            return {**asked, "client_id": tool.client_id, "scope": " ".join(tool.scopes), TOOL: configuration}


def _deployment(lms: DemoLms, tool: Tool) -> dict[str, str]:
    """Name the tool's one deployment, if no course makes its own."""
    return {} if lms.settings.habits.deployment_per_course else {"deployment_id": tool.deployment_id}


def _as_moodle(lms: DemoLms, tool: Tool, asked: dict[str, Any]) -> dict[str, Any]:
    optional = {name: asked[name] for name in ("logo_uri",) if name in asked}
    return {
        "client_id": tool.client_id,
        "response_types": ["id_token"],
        "jwks_uri": tool.jwks_url,
        "initiate_login_uri": tool.login_url,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": list(tool.redirect_uris),
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": tool.name,
        **optional,
        "scope": " ".join(_scopes_told(tool)),
        TOOL: {
            "version": "1.3.0",
            **_deployment(lms, tool),
            "target_link_uri": tool.launch_url,
            "domain": asked[TOOL]["domain"],
            "description": tool.description,
            "messages": _messages(tool),
            # Moodle cuts values at "=" here, and only here.
            "custom_parameters": {name: value.split("=")[0] for name, value in tool.custom.items()},
            "claims": ["sub", "iss", "name", "family_name", "given_name", "email"],
        },
    }


def _scopes_told(tool: Tool) -> list[str]:
    """Return the granted scopes, with all for grades as soon as there is one: Moodle takes sync for full sync here."""
    told = {*tool.scopes, *scopes.GRADE_SCOPES} if set(tool.scopes) & set(scopes.GRADE_SCOPES) else set(tool.scopes)
    return [scope for scope in scopes.SCOPES if scope in told]


def _messages(tool: Tool) -> list[dict[str, str]]:
    return [{"type": DEEP_LINKING, "target_link_uri": tool.choosing_url}] if tool.choosing_url else []
