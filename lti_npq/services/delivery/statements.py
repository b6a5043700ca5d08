"""The lane of one LRS: statements in order, in batches, a bad one set aside so that it holds up no other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lti_npq.services.delivery.lanes import DENIED_PAUSE_SECONDS, Doors, Settle, pause, release
from lti_npq.storage.models import Destination, OwedStatement, Statement
from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError, Meaning

MOST_STATEMENTS = 100
MOST_BYTES = 130_000


@dataclass(frozen=True, slots=True)
class Letter:
    """One frozen statement."""

    sequence: int
    statement_id: UUID
    body: bytes


@dataclass(slots=True)
class Tally:
    """What became of a batch."""

    delivered: list[int] = field(default_factory=list)
    """Sequence numbers."""
    refused: dict[int, str] = field(default_factory=dict)
    """Sequence number to the reason in words."""


@dataclass(frozen=True, slots=True)
class StatementParcel:
    """The next batch for one LRS."""

    destination_id: int
    leased_until: datetime
    endpoint: str
    letters: Sequence[Letter]

    def send(self, doors: Doors) -> Settle:
        """Store the batch; on trouble, what was delivered until then still counts."""
        tally = Tally()
        try:
            deliver(doors.lrs[self.endpoint], self.letters, tally)
        except LrsError as error:
            trouble = error
            return lambda session, now: self._settle(session, tally, trouble, now)
        return lambda session, now: self._settle(session, tally, None, now)

    def _settle(self, session: Session, tally: Tally, trouble: LrsError | None, now: datetime) -> None:
        ours = OwedStatement.destination_id == self.destination_id
        session.execute(delete(OwedStatement).where(ours, OwedStatement.sequence.in_(tally.delivered)))
        for sequence, reason in tally.refused.items():
            refused = update(OwedStatement).where(ours, OwedStatement.sequence == sequence)
            session.execute(refused.values(quarantined_at=now, reason=reason))
        destination = session.get_one(Destination, self.destination_id)
        if not release(destination, self.leased_until):
            return
        if trouble is None:
            destination.failures, destination.retry_at, destination.trouble = 0, None, None
        else:
            destination.failures += 1
            destination.trouble = str(trouble)
            destination.retry_at = now + pause(destination.failures, _wait(trouble))


def deliver(lrs: LrsClient, letters: Sequence[Letter], tally: Tally) -> None:
    """Store letters, halving a batch that is refused until the one at fault is alone.

    Raises:
        LrsError: If the LRS cannot take anything at the moment; the tally says how far it came.
    """
    try:
        lrs.store([letter.body for letter in letters])
    except LrsError as error:
        if error.meaning not in {Meaning.REFUSED, Meaning.CONFLICT}:
            raise
        if len(letters) == 1:
            _judge(lrs, letters[0], error, tally)
            return
        middle = len(letters) // 2
        deliver(lrs, letters[:middle], tally)
        deliver(lrs, letters[middle:], tally)
    else:
        tally.delivered += [letter.sequence for letter in letters]


def _judge(lrs: LrsClient, letter: Letter, error: LrsError, tally: Tally) -> None:
    """Decide about a single refused statement: one that the LRS has already is delivered."""
    if error.meaning is Meaning.CONFLICT and lrs.has_equal(letter.body):
        tally.delivered.append(letter.sequence)
    else:
        tally.refused[letter.sequence] = str(error)


def _wait(trouble: LrsError) -> float | None:
    if trouble.meaning in {Meaning.DENIED, Meaning.PUZZLING}:
        return DENIED_PAUSE_SECONDS
    return trouble.retry_after


def lease_batch(session: Session, doors: Doors, now: datetime, until: datetime) -> StatementParcel | None:
    """Reserve an LRS that is owed something and is not to be left alone for now."""
    destination = session.scalar(
        select(Destination)
        .where(
            Destination.endpoint.in_(list(doors.lrs)),
            or_(Destination.leased_until.is_(None), Destination.leased_until <= now),
            or_(Destination.retry_at.is_(None), Destination.retry_at <= now),
            select(OwedStatement.sequence)
            .where(OwedStatement.destination_id == Destination.id, OwedStatement.quarantined_at.is_(None))
            .exists(),
        )
        .order_by(Destination.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if destination is None:
        return None
    destination.leased_until = until
    return StatementParcel(destination.id, until, destination.endpoint, _next_letters(session, destination.id))


def _next_letters(session: Session, destination_id: int) -> list[Letter]:
    """Return the oldest owed statements, as many as make a good batch and at least one."""
    rows = session.execute(
        select(Statement.sequence, Statement.statement_id, Statement.body)
        .join(OwedStatement, OwedStatement.sequence == Statement.sequence)
        .where(OwedStatement.destination_id == destination_id, OwedStatement.quarantined_at.is_(None))
        .order_by(OwedStatement.sequence)
        .limit(MOST_STATEMENTS)
    )
    letters: list[Letter] = []
    size = 0
    for row in rows:
        size += len(row.body)
        if letters and size > MOST_BYTES:
            break
        letters.append(Letter(row.sequence, row.statement_id, row.body))
    return letters
