"""Getting what is owed to where it belongs: at least once, in order, without repeating anything visible.

A worker leases a lane, does the HTTP with no transaction open, and settles what came of it:

    lease    in a transaction: pick a lane that is due and reserve it for a while
    send     no database: talk to the LRS or the LMS
    settle   in a transaction: note what arrived, or when to try again

A crash between any two of them costs a repeat that changes nothing: a statement is known by its id, and a score that
may have arrived is looked for before it is sent again. Lanes are one per LRS, one per gradebook column, to be found,
made or read, one per column and participant, and one per course, whose people are listed.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.services.delivery.columns import lease_column
from lti_npq.services.delivery.lanes import LEASE, Doors, Parcel, release_leases
from lti_npq.services.delivery.overview import Overview, notice_troubles, overview, retry_failed
from lti_npq.services.delivery.readings import lease_reading
from lti_npq.services.delivery.rosters import lease_roster
from lti_npq.services.delivery.scores import lease_score
from lti_npq.services.delivery.statements import lease_batch
from lti_npq.services.delivery.subscriptions import lease_subscription

__all__ = ["Doors", "Overview", "Parcel", "lease", "notice_troubles", "overview", "release_leases", "retry_failed"]


def lease(session: Session, doors: Doors, now: datetime) -> Parcel | None:
    """Reserve the next lane that is due, or return None when nothing is. Scores go first: people wait for them."""
    until = now + LEASE
    return (
        lease_column(session, now, until)
        or lease_score(session, doors, now, until)
        or lease_batch(session, doors, now, until)
        or lease_reading(session, now, until)
        or lease_roster(session, now, until)
        or lease_subscription(session, now, until)
    )
