"""Making an installation ready: keys, destinations, content."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_npq import packages
from lti_npq.services import audit, content, keys, publishing
from lti_npq.services.files import content_store
from lti_npq.services.outbox import use_destination
from lti_npq.services.publishing import Published
from lti_npq.settings import Settings
from lti_npq.storage.models import ToolKey


def prepare(session: Session, settings: Settings, now: datetime) -> None:
    """Have a key pair, and a row for the LRS that the settings name."""
    keys.ensure_key(session, settings.secret_key, now)
    use_destination(session, settings.lrs_endpoint)


def publish_shipped(session: Session, settings: Settings, now: datetime) -> list[Published]:
    """Publish every content package that comes with the product; a newer release of somebody's own stays."""
    return [publish_folder(session, settings, folder, now) for folder in content.shipped_packages()]


def publish_folder(session: Session, settings: Settings, folder: Path, now: datetime) -> Published:
    """Publish the package in a folder; a version published before is not released again.

    Raises:
        ContentError: If it has errors.
        Conflict: If its version is published already with other content.
    """
    store, source = content_store(settings), packages.read(folder)
    return publishing.publish(session, store, source, content.shipped_frameworks(), now, who=audit.COMMAND_LINE)


def is_ready(session: Session) -> bool:
    """Whether the database answers and holds the keys that a launch needs."""
    try:
        return session.scalar(select(ToolKey.kid).limit(1)) is not None
    except SQLAlchemyError:
        return False
