"""Getting what is owed to where it belongs: at least once, in order, without repeating anything visible.

A worker leases a lane, does the HTTP with no transaction open, and settles what came of it:

    lease    in a transaction: pick a lane that is due and reserve it for a while
    send     no database: talk to the LRS or the LMS
    settle   in a transaction: note what arrived, or when to try again

A crash between any two of them costs a repeat that changes nothing: a statement is known by its id, and a score that
may have arrived is looked for before it is sent again. Lanes are one per LRS, one per gradebook column, to be found,
made or read, one per column and participant, and one per course, whose people are listed. Each receiver, an LRS or an
LMS, has a pace of its own, and no more than its share of a worker's hands.
"""

from lti_npq.services.delivery.lanes import Doors, Parcel, Tracked, release_leases
from lti_npq.services.delivery.leasing import lease, lease_some
from lti_npq.services.delivery.overview import Overview, notice_troubles, overview, retry_failed
from lti_npq.services.delivery.pace import LEASE
from lti_npq.services.delivery.room import Room
from lti_npq.services.delivery.stores import SealedStores

__all__ = [
    "LEASE",
    "Doors",
    "Overview",
    "Parcel",
    "Room",
    "SealedStores",
    "Tracked",
    "lease",
    "lease_some",
    "notice_troubles",
    "overview",
    "release_leases",
    "retry_failed",
]
