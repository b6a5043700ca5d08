"""What a participant has done in the modules.

Every page runs these, so each statement is built once, here: building one costs more than running it.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, literal, select, union_all, update
from sqlalchemy.orm import Session

from lti_npq.domain.progress import Done
from lti_npq.storage.base import table_of
from lti_npq.storage.models import Answer, Enrolment, ModuleProgress, PageRead, WritingEntry
from lti_npq.storage.prepared import Prepared
from lti_npq.storage.upsert import get_or_create


class LastAnswer(NamedTuple):
    """The answer to a question that counts."""

    question_key: str
    chosen: list[str]
    offer: dict[str, str]
    """What was on offer, as `domain.carrying` marks it."""


class Text(NamedTuple):
    """What is written at a place."""

    writing_key: str
    text: str
    saved_at: datetime


_ENROLMENT = bindparam("enrolment_id", type_=Integer)
_HOLD = select(Enrolment.id).where(Enrolment.id == _ENROLMENT).with_for_update(key_share=True)
_READ, _ANSWERED, _WRITTEN = (table_of(model).c for model in (PageRead, Answer, WritingEntry))
_ANSWERS = Prepared(
    select(*(_ANSWERED[name] for name in LastAnswer._fields)).where(
        _ANSWERED.enrolment_id == _ENROLMENT, _ANSWERED.latest
    ),
    LastAnswer._make,
)
_TEXTS = Prepared(
    select(*(_WRITTEN[name] for name in Text._fields)).where(_WRITTEN.enrolment_id == _ENROLMENT), Text._make
)
_DONE: Prepared[tuple[str, str]] = Prepared(
    union_all(
        select(literal("page"), _READ.page_key).where(_READ.enrolment_id == _ENROLMENT),
        select(literal("question"), _ANSWERED.question_key).where(
            _ANSWERED.enrolment_id == _ENROLMENT, _ANSWERED.latest
        ),
        select(literal("writing"), _WRITTEN.writing_key).where(
            _WRITTEN.enrolment_id == _ENROLMENT, _WRITTEN.text != ""
        ),
    ),
    tuple,
)


def hold_enrolment(session: Session, enrolment_id: int) -> None:
    """Have other requests of the same participant wait until this transaction ends; on SQLite writers always do.

    What one of them adds up, such as the progress, the other then sees whole.
    """
    session.execute(_HOLD, {"enrolment_id": enrolment_id})


def latest_answers(session: Session, enrolment_id: int) -> dict[str, LastAnswer]:
    """Return the last answer to each question answered so far, by question key."""
    return {answer.question_key: answer for answer in _ANSWERS.all(session, {"enrolment_id": enrolment_id})}


def supersede_answers(session: Session, enrolment_id: int, question_key: str) -> None:
    """Mark earlier answers to a question as no longer the last."""
    session.execute(
        update(Answer)
        .where(Answer.enrolment_id == enrolment_id, Answer.latest, Answer.question_key == question_key)
        .values(latest=False)
    )


def texts(session: Session, enrolment_id: int) -> dict[str, Text]:
    """Return everything written in the modules, by the key of its place."""
    return {entry.writing_key: entry for entry in _TEXTS.all(session, {"enrolment_id": enrolment_id})}


def done(session: Session, enrolment_id: int) -> Done:
    """Return everything done in the programme, in one query."""
    keys: dict[str, set[str]] = {"page": set(), "question": set(), "writing": set()}
    for kind, key in _DONE.all(session, {"enrolment_id": enrolment_id}):
        keys[kind].add(key)
    return Done(keys["page"], keys["question"], keys["writing"])


def progress_row(session: Session, enrolment_id: int, module_key: str, xapi_registration: str) -> ModuleProgress:
    """Return how far a registration has come in a module, made at nought if it is the first to be heard of it."""
    key = {"enrolment_id": enrolment_id, "module_key": module_key, "xapi_registration": xapi_registration}
    return get_or_create(session, ModuleProgress, key, {"tenths": 0})
