"""Statements that a Learning Record Store refuses for good: looked at, corrected, sent again, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, true
from sqlalchemy.orm import Session

from lti_npq.errors import CannotCorrect, NotFound
from lti_npq.services import audit
from lti_npq.services.delivery.overview import retry_statements
from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement, Statement
from lti_npq.storage.upsert import insert_if_absent
from xapi.assembling import voiding_of
from xapi.encoding import JsonObject, canonical
from xapi.identity import statement_id
from xapi.validation import violations
from xapi.vocabulary import VOIDED

PAGE = 50
"""Statements of one page."""
_VOIDED = VOIDED.iri.rpartition("/")[2]
_AS_IT_IS = "Have it sent again as it is, or give it up."
_SEE = "See: lti-npq outbox quarantined"


@dataclass(frozen=True, slots=True)
class Aside:
    """One statement at one destination that refuses it."""

    number: int
    destination_id: int
    destination: str
    statement_id: UUID
    said_at: datetime
    """When the fact was stored."""
    quarantined_at: datetime
    reason: str
    said: str
    """The store's own words: for whoever looks into it, and for no log."""
    statement: JsonObject
    """Empty where its time to be kept is over."""

    @property
    def verb(self) -> str:
        """Return the last word of the verb."""
        return str(self.statement.get("verb", {}).get("id", "")).rpartition("/")[2]

    @property
    def as_text(self) -> str:
        """Return the statement to be read, or edited."""
        return msgspec.json.format(msgspec.json.encode(self.statement)).decode()


def aside(session: Session, destination_id: int | None = None, *, after: int = 0) -> list[Aside]:
    """Return a page of the statements that were set aside, oldest first; of one destination if it is named.

    A statement that several destinations refuse is there for each of them, all on one page.
    """
    here = Destination.id == destination_id if destination_id is not None else true()
    wanted = _wanted().where(here)
    numbers = wanted.with_only_columns(Statement.sequence).where(Statement.sequence > after).order_by(None).distinct()
    page = Statement.sequence.in_(numbers.order_by(Statement.sequence).limit(PAGE))
    return [_of(*row) for row in session.execute(wanted.where(page))]


def one_aside(session: Session, number: int) -> list[Aside]:
    """Return a statement at each destination that refuses it.

    Raises:
        NotFound: If none does.
    """
    found = [_of(*row) for row in session.execute(_wanted().where(Statement.sequence == number))]
    if not found:
        raise NotFound(f"No statement with the number {number} was set aside.", advice=_SEE)
    return found


def send_again(session: Session, number: int, destination_id: int, now: datetime, *, who: str) -> None:
    """Give one statement another try at one destination, as it is.

    Raises:
        NotFound: If it was not set aside there.
    """
    if not retry_statements(session, destination_id, number):
        raise NotFound(f"No statement with the number {number} was set aside there.", advice=_SEE)
    audit.note(session, who=who, action="had a statement sent again", subject=str(number), now=now)


def give_up(session: Session, number: int, destination_id: int, now: datetime, *, who: str) -> None:
    """Owe one statement to one destination no longer; it stays stored, and other destinations keep theirs.

    Raises:
        NotFound: If it was not set aside there.
    """
    here = QuarantinedStatement.destination_id == destination_id
    gone = delete(QuarantinedStatement).where(here, QuarantinedStatement.sequence == number)
    if not session.execute(gone.returning(QuarantinedStatement.sequence)).all():
        raise NotFound(f"No statement with the number {number} was set aside there.", advice=_SEE)
    audit.note(session, who=who, action="gave up a statement", subject=str(number), now=now)


