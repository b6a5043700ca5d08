"""What an LMS has to know about the tool, in the words of each way to tell it.

Source: LTI Dynamic Registration 1.0, 3.5; Canvas, "Configuring LTI Advantage Tools".
"""

from typing import Any
from urllib.parse import urlsplit

from lti_npq.platforms.openid_configuration import PlatformConfiguration
from lti_npq.platforms.profiles import CANVAS, TOOL_ID

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
TITLE = "NPQ study"
DESCRIPTION = "Modules, tasks and marking for National Professional Qualifications."
CHOOSE = "Choose NPQ content"
# No email address: it is not used, so it is not asked for.
_CLAIMS = ("iss", "sub", "name", "given_name", "family_name")


def registration_payload(base_url: str, platform: PlatformConfiguration) -> dict[str, Any]:
    """Return the client registration that a platform is sent."""
    profile = platform.profile
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": f"{base_url}/lti/login",
        "redirect_uris": [f"{base_url}/lti/launch"],
        "client_name": TITLE,
        "jwks_uri": f"{base_url}/lti/jwks",
        "client_uri": base_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(asked_scopes(platform)),
        TOOL_CONFIGURATION: {
            # Moodle matches launches to the tool by host and port.
            "domain": urlsplit(base_url).netloc,
            "description": DESCRIPTION,
            "target_link_uri": f"{base_url}/lti/launch",
            "custom_parameters": {
                name: f"${variable}" for name, variable in profile.custom.items() if variable in platform.variables
            },
            "claims": list(_CLAIMS),
            "messages": _messages(base_url, platform),
            **profile.tool_extras,
        },
    }


def asked_scopes(platform: PlatformConfiguration) -> list[str]:
    """Return the scopes to ask for: of those that we use, all that the platform has."""
    return [scope for scope in platform.profile.scopes if not platform.scopes or scope in platform.scopes]


def canvas_configuration(base_url: str) -> dict[str, Any]:
    """Return the document that Canvas reads when a tool is installed by its address."""
    launch = f"{base_url}/lti/launch"
    placements = [
        {
            "placement": placement,
            "message_type": "LtiDeepLinkingRequest",
            "target_link_uri": launch,
            "text": CHOOSE,
            "enabled": True,
        }
        for placement in CANVAS.choosing_placements
    ]
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "oidc_initiation_url": f"{base_url}/lti/login",
        "target_link_uri": launch,
        "redirect_uris": [launch],
        "public_jwk_url": f"{base_url}/lti/jwks",
        "scopes": list(CANVAS.scopes),
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": urlsplit(base_url).netloc,
                "tool_id": TOOL_ID,
                "privacy_level": CANVAS.privacy_level,
                "settings": {"text": TITLE, "placements": placements},
            }
        ],
        "custom_fields": {name: f"${variable}" for name, variable in CANVAS.custom.items()},
    }


def _messages(base_url: str, platform: PlatformConfiguration) -> list[dict[str, Any]]:
    """Return the messages that the tool takes: deep linking once, since of several Moodle keeps the last only."""
    offered = platform.profile.choosing_placements
    linking = {
        "type": "LtiDeepLinkingRequest",
        "target_link_uri": f"{base_url}/lti/launch",
        "label": CHOOSE,
        "placements": [name for name in offered if not platform.placements or name in platform.placements],
    }
    review = [{"type": name} for name in ("LtiSubmissionReviewRequest",) if name in platform.messages]
    return [{"type": "LtiResourceLinkRequest"}, linking, *review]
