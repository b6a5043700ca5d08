"""What a participant has done in the modules.

Every page runs these, so each statement is built once, here: building one costs more than running it.
"""

from sqlalchemy import Integer, bindparam, literal, select, union_all, update
from sqlalchemy.orm import Session

from lti_npq.domain.progress import Done
from lti_npq.storage.base import table_of
from lti_npq.storage.models import Answer, Enrolment, ModuleProgress, PageRead, WritingEntry
from lti_npq.storage.prepared import Prepared
from lti_npq.storage.upsert import get_or_create

_ENROLMENT = bindparam("enrolment_id", type_=Integer)
_HOLD = select(Enrolment.id).where(Enrolment.id == _ENROLMENT).with_for_update(key_share=True)
_PAGES = select(PageRead.page_key).where(PageRead.enrolment_id == _ENROLMENT)
_ANSWERS = select(Answer).where(Answer.enrolment_id == _ENROLMENT, Answer.latest)
_TEXTS = select(WritingEntry).where(WritingEntry.enrolment_id == _ENROLMENT)
_READ, _ANSWERED, _WRITTEN = (table_of(model).c for model in (PageRead, Answer, WritingEntry))
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


def pages_read(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the pages marked as read."""
    return set(session.scalars(_PAGES, {"enrolment_id": enrolment_id}))


def latest_answers(session: Session, enrolment_id: int) -> dict[str, Answer]:
    """Return the last answer to each question answered so far, by question key."""
    found = session.scalars(_ANSWERS, {"enrolment_id": enrolment_id})
    return {answer.question_key: answer for answer in found}


def supersede_answers(session: Session, enrolment_id: int, question_key: str) -> None:
    """Mark earlier answers to a question as no longer the last."""
    session.execute(
        update(Answer)
        .where(Answer.enrolment_id == enrolment_id, Answer.latest, Answer.question_key == question_key)
        .values(latest=False)
    )


def texts(session: Session, enrolment_id: int) -> dict[str, WritingEntry]:
    """Return everything written in the modules, by the key of its place."""
    found = session.scalars(_TEXTS, {"enrolment_id": enrolment_id})
    return {entry.writing_key: entry for entry in found}


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
