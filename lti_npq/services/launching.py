"""A launch from beginning to end: the login, the checked token, the open session.

In between lie two requests of the browser and, now and then, a fetch of the platform's keys, so each step is a function
of its own and no transaction stays open across them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import compare_digest
from uuid import UUID

from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role, role_of
from lti_npq.errors import LaunchRefused
from lti_npq.platforms import launch as launches_of_platforms
from lti_npq.platforms.launch import Launch, Message
from lti_npq.platforms.login import LoginRequest, authentication_url, to_login_request
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration
from lti_npq.services import outbox, statements, study, visits
from lti_npq.services.content import Library
from lti_npq.services.enrolment import Enrolled, enrol
from lti_npq.services.registrations import registration_of
from lti_npq.services.targets import Target, target_of
from lti_npq.settings import Settings
from lti_npq.storage.models import LoginState
from lti_npq.storage.queries import launches
from xapi import identity

LOGIN_LASTS = timedelta(minutes=10)
LAUNCH_PATH = "/lti/launch"


@dataclass(frozen=True, slots=True)
class AskedLogin:
    """A login that a registered platform asked for."""

    request: LoginRequest
    registration: Registration


@dataclass(frozen=True, slots=True)
class Login:
    """A login that waits for its launch."""

    state_digest: bytes
    nonce: str
    browser_digest: bytes
    registration: Registration


@dataclass(frozen=True, slots=True)
class Opened:
    """An open session and the place in the programme that the launch was for."""

    token: str
    role: Role
    page_key: str | None
    """Where to go on in the module, if the launch was for one."""
    task_key: str | None
    """The task, if it was for that."""


def read_login(session: Session, settings: Settings, form: Mapping[str, str]) -> AskedLogin:
    """Return what a platform asks for.

    Raises:
        LaunchRefused: If the request is incomplete, or from an LMS that is not registered.
    """
    request = to_login_request(form)
    if request.target_link_uri.partition("?")[0] != settings.base_url + LAUNCH_PATH:
        raise LaunchRefused("the LMS asked for an address that is not ours (target_link_uri)", status=400)
    return AskedLogin(request, _registration_for(session, request))


def begin_login(session: Session, settings: Settings, asked: AskedLogin, browser_secret: str, now: datetime) -> str:
    """Store a login and return the platform's address to send the browser to."""
    state, nonce = visits.new_secret(), visits.new_secret()
    session.add(
        LoginState(
            state_digest=visits.digest(state),
            nonce=nonce,
            registration_id=asked.registration.id,
            browser_digest=visits.digest(browser_secret),
            expires_at=now + LOGIN_LASTS,
        )
    )
    return authentication_url(
        asked.registration,
        redirect_uri=settings.base_url + LAUNCH_PATH,
        state=state,
        nonce=nonce,
        login_hint=asked.request.login_hint,
        message_hint=asked.request.message_hint,
    )


def find_login(session: Session, form: Mapping[str, str], browser_secret: str | None, now: datetime) -> Login:
    """Return the login that a launch answers, still unused, of this very browser.

    Raises:
        LaunchRefused: If there is none, or the platform answered with an error.
    """
    state = visits.digest(form.get("state", ""))
    found = launches.login_with_registration(session, state)
    if found is None or found[0].expires_at <= now:
        raise LaunchRefused("this launch was used already or waited too long", status=400)
    login, registration = found
    if browser_secret is None or not compare_digest(visits.digest(browser_secret), login.browser_digest):
        raise LaunchRefused("this launch was started in another browser", status=400)
    return Login(state, login.nonce, login.browser_digest, registration_of(registration))


def check(login: Login, form: Mapping[str, str], keys: PlatformKeys, settings: Settings) -> Launch:
    """Return what the launch says, once every check holds; may fetch keys, touches no database.

    Raises:
        LaunchRefused: With the first check that failed.
    """
    launches_of_platforms.refuse_errors(form)
    token = form.get("id_token", "")
    target = settings.base_url + LAUNCH_PATH
    return launches_of_platforms.validate(token, login.registration, login.nonce, keys, target)


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
    if not launches.consume_login(session, login.state_digest):
        raise LaunchRefused("this launch was used already", status=400)
    if launch.message is not Message.RESOURCE_LINK:
        raise LaunchRefused("the launch is of a kind that this tool does not offer", status=400)
    role = _role_in(launch)
    target = target_of(session, library, launch)
    enrolled = enrol(session, login.registration, launch, target.programme.key, role, now)
    token, opened = visits.open_session(
        session,
        settings,
        enrolment_id=enrolled.enrolment_id,
        resource_link_id=enrolled.resource_link_id,
        role=role,
        return_url=launch.return_url,
        xapi_registration=_xapi_registration(login, launch),
        browser_digest=login.browser_digest,
        top_level=top_level,
        now=now,
    )
    session.flush()
    visit = visits.to_visit(opened, enrolled, login.registration, launch, target.programme, settings)
    statements.tell_launch(session, visit, target.module_key, now)
    _adopt_column(session, enrolled, target, launch)
    page_key = study.page_to_open(session, visit, target.module_key).key if target.module_key else None
    return Opened(token, role, page_key, target.task_key)


def _xapi_registration(login: Login, launch: Launch) -> UUID:
    return identity.registration(
        login.registration.issuer, launch.deployment_id, launch.context_id, launch.resource_link_id, launch.subject
    )


def _role_in(launch: Launch) -> Role:
    role = role_of(launch.roles)
    if role is None:
        raise LaunchRefused(
            "your role in this course gives no access to it",
            status=403,
            advice="Ask whoever runs your course to enrol you as a participant or a facilitator.",
        )
    return Role.ONLOOKER if launch.anonymous else role


def _registration_for(session: Session, request: LoginRequest) -> Registration:
    found = launches.registrations_of(session, request.issuer, request.client_id)
    if len(found) != 1:
        raise LaunchRefused(
            "this LMS is not registered here" if not found else "the LMS does not say which of its tools it means",
            status=401,
            advice="Ask your LMS administrator to register lti-npq again.",
        )
    return registration_of(found[0])


def _adopt_column(session: Session, enrolled: Enrolled, target: Target, launch: Launch) -> None:
    """Take up the activity's own gradebook column if there is no doubt which task it is for."""
    if target.only_task is not None and launch.lineitem_url is not None:
        outbox.adopt_column(session, enrolled, target.programme.key, target.only_task, launch.lineitem_url)


def discard_login(session: Session, login: Login) -> None:
    """Use up a login whose launch was refused."""
    launches.consume_login(session, login.state_digest)
