"""Facts as xAPI statements: what happened, in the words of the `xapi` package."""

import math
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy.orm import Session

from lti_npq.domain.programme import Module, Page, Task
from lti_npq.domain.questions import Choice, Item, Matching, Numeric, Option, Ordering, Question, ShortText
from lti_npq.domain.score import Score
from lti_npq.services.outbox import owe_statement, owe_statements
from lti_npq.services.visits import Visit
from lti_npq.storage.models import Answer, ModuleProgress, PageView
from lti_npq.storage.upsert import insert_if_absent
from xapi import interactions, parts, vocabulary
from xapi import statements as builders
from xapi.encoding import JsonObject
from xapi.identity import statement_id
from xapi.interactions import Interaction
from xapi.profile import VERSION_PATH

PLATFORM = "lti-npq"


def tell_launch(session: Session, visit: Visit, module_key: str | None, now: datetime) -> None:
    """Owe `launched`, and `initialized` on the first visit or `resumed` on a later one."""
    if not visit.records:
        return
    scene, activity = _session_scene(visit)
    first = insert_if_absent(session, ModuleProgress, _no_progress_yet(visit, module_key or ""))
    begin = builders.resumed if first is None else builders.initialized
    launched = builders.launched(scene, activity, statement_id=_of_sitting("launch", visit), at=now)
    begun = begin(scene, activity, statement_id=_of_sitting("session", visit), at=now)
    _owe(session, visit, now, launched, begun)


def tell_return(session: Session, visit: Visit, now: datetime) -> None:
    """Owe `resumed` for a session that goes on after it was closed."""
    scene, activity = _session_scene(visit)
    _owe(session, visit, now, builders.resumed(scene, activity, statement_id=_of_sitting("session", visit), at=now))


def tell_leaving(
    session: Session, visit: Visit, engaged: timedelta | None, at: datetime, now: datetime, *, is_done: bool
) -> None:
    """Owe `terminated` where nothing is left to do, else `suspended`, with the engaged time."""
    scene, activity = _session_scene(visit)
    leave = builders.terminated if is_done else builders.suspended
    said = leave(scene, activity, duration=engaged, statement_id=_of_sitting("session_end", visit), at=at)
    _owe(session, visit, now, said)


def tell_silence(session: Session, visit: Visit, lasted: timedelta, at: datetime, now: datetime) -> None:
    """Owe `abandoned`, with the time until the last sign of life."""
    scene, activity = _session_scene(visit)
    end_id = _of_sitting("session_end", visit)
    _owe(session, visit, now, builders.abandoned(scene, activity, duration=lasted, statement_id=end_id, at=at))


def tell_page_read(session: Session, visit: Visit, module: Module, page: Page, fact: UUID, now: datetime) -> None:
    """Owe `experienced` for a page that was marked as read where no script measured: without a duration."""
    said = builders.experienced(
        _scene(visit).within(_module(visit, module)),
        _page(visit, page.key, page.title),
        duration=None,
        statement_id=statement_id("page_read", fact),
        at=now,
    )
    _owe(session, visit, now, said)


def tell_page_view(
    session: Session, visit: Visit, module: Module | None, view: PageView, title: str, at: datetime, now: datetime
) -> None:
    """Owe `experienced` for a view that ended, with its engaged time."""
    scene = replace(_scene(visit), revision=view.package_version, session_id=view.xapi_session)
    said = builders.experienced(
        scene.within(_module(visit, module)) if module else scene,
        _page(visit, view.page_key, title),
        duration=timedelta(milliseconds=view.engaged_ms),
        statement_id=statement_id("page_view", view.id),
        at=at,
    )
    _owe(session, visit, now, said)


def tell_answer(
    session: Session, visit: Visit, module: Module, question: Question, answer: Answer, now: datetime
) -> None:
    scene = _scene(visit).within(_module(visit, module))
    statement = builders.answered(
        scene,
        _question(visit, question),
        # What somebody wrote, be it two words, stays here; what they chose from may be told.
        given=None if isinstance(question, ShortText) else tuple(answer.chosen),
        success=answer.correct,
        statement_id=statement_id("answer", answer.id),
        at=now,
    )
    _owe(session, visit, now, statement)


def tell_progress(session: Session, visit: Visit, module: Module, tenths: int, now: datetime) -> None:
    scene = _scene(visit).within(_programme(visit))
    fact = statement_id("progress", visit.xapi_registration, module.key, tenths)
    statement = builders.progressed(scene, _module(visit, module), percent=tenths * 10, statement_id=fact, at=now)
    _owe(session, visit, now, statement)


def tell_completion(session: Session, visit: Visit, module: Module, engaged: timedelta | None, now: datetime) -> None:
    """Owe `completed`, with the time engaged in the module as far as it was measured."""
    scene = _scene(visit).within(_programme(visit))
    fact = statement_id("completion", visit.xapi_registration, module.key)
    statement = builders.completed(scene, _module(visit, module), duration=engaged, statement_id=fact, at=now)
    _owe(session, visit, now, statement)


def tell_submission(session: Session, visit: Visit, task: Task, attempt: int, fact: UUID, now: datetime) -> None:
    statement = builders.submitted(
        _task_scene(visit, task),
        _task(visit, task),
        attempt=attempt,
        statement_id=statement_id("submission", fact),
        at=now,
    )
    _owe(session, visit, now, statement)


def tell_practice(session: Session, visit: Visit, task: Task, now: datetime) -> None:
    """Owe that a practice case was answered and compared, once; never what was written."""
    fact = statement_id("practice", visit.xapi_registration, task.key)
    statement = builders.completed(
        _task_scene(visit, task), _task(visit, task), duration=None, statement_id=fact, at=now
    )
    _owe(session, visit, now, statement)


