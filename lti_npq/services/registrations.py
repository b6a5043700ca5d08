"""Stored registrations as the protocol code takes them."""

from typing import Any

from sqlalchemy import Row

from lti_npq.platforms.registration import Registration
from lti_npq.storage.models import LtiRegistration


def registration_of(row: LtiRegistration | Row[Any]) -> Registration:
    """Return a stored registration, or a row with its columns, as a plain value."""
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
