"""Signing in, in two transactions: a try is counted before the password is compared, with none open meanwhile.

Comparing takes a tenth of a second by design; inside a transaction it would hold up everybody who writes.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.errors import NpqError
from lti_npq.services import audit
from lti_npq.services.administration import passwords, sessions, throttle
from lti_npq.settings import Settings
from lti_npq.storage.models import Administrator

_NOBODY = "somebody unknown"
"""In the audit log: people type passwords into the wrong field, so an unknown name is not repeated."""


class SignInRefused(NpqError):
    """Name and password do not belong together."""

    status = 401
    title = "You are not signed in"
    advice = "Check both. If you have forgotten the password, ask another administrator for a new invitation."


class TooManyTries(SignInRefused):
    """An account or an address was tried too often."""

    status = 429
    advice = "Wait a quarter of an hour, then try again."


@dataclass(frozen=True, slots=True)
class SignInTry:
    """One try, counted, with what is needed to judge it."""

    administrator_id: int | None
    who: str
    """As the audit log names them."""
    tenant_id: int | None
    password_hash: str | None
    account_key: bytes
    is_one_too_many: bool

    def check(self, password: str) -> "Proof":
        """Compare the password, which takes as long for nobody's account.

        Raises:
            TooManyTries: If it must not be looked at.
        """
        if self.is_one_too_many:
            raise TooManyTries("There were too many tries.")
        if not passwords.matches(self.password_hash, password):
            return Proof(is_right=False)
        outdated = self.password_hash is not None and passwords.is_outdated(self.password_hash)
        return Proof(is_right=True, new_hash=passwords.hashed(password) if outdated else None)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of comparing a password."""

    is_right: bool
    new_hash: str | None = None
    """Of the same password with today's parameters, where it is stored with older ones."""


def begin(session: Session, settings: Settings, email: str, address: str, now: datetime) -> SignInTry:
    """Count a try and look up whose it is; commit before the password is compared."""
    name = normalised(email)
    account_key = throttle.key(settings.secret_key, "account", name)
    of_account = throttle.count_try(session, account_key, now)
    address_key = throttle.key(settings.secret_key, "address", throttle.connection_of(address))
    of_address = throttle.count_try(session, address_key, now)
    wanted = select(Administrator).where(Administrator.email == name, Administrator.disabled_at.is_(None))
    person = session.scalar(wanted)
    tried = SignInTry(
        administrator_id=person.id if person else None,
        who=person.email if person else _NOBODY,
        tenant_id=person.tenant_id if person else None,
        password_hash=person.password_hash if person else None,
        account_key=account_key,
        is_one_too_many=of_account > throttle.TRIES_OF_ACCOUNT or of_address > throttle.TRIES_OF_ADDRESS,
    )
    # Only the first of them is written down, or whoever tries could fill the log.
    if of_account == throttle.TRIES_OF_ACCOUNT + 1 or of_address == throttle.TRIES_OF_ADDRESS + 1:
        _note(session, tried, "was locked out for a quarter of an hour", now)
    return tried


def finish(session: Session, tried: SignInTry, proof: Proof, now: datetime) -> str | None:
    """Write down how a try ended, and return the token of a new session if it ended well."""
    if not proof.is_right or tried.administrator_id is None:
        _note(session, tried, "failed to sign in", now)
        return None
    if proof.new_hash is not None:
        session.get_one(Administrator, tried.administrator_id).password_hash = proof.new_hash
    throttle.forgive(session, tried.account_key)
    _note(session, tried, "signed in", now)
    return sessions.open_session(session, tried.administrator_id, now)


def normalised(email: str) -> str:
    """Return a sign-in name as it is stored."""
    return email.strip().lower()


def _note(session: Session, tried: SignInTry, action: str, now: datetime) -> None:
    audit.note(session, who=tried.who, action=action, subject="admin site", tenant_id=tried.tenant_id, now=now)
