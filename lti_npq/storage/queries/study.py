"""What a participant has done in the modules."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_npq.storage.models import Answer, ModuleProgress, PageRead, WritingEntry
from lti_npq.storage.upsert import get_or_create


def pages_read(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the pages marked as read."""
    return set(session.scalars(select(PageRead.page_key).where(PageRead.enrolment_id == enrolment_id)))


def latest_answers(session: Session, enrolment_id: int) -> dict[str, Answer]:
    """Return the last answer to each question answered so far, by question key."""
    found = session.scalars(select(Answer).where(Answer.enrolment_id == enrolment_id, Answer.latest))
    return {answer.question_key: answer for answer in found}


def questions_answered(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the questions answered at least once."""
    return set(session.scalars(select(Answer.question_key).where(Answer.enrolment_id == enrolment_id, Answer.latest)))


def supersede_answers(session: Session, enrolment_id: int, question_key: str) -> None:
    """Mark earlier answers to a question as no longer the last."""
    session.execute(
        update(Answer)
        .where(Answer.enrolment_id == enrolment_id, Answer.latest, Answer.question_key == question_key)
        .values(latest=False)
    )


def texts(session: Session, enrolment_id: int) -> dict[str, WritingEntry]:
    """Return everything written in the modules, by the key of its place."""
    found = session.scalars(select(WritingEntry).where(WritingEntry.enrolment_id == enrolment_id))
    return {entry.writing_key: entry for entry in found}


def writings_filled(session: Session, enrolment_id: int) -> set[str]:
    """Return the keys of the places where something is written."""
    return set(
        session.scalars(
            select(WritingEntry.writing_key).where(
                WritingEntry.enrolment_id == enrolment_id, func.trim(WritingEntry.text) != ""
            )
        )
    )


def progress_row(session: Session, enrolment_id: int, module_key: str, xapi_registration: str) -> ModuleProgress:
    """Return how far a registration has come in a module, made at nought if it is the first to be heard of it."""
    key = {"enrolment_id": enrolment_id, "module_key": module_key, "xapi_registration": xapi_registration}
    return get_or_create(session, ModuleProgress, key, {"tenths": 0})
