"""What participants do in the modules: each fact is stored together with the statements it owes."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lti_npq.domain import progress
from lti_npq.domain.assessment import MAXIMUM_CHARACTERS
from lti_npq.domain.blocks import Writing
from lti_npq.domain.carrying import Offer, carried, offer_of
from lti_npq.domain.programme import Module, Page
from lti_npq.domain.progress import Done
from lti_npq.domain.questions import Judgement, Question, Response
from lti_npq.errors import Forbidden, NotFound, NpqError
from lti_npq.services import page_views, reaching, statements
from lti_npq.services.visits import Visit
from lti_npq.storage.models import Answer, PageRead, WritingEntry
from lti_npq.storage.queries import study
from lti_npq.storage.upsert import insert_if_absent, save

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer to a question and what is said of it."""

    response: Response
    judgement: Judgement


class NothingChosen(NpqError):
    """A question sent without an answer."""

    status = 422
    title = "Choose an answer first"
    advice = "Go back, choose what you think is right, and check it again."


class QuestionChanged(NothingChosen):
    """An answer to an earlier version of a question, whose words are nowhere in this one."""

    status = 409
    title = "This question has changed since you opened the page"
    advice = "Open the page again and answer it as it is now."


def find_page(visit: Visit, page_key: str) -> tuple[Module, Page]:
    """Return a page with its module, or raise NotFound."""
    return _known(visit.programme.page(page_key), "page")


def find_question(visit: Visit, question_key: str) -> tuple[Page, Question]:
    """Return a question with its page, or raise NotFound."""
    return _known(visit.programme.question(question_key), "question")


def find_writing(visit: Visit, writing_key: str) -> tuple[Page, Writing]:
    """Return a place to write with its page, or raise NotFound."""
    return _known(visit.programme.writing(writing_key), "place to write")


def record_page_read(
    session: Session, visit: Visit, page_key: str, now: datetime, view_key: UUID | None = None
) -> None:
    """Note that the participant read a page; only the first time counts.

    Where a script measures the view (`view_key`), its end tells of it, with the engaged time; else this does.
    """
    module, page = find_page(visit, page_key)
    if not visit.records:
        return
    study.hold_enrolment(session, visit.enrolment_id)
    if view_key is not None:
        page_views.take_up(session, visit, page, view_key, now)
    fact = uuid4()
    values = {
        "id": fact,
        "enrolment_id": visit.enrolment_id,
        "page_key": page.key,
        "package_version": visit.programme.version,
        "read_at": now,
    }
    if insert_if_absent(session, PageRead, values) is not None:
        if view_key is None:
            statements.tell_page_read(session, visit, module, page, fact, now)
        _tell_progress(session, visit, module, now)


def response_to(question: Question, given: Response, shown: Offer | None) -> Response:
    """Return an answer as a response to the question as it is now.

    Args:
        shown: What was on offer where it was given, which may be an earlier version; None or empty if not known.

    Raises:
        NothingChosen: If nothing in it answers the question.
    """
    response = carried(question, given, shown or {})
    if response:
        return response
    if shown and shown != offer_of(question):
        raise QuestionChanged("What was chosen is no longer among the answers.")
    raise NothingChosen("Nothing in it answers the question.")


def record_answer(
    session: Session, visit: Visit, question_key: str, given: Response, now: datetime, shown: Offer | None = None
) -> AnswerView:
    """Store an answer to a self-check; return what is said of it.

    Args:
        shown: As in `response_to`.

    Raises:
        NothingChosen: If nothing in it answers the question.
    """
    page, question = find_question(visit, question_key)
    response = response_to(question, given, shown)
    view = AnswerView(response, question.judge(response))
    if visit.records:
        study.hold_enrolment(session, visit.enrolment_id)
        study.supersede_answers(session, visit.enrolment_id, question.key)
        answer = Answer(
            id=uuid4(),
            enrolment_id=visit.enrolment_id,
            question_key=question.key,
            package_version=visit.programme.version,
            chosen=list(response),
            offer=dict(offer_of(question)),
            correct=view.judgement.correct,
            latest=True,
            answered_at=now,
        )
        session.add(answer)
        module, _ = find_page(visit, page.key)
        statements.tell_answer(session, visit, module, question, answer, now)
        _tell_progress(session, visit, module, now)
    return view


def save_writing(session: Session, visit: Visit, writing_key: str, text: str, now: datetime) -> None:
    """Keep what the participant wrote, over what was there.

    Raises:
        Forbidden: For anybody else: what cannot be kept must not look as if it were.
    """
    page, writing = find_writing(visit, writing_key)
    visit.require_open()
    if not visit.records:
        raise Forbidden("Only what participants write is kept.")
    refuse_excess(text)
    study.hold_enrolment(session, visit.enrolment_id)
    key = {"enrolment_id": visit.enrolment_id, "writing_key": writing.key}
    # Blanks alone are nothing written, whoever asks: SQL's idea of a blank is not Python's.
    save(session, WritingEntry, key, {"text": text if text.strip() else "", "saved_at": now})
    _tell_progress(session, visit, find_page(visit, page.key)[0], now)


def refuse_excess(text: str) -> None:
    """Refuse a text that no person wrote.

    Raises:
        NpqError: If it is far too long.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise TextTooLong(f"The text is longer than {MAXIMUM_CHARACTERS:,} characters.")


class TextTooLong(NpqError):
    """A text far beyond anything a task or reflection asks for."""

    status = 413
    title = "That text is too long to keep"
    advice = "Go back and shorten it. What was saved before is still there."


def done_by(session: Session, visit: Visit) -> Done:
    """Return everything a participant has done in the programme."""
    return study.done(session, visit.enrolment_id)


def _tell_progress(session: Session, visit: Visit, module: Module, now: datetime) -> None:
    """Owe a statement for each tenth of the module newly reached, for its completion, and for engagement, each once."""
    session.flush()
    done = done_by(session, visit)
    known = study.progress_row(session, visit.enrolment_id, module.key, str(visit.xapi_registration))
    # The tiny addition keeps 0.3 from arriving as 2.9999 tenths.
    reached = int(progress.share(module, done) * 10 + 1e-9)
    if reached > known.tenths:
        statements.tell_progress(session, visit, module, reached, now)
        known.tenths = reached
    if known.completed_at is None and progress.is_complete(module, done):
        engaged = page_views.engaged_in(session, visit, module)
        statements.tell_completion(session, visit, module, engaged, now)
        known.completed_at = now
    reaching.notice(session, visit, now, done)


def _known(found: T | None, what: str) -> T:
    if found is None:
        raise NotFound(f"This programme has no such {what}.")
    return found
