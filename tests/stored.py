"""Looking into the database, as far as a test has to: the facts stored, and what is owed for them."""

from typing import Any, TypeVar

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lti_npq.storage.base import Base
from lti_npq.storage.models import OwedScore, OwedStatement, Statement
from xapi.vocabulary import PROGRESS, PROGRESSED, Verb

M = TypeVar("M", bound=Base)


def rows(engine: Engine, model: type[M]) -> list[M]:
    """Return every row of a table, in the order of its primary key."""
    with Session(engine) as session:
        return list(session.scalars(select(model).order_by(*model.__table__.primary_key)))


def owed_score(engine: Engine) -> OwedScore:
    """Return the one score there is."""
    [score] = rows(engine, OwedScore)
    return score


def owed(engine: Engine, verb: Verb | None = None) -> list[dict[str, Any]]:
    """Return the statements owed to the LRS, oldest first."""
    still_owed = (
        select(Statement.body)
        .join(OwedStatement, OwedStatement.sequence == Statement.sequence)
        .order_by(Statement.sequence)
    )
    with Session(engine) as session:
        statements = [msgspec.json.decode(body) for body in session.scalars(still_owed)]
    return [one for one in statements if verb is None or one["verb"]["id"] == verb.iri]


def verbs(engine: Engine) -> list[str]:
    """Return the last word of each owed statement's verb, oldest first."""
    return [statement["verb"]["id"].rpartition("/")[2] for statement in owed(engine)]


def percents(engine: Engine) -> list[int]:
    """Return the progress told to the LRS, oldest first."""
    return [statement["result"]["extensions"][PROGRESS.iri] for statement in owed(engine, PROGRESSED)]
