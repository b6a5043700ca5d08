"""A tool's registration, checked and read. Source: LTI Dynamic Registration 1.0, 3.5; Moodle 4.5 as measured."""

import re
from typing import Any
from urllib.parse import urlsplit

from lti_npq.demo_lms import scopes
from lti_npq.demo_lms.configuration import scopes_offered
from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.messages import DEEP_LINKING
from lti_npq.demo_lms.privacy import PrivacyLevel
from lti_npq.demo_lms.tools import Tool

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_CANVAS = "https://canvas.instructure.com/lti"
_TEXTS = ("initiate_login_uri", "client_name", "jwks_uri")


def read_tool(lms: DemoLms, client_id: str, asked: object) -> Tool:
    """Return the tool that wants to be registered.

    Raises:
        RefusedError: 400, naming what is missing or wrong (Canvas: 422).
    """
    try:
        return _read(lms, client_id, asked)
    except (KeyError, TypeError, ValueError) as problem:
        status = 422 if lms.settings.habits.dialect is Dialect.CANVAS else 400
        raise RefusedError(status, "invalid_client_metadata", f"Registration refused: {_words(problem)}") from problem


def _words(problem: Exception) -> str:
    return f"missing {problem.args[0]}" if isinstance(problem, KeyError) else str(problem)


def _read(lms: DemoLms, client_id: str, asked: object) -> Tool:
    if not isinstance(asked, dict):
        raise TypeError("the body must be a JSON object")
    for name in _TEXTS:
        _require(bool(asked[name]) and isinstance(asked[name], str), f"invalid {name}")
    _require("id_token" in asked["response_types"], "response_types must include id_token")
    _require("private_key_jwt" in asked["token_endpoint_auth_method"], "invalid token_endpoint_auth_method")
    _require(bool(asked["redirect_uris"]) and isinstance(asked["redirect_uris"], list), "invalid redirect_uris")
    configuration = asked[TOOL]
    target = str(configuration["target_link_uri"])
    _require(configuration["domain"] == urlsplit(target).netloc, "domain does not match target_link_uri")
    wanted = str(asked.get("scope", "")).split()
    return Tool(
        client_id=client_id,
        name=asked["client_name"],
        login_url=asked["initiate_login_uri"],
        launch_url=target,
        jwks_url=asked["jwks_uri"],
        redirect_uris=tuple(asked["redirect_uris"]),
        description=re.sub(r"<[^>]*>", "", str(configuration.get("description", ""))),
        scopes=_granted(lms, wanted),
        custom={str(name): str(value) for name, value in configuration.get("custom_parameters", {}).items()},
        choosing_url=_choosing_url(lms, configuration.get("messages", []), target),
        **_canvas_extensions(configuration) if lms.settings.habits.dialect is Dialect.CANVAS else {},
    )


def _granted(lms: DemoLms, wanted: list[str]) -> tuple[str, ...]:
    """Return which scopes the tool gets, unless the administrator takes some away."""
    if lms.settings.habits.scopes_by_service and set(wanted) & set(scopes.GRADE_SCOPES):
        wanted = [*wanted, *scopes.GRADE_SYNC_SCOPES]
    return tuple(scope for scope in scopes_offered(lms) if scope in wanted)


def _choosing_url(lms: DemoLms, messages: list[dict[str, Any]], otherwise: str) -> str | None:
    offered = [str(one.get("target_link_uri") or otherwise) for one in messages if one.get("type") == DEEP_LINKING]
    if not offered:
        return None
    # Moodle has room for one: of several the last stays.
    return offered[-1] if lms.settings.habits.dialect is Dialect.MOODLE else offered[0]


def _canvas_extensions(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return what only Canvas asks for; without a level, the claims that a tool names say what it needs."""
    level = configuration.get(f"{_CANVAS}/privacy_level")
    _require(level is None or level in set(PrivacyLevel), "invalid privacy_level")
    return {
        "privacy_level": PrivacyLevel(level) if level else PrivacyLevel.for_claims(configuration.get("claims", [])),
        "tool_id": str(configuration.get(f"{_CANVAS}/tool_id", "")),
    }


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise ValueError(sentence)
