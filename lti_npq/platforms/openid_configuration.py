"""What a platform says of itself before a tool is registered there.

Source: LTI Dynamic Registration 1.0, 3.4; OpenID Connect Discovery 1.0, 4.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lti_npq.errors import RegistrationRefused
from lti_npq.platforms.addresses import objection
from lti_npq.platforms.door import Door, DoorError
from lti_npq.platforms.profiles import OTHER, Profile, recognised

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
LONGEST_ADDRESS = 2_000
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """A platform that is ready to register a tool."""

    url: str
    """Where this was read."""
    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    profile: Profile
    name: str
    """As an administrator will know it again."""
    scopes: frozenset[str]
    """Those that it can grant; empty where it does not say."""
    messages: frozenset[str]
    """Types of messages that it can send."""
    placements: frozenset[str]
    """Where it offers deep linking; empty where it does not say."""
    variables: frozenset[str]
    """Those that it fills in, without the dollar sign."""
    vouched_hosts: frozenset[str] = frozenset()
    """Hosts that the installation itself says may speak for an issuer shared by many."""

    @property
    def service_hosts(self) -> list[str]:
        """Hosts of this customer's that its services may lie on, where the platform has such."""
        addresses = (self.issuer, self.auth_url, self.token_url)
        shared = {urlsplit(address).netloc.lower() for address in addresses}
        own = {urlsplit(address).netloc.lower() for address in (self.url, self.registration_url)}
        # Whoever runs the product themselves has all of it on a host of their own.
        named = own - (shared - self.vouched_hosts)
        return sorted(named) if self.profile.wants_service_host(self.issuer) else []


def read_configuration(
    door: Door, url: str, token: str, *, allows_private: bool, vouched_hosts: frozenset[str] = frozenset()
) -> PlatformConfiguration:
    """Fetch a platform's configuration and believe it only as far as its address allows.

    Args:
        door: The way out.
        url: Where the configuration lies.
        token: The platform's own, by which it knows that we answer its request.
        allows_private: Whether it may lie in a private network.
        vouched_hosts: Hosts, in lower case and with the port if any, that may speak for an issuer shared by many
            though they are not its maker's: of somebody who runs the product themselves.

    Raises:
        RegistrationRefused: If it cannot be read, lacks something, or speaks for somebody else.
    """
    require_safe("the address of the LMS's configuration", url, allows_private=allows_private)
    document = _fetch(door, url, token)
    for name in _ADDRESSES:
        require_safe(f"the {name} of the LMS's configuration", document.get(name), allows_private=allows_private)
    issuer = document.get("issuer")
    require_safe("the issuer of the LMS's configuration", issuer, allows_private=allows_private)
    own = _dict(document.get(PLATFORM_CONFIGURATION))
    profile = recognised(issuer=str(issuer), family_code=str(own.get("product_family_code"))) or OTHER
    _require_own_issuer(profile, str(issuer), url, document, vouched_hosts)
    return _to_configuration(url, document, own, profile, vouched_hosts)


def require_safe(what: str, address: object, *, allows_private: bool) -> None:
    """Refuse an address that nothing should be asked of."""
    trouble = objection(address, allows_private=allows_private)
    if trouble is None and len(str(address)) > LONGEST_ADDRESS:
        trouble = "is too long"
    if trouble:
        raise RegistrationRefused(f"{what} {trouble}")


def _fetch(door: Door, url: str, token: str) -> Mapping[str, Any]:
    headers = {"Accept": "application/json"}
    # Canvas wants the token here, too; it goes back to where it came from.
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = door.request("GET", url, headers=headers)
        document = answer.json() if answer.status == 200 else None
    except DoorError as failure:
        raise RegistrationRefused(f"the LMS's configuration could not be read: {failure}", status=502) from failure
    if answer.status != 200:
        raise RegistrationRefused(f"the LMS answered {answer.status} when asked for its configuration", status=502)
    if not isinstance(document, dict):
        raise RegistrationRefused("the LMS's configuration is malformed", status=502)
    return document


def _require_own_issuer(
    profile: Profile, issuer: str, url: str, document: Mapping[str, Any], vouched_hosts: frozenset[str]
) -> None:
    """Refuse a configuration that speaks for an issuer of another host.

    Where many customers share one issuer, every address has to be on a host of the platform's maker, or on one that
    this installation vouches for.
    """
    if issuer not in profile.issuers:
        if urlsplit(issuer).netloc.lower() != urlsplit(url).netloc.lower():
            raise RegistrationRefused("the LMS's configuration lies on another host than the issuer that it names")
        return
    for address in (url, *(document[name] for name in _ADDRESSES)):
        parts = urlsplit(address)
        if parts.netloc.lower() not in vouched_hosts and not profile.speaks_for(parts.hostname or ""):
            raise RegistrationRefused(
                f"the LMS's configuration says it is {profile.title}, but names a host that is not {profile.title}'s",
                advice=f"If you run a {profile.title} of your own, name its host in LTI_NPQ_OWN_LMS_HOSTS.",
            )


def _to_configuration(
    url: str,
    document: Mapping[str, Any],
    own: Mapping[str, Any],
    profile: Profile,
    vouched_hosts: frozenset[str],
) -> PlatformConfiguration:
    messages = [entry for entry in _list(own.get("messages_supported")) if isinstance(entry, dict)]
    linking = [entry for entry in messages if entry.get("type") == "LtiDeepLinkingRequest"]
    customer = own.get(profile.account_name) if profile.account_name else None
    return PlatformConfiguration(
        url=url,
        issuer=document["issuer"],
        auth_url=document["authorization_endpoint"],
        token_url=document["token_endpoint"],
        jwks_url=document["jwks_uri"],
        registration_url=document["registration_endpoint"],
        profile=profile,
        name=_name(customer) or f"{profile.title} ({urlsplit(url).netloc})",
        scopes=_texts(document.get("scopes_supported")),
        messages=_texts([entry.get("type") for entry in messages]),
        placements=_texts([name for entry in linking for name in _list(entry.get("placements"))]),
        variables=_texts(own.get("variables")),
        vouched_hosts=vouched_hosts,
    )


def _name(value: object) -> str:
    """Return a name of one line that every database can keep; empty for anything else."""
    return "".join(filter(str.isprintable, value)).strip()[:_LONGEST_NAME] if isinstance(value, str) else ""


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> frozenset[str]:
    return frozenset(entry for entry in _list(value) if isinstance(entry, str))
