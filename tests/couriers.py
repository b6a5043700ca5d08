"""Delivery by hand: one worker's step at a time, at a moment that the test chooses."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fakes import FakePlatform
from lti_npq.services import delivery
from lti_npq.services.delivery import Doors, Parcel
from lti_npq.storage.database import for_writing
from lti_npq.workers.delivering import deliver_next


def later(**delta: float) -> datetime:
    """Return a moment so much later than now."""
    return datetime.now(UTC) + timedelta(**delta)


def deliver(engine: Engine, doors: Doors, at: datetime) -> int:
    """Deliver all that is due at a moment; return how many parcels that were."""
    parcels = 0
    while deliver_next(engine, doors, lambda: at):
        parcels += 1
        assert parcels < 50, "the delivery goes round in circles"
    return parcels


def deliver_and_look(engine: Engine, doors: Doors, at: datetime) -> datetime:
    """Deliver what is due at a moment, and look for it in the gradebook; return when that was."""
    deliver(engine, doors, at)
    looked_at = at + timedelta(seconds=15)
    deliver(engine, doors, looked_at)
    return looked_at


def lease(engine: Engine, doors: Doors, at: datetime) -> Parcel | None:
    """Take a parcel as a worker does, before anything is sent."""
    with Session(engine) as session, session.begin():
        return delivery.lease(for_writing(session), doors, at)


def take(engine: Engine, doors: Doors, at: datetime) -> Parcel:
    """Take a parcel that is known to be there."""
    parcel = lease(engine, doors, at)
    assert parcel is not None
    return parcel


def hand_over(engine: Engine, doors: Doors, parcel: Parcel, at: datetime) -> None:
    """Send a parcel and settle what came of it."""
    settle = parcel.send(doors)
    with Session(engine) as session, session.begin():
        settle(for_writing(session), at)


def posts(lms: FakePlatform, within: str) -> list[dict[str, Any]]:
    """Return the bodies posted to the addresses that hold this."""
    pairs = zip(lms.requests, lms.sent, strict=True)
    return [json.loads(body or b"") for (method, url), (_, body) in pairs if method == "POST" and within in url]
