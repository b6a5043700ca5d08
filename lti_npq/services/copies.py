"""Courses that were copied from others: what the LMS says of it, and what a facilitator of both makes of it.

A copied course works at once, since its activities are found by their keys. Knowing where it came from adds one thing:
once somebody who facilitates both has said that they are the same programme run, whoever marks in the new course sees
what the same person got in the old one. Nobody's work moves, and nothing is sent to a gradebook.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_npq.errors import NotFound
from lti_npq.services.visits import Visit
from lti_npq.storage.models import ContextOrigin, Enrolment, LtiContext
from lti_npq.storage.queries import assessment, linking
from lti_npq.storage.queries.linking import Origin
from lti_npq.storage.upsert import insert_if_absent

FARTHEST_ORIGIN = 50
"""Courses back that are looked for. A teacher may write thousands into a parameter, and a launch waits for each."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question to the facilitator of two courses."""

    id: int
    title: str
    """Of the earlier course; they know it, as they facilitate it too."""


@dataclass(frozen=True, slots=True)
class LinkedCourse:
    """An earlier course that this one is the same programme run as."""

    title: str
    linked_by: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Copies:
    """What a facilitator sees of a course's past."""

    proposal: Proposal | None
    linked: list[LinkedCourse]


@dataclass(frozen=True, slots=True)
class EarlierOutcome:
    """What a person got for the same task in an earlier course."""

    course: str
    outcome: str
    points: int
    maximum: int
    marked_at: datetime


def remember(session: Session, context_id: int, origin_ids: Sequence[str], now: datetime) -> None:
    """Keep which course one was copied from: the nearest that is known here, of the same registration only.

    Args:
        session: A writer's.
        context_id: Our own, of the copy.
        origin_ids: The LMS's own, the newest first.
        now: The present.
    """
    context = session.get_one(LtiContext, context_id)
    for origin_id in origin_ids[:FARTHEST_ORIGIN]:
        origin = _known(session, context, origin_id)
        if origin is not None:
            insert_if_absent(
                session, ContextOrigin, {"context_id": context.id, "origin_id": origin.id, "learned_at": now}
            )
            return


def copies(session: Session, visit: Visit) -> Copies:
    """Return the question that waits for this facilitator, if any, and what was answered before.

    The earlier course's title is told to nobody who does not facilitate it, until one who does has linked the two.
    """
    visit.require_facilitator()
    known = linking.origins(session, visit.context_id)
    undecided = (each for each in known if each.origin.decided_at is None and _may_decide(session, visit, each))
    proposal = next((Proposal(each.origin.id, each.context.title) for each in undecided), None)
    return Copies(proposal, [linked for each in known if (linked := _linked(each))])


def decide(session: Session, visit: Visit, proposal_id: int, *, linked: bool, now: datetime) -> None:
    """Keep whether both courses are the same programme run on.

    Raises:
        NotFound: If there is no such question for this facilitator, or no longer.
    """
    proposal = copies(session, visit).proposal
    if proposal is None or proposal.id != proposal_id:
        raise NotFound("There is no such question, or it was answered already.")
    origin = session.get_one(ContextOrigin, proposal_id)
    origin.linked, origin.decided_at, origin.decided_by = linked, now, _user_id(session, visit)


def earlier_outcome(session: Session, visit: Visit, submission_id: UUID) -> EarlierOutcome | None:
    """Return the newest mark that whoever handed this in got for the same task in a course that this one is linked to.

    Nothing for a submission of another course.
    """
    visit.require_facilitator()
    entry = assessment.queue_entry(session, visit.context_id, visit.programme.key, submission_id)
    if entry is None:
        return None
    person, task_key = entry.participant.id, entry.submission.task_key
    marks = linking.earlier_marks(session, visit.context_id, visit.programme.key, person, task_key)
    if not marks:
        return None
    marking, context = marks[0]
    return EarlierOutcome(context.title, marking.outcome, marking.points, marking.maximum, marking.marked_at)


def _known(session: Session, context: LtiContext, origin_id: str) -> LtiContext | None:
    """Return the course of an id, if there is no doubt which: the deployment's own, else the only one elsewhere."""
    named = linking.contexts_called(session, context.registration_id, origin_id)
    others = [each for each in named if each.id != context.id]
    near = [each for each in others if each.deployment_id == context.deployment_id]
    candidates = near or others
    return candidates[0] if len(candidates) == 1 else None


def _may_decide(session: Session, visit: Visit, origin: Origin) -> bool:
    return linking.facilitates(session, _user_id(session, visit), origin.context.id, visit.programme.key)


def _linked(origin: Origin) -> LinkedCourse | None:
    if not origin.origin.linked or origin.origin.decided_at is None:
        return None
    name = origin.decider.name if origin.decider else None
    return LinkedCourse(origin.context.title, name or "a facilitator", origin.origin.decided_at)


def _user_id(session: Session, visit: Visit) -> int:
    return session.get_one(Enrolment, visit.enrolment_id).user_id
