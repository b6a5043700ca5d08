"""Rows that may be there already, made without a race on either database."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti_npq.storage.base import Base

M = TypeVar("M", bound=Base)


def get_or_create(session: Session, model: type[M], key: Mapping[str, Any], values: Mapping[str, Any]) -> M:
    """Return the row with this unique key, made with `values` if there is none."""
    wanted = select(model).filter_by(**key)
    found = session.scalar(wanted)
    if found is None:
        session.execute(_insert(session, model).values(**key, **values).on_conflict_do_nothing())
        found = session.scalars(wanted).one()
    return found


def insert_if_absent(session: Session, model: type[Base], values: Mapping[str, Any]) -> Any:
    """Add a row and return its primary key, or None where one with the same unique key is there already."""
    primary = next(iter(model.__table__.primary_key))
    statement = _insert(session, model).values(**values).on_conflict_do_nothing().returning(primary)
    return session.execute(statement).scalar_one_or_none()


def save(session: Session, model: type[M], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Store `values` under this unique key, over what was there."""
    statement = _insert(session, model).values(**key, **values)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _insert(session: Session, model: type[Base]) -> Any:
    """Return the dialect's own INSERT, which knows ON CONFLICT; the generic one does not."""
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement: Insert = dialect.insert(model)
    return statement