def replace(session: Session, number: int, body: bytes, now: datetime, *, who: str) -> UUID:
    """Put a corrected statement, with an id of its own, in the place of one that was set aside; return that id.

    What was frozen never changes. Destinations that have the old statement, or may be getting it right now, are told
    that it is void; those that do not have it never get it, unless they are filled with the past, that it is void
    included.

    Raises:
        NotFound: If no such statement was set aside.
        CannotCorrect: If the new one is no statement of ours, or the old one's bytes are gone, or it takes back another
            one itself, which cannot be taken back.
    """
    old = one_aside(session, number)[0]
    if not old.statement:
        raise CannotCorrect("The time to keep this statement is over; there is nothing to correct.")
    if old.verb == _VOIDED:
        raise CannotCorrect("What takes another statement back cannot be taken back.", advice=_AS_IT_IS)
    corrected = _checked(body) | {"id": str(statement_id("correction", old.statement_id, sha256(body).hexdigest()))}
    active = _held(session)
    voiding = voiding_of(old.statement, statement_id("voiding", old.statement_id), now)
    sequence = _owe(session, voiding, _that_have(session, number, active), now)
    for destination in active:
        if _is_to_come(number, destination) and sequence is not None:
            # Of the past, too: what takes back comes after what is taken back.
            destination.fill_until = sequence
    _owe(session, corrected, active, now)
    for model in (OwedStatement, QuarantinedStatement):
        session.execute(delete(model).where(model.sequence == number))
    audit.note(session, who=who, action="corrected a statement", subject=str(number), detail=corrected["id"], now=now)
    return UUID(corrected["id"])


def _held(session: Session) -> list[Destination]:
    """Return all destinations; nobody begins to send to any of them until this transaction ends."""
    held = select(Destination).where(Destination.active).order_by(Destination.id).with_for_update()
    return list(session.scalars(held))


def _that_have(session: Session, number: int, destinations: Sequence[Destination]) -> list[Destination]:
    """Return those that have a statement already, or may be getting it right now."""
    owing = set(session.scalars(select(OwedStatement.destination_id).where(OwedStatement.sequence == number)))
    refusing = set(session.scalars(select(QuarantinedStatement.destination_id).filter_by(sequence=number)))
    return [
        destination
        for destination in destinations
        if destination.id not in refusing
        and not _is_to_come(number, destination)
        and (destination.id not in owing or destination.leased_until is not None)
    ]


def _is_to_come(number: int, destination: Destination) -> bool:
    """Whether a destination is being filled with a past that reaches so far."""
    after, until = destination.fill_after, destination.fill_until
    return after is not None and until is not None and after < number <= until


def _checked(body: bytes) -> JsonObject:
    try:
        statement = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CannotCorrect("That is not a JSON object.") from None
    statement.setdefault("id", "00000000-0000-5000-8000-000000000000")
    if wrong := violations(statement):
        raise CannotCorrect(f"That is not a statement: {wrong[0]}.")
    return statement


def _owe(session: Session, statement: JsonObject, destinations: Sequence[Destination], now: datetime) -> int | None:
    """Store a statement and owe it to some destinations, to none for example; all the same it is part of the past.

    Return its number, None if it was there already.
    """
    row = {"statement_id": UUID(statement["id"]), "body": canonical(statement), "stored_at": now}
    sequence: int | None = insert_if_absent(session, Statement, row)
    if sequence is not None:
        for destination in destinations:
            insert_if_absent(session, OwedStatement, {"destination_id": destination.id, "sequence": sequence})
    return sequence


def _wanted() -> Any:
    return (
        select(QuarantinedStatement, Destination.name, Statement)
        .join(Destination, Destination.id == QuarantinedStatement.destination_id)
        .join(Statement, Statement.sequence == QuarantinedStatement.sequence)
        .where(Destination.active)
        .order_by(Statement.sequence, Destination.id)
    )


def _of(row: QuarantinedStatement, destination: str, statement: Statement) -> Aside:
    return Aside(
        number=row.sequence,
        destination_id=row.destination_id,
        destination=destination,
        statement_id=statement.statement_id,
        said_at=statement.stored_at,
        quarantined_at=row.quarantined_at,
        reason=row.reason,
        said=row.said,
        statement=msgspec.json.decode(statement.body) if statement.body else {},
    )
