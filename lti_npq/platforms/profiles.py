"""What is particular about each LMS, as data: the rest of the tool asks a profile and never which LMS it is.

Source: Moodle 4.5 as measured; Canvas's documentation of LTI registrations, scores and configuration by URL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
_STANDARD_SCOPES = (_AGS + "lineitem", _AGS + "lineitem.readonly", _AGS + "result.readonly", _AGS + "score", _NRPS)
_CANVAS = "https://canvas.instructure.com/lti/"
_NOTHING: Mapping[str, object] = MappingProxyType({})


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
    token_on_configuration: bool = False
    """Whether the registration token is wanted for reading the platform's configuration, too."""
    submission_extension: bool = False
    """Whether a score is to carry Canvas's extension with its protections."""
    link_placements: tuple[str, ...] = ()
    """Where the tool is to be offered as an activity; empty leaves it to the platform."""
    choosing_placements: tuple[str, ...] = ("ContentArea",)
    """Where content is to be chosen by deep linking."""
    tool_extras: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """Keys of its own in the tool configuration of a registration."""
    wants_service_host: bool = False
    """Whether services live on a host of each customer's, which no shared address names."""
    next_step: str = "Switch the tool on in your LMS, if it asks for that, and add an activity with it to a course."
    """What the LMS's administrator does once the tool is registered."""

    def speaks_for(self, host: str) -> bool:
        """Whether a host is one of the platform's own maker."""
        return any(fnmatchcase(host.lower(), pattern) for pattern in self.hosts)


MOODLE = Profile(
    key="moodle",
    title="Moodle",
    family_codes=frozenset({"moodle"}),
    next_step="Moodle now shows the tool as pending: choose “Activate” on its card.",
)
CANVAS = Profile(
    key="canvas",
    title="Canvas",
    family_codes=frozenset({"canvas"}),
    issuers=frozenset(f"https://canvas.{part}instructure.com" for part in ("", "beta.", "test.")),
    hosts=("*.instructure.com", "*.canvaslms.com"),
    scopes=(*_STANDARD_SCOPES, _NOTICES),
    token_on_configuration=True,
    submission_extension=True,
    link_placements=("link_selection", "assignment_selection"),
    choosing_placements=("assignment_selection", "link_selection"),
    tool_extras=MappingProxyType({_CANVAS + "privacy_level": "name_only", _CANVAS + "vendor": "lti-npq"}),
    wants_service_host=True,
    next_step="Canvas now asks you to look through the permissions and placements: confirm them and switch the app on.",
)
OTHER = Profile(key="other", title="Another LMS")
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.key: profile for profile in (MOODLE, CANVAS, OTHER)})


def profile_of(key: str) -> Profile:
    """Return the profile with this key; that of any conforming platform for a key nobody knows."""
    return PROFILES.get(key, OTHER)


def recognised(*, issuer: str, family_code: str = "") -> Profile:
    """Return the profile that fits what a platform says of itself."""
    for profile in PROFILES.values():
        if issuer in profile.issuers or family_code.lower() in profile.family_codes:
            return profile
    return OTHER
