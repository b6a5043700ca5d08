"""How often somebody may try to sign in; counted in the database, so that it holds for all processes and restarts."""

import hmac
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import case, delete, literal, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import SignInTries
from lti_npq.storage.upsert import insert_if_absent

WINDOW: Final = timedelta(minutes=15)
"""After the first try; then counting begins anew."""
TRIES_OF_ACCOUNT: Final = 10
TRIES_OF_ADDRESS: Final = 50
_OF_ONE_CONNECTION: Final = 64
"""Bits of an IPv6 address. Source: RFC 4291, 2.5.4; RFC 6177."""


def key(secret: str, kind: str, name: str) -> bytes:
    """Return under what an account or address is counted."""
    return hmac.digest(secret.encode(), f"tries of {kind} {name}".encode(), "sha256")


def connection_of(address: str) -> str:
    """Return what all addresses that a connection to the internet has are counted as: with IPv6 it has 2⁶⁴ of them."""
    number = _number(address)
    if isinstance(number, IPv6Address):
        return str(number.ipv4_mapped or IPv6Network((int(number), _OF_ONE_CONNECTION), strict=False))
    return str(number or address)


def _number(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address as a number; some proxies write the port behind it, another one for every connection."""
    with suppress(ValueError):
        return ip_address(address)
    with suppress(ValueError):
        return ip_address(urlsplit(f"//{address}").hostname or "")
    return None


def count_try(session: Session, digest: bytes, now: datetime) -> int:
    """Count one more, and return how many there were in this window; of two at once each gets another number."""
    insert_if_absent(session, SignInTries, {"digest": digest, "count": 0, "since": now})
    is_over = SignInTries.since <= now - WINDOW
    counted = (
        update(SignInTries)
        .where(SignInTries.digest == digest)
        .values(
            count=case((is_over, 1), else_=SignInTries.count + 1),
            since=case((is_over, literal(now, SignInTries.since.type)), else_=SignInTries.since),
        )
        .returning(SignInTries.count)
    )
    return session.execute(counted, execution_options={"synchronize_session": False}).scalar_one()


def forgive(session: Session, digest: bytes) -> None:
    """Forget the tries of an account that has just proved itself."""
    session.execute(delete(SignInTries).where(SignInTries.digest == digest))


def forget_old(session: Session, now: datetime) -> None:
    """Delete counts that no longer matter."""
    session.execute(delete(SignInTries).where(SignInTries.since <= now - WINDOW))
