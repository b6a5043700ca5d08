"""The second half of a launch: the checked token, the open session.

In between lies, now and then, a fetch of the platform's keys, so each is a function of its own and no transaction stays
open across a fetch. Where nothing is to be fetched, both share one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role, role_of
from lti_npq.errors import LaunchRefused
from lti_npq.platforms import launch as launches_of_platforms
from lti_npq.platforms.deep_linking import DeepLinkingSettings
from lti_npq.platforms.launch import Launch, SubmissionReview
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration
from lti_npq.services import (
    choosing,
    copies,
    logins,
    notices,
    outbox,
    registrations,
    reviewing,
    rosters,
    statements,
    study,
    visits,
)
from lti_npq.services.content import Library
from lti_npq.services.deployments import DeploymentNotApproved, note_pending
from lti_npq.services.enrolment import Enrolled, enrol, known_of
from lti_npq.services.logins import LAUNCH_PATH, Login
from lti_npq.services.targets import Target, key_of, refuse_retired, target_of
from lti_npq.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """An open session and the place in the programme that the launch was for."""

    token: str
    role: Role
    page_key: str | None
    """Where to go on in the module, if the launch was for one."""
    task_key: str | None
    """The task, if it was for that."""
    chooses: bool = False
    """Whether it is to choose content for a course, rather than to open some."""
    submission_id: UUID | None = None
    """What somebody handed in, if it was to look at that."""
    is_marked: bool = True
    """Whether facilitators mark what is done there."""


def check(
    login: Login,
    form: Mapping[str, str],
    keys: PlatformKeys,
    settings: Settings,
    before_fetch: Callable[[], None],
) -> Launch:
    """Return what the launch says, once every check holds; touches no database.

    Args:
        login: The one that the launch answers.
        form: As posted.
        keys: Where the platform's public keys are looked up.
        settings: For our own address.
        before_fetch: Called if keys have to be fetched, to end any transaction first.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    launches_of_platforms.refuse_errors(form)
    token = form.get("id_token", "")
    target = settings.base_url + LAUNCH_PATH
    return launches_of_platforms.validate(token, login.registration, login.nonce, keys, target, before_fetch)


def open_session(
    session: Session,
    settings: Settings,
    library: Library,
    login: Login,
    launch: Launch,
    *,
    top_level: bool,
    now: datetime,
) -> Opened:
    """Use up the login, enrol the person and open their session, all or nothing.

    Raises:
        LaunchRefused: If another request was faster, or the person or content has no place here.
    """
    logins.use_up(session, login, now)
    role = _role_in(launch)
    registrations.recognise(session, login.registration, launch.platform_family, now)
    if launch.deep_linking is not None:
        return _open_choice(session, login, launch, launch.deep_linking, role, top_level=top_level, now=now)
    return _open_visit(session, settings, library, login, launch, role, top_level=top_level, now=now)


def _open_visit(
    session: Session,
    settings: Settings,
    library: Library,
    login: Login,
    launch: Launch,
    role: Role,
    *,
    top_level: bool,
    now: datetime,
) -> Opened:
    target, enrolled = _let_in(session, library, login.registration, launch, role, now)
    token, visit = visits.open_session(
        session,
        settings,
        login.registration,
        launch,
        enrolled,
        target.programme,
        role,
        module_key=target.module_key,
        browser_digest=login.browser_digest,
        top_level=top_level,
        now=now,
    )
    statements.tell_launch(session, visit, target.module_key, now)
    _adopt_column(session, enrolled, target, launch)
    if role is Role.FACILITATOR:
        _learn_of_course(session, enrolled, launch, now)
    opened_at = Opened(token, role, None, target.task_key, is_marked=target.is_marked)
    if launch.review is not None:
        return _at_review(session, login, launch, launch.review, enrolled, target, opened_at)
    if role is Role.FACILITATOR:
        return replace(opened_at, submission_id=reviewing.named_submission(session, launch, enrolled, target))
    page_key = study.page_to_open(session, visit, target.module_key).key if target.module_key else None
    return replace(opened_at, page_key=page_key)


def _let_in(
    session: Session, library: Library, registration: Registration, launch: Launch, role: Role, now: datetime
) -> tuple[Target, Enrolled]:
    """Return what the launch leads to, and the person's enrolment on its programme."""
    key = key_of(session, registration, launch)
    known = known_of(session, registration, launch, key.programme_key)
    target = target_of(session, library, key, known.package_digest)
    enrolled = enrol(session, registration, launch, known, key.programme_key, role, now)
    if enrolled.is_new and role is Role.PARTICIPANT:
        refuse_retired(session, target.programme)
    return target, enrolled


def _at_review(
    session: Session,
    login: Login,
    launch: Launch,
    asked: SubmissionReview,
    enrolled: Enrolled,
    target: Target,
    opened: Opened,
) -> Opened:
    task_key, submission_id = reviewing.review(
        session, login.registration, launch, asked, enrolled, target, opened.role
    )
    return replace(opened, task_key=task_key, submission_id=submission_id)


def _open_choice(
    session: Session,
    login: Login,
    launch: Launch,
    accepted: DeepLinkingSettings,
    role: Role,
    *,
    top_level: bool,
    now: datetime,
) -> Opened:
    token = choosing.open_choice(
        session,
        login.registration,
        launch,
        accepted,
        role,
        browser_digest=login.browser_digest,
        top_level=top_level,
        now=now,
    )
    return Opened(token, role, page_key=None, task_key=None, chooses=True)


def note_deployment(session: Session, login: Login, refusal: DeploymentNotApproved, now: datetime) -> None:
    """Have an administrator see the deployment of a launch that was right in all else."""
    note_pending(session, login.registration.id, refusal.deployment_id, now)


def _role_in(launch: Launch) -> Role:
    role = role_of(launch.roles)
    if role is None:
        raise LaunchRefused(
            "your role in this course gives no access to it",
            status=403,
            advice="Ask whoever runs your course to enrol you as a participant or a facilitator.",
        )
    return Role.ONLOOKER if launch.anonymous else role


def _learn_of_course(session: Session, enrolled: Enrolled, launch: Launch, now: datetime) -> None:
    """Keep where the course was copied from, ask to be told of copies, and who is in it.

    A facilitator's launch is often enough.
    """
    if launch.context_history:
        copies.remember(session, enrolled.context_id, launch.context_history, now)
    if launch.notices_url:
        notices.owe_subscription(session, enrolled.context_id, launch.notices_url)
    rosters.owe_reading(session, enrolled.context_id, launch.groups_url, now)


def _adopt_column(session: Session, enrolled: Enrolled, target: Target, launch: Launch) -> None:
    """Take up the activity's own gradebook column if there is no doubt which task it is for."""
    if launch.lineitem_url is not None and target.only_task is not None:
        outbox.adopt_column(
            session,
            enrolled,
            target.programme.key,
            target.only_task,
            launch.lineitem_url,
            is_its_own=target.task_key is not None,
        )
