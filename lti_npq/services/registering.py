"""An LMS registers the tool by itself: it opens our page with an invitation, we ask it, it answers, we keep it.

The middle step talks to the LMS, so no transaction stays open across it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.errors import Conflict, RegistrationRefused
from lti_npq.platforms.door import Door
from lti_npq.platforms.dynamic_registration import Registered, register_tool
from lti_npq.platforms.openid_configuration import PlatformConfiguration, read_configuration, require_safe
from lti_npq.platforms.profiles import OTHER, SCOPES_IN_WORDS, Profile
from lti_npq.services import registry
from lti_npq.services.invitations import InvitationRefused, Kind, look_at, redeem
from lti_npq.services.registry import NewRegistration
from lti_npq.settings import Settings
from lti_npq.storage.models import LtiRegistration

INVITED: Final = "registration invitation"
"""Who acts, in the audit log."""
_LONGEST_TOKEN = 8_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A registration that an LMS asks for, with a good invitation."""

    invitation: str
    configuration_url: str
    token: str
    """The LMS's own, by which it knows that we answer its request."""
    expires_at: datetime
    """Of the invitation."""

    @property
    def host(self) -> str:
        return urlsplit(self.configuration_url).netloc


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was agreed with the LMS and is not stored yet."""

    platform: PlatformConfiguration
    registered: Registered


@dataclass(frozen=True, slots=True)
class Completed:
    """What the LMS's administrator is told at the end."""

    name: str
    profile: Profile
    issuer: str
    client_id: str
    deployment_id: str | None
    refused: Sequence[str]
    """What the tool may not do there, in words, as far as the LMS says."""
    lacks_service_host: bool
    """Whether grades need a host that nobody has named yet."""


def propose(session: Session, settings: Settings, form: Mapping[str, str], now: datetime) -> Proposal:
    """Return what an LMS asks for; changes nothing.

    Raises:
        InvitationRefused: If there is no good invitation.
        RegistrationRefused: If the LMS did not say where to find it.
    """
    invitation, url = form.get("invitation", ""), form.get("openid_configuration", "")
    if not invitation:
        raise InvitationRefused("The address has no invitation in it.")
    expires_at = look_at(session, Kind.REGISTRATION, invitation, now).expires_at
    if not url:
        raise RegistrationRefused(
            "this address is for your LMS, not for a browser",
            advice="Copy the whole address into your LMS where it registers tools, and go on there.",
        )
    require_safe("the address of the LMS's configuration", url, allows_private=settings.allow_private_addresses)
    token = form.get("registration_token", "")
    if len(token) > _LONGEST_TOKEN or not (token.isascii() and token.isprintable()):
        raise RegistrationRefused("the LMS's registration token is malformed")
    return Proposal(invitation, url, token, expires_at)


def exchange(door: Door, settings: Settings, proposal: Proposal) -> Exchange:
    """Register the tool with the LMS; touches no database.

    Raises:
        RegistrationRefused: If the LMS cannot be believed, or refused.
    """
    platform = read_configuration(
        door,
        proposal.configuration_url,
        proposal.token,
        allows_private=settings.allow_private_addresses,
        vouched_hosts=settings.vouched_hosts,
    )
    return Exchange(platform, register_tool(door, settings.base_url, platform, proposal.token))


def complete(session: Session, proposal: Proposal, agreed: Exchange, now: datetime) -> Completed:
    """Use up the invitation and keep the registration, both or neither.

    Raises:
        InvitationRefused: If it was used or ran out in the meantime.
        Conflict: If this registration belongs to another provider, or has other addresses.
    """
    tenant_id = redeem(session, Kind.REGISTRATION, proposal.invitation, now).tenant_id
    if tenant_id is None:
        raise InvitationRefused("This invitation names no provider.")
    platform, registered = agreed.platform, agreed.registered
    new = NewRegistration(
        name=platform.name,
        issuer=platform.issuer,
        client_id=registered.client_id,
        auth_url=platform.auth_url,
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
        deployments=[registered.deployment_id] if registered.deployment_id else [],
        platform=None if platform.profile is OTHER else platform.profile.key,
        service_hosts=platform.service_hosts,
    )
    _refuse_takeover(session, new)
    registry.register_for(session, tenant_id, new, now, who=INVITED)
    return Completed(
        name=platform.name,
        profile=platform.profile,
        issuer=platform.issuer,
        client_id=registered.client_id,
        deployment_id=registered.deployment_id,
        refused=[SCOPES_IN_WORDS[scope] for scope in registered.refused_scopes],
        lacks_service_host=platform.profile.wants_service_host(platform.issuer) and not platform.service_hosts,
    )


def _refuse_takeover(session: Session, new: NewRegistration) -> None:
    """Refuse to lead what is registered elsewhere.

    An LMS names its client id itself: with that of another customer of its issuer it could put its own keys behind it,
    or its own host in the place of the one that grades go to.
    """
    known = session.scalar(select(LtiRegistration).filter_by(issuer=new.issuer, client_id=new.client_id))
    if known is None:
        return
    addresses = (new.auth_url, new.token_url, new.jwks_url)
    has_other_host = bool(known.service_hosts) and not set(new.service_hosts) <= set(known.service_hosts)
    if has_other_host or (known.auth_url, known.token_url, known.jwks_url) != addresses:
        raise Conflict(
            "This LMS is registered already, with other addresses.",
            advice="If it has moved, change its addresses on the admin pages, or with: lti-npq platform add",
        )
