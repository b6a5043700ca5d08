"""One-time links for those who are to join, or to register their LMS."""

from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from lti_npq.services import audit, invitations
from lti_npq.services.invitations import Kind
from lti_npq.services.registry import tenant_named
from lti_npq.settings import Settings

DEFAULT_PROVIDER = "Default"
"""Owns an LMS where nobody named a provider."""
_ACTIONS = {Kind.ADMINISTRATOR: "invited an administrator", Kind.REGISTRATION: "invited an LMS to register"}


def make_link(
    session: Session, settings: Settings, kind: Kind, tenant_id: int | None, now: datetime, *, who: str
) -> str:
    """Make an invitation and return its link, which cannot be shown a second time."""
    token = invitations.invite(session, kind, tenant_id, now, who=who)
    audit.note(session, who=who, action=_ACTIONS[kind], subject="one-time link", tenant_id=tenant_id, now=now)
    if kind is Kind.ADMINISTRATOR:
        return f"{settings.base_url}/admin/join/{token}"
    return f"{settings.base_url}/lti/register?{urlencode({'invitation': token})}"


def provider_for(session: Session, kind: Kind, name: str) -> int | None:
    """Return the id of a provider, made if it is new.

    Without a name an administrator is of the whole installation, and an LMS of the default provider: each has one.
    """
    if not name and kind is Kind.ADMINISTRATOR:
        return None
    return tenant_named(session, name or DEFAULT_PROVIDER)
