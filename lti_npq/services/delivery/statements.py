"""The lane of one Learning Record Store: statements in order, in batches; what is new before what is past."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from lti_npq.services.delivery.lanes import Doors, Outcome, Settle, release
from lti_npq.services.delivery.pace import DENIED_PAUSE_SECONDS, Receiver, Trouble, is_free, is_ready
from lti_npq.services.delivery.posting import Letter, Posting, Refusal, Tally
from lti_npq.services.delivery.room import Room
from lti_npq.services.delivery.stores import Store
from lti_npq.storage.models import Destination, OwedStatement, QuarantinedStatement, Statement
from lti_npq.storage.upsert import insert_those_absent
from xapi.lrs_error import LrsError, Meaning
from xapi.privacy import Privacy

MOST_STATEMENTS = 100
MOST_BYTES = 130_000
"""Of one batch."""
MOST_IN_HAND = 1_000
"""Statements of one parcel: several batches share the database's work."""
_NO_NEW_BATCH_AFTER_SECONDS = 5.0
_LASTING = 2
"""Failures in a row after which a store's own error may be one statement's fault."""


@dataclass(frozen=True, slots=True)
class StatementParcel:
    """The next batches for one store."""

    store: Store
    leased_until: datetime
    failures: int
    """Of the attempts just before."""
    letters: Sequence[Letter]
    """As they were frozen."""
    fills_after: int | None = None
    """For statements of the past: the last one of them that the store was sent before."""

    def send(self, doors: Doors) -> Settle:
        """Store the batches; on trouble, what was delivered until then still counts."""
        tally = Tally()
        try:
            self._post(doors, tally)
        except LrsError as error:
            trouble = _trouble_of(error)
            return lambda session, now: self._settle(session, tally, trouble, now)
        return lambda session, now: self._settle(session, tally, None, now)

    def _post(self, doors: Doors, tally: Tally) -> None:
        letters = _addressed(self.letters, doors.stores.privacy(self.store), tally)
        posting = Posting(doors.stores.client(self.store), tally, lasting=self.failures >= _LASTING)
        until = monotonic() + _NO_NEW_BATCH_AFTER_SECONDS
        for batch in batches(letters):
            posting.post(batch)
            if monotonic() > until or tally.broke_off:
                break

    def _settle(self, session: Session, tally: Tally, trouble: Trouble | None, now: datetime) -> Outcome:
        self._quarantine(session, tally.refused, now)
        destination = session.get_one(Destination, self.store.destination_id)
        if self.fills_after is None:
            theirs = OwedStatement.destination_id == destination.id
            gone = delete(OwedStatement).where(theirs, OwedStatement.sequence.in_(tally.settled))
            session.execute(gone, execution_options={"synchronize_session": False})
        else:
            # What it refused once, it may have taken now.
            aside = QuarantinedStatement.destination_id == destination.id
            session.execute(
                delete(QuarantinedStatement).where(aside, QuarantinedStatement.sequence.in_(tally.delivered))
            )
            if destination.fill_after == self.fills_after:
                destination.fill_after = self._filled_to(tally)
        release(destination, self.leased_until)
        return Outcome(len(tally.delivered), trouble)

    def _quarantine(self, session: Session, refused: dict[int, Refusal], now: datetime) -> None:
        rows: list[dict[str, Any]] = [
            {
                "destination_id": self.store.destination_id,
                "sequence": sequence,
                "quarantined_at": now,
                "reason": refusal.reason,
                "said": refusal.said,
            }
            for sequence, refusal in refused.items()
        ]
        if rows:
            insert_those_absent(session, QuarantinedStatement, rows)

    def _filled_to(self, tally: Tally) -> int | None:
        """Return the last of the past's statements before which none is left."""
        settled, reached = tally.settled, self.fills_after
        for letter in self.letters:
            if letter.sequence not in settled:
                break
            reached = letter.sequence
        return reached


def _addressed(letters: Sequence[Letter], privacy: Privacy, tally: Tally) -> list[Letter]:
    """Return the letters as the store gets them; those that it does not get are tallied."""
    addressed = []
    for letter in letters:
        try:
            body = privacy.applied(letter.body)
        except (msgspec.DecodeError, LookupError, TypeError, AttributeError, ValueError):
            tally.refused[letter.sequence] = Refusal("The statement could not be made fit for this store's profile.")
            continue
        if body is None:
            tally.passed_over.append(letter.sequence)
        else:
            addressed.append(Letter(letter.sequence, body))
    return addressed


def batches(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Cut letters into batches that receivers take, each with at least one."""
    batch: list[Letter] = []
    size = 0
    for letter in letters:
        if batch and (len(batch) == MOST_STATEMENTS or size + len(letter.body) > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(letter)
        size += len(letter.body)
    if batch:
        yield batch


def _trouble_of(error: LrsError) -> Trouble:
    denied = error.meaning is Meaning.DENIED
    waits = DENIED_PAUSE_SECONDS if error.meaning is Meaning.PUZZLING else error.retry_after
    return Trouble(str(error), waits, denied=denied)


def lease_batches(session: Session, now: datetime, until: datetime, room: Room) -> list[StatementParcel]:
    """Reserve each store that is owed something and is not to be left alone for now."""
    something = select(OwedStatement.sequence).where(OwedStatement.destination_id == Destination.id).exists()
    ready = session.scalars(
        select(Destination)
        .where(
            Destination.active,
            is_free(Destination.leased_until, now),
            is_ready(Destination, now),
            or_(something, Destination.fill_after.is_not(None)),
        )
        .order_by(Destination.id)
        .with_for_update(skip_locked=True)
    ).all()
    parcels = []
    for destination in ready:
        if room.take(Receiver("lrs", destination.id)):
            parcel = _parcel(session, destination, until)
            if parcel is None:
                room.give_back(Receiver("lrs", destination.id))
            else:
                parcels.append(parcel)
    return parcels


def _parcel(session: Session, destination: Destination, until: datetime) -> StatementParcel | None:
    """Return what is new, or else the next of the past; None where that has come to its end."""
    fills_after = None
    letters = _letters(session, _owed(destination.id))
    if not letters:
        fills_after = destination.fill_after
        letters = _letters(session, _past(destination)) if fills_after is not None else []
    if not letters:
        destination.fill_after = destination.fill_until = None
        return None
    destination.leased_until = until
    return StatementParcel(Store.of(destination), until, destination.failures, letters, fills_after)


def _owed(destination_id: int) -> Select[int, bytes]:
    return (
        select(Statement.sequence, Statement.body)
        .join(OwedStatement, OwedStatement.sequence == Statement.sequence)
        .where(OwedStatement.destination_id == destination_id)
        .order_by(OwedStatement.sequence)
    )


def _past(destination: Destination) -> Select[int, bytes]:
    within = (Statement.sequence > destination.fill_after, Statement.sequence <= destination.fill_until)
    kept = Statement.body != b""
    return select(Statement.sequence, Statement.body).where(*within, kept).order_by(Statement.sequence)


def _letters(session: Session, wanted: Select[int, bytes]) -> list[Letter]:
    """Return as many statements as one parcel holds, and no more than ten batches' bytes."""
    letters: list[Letter] = []
    size = 0
    for sequence, body in session.execute(wanted.limit(MOST_IN_HAND)):
        size += len(body)
        if letters and size > MOST_BYTES * 10:
            break
        letters.append(Letter(sequence, body))
    return letters
