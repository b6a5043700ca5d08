"""`lti-npq worker`, with leases so short that a killed worker's lanes are free while a test waits."""

from datetime import timedelta

from lti_npq.cli import main
from lti_npq.services.delivery import leasing, pace

pace.LEASE = leasing.LEASE = timedelta(seconds=4)  # type: ignore[misc]
pace.SKEW = timedelta(minutes=5)  # type: ignore[misc]
main(["worker"])
