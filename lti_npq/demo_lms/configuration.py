"""What the LMS says of itself to tools that register. Source: LTI Dynamic Registration 1.0, 3.3."""

from typing import Any

from lti_npq.demo_lms import scopes
from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.habits import Dialect

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_CANVAS = "https://canvas.instructure.com/lti"

_VARIABLES = (
    "Context.id",
    "Context.title",
    "Context.label",
    "Context.id.history",
    "ResourceLink.id",
    "ResourceLink.title",
    "ResourceLink.description",
    "User.id",
    "User.username",
    "Person.name.full",
    "Person.name.given",
    "Person.name.family",
    "Person.email.primary",
    "Person.sourcedId",
)


def configuration(lms: DemoLms) -> dict[str, Any]:
    """Return the OpenID configuration."""
    settings = lms.settings
    return {
        "issuer": settings.issuer,
        "token_endpoint": settings.token_url,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": settings.jwks_url,
        "authorization_endpoint": settings.authorize_url,
        "registration_endpoint": settings.address + settings.addresses.registration,
        "scopes_supported": [*scopes_offered(lms), "openid"],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM: _platform(lms),
    }


def scopes_offered(lms: DemoLms) -> tuple[str, ...]:
    """Return what a tool may ask for here."""
    habits = lms.settings.habits
    missing = {scopes.GROUPS} if not habits.course_groups else set()
    missing |= {scopes.NOTICES} if not habits.copy_notices else set()
    return tuple(scope for scope in scopes.SCOPES if scope not in missing)


def _platform(lms: DemoLms) -> dict[str, Any]:
    habits = lms.settings.habits
    canvas = habits.dialect is Dialect.CANVAS
    placements = ["assignment_selection", "link_selection"] if canvas else ["ContentArea"]
    whole: dict[str, Any] = {
        "product_family_code": {Dialect.PLAIN: "lti-npq-demo"}.get(habits.dialect, habits.dialect.value),
        "version": "1",
        "messages_supported": [
            {"type": "LtiResourceLinkRequest"},
            {"type": "LtiDeepLinkingRequest", "placements": placements},
        ],
        "variables": [*_VARIABLES, *(["ResourceLink.id.history"] if habits.link_history_known else [])],
    }
    if habits.copy_notices:
        whole["notice_types_supported"] = ["LtiContextCopyNotice"]
    if canvas:
        whole |= {f"{_CANVAS}/account_name": "Demonstration", f"{_CANVAS}/account_lti_guid": "demo-lms.lti-npq"}
    return whole
