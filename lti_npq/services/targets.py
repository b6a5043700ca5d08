"""What an activity in an LMS leads to: content is found by its stable key, never by the LMS's own ids."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from lti_npq.domain.programme import Programme, Task
from lti_npq.errors import LaunchRefused, ProgrammeRetired
from lti_npq.platforms.launch import Launch
from lti_npq.platforms.registration import Registration
from lti_npq.services.content import Library
from lti_npq.storage.queries import assessment, content


@dataclass(frozen=True, slots=True)
class Target:
    """A programme, or a module or task of it."""

    programme: Programme
    module_key: str | None
    task_key: str | None

    @property
    def is_marked(self) -> bool:
        """Whether facilitators mark what is done there; a single task that nobody marks is only read."""
        task = self.programme.task(self.task_key) if self.task_key else None
        return task is None or task.is_graded

    @property
    def only_task(self) -> Task | None:
        """The one task with a gradebook column that the activity leads to; None if there is none or a choice."""
        module = self.programme.module(self.module_key) if self.module_key else None
        keys = (self.task_key,) if self.task_key else module.tasks if module else ()
        tasks = [task for key in keys if (task := self.programme.task(key)) and task.is_graded]
        return tasks[0] if len(tasks) == 1 else None


class ContentKey(NamedTuple):
    """What an activity names, by keys that stay: a programme, and perhaps a module or task of it."""

    programme_key: str
    """Empty if it names none, and there is not exactly one."""
    item: str
    """Empty for the programme as a whole."""


def key_of(session: Session, registration: Registration, launch: Launch) -> ContentKey:
    """Return the stable key of an activity.

    It is `programme` or `programme/module` or `programme/task`: in the activity's custom fields, else in the query of
    its address, since some LMSs lose one or the other. A submission review that lost both names its column.
    """
    key = _key_in(launch) or _key_of_column(session, registration, launch)
    programme_key, _, item = key.partition("/")
    return ContentKey(programme_key or _only_programme(session), item)


def target_of(session: Session, library: Library, key: ContentKey, package_digest: str | None) -> Target:
    """Return what a key names in the released version of its programme.

    Raises:
        LaunchRefused: If it names nothing that is published.
    """
    item = key.item
    if package_digest is None:
        raise LaunchRefused(
            "the content it leads to is not published here",
            status=404,
            advice="Ask whoever set up the activity to check its content key.",
        )
    programme = library.programme(session, package_digest)
    if item and not programme.module(item) and not programme.task(item):
        raise LaunchRefused(
            f"{programme.title} has nothing called “{item}”",
            status=404,
            advice="Ask whoever set up the activity to check its content key.",
        )
    task = programme.task(item)
    module_key = (task.module if task else item) or None
    return Target(programme, module_key, task.key if task else None)


def _key_in(launch: Launch) -> str:
    query = parse_qs(urlsplit(launch.target_link_uri).query)
    return launch.custom.get("content") or next(iter(query.get("content", [])), "")


def _key_of_column(session: Session, registration: Registration, launch: Launch) -> str:
    """Return the key of the task that the column of a submission review is for; empty if it is none of ours."""
    column = launch.review.line_item_url if launch.review else None
    if column is None:
        return ""
    return assessment.content_of_column(session, registration.id, launch.deployment_id, launch.context_id, column) or ""


def refuse_retired(session: Session, programme: Programme) -> None:
    """Refuse somebody new in a programme that was retired.

    Raises:
        ProgrammeRetired: If it was.
    """
    if content.is_retired(session, programme.key):
        raise ProgrammeRetired(
            f"{programme.title} is retired and takes nobody in any more.",
            advice="Ask whoever runs your course which programme takes its place.",
        )


def _only_programme(session: Session) -> str:
    """Return the one programme published, for an activity that names none; empty if there are several."""
    released = content.all_released(session)
    return released[0].programme_key if len(released) == 1 else ""
