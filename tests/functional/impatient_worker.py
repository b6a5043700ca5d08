"""`lti-npq worker`, with leases so short that a killed worker's lanes are free while a test waits."""

from datetime import timedelta

from lti_npq.cli import main
from lti_npq.services.delivery import leasing, pace, posting, statements

pace.LEASE = leasing.LEASE = timedelta(seconds=4)  # type: ignore[misc]
# What one parcel may take belongs to it.
posting.ALTOGETHER_SECONDS, statements._NO_NEW_BATCH_AFTER_SECONDS = 2.0, 1.0
main(["worker"])