def tell_engagement(session: Session, visit: Visit, share: float, rule: str, fact: UUID, now: datetime) -> None:
    """Owe `satisfied`, with how far the rule was met, cut so that it never claims too much."""
    cut = math.floor(share * 10_000 + 1e-6) / 10_000
    said = builders.satisfied(
        _scene(visit), _programme(visit), share=cut, rule=rule, statement_id=statement_id("engagement", fact), at=now
    )
    _owe(session, visit, now, said)


def tell_correction(
    session: Session, marker: Visit, xapi_registration: UUID, task: Task, corrected: UUID, now: datetime
) -> None:
    """Owe `voided` for the score of a mark that another took the place of."""
    said = builders.voided(
        replace(_task_scene(marker, task), xapi_registration=xapi_registration, session_id=None),
        corrected=_score_id(corrected),
        statement_id=statement_id("marking_corrected", corrected),
        at=now,
    )
    owe_statement(session, said, now)


def tell_score(
    session: Session,
    marker: Visit,
    subject: str,
    xapi_registration: UUID,
    task: Task,
    score: Score,
    fact: UUID,
    now: datetime,
) -> None:
    """Owe `scored`: the participant is the actor, the facilitator the instructor."""
    statement = builders.scored(
        replace(
            _task_scene(marker, task),
            actor=parts.Actor(marker.issuer, subject),
            xapi_registration=xapi_registration,
            session_id=None,
        ),
        _task(marker, task),
        score=parts.Score(score.given, score.maximum),
        instructor=parts.Actor(marker.issuer, marker.subject),
        statement_id=_score_id(fact),
        at=now,
    )
    owe_statement(session, statement, now)


def _score_id(marking_id: UUID) -> UUID:
    return statement_id("marking", marking_id)


def _owe(session: Session, visit: Visit, now: datetime, *told: JsonObject) -> None:
    """Owe what a real person did: trying out a course is nobody's learning."""
    if not visit.is_test:
        owe_statements(session, told, now)


def _no_progress_yet(visit: Visit, module_key: str) -> dict[str, object]:
    return {
        "enrolment_id": visit.enrolment_id,
        "module_key": module_key,
        "xapi_registration": str(visit.xapi_registration),
        "tenths": 0,
    }


def _scene(visit: Visit) -> parts.Scene:
    """Return what all statements of a visit have in common."""
    course = parts.Activity(_iri(visit, "courses", str(visit.context_id)), vocabulary.COURSE, visit.course_title)
    return parts.Scene(
        actor=parts.Actor(visit.issuer, visit.subject),
        xapi_registration=visit.xapi_registration,
        platform=PLATFORM,
        language=visit.programme.language,
        revision=visit.programme.version,
        profile=visit.site + VERSION_PATH,
        session_id=visit.xapi_session,
        grouping=(_programme(visit), course),
    )


def _session_scene(visit: Visit) -> tuple[parts.Scene, parts.Activity]:
    """Return what is told of a whole session: its module within the programme, or the programme itself."""
    module = visit.programme.module(visit.module_key) if visit.module_key else None
    if module is None:
        return _scene(visit), _programme(visit)
    return _scene(visit).within(_programme(visit)), _module(visit, module)


def _of_sitting(kind: str, visit: Visit) -> UUID:
    return statement_id(kind, visit.xapi_session)


def _task_scene(visit: Visit, task: Task) -> parts.Scene:
    module = visit.programme.module(task.module)
    return _scene(visit).within(_module(visit, module)) if module else _scene(visit)


def _programme(visit: Visit) -> parts.Activity:
    iri = f"{visit.site}/activities/{visit.programme.key}"
    return parts.Activity(iri, vocabulary.COURSE, visit.programme.title)


def _module(visit: Visit, module: Module) -> parts.Activity:
    return parts.Activity(_iri(visit, "modules", module.key), vocabulary.MODULE, module.title)


def _page(visit: Visit, page_key: str, title: str) -> parts.Activity:
    return parts.Activity(_iri(visit, "pages", page_key), vocabulary.PAGE, title)


def _task(visit: Visit, task: Task) -> parts.Activity:
    return parts.Activity(_iri(visit, "tasks", task.key), vocabulary.ASSESSMENT, task.title)


def _question(visit: Visit, question: Question) -> parts.Activity:
    iri = _iri(visit, "questions", question.key)
    return parts.Activity(iri, vocabulary.QUESTION, question.text, interaction=_interaction(question))


def _interaction(question: Question) -> Interaction:
    """Return a question in the words of xAPI."""
    match question:
        case Choice():
            return interactions.ChoiceQuestion(_choices(question.options), tuple(sorted(question.correct_keys)))
        case Ordering():
            return interactions.SequencingQuestion(_choices(question.items), question.correct_keys)
        case Matching():
            targets = tuple(interactions.Choice(key, text) for key, text in question.offered)
            return interactions.MatchingQuestion(_choices(question.items), targets, question.correct_keys)
        case ShortText():
            accepted = [each.text for each in question.expected if each.correct and not each.is_pattern]
            return interactions.FillInQuestion(tuple(accepted))
        case Numeric():
            accepted_ranges = [(each.least, each.most) for each in question.ranges if each.correct]
            return interactions.NumericQuestion(tuple(accepted_ranges))


def _choices(offered: tuple[Option, ...] | tuple[Item, ...]) -> tuple[interactions.Choice, ...]:
    return tuple(interactions.Choice(each.key, each.text) for each in offered)


def _iri(visit: Visit, kind: str, key: str) -> str:
    """Return an activity's id: the same in every version of the content."""
    return f"{visit.site}/activities/{visit.programme.key}/{kind}/{key}"
