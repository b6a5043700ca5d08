"""An LMS as the protocol code needs to know it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registration:
    """Who issues launches, what we are called there, and where its services are."""

    id: int
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
