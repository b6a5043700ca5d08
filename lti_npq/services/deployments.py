"""Placings of the tool inside an LMS: one that nobody has approved is noted for an administrator and let nobody in."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.errors import LaunchRefused
from lti_npq.storage.models import LtiDeployment
from lti_npq.storage.queries import launches
from lti_npq.storage.queries.launches import KnownParties
from lti_npq.storage.upsert import insert_if_absent

log = logging.getLogger(__name__)
MOST_PENDING = 100
"""Of one registration: some sites make a deployment per course, but no administrator reads a list without end."""


class DeploymentNotApproved(LaunchRefused):
    """A launch, right in all else, from a deployment that no administrator has approved."""

    status = 403
    advice = "An administrator of lti-npq must approve it. Tell whoever installed it, then open the activity again."

    def __init__(self, deployment_id: str) -> None:
        super().__init__("this placing of the tool (its deployment) has not been approved yet")
        self.deployment_id = deployment_id


def require_approved(known: KnownParties, deployment_id: str) -> int:
    """Return our own id of the deployment that a launch came from.

    Raises:
        DeploymentNotApproved: If it is unknown or waits for approval.
    """
    if known.deployment_id is None or known.approved_at is None:
        raise DeploymentNotApproved(deployment_id)
    return known.deployment_id


def note_pending(session: Session, registration_id: int, deployment_id: str, now: datetime) -> None:
    """Keep an unknown deployment for an administrator to approve, unless too many wait already."""
    if launches.pending_deployments(session, registration_id) >= MOST_PENDING:
        log.warning("registration %s has %s deployments waiting: no more are noted", registration_id, MOST_PENDING)
        return
    seen = {"registration_id": registration_id, "deployment_id": deployment_id, "first_seen_at": now}
    insert_if_absent(session, LtiDeployment, seen)
