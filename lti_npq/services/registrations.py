"""Stored registrations as the protocol code takes them."""

from lti_npq.platforms.registration import Registration
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
