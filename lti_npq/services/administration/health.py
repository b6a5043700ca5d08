"""How each LMS does, in a word and a sentence."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.services import registry
from lti_npq.services.administration.deliveries import courses_in_trouble
from lti_npq.services.registry import PlatformView
from lti_npq.storage.models import LtiContext


@dataclass(frozen=True, slots=True)
class PlatformHealth:
    """One LMS and its light."""

    platform: PlatformView
    light: str
    """`late` where somebody must look, `waiting` where somebody must approve, else `done`; `new` before any launch."""
    words: str


def platforms(session: Session, tenant_id: int | None = None) -> list[PlatformHealth]:
    """Return every LMS that is registered with how it does; only a provider's own if one is named."""
    failed: Counter[int] = Counter()
    for course in courses_in_trouble(session, tenant_id):
        failed[course.platform_id] += course.owed
    courses = Counter(session.scalars(select(LtiContext.registration_id)))
    return [
        PlatformHealth(view, *_light(view, failed[view.id], courses[view.id]))
        for view in registry.platforms(session, tenant_id)
        if view.removed_at is None
    ]


def _light(view: PlatformView, failed: int, courses: int) -> tuple[str, str]:
    waiting = sum(deployment.approved_at is None for deployment in view.deployments)
    if failed:
        return "late", f"{_counted(failed, 'grade')} not in its gradebook"
    if view.failing:
        return "late", f"To be mended: {', '.join(view.failing)}"
    if waiting:
        return "waiting", f"{_counted(waiting, 'deployment')} to approve"
    if courses:
        return "done", f"Used in {_counted(courses, 'course')}"
    return "new", "Not opened by anybody yet"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
