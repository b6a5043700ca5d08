"""How much is in a database, to tell what a request left behind."""

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lti_npq.storage.base import Base


def rows(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with Session(engine) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
