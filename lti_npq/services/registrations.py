"""Stored registrations as the protocol code takes them, and what launches add to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.platforms.profiles import recognised
from lti_npq.platforms.registration import Registration
from lti_npq.services import audit
from lti_npq.storage.models import LtiRegistration
from lti_npq.storage.queries.launches import RegistrationColumns


def registration_of(row: LtiRegistration | RegistrationColumns) -> Registration:
    """Return a stored registration, or the columns of one, as a plain value."""
    return Registration(
        row.id,
        row.issuer,
        row.client_id,
        row.auth_url,
        row.token_url,
        row.jwks_url,
        row.platform,
        frozenset(row.service_hosts),
    )


def recognise(session: Session, registration: Registration, family_code: str | None, now: datetime) -> None:
    """Take an LMS's own word for which product it is, where nobody said so when it was registered.

    What is particular about a product then holds there, too: Canvas, for one, protects no grade unless told to.
    """
    if registration.platform is not None or not family_code:
        return
    profile = recognised(issuer=registration.issuer, family_code=family_code)
    if profile is not None:
        row = session.get_one(LtiRegistration, registration.id)
        row.platform = profile.key
        audit.note(
            session,
            who=audit.A_LAUNCH,
            action="recognised an LMS",
            subject=row.name,
            detail=profile.title,
            tenant_id=row.tenant_id,
            now=now,
        )
