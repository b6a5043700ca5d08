"""Rows that may be there already, made without a race on either database.

Each kind of statement is built once and kept, and run on the driver itself: anything else costs more than the database.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lti_npq.storage.base import Base
from lti_npq.storage.database import engine_of
from lti_npq.storage.prepared import Prepared

M = TypeVar("M", bound=Base)


def get_or_create(session: Session, model: type[M], key: Mapping[str, Any], values: Mapping[str, Any]) -> M:
    """Return the row with this unique key, made with `values` if there is none."""
    wanted = select(model).filter_by(**key)
    found = session.scalar(wanted)
    if found is None:
        insert_if_absent(session, model, {**key, **values})
        found = session.scalars(wanted).one()
    return found


def insert_if_absent(session: Session, model: type[Base], values: Mapping[str, Any]) -> Any:
    """Add a row and return its primary key, or None where one with the same unique key is there already."""
    return _insert_if_absent(_dialect(session), model, tuple(values)).first(session, values)


def insert_those_absent(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Add rows with the same columns in one statement; return the primary keys of those that were not there already."""
    statement = _insert_those_absent(_dialect(session), model, tuple(rows[0]), len(rows))
    values = {_numbered(name, number): value for number, row in enumerate(rows) for name, value in row.items()}
    return statement.all(session, values)


def save(session: Session, model: type[M], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Store `values` under this unique key, over what was there."""
    _insert_or_update(_dialect(session), model, tuple(key), tuple(values)).run(session, {**key, **values})


@cache
def _insert_if_absent(dialect: str, model: type[Base], columns: tuple[str, ...]) -> Prepared[Any]:
    return _unless_there(_insert(dialect, model, columns), model)


@cache
def _insert_those_absent(dialect: str, model: type[Base], columns: tuple[str, ...], count: int) -> Prepared[Any]:
    types = {column.name: column.type for column in model.__table__.columns}
    # Beyond a first row SQLAlchemy does not infer the types of parameters.
    rows: list[dict[str, Any]] = [
        {name: bindparam(_numbered(name, number), type_=types[name]) for name in columns} for number in range(count)
    ]
    return _unless_there(_own(dialect).insert(model.__table__).values(rows), model)


def _numbered(name: str, number: int) -> str:
    return f"{name}_{number}"


def _unless_there(insertion: Any, model: type[Base]) -> Prepared[Any]:
    """Return an INSERT that leaves rows alone whose unique key is there, and says which it added."""
    returned = next(iter(model.__table__.primary_key))
    return Prepared(insertion.on_conflict_do_nothing().returning(returned), itemgetter(0))


@cache
def _insert_or_update(dialect: str, model: type[Base], key: tuple[str, ...], others: tuple[str, ...]) -> Prepared[Any]:
    statement = _insert(dialect, model, key + others)
    changed = {name: statement.excluded[name] for name in others}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=changed), tuple)


def _insert(dialect: str, model: type[Base], columns: tuple[str, ...]) -> Any:
    return _own(dialect).insert(model.__table__).values({name: bindparam(name) for name in columns})


def _own(dialect: str) -> Any:
    """Return the dialect's module: its INSERT knows ON CONFLICT, the generic one does not."""
    return sqlite if dialect == "sqlite" else postgresql


def _dialect(session: Session) -> str:
    return engine_of(session).dialect.name
