"""Everything that may be wrong with the claims of a launch, and what the tool says to it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fakes import AGS, LTI, MEMBERSHIP, TARGET
from lti_npq.platforms.deep_linking import SETTINGS

SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
NO_ACCESS = "Your role in this course gives no access to it."


def soon(seconds: float) -> int:
    """Return a moment this far from now, as tokens write it."""
    return int(time.time() + seconds)


@dataclass(frozen=True)
class Wrong:
    """One thing wrong with the claims of an otherwise correct launch."""

    name: str
    status: int
    says: str
    claims: Callable[[], dict[str, Any]]
    leaves: Mapping[str, int] = field(default_factory=dict)
    """How many rows it leaves, by table: none, but for a deployment that an administrator has to see."""


def wrong(name: str, status: int, says: str, /, **claims: Any) -> Wrong:
    """Return a case that changes claims of OpenID Connect."""
    return Wrong(name, status, says, lambda: claims)


def wrong_lti(name: str, status: int, says: str, claim: str, value: Any) -> Wrong:
    """Return a case that changes a claim of LTI."""
    return Wrong(name, status, says, lambda: {LTI + claim: value})


def no_access(name: str, *roles: str) -> Wrong:
    return wrong_lti(name, 403, NO_ACCESS, "roles", list(roles))


MISSING = [
    *(wrong(f"no {claim}", 401, f"The launch has no {claim}.", **{claim: None}) for claim in ("exp", "iat", "nonce")),
    *(wrong(f"no {claim}", 401, f"The launch has no {claim}.", **{claim: None}) for claim in ("iss", "aud")),
    *(
        wrong_lti(f"no {claim}", 400, f"The launch has no {claim}.", claim, None)
        for claim in ("version", "message_type", "deployment_id", "target_link_uri", "roles")
    ),
    wrong_lti("no resource_link", 400, "The launch has no resource_link.id.", "resource_link", None),
    wrong_lti("no resource_link.id", 400, "The launch has no resource_link.id.", "resource_link", {"title": "Unit"}),
]
WRONG_TIMES = [
    Wrong("expired", 401, "The launch has expired", lambda: {"exp": soon(-65)}),
    Wrong("expired long ago", 401, "The launch has expired", lambda: {"iat": soon(-300), "exp": soon(-240)}),
    Wrong("not before a later time", 401, "The launch comes from the future", lambda: {"nbf": soon(90)}),
    Wrong("issued in the future", 401, "The launch comes from the future", lambda: {"iat": soon(90)}),
    Wrong("issued too long ago", 401, "The launch was issued too long ago", lambda: {"iat": soon(-700)}),
    Wrong("issued yesterday, good for a week", 401, "too long ago", lambda: {"iat": soon(-86_400), "exp": soon(6e5)}),
    wrong("exp as words", 400, "The launch's exp is malformed", exp="soon"),
    wrong("exp as a list", 400, "The launch's exp is malformed", exp=[1]),
    wrong("exp without end", 401, "The launch is malformed", exp=float("inf")),
    wrong("iat as words", 400, "The launch's iat is malformed", iat="yesterday"),
    wrong("iat as digits in text", 400, "The launch's iat is malformed", iat=str(soon(0))),
    wrong("iat before all time", 400, "The launch's iat is malformed", iat=-(10**400)),
    wrong("iat true", 400, "The launch's iat is malformed", iat=True),
    wrong("exp as digits in text", 400, "The launch's exp is malformed", exp=str(soon(60))),
    wrong("nbf as words", 400, "The launch's nbf is malformed", nbf="later"),
    wrong("nbf as nothing", 400, "The launch's nbf is malformed", nbf=[]),
]
WRONG_IDENTITIES = [
    wrong("foreign issuer", 401, "from another LMS than the login", iss="https://evil.example.org"),
    wrong("issuer with a slash more", 401, "from another LMS than the login", iss="https://lms.example.org/"),
    wrong("issuer as a list", 401, "from another LMS than the login", iss=["https://lms.example.org"]),
    wrong("foreign audience", 401, "meant for another tool (aud)", aud="client-2"),
    wrong("foreign audience in a list", 401, "meant for another tool (aud)", aud=["client-2"]),
    wrong("no audience in the list", 401, "aud", aud=[]),
    wrong("audience as a number", 401, "meant for another tool (aud)", aud=1),
    wrong("one audience more", 401, "also meant for others (aud)", aud=["client-1", "client-2"]),
    wrong("one audience more, azp ours", 401, "also meant for others", aud=["client-1", "client-2"], azp="client-1"),
    wrong("ourselves twice without azp", 401, "does not say which of them asked", aud=["client-1", "client-1"]),
    wrong("foreign azp", 401, "issued for another tool (azp)", azp="client-2"),
    wrong("azp as a list", 401, "issued for another tool (azp)", azp=["client-1"]),
    wrong("foreign nonce", 401, "does not belong to this login (nonce)", nonce="another"),
    wrong("empty nonce", 401, "does not belong to this login (nonce)", nonce=""),
    wrong("nonce as a list", 401, "does not belong to this login (nonce)", nonce=["n"]),
    wrong("empty sub", 401, "The launch's sub is malformed.", sub=""),
    wrong("sub true", 401, "The launch's sub is malformed.", sub=True),
    wrong("sub as a list", 401, "The launch's sub is malformed.", sub=["user-1"]),
]
WRONG_MESSAGES = [
    wrong_lti("version of LTI 1.1", 401, "The launch is not LTI 1.3", "version", "LTI-1p0"),
    wrong_lti("version short", 401, "The launch is not LTI 1.3", "version", "1.3"),
    wrong_lti("version as a number", 400, "The launch has no version", "version", 1.3),
    wrong_lti("unknown message", 400, "of a kind that this tool does not offer", "message_type", "LtiOtherRequest"),
    wrong_lti("message of LTI 1.1", 400, "of a kind", "message_type", "basic-lti-launch-request"),
    wrong_lti("message as a list", 400, "has no message_type", "message_type", ["LtiResourceLinkRequest"]),
    wrong_lti("deployment as a number", 400, "has no deployment_id", "deployment_id", 1),
    wrong_lti("empty deployment", 400, "has no deployment_id", "deployment_id", ""),
    Wrong(
        "unknown deployment",
        403,
        "has not been approved yet",
        lambda: {LTI + "deployment_id": "deployment-2"},
        leaves={"lti_deployment": 1},
    ),
    Wrong(
        "unknown deployment and no access",
        403,
        NO_ACCESS,
        lambda: {LTI + "deployment_id": "deployment-2", LTI + "roles": []},
    ),
    wrong_lti("foreign target", 401, "an address that is not ours", "target_link_uri", "https://evil.example.org/"),
    wrong_lti("another page of ours", 401, "not ours", "target_link_uri", TARGET.replace("launch", "login")),
    wrong_lti("target that only begins like ours", 401, "not ours", "target_link_uri", TARGET + ".evil.example.org"),
    wrong_lti("target below ours", 401, "not ours", "target_link_uri", TARGET + "/x"),
    wrong_lti("target with a fragment", 401, "not ours", "target_link_uri", TARGET + "#x"),
    wrong_lti("target in capitals", 401, "not ours", "target_link_uri", TARGET.upper()),
    wrong_lti("resource link as text", 400, "resource_link is malformed", "resource_link", "link-1"),
    wrong_lti("resource link id as a number", 400, "no resource_link.id", "resource_link", {"id": 1}),
    wrong_lti("resource link id empty", 400, "no resource_link.id", "resource_link", {"id": ""}),
    wrong_lti("context as a list", 400, "context is malformed", "context", ["course-1"]),
    wrong_lti("custom as text", 400, "custom is malformed", "custom", "content=small-2021"),
    wrong_lti("presentation as text", 400, "launch_presentation is malformed", "launch_presentation", "frame"),
    wrong("gradebook as text", 400, "endpoint is malformed", **{AGS: "https://lms.example.org/lineitems"}),
    wrong_lti("content that nobody published", 404, "is not published here", "custom", {"content": "other-2021"}),
    wrong_lti("module that is not there", 404, "A small programme has nothing", "custom", {"content": "small-2021/x"}),
    wrong_lti("content key of a page", 404, "has nothing called", "custom", {"content": "small-2021/planning-see"}),
    wrong_lti("path as a content key", 404, "is not published here", "custom", {"content": "../../etc/passwd"}),
]
DEEP_LINKING = {LTI + "message_type": "LtiDeepLinkingRequest", LTI + "resource_link": None}
CHOICE = {
    "deep_link_return_url": "https://lms.example.org/return",
    "accept_types": ["ltiResourceLink"],
    "accept_presentation_document_targets": ["iframe"],
}
REVIEW = {LTI + "message_type": "LtiSubmissionReviewRequest", LTI + "for_user": {"user_id": "user-2"}}
COLUMN = {AGS: {"lineitem": "https://lms.example.org/lineitems/1"}}


def wrong_choice(name: str, says: str, **changes: Any) -> Wrong:
    """Return a deep linking request with something wrong about what may be chosen."""
    settings = {key: value for key, value in {**CHOICE, **changes}.items() if value is not None}
    return Wrong(name, 400, says, lambda: {**DEEP_LINKING, SETTINGS: settings})


def wrong_review(name: str, status: int, says: str, **changes: Any) -> Wrong:
    """Return a submission review with something wrong about whose work it is for."""
    return Wrong(name, status, says, lambda: {**REVIEW, **COLUMN, **changes})


WRONG_CHOICES = [
    Wrong("deep linking without settings", 400, "where the chosen content goes", lambda: DEEP_LINKING),
    Wrong("settings as text", 400, "settings is malformed", lambda: {**DEEP_LINKING, SETTINGS: "any"}),
    wrong_choice("nowhere to return to", "(deep_link_return_url)", deep_link_return_url=None),
    wrong_choice("a script to return to", "(deep_link_return_url)", deep_link_return_url="javascript:alert(1)"),
    wrong_choice("no accepted types", "(accept_types)", accept_types=None),
    wrong_choice("accepted types as text", "(accept_types)", accept_types="ltiResourceLink"),
    wrong_choice("no targets", "(accept_presentation_document_targets)", accept_presentation_document_targets=[]),
    wrong_choice("zero character in the data", "data is malformed", data="a\0"),
    wrong_review("nobody's work", 400, "whose work is to be shown", **{LTI + "for_user": None}),
    wrong_review("somebody without an id", 400, "whose work is to be shown", **{LTI + "for_user": {"name": "A"}}),
    wrong_review("a person as text", 400, "for_user is malformed", **{LTI + "for_user": "user-2"}),
    wrong_review("a person's id as a list", 401, "user_id is malformed", **{LTI + "for_user": {"user_id": ["u"]}}),
    wrong_review("a script as the column", 400, "lineitem is malformed", **{AGS: {"lineitem": "javascript:alert(1)"}}),
    wrong_review("a number as the column", 400, "lineitem is malformed", **{AGS: {"lineitem": 7}}),
    wrong_review("a review of no activity", 400, "has no resource_link.id", **{LTI + "resource_link": None}),
]
WRONG_SIZES = [
    wrong("a subject over 255 characters", 400, "sub is too long", sub="u" * 256),
    wrong_lti("a deployment over 255 characters", 400, "deployment_id is too long", "deployment_id", "d" * 256),
    wrong_lti("a link over 255 characters", 400, "resource_link.id is too long", "resource_link", {"id": "l" * 256}),
    wrong_lti("a course over 255 characters", 400, "context.id is too long", "context", {"id": "c" * 256}),
]
WRONG_ROLES = [
    wrong_lti("roles as a dictionary", 400, "has no roles", "roles", {"role": "Learner"}),
    wrong_lti("roles as numbers", 400, "has no roles", "roles", [1, 2]),
    wrong_lti("roles null in a list", 400, "has no roles", "roles", [None]),
    no_access("no role at all"),
    no_access("empty role", ""),
    no_access("a mentor", MEMBERSHIP + "Mentor"),
    no_access("a course administrator", MEMBERSHIP + "Administrator"),
    no_access("an administrator of the institution", INSTITUTION + "Administrator"),
    no_access("an administrator of the system", SYSTEM + "Administrator"),
    no_access("an instructor in the institution only", INSTITUTION + "Instructor"),
    no_access("a guest in the course though student of the institution", MEMBERSHIP + "Guest", INSTITUTION + "Student"),
    no_access("a sub-role of a mentor", SUB_ROLE + "Mentor#Instructor"),
    no_access("a role in other capitals", MEMBERSHIP + "learner"),
    no_access("a test user without a role in the course", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"),
    no_access("a role of LTI 1.1", "urn:lti:role:ims/lis/Instructor"),
    no_access("a role of somebody's own", "https://evil.example.org/membership#Instructor"),
]
UNSTORABLE = [
    wrong("zero character in sub", 400, "The launch's sub is malformed", sub="user\0"),
    wrong("half a character in sub", 401, "The launch is malformed", sub="\ud800"),
    wrong("half a character in the name", 401, "The launch is malformed", name="A\udfff"),
    wrong_lti("zero character in the course's id", 400, "id is malformed", "context", {"id": "a\0"}),
    wrong_lti("zero character in the course's title", 400, "title is malformed", "context", {"id": "a", "title": "\0"}),
    wrong_lti("zero character in the deployment", 400, "deployment_id is malformed", "deployment_id", "a\0"),
    wrong_lti("zero character in the link", 400, "resource_link.id is malformed", "resource_link", {"id": "a\0"}),
    wrong_lti("zero character in the content key", 400, "custom is malformed", "custom", {"content": "a\0"}),
    wrong_lti("zero in the address", 400, "target_link_uri is malformed", "target_link_uri", TARGET + "?content=%00"),
]
WRONG_CLAIMS = [
    *MISSING,
    *WRONG_TIMES,
    *WRONG_IDENTITIES,
    *WRONG_MESSAGES,
    *WRONG_CHOICES,
    *WRONG_SIZES,
    *WRONG_ROLES,
    *UNSTORABLE,
]
