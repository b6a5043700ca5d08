"""What is particular about each LMS, as data: the rest of the tool asks a profile and never which LMS it is.

Source: Moodle 4.5 as measured; Canvas's documentation of LTI registrations, scores and configuration by URL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_GROUPS = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
_NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
_STANDARD_SCOPES = (_AGS + "lineitem", _AGS + "lineitem.readonly", _AGS + "result.readonly", _AGS + "score", _NRPS)
SCOPES_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        _AGS + "lineitem": "make and find gradebook columns",
        _AGS + "lineitem.readonly": "look at gradebook columns",
        _AGS + "result.readonly": "read grades back",
        _AGS + "score": "send grades",
        _NRPS: "see who is in a course",
        _GROUPS: "see a course's groups",
        _NOTICES: "be told of copied courses",
    }
)
"""What each scope is for, as the end of “the tool may not …”."""
_CANVAS = "https://canvas.instructure.com/lti/"
TOOL_ID = "lti-npq"
"""What tells this tool from others where a platform asks for such a name."""
_NOTHING: Mapping[str, object] = MappingProxyType({})
_HISTORY: Mapping[str, str] = MappingProxyType({"context_history": "Context.id.history"})


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of LMS."""

    key: str
    title: str
    """As people call it."""
    family_codes: frozenset[str] = frozenset()
    """Product family codes, in lower case, by which it names itself."""
    issuers: frozenset[str] = frozenset()
    """Issuers that all its customers share; empty where each site is its own."""
    hosts: tuple[str, ...] = ()
    """Patterns of hosts that speak for those shared issuers; registration data from any other is refused."""
    scopes: tuple[str, ...] = _STANDARD_SCOPES
    """What to ask access for."""
    submission_extension: bool = False
    """Whether a score is to carry Canvas's extension with its protections."""
    choosing_placements: tuple[str, ...] = ("ContentArea",)
    """Where content is to be chosen by deep linking."""
    custom: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({"context_history": "Context.id.history"})
    )
    """Custom parameters of every launch, by the variable that fills them; only variables that the platform lists."""
    privacy_level: str | None = None
    """How much of a person it is asked to share, in its own word."""
    tool_extras: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """Keys of its own in the tool configuration of a registration."""
    longest_title: int = 255
    """Characters that an activity's name may have there."""
    offers_review: bool = True
    """Whether an activity may say where a person's work is opened from the gradebook."""
    account_name: str | None = None
    """Key of its configuration under which it names the customer."""
    keys_advice: str = "Make sure that the LMS reaches the tool's keys at that address."
    """What to do if it grants no access because it cannot fetch the tool's keys."""
    next_step: str = "Switch the tool on in your LMS, if it asks for that, and add an activity with it to a course."
    """What the LMS's administrator does once the tool is registered."""

    def wants_service_host(self, issuer: str) -> bool:
        """Whether services live on a host of each customer's, which no shared address names."""
        return issuer in self.issuers

    def speaks_for(self, host: str) -> bool:
        """Whether a host is one of the platform's own maker."""
        return any(fnmatchcase(host.lower(), pattern) for pattern in self.hosts)


MOODLE = Profile(
    key="moodle",
    title="Moodle",
    family_codes=frozenset({"moodle"}),
    keys_advice=(
        "Moodle answers 404 when it cannot fetch the tool's keys: by default it refuses private addresses and ports "
        "other than 80 and 443. Allow the tool's under Site administration › Security › HTTP security."
    ),
    next_step="Moodle now shows the tool as pending: choose “Activate” on its card.",
)
CANVAS = Profile(
    key="canvas",
    title="Canvas",
    family_codes=frozenset({"canvas"}),
    issuers=frozenset(f"https://canvas.{part}instructure.com" for part in ("", "beta.", "test.")),
    hosts=("*.instructure.com", "*.canvaslms.com"),
    scopes=(*_STANDARD_SCOPES, _NOTICES),
    submission_extension=True,
    choosing_placements=("assignment_selection", "link_selection", "module_index_menu_modal", "module_menu_modal"),
    privacy_level="name_only",
    tool_extras=MappingProxyType(
        {_CANVAS + "privacy_level": "name_only", _CANVAS + "tool_id": TOOL_ID, _CANVAS + "vendor": "lti-npq"}
    ),
    offers_review=False,
    account_name=_CANVAS + "account_name",
    next_step="Canvas now asks you to look through the permissions and placements: confirm them and switch the app on.",
)
OTHER = Profile(key="other", title="Another LMS", scopes=(*_STANDARD_SCOPES, _GROUPS))
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.key: profile for profile in (MOODLE, CANVAS, OTHER)})


def profile_of(key: str | None) -> Profile:
    """Return the profile with this key; that of any conforming platform where it is unknown or nobody has said."""
    return PROFILES.get(key or OTHER.key, OTHER)


def recognised(*, issuer: str, family_code: str = "") -> Profile | None:
    """Return the profile that fits what a platform says of itself; None if it names no product that has one."""
    profiles = PROFILES.values()
    shared = [profile for profile in profiles if issuer in profile.issuers]
    named = [profile for profile in profiles if family_code.lower() in profile.family_codes]
    return next(iter(shared + named), None)
