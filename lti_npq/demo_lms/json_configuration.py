"""A tool's configuration as JSON at an address, as Canvas's developer keys take it.

Source: Canvas, "Manually Configuring LTI Advantage Tools".
"""

from typing import Any

import urllib3

from lti_npq.demo_lms.configuration import scopes_offered
from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.messages import DEEP_LINKING, RESOURCE_LINK
from lti_npq.demo_lms.privacy import PrivacyLevel
from lti_npq.demo_lms.tools import Tool

FETCH_SECONDS = 5.0
_PLATFORM = "canvas.instructure.com"
# Canvas takes a key itself in place of its address, too; here a tool's keys are always fetched.
_TEXTS = ("title", "description", "target_link_uri", "oidc_initiation_url", "public_jwk_url")


def configured_tool(lms: DemoLms, client_id: str, address: str) -> Tool:
    """Return the tool that the configuration at an address describes.

    Raises:
        ProblemError: 400, if nothing that can be read is there, or something is missing or wrong in it.
    """
    document = _fetched(address)
    try:
        return _read(lms, client_id, document)
    except KeyError as missing:
        raise ProblemError(400, f"The configuration is refused: it has no {missing.args[0]}.") from missing
    except ValueError as problem:
        raise ProblemError(400, f"The configuration is refused: {problem}.") from problem
    except (AttributeError, TypeError) as problem:
        raise ProblemError(400, "The configuration is refused: it is not in the form that Canvas reads.") from problem


def _fetched(address: str) -> Any:
    with urllib3.PoolManager(timeout=FETCH_SECONDS, retries=False) as http:
        try:
            answer = http.request("GET", address)
            kind = answer.headers.get("Content-Type", "nothing")
            if answer.status != 200 or "application/json" not in kind:
                raise ProblemError(400, f"No configuration is at {address}: it answers {answer.status} with {kind}.")
            return answer.json()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as problem:
            raise ProblemError(400, f"No configuration could be read from {address}: {problem}.") from problem


def _read(lms: DemoLms, client_id: str, document: dict[str, Any]) -> Tool:
    for name in _TEXTS:
        _require(isinstance(document[name], str) and document[name] != "", f"{name} must be text")
    extension = _extension(document)
    target = document["target_link_uri"]
    return Tool(
        client_id=client_id,
        name=document["title"],
        login_url=document["oidc_initiation_url"],
        launch_url=target,
        jwks_url=document["public_jwk_url"],
        redirect_uris=tuple(document.get("redirect_uris") or [target]),
        description=document["description"],
        scopes=tuple(scope for scope in scopes_offered(lms) if scope in document.get("scopes", [])),
        custom={str(name): str(value) for name, value in document.get("custom_fields", {}).items()},
        choosing_url=_choosing_url(extension.get("settings", {}).get("placements", []), target),
        privacy_level=_privacy_level(extension),
        tool_id=str(extension.get("tool_id", "")),
    )


def _extension(document: dict[str, Any]) -> dict[str, Any]:
    ours = [one for one in document.get("extensions", []) if one.get("platform") == _PLATFORM]
    return ours[0] if ours else {}


def _privacy_level(extension: dict[str, Any]) -> PrivacyLevel:
    level = extension.get("privacy_level", PrivacyLevel.ANONYMOUS)
    _require(level in set(PrivacyLevel), f"privacy_level must be one of {', '.join(PrivacyLevel)}")
    return PrivacyLevel(level)


def _choosing_url(placements: list[dict[str, Any]], otherwise: str) -> str | None:
    for one in placements:
        kind = one.get("message_type", RESOURCE_LINK)
        _require(kind in {RESOURCE_LINK, DEEP_LINKING}, f"the placement {one['placement']} does not support {kind}")
    linking = [one for one in placements if one.get("message_type") == DEEP_LINKING and one.get("enabled", True)]
    return str(linking[0].get("target_link_uri") or otherwise) if linking else None


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise ValueError(sentence)
