"""What a participant has done in the modules.

Every page runs these, so each statement is built once, here: building one costs more than running it.
"""

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import Answer, ModuleProgress, PageRead, WritingEntry
from lti_npq.storage.upsert import get_or_create

_ENROLMENT = bindparam("enrolment_id", type_=Integer)
_PAGES = select(PageRead.page_key).where(PageRead.enrolment_id == _ENROLMENT)
_ANSWERS = select(Answer).where(Answer.enrolment_id == _ENROLMENT, Answer.latest)
_ANSWERED = select(Answer.question_key).where(Answer.enrolment_id == _ENROLMENT, Answer.latest)
_TEXTS = select(WritingEntry).where(WritingEntry.enrolment_id == _ENROLMENT)
_FILLED = select(WritingEntry.writing_key).where(WritingEntry.enrolment_id == _ENROLMENT, WritingEntry.text != "")


def pages_read(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the pages marked as read."""
    return set(session.scalars(_PAGES, {"enrolment_id": enrolment_id}))


def latest_answers(session: Session, enrolment_id: int) -> dict[str, Answer]:
    """Return the last answer to each question answered so far, by question key."""
    found = session.scalars(_ANSWERS, {"enrolment_id": enrolment_id})
    return {answer.question_key: answer for answer in found}


def questions_answered(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the questions answered at least once."""
    return set(session.scalars(_ANSWERED, {"enrolment_id": enrolment_id}))


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


def writings_filled(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the places where something is written."""
    return set(session.scalars(_FILLED, {"enrolment_id": enrolment_id}))


def progress_row(session: Session, enrolment_id: int, module_key: str, xapi_registration: str) -> ModuleProgress:
    """Return how far a registration has come in a module, made at nought if it is the first to be heard of it."""
    key = {"enrolment_id": enrolment_id, "module_key": module_key, "xapi_registration": xapi_registration}
    return get_or_create(session, ModuleProgress, key, {"tenths": 0})
