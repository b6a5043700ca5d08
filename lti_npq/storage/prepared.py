"""Statements of the busiest paths: compiled once for each kind of database, run on the driver's own cursor.

SQLAlchemy's own way of running a statement costs several times what SQLite needs for it, at every launch and page.
Statements stay what they are, expressions of tables, and belong to the session's transaction like all others.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, Protocol, TypeVar, cast

from sqlalchemy import Dialect, bindparam, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from lti_npq.storage.base import Base, table_of
from lti_npq.storage.database import engine_of
from lti_npq.storage.direct import DirectSession

R = TypeVar("R")
Convert = Callable[[Any], Any] | None
"""Between Python's values and the driver's; None where they are the same."""


class _Statement(Protocol):
    """A SELECT, or an INSERT, UPDATE or DELETE that returns something or nothing."""

    exported_columns: Any

    def compile(self, *, dialect: Dialect) -> Any: ...


class Prepared(Generic[R]):
    """A statement whose every parameter is a `bindparam`, and what a row of its answer is made into."""

    def __init__(self, statement: Any, row: Callable[[Sequence[Any]], R]) -> None:
        """Keep it for later.

        Args:
            statement: Of tables, below the ORM.
            row: Is given the values of a row, for instance `_make` of a named tuple.
        """
        self._statement = cast("_Statement", statement)
        self._row = row
        self._forms: dict[str, _Form] = {}

    def run(self, session: Session, values: Mapping[str, Any]) -> None:
        """Run it for what it does."""
        self._execute(session, values)[1].close()

    def first(self, session: Session, values: Mapping[str, Any]) -> R | None:
        """Return the first row of the answer, None without one."""
        form, cursor = self._execute(session, values)
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else self._row(form.read(found))

    def all(self, session: Session, values: Mapping[str, Any]) -> list[R]:
        """Return every row of the answer."""
        form, cursor = self._execute(session, values)
        found = cursor.fetchall()
        cursor.close()
        return [self._row(form.read(each)) for each in found]

    def _execute(self, session: Session, values: Mapping[str, Any]) -> tuple["_Form", DBAPICursor]:
        session.flush()
        dialect = engine_of(session).dialect
        form = self._forms.get(dialect.name) or self._compile(dialect)
        parameters = form.parameters(values)
        try:
            if isinstance(session, DirectSession):
                return form, session.run(form.sql, parameters)
            cursor = session.connection().connection.cursor()
            cursor.execute(form.sql, parameters)
        except dialect.loaded_dbapi.Error as failure:
            # As SQLAlchemy would report it, without the values.
            base = dialect.loaded_dbapi.Error
            raise DBAPIError.instance(form.sql, None, failure, base, hide_parameters=True) from failure
        return form, cursor

    def _compile(self, dialect: Dialect) -> "_Form":
        form = self._forms[dialect.name] = _Form(self._statement, dialect)
        return form


@cache
def insertion(model: type[Base], columns: tuple[str, ...]) -> Prepared[Any]:
    """Return an INSERT of one row with these columns; others get their default."""
    return Prepared(insert(table_of(model)).values({name: bindparam(name) for name in columns}), tuple)


class _Form:
    """A statement as one kind of database takes it."""

    def __init__(self, statement: _Statement, dialect: Dialect) -> None:
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
        self.sql = compiled.string
        binds = compiled.binds
        own = {name: _constant(bind.value) for name, bind in binds.items() if not bind.required}
        self._own = own | {column.key: _default(column) for column in compiled.insert_prefetch}
        order = compiled.positiontup if compiled.positional else None
        self._taken = [(name, _to_driver(binds[name].type, dialect)) for name in order or binds]
        """In the driver's order, where it goes by that."""
        self._by_name = order is None
        types = [column.type for column in statement.exported_columns]
        reading = [(number, _from_driver(kind, dialect)) for number, kind in enumerate(types)]
        self._reading = [(number, convert) for number, convert in reading if convert]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        if self._own:
            values = {**values, **{name: make() for name, make in self._own.items()}}
        if self._by_name:
            return {name: convert(values[name]) if convert else values[name] for name, convert in self._taken}
        return [convert(values[name]) if convert else values[name] for name, convert in self._taken]

    def read(self, row: Any) -> Sequence[Any]:
        """Return a row's values as Python means them."""
        if not self._reading:
            found: Sequence[Any] = row
            return found
        values = list(row)
        for number, convert in self._reading:
            values[number] = convert(values[number])
        return values


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def _default(column: Any) -> Callable[[], Any]:
    """Return what makes the value of a column that an INSERT leaves to its default."""
    default = column.default
    return _constant(default.arg) if default.is_scalar else (lambda: default.arg(None))


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
