"""Administrators: joining by an invitation, being listed, being disabled."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.errors import Conflict, NotFound, NpqError
from lti_npq.services import audit, invitations
from lti_npq.services.administration import passwords, sessions
from lti_npq.services.administration.signing_in import normalised
from lti_npq.services.invitations import Kind
from lti_npq.storage.models import Administrator, Tenant

_LONGEST_NAME, _LONGEST_EMAIL = 100, 254
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class CannotJoin(NpqError):
    """What somebody who joins wrote will not do."""

    status = 422
    title = "Not everything is there yet"
    advice = "Go back, mend what is named, and send it again. The invitation is still good."

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who has an invitation, as they describe themselves."""

    name: str
    email: str

    @classmethod
    def described(cls, name: str, email: str, password: str) -> "Joining":
        """Take what was written, if it will do.

        Raises:
            CannotJoin: If not, with a sentence for each field: `name`, `email`, `password`.
        """
        joining = cls(" ".join(name.split()), normalised(email))
        errors = {
            "name": None if 0 < len(joining.name) <= _LONGEST_NAME else "Write your name.",
            "email": None if joining.has_email else "Write your e-mail address, such as ann@school.example.",
            "password": passwords.weakness(password, joining.name, joining.email, joining.email.partition("@")[0]),
        }
        found = {field: sentence for field, sentence in errors.items() if sentence}
        if found:
            raise CannotJoin(found)
        return joining

    @property
    def has_email(self) -> bool:
        return len(self.email) <= _LONGEST_EMAIL and _EMAIL.fullmatch(self.email) is not None


@dataclass(frozen=True, slots=True)
class AdministratorView:
    """One administrator."""

    id: int
    email: str
    name: str
    tenant: str | None
    """The one provider that they look after; None for all."""
    created_at: datetime
    disabled_at: datetime | None


def join(session: Session, token: str, joining: Joining, password_hash: str, now: datetime) -> int:
    """Use an invitation up and return the number of the new administrator.

    Whoever was disabled may be invited again, which is also the way back for a forgotten password.

    Raises:
        InvitationRefused: If the invitation is not good.
        CannotJoin: If somebody else has the e-mail address.
    """
    invited = invitations.redeem(session, Kind.ADMINISTRATOR, token, now)
    person = session.scalar(select(Administrator).filter_by(email=joining.email))
    if person is not None and person.disabled_at is None:
        raise CannotJoin({"email": "There is an administrator with this address already. Sign in instead."})
    if person is None:
        person = Administrator(email=joining.email, created_at=now)
        session.add(person)
    person.name, person.password_hash = joining.name, password_hash
    person.tenant_id, person.disabled_at = invited.tenant_id, None
    session.flush()
    _note(session, person, "became an administrator", person.email, now)
    return person.id


def administrators(session: Session, tenant_id: int | None = None) -> list[AdministratorView]:
    """Return everybody, oldest first; only a provider's own if one is named."""
    wanted = select(Administrator, Tenant.name).outerjoin(Tenant).order_by(Administrator.id)
    if tenant_id is not None:
        wanted = wanted.where(Administrator.tenant_id == tenant_id)
    return [
        AdministratorView(row.id, row.email, row.name, tenant, row.created_at, row.disabled_at)
        for row, tenant in session.execute(wanted)
    ]


def disable(
    session: Session, administrator_id: int, now: datetime, *, who: str, tenant_id: int | None = None
) -> AdministratorView:
    """Let somebody in no longer, and end their sessions and the one-time links that they made.

    Raises:
        NotFound: If there is nobody of that number, or they are not the provider's.
        Conflict: If it is whoever asks: then nobody might be left.
    """
    person = session.get(Administrator, administrator_id)
    if person is None or tenant_id not in {None, person.tenant_id}:
        raise NotFound(f"There is no administrator with the number {administrator_id}.")
    if person.email == who:
        raise Conflict("You cannot disable yourself.", advice="Ask another administrator to do it.")
    if person.disabled_at is None:
        person.disabled_at = now
        sessions.close_all_of(session, person.id)
        invitations.end_all_of(session, person.email, now)
        _note(session, person, "disabled an administrator", who, now)
    tenant = session.get(Tenant, person.tenant_id) if person.tenant_id else None
    name = tenant.name if tenant else None
    return AdministratorView(person.id, person.email, person.name, name, person.created_at, person.disabled_at)


def number_of(session: Session, email: str) -> int:
    """Return the number of the administrator with this e-mail address.

    Raises:
        NotFound: If there is none.
    """
    number = session.scalar(select(Administrator.id).filter_by(email=normalised(email)))
    if number is None:
        raise NotFound(f"There is no administrator “{email}”.", advice="See who there is with: lti-npq admin list")
    return number


def _note(session: Session, person: Administrator, action: str, who: str, now: datetime) -> None:
    audit.note(session, who=who, action=action, subject=person.email, tenant_id=person.tenant_id, now=now)
