"""Sessions without cookies: a token in the address stands for what a launch opened.

Where the browser keeps our partitioned cookie, the token works in that browser only.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role, is_test_user, writes_content
from lti_npq.domain.programme import Programme
from lti_npq.errors import Forbidden, ProgrammeRetired, SessionRefused
from lti_npq.platforms.launch import Launch
from lti_npq.platforms.registration import Registration
from lti_npq.services.browsers import Browser, digest, new_secret, require_browser
from lti_npq.services.content import Library
from lti_npq.services.enrolment import Enrolled
from lti_npq.services.registrations import registration_of
from lti_npq.settings import Settings
from lti_npq.storage.models import ContentPreview
from lti_npq.storage.queries import launches
from lti_npq.storage.queries.launches import SessionParties
from xapi import identity

PREVIEW_LASTS: Final = timedelta(hours=2)
_NOBODY: Final = 0
"""No row has this number."""
TOUCH_EVERY: Final = timedelta(minutes=1)
"""A session's last use is stored no finer than this, so that reading a page seldom writes."""


class Visit(Struct, frozen=True):
    """One person's session: who they are, in which course, on which programme."""

    token_digest: bytes
    enrolment_id: int
    context_id: int
    role: Role
    name: str | None
    csrf: str
    programme: Programme
    site: str
    """The tool's own address, which the ids of xAPI activities begin with."""
    issuer: str
    sites: Sequence[str]
    """Addresses of the platform's pages, which may frame ours."""
    subject: str
    is_test: bool
    """Whether it is the LMS's test user: works as a participant, and no learning is reported of it."""
    is_author: bool
    """Whether the person writes content, whatever the role."""
    course_title: str
    resource_link_id: int
    return_url: str | None
    xapi_registration: UUID
    xapi_session: str
    module_key: str | None
    """The module that the launch was for; None for the programme as a whole."""
    opened_at: datetime
    needs_touch: bool = False
    """Whether its last use is to be stored."""
    is_closed: bool = False
    """Whether the end of its sitting was told; whatever is done now begins another."""
    is_retired: bool = False
    """Whether the programme was retired: what was written may be read, and nothing is added."""
    is_preview: bool = False
    """Whether it is nobody's look at a version that is not released."""

    @property
    def records(self) -> bool:
        """Whether what is done counts: a facilitator, author or onlooker only looks around."""
        return self.role is Role.PARTICIPANT and not self.is_retired

    def require_facilitator(self) -> None:
        """Keep what is for facilitators from everybody else in the course.

        Raises:
            Forbidden: If so.
        """
        if self.role is not Role.FACILITATOR:
            raise Forbidden("It is for facilitators.")

    def require_open(self) -> None:
        """Refuse to keep something new in a programme that was retired.

        Raises:
            ProgrammeRetired: If it was.
        """
        if self.is_retired:
            raise ProgrammeRetired("This programme is retired, so nothing new is kept in it.")


def open_session(
    session: Session,
    settings: Settings,
    registration: Registration,
    launch: Launch,
    enrolled: Enrolled,
    programme: Programme,
    role: Role,
    *,
    module_key: str | None,
    browser_digest: bytes,
    top_level: bool,
    now: datetime,
) -> tuple[str, Visit]:
    """Open a session for a launch; return its token and the visit that it stands for."""
    token = new_secret()
    visit = Visit(
        token_digest=digest(token),
        enrolment_id=enrolled.enrolment_id,
        context_id=enrolled.context_id,
        role=role,
        name=launch.name,
        csrf=new_secret(),
        programme=programme,
        site=settings.base_url,
        issuer=registration.issuer,
        sites=registration.sites,
        subject=launch.subject,
        is_test=is_test_user(launch.roles),
        is_author=_is_author(launch, role),
        course_title=launch.context_title,
        resource_link_id=enrolled.resource_link_id,
        return_url=launch.return_url,
        xapi_registration=_xapi_registration(registration, launch),
        xapi_session=str(uuid4()),
        module_key=module_key,
        opened_at=now,
    )
    launches.add_session(session, _kept(visit, browser_digest, now, settings) | {"top_level": top_level})
    return token, visit


def _is_author(launch: Launch, role: Role) -> bool:
    """Whether somebody may send content: those whom the LMS does not name share an enrolment, and so their uploads."""
    return role is not Role.ONLOOKER and writes_content(launch.roles)


def _kept(visit: Visit, browser_digest: bytes, now: datetime, settings: Settings) -> dict[str, object]:
    """Return the columns of a session, but for the kind of frame."""
    return {
        "token_digest": visit.token_digest,
        "enrolment_id": visit.enrolment_id,
        "resource_link_id": visit.resource_link_id,
        "role": visit.role,
        "is_author": visit.is_author,
        "csrf": visit.csrf,
        "xapi_registration": str(visit.xapi_registration),
        "xapi_session": visit.xapi_session,
        "module_key": visit.module_key,
        "began_at": None,
        "left_at": None,
        "closed_at": None,
        "return_url": visit.return_url,
        "browser_digest": browser_digest,
        "opened_at": now,
        "last_used_at": now,
        "expires_at": now + timedelta(hours=settings.session_hours),
    }


def _xapi_registration(registration: Registration, launch: Launch) -> UUID:
    return identity.registration(
        registration.issuer, launch.deployment_id, launch.context_id, launch.resource_link_id, launch.subject
    )


def resolve(
    session: Session, settings: Settings, library: Library, token: str, browser: Browser, now: datetime
) -> Visit:
    """Return the visit that a token stands for.

    Raises:
        SessionRefused: If it is unknown, has run out, or belongs to another browser.
    """
    found = launches.session_parties(session, digest(token), now)
    preview = launches.preview(session, digest(token), now) if found is None else None
    if preview is not None:
        return _previewing(preview, library.programme(session, preview.digest), settings, now)
    if found is None or now - found.last_used_at > timedelta(minutes=settings.session_idle_minutes):
        raise SessionRefused("This page was opened too long ago, or its address is incomplete.")
    require_browser(found, browser)
    return visit_of(found, library.programme(session, found.package_digest), settings, now)


def visit_of(found: SessionParties, programme: Programme, settings: Settings, now: datetime) -> Visit:
    """Return the visit that a stored session stands for."""
    unused = now - found.last_used_at
    is_closed = found.closed_at is not None
    return Visit(
        token_digest=found.token_digest,
        enrolment_id=found.enrolment_id,
        context_id=found.context_id,
        role=Role(found.role),
        name=found.name,
        csrf=found.csrf,
        programme=programme,
        site=settings.base_url,
        issuer=found.registration.issuer,
        sites=registration_of(found.registration).sites,
        subject=found.subject,
        is_test=found.is_test,
        is_author=found.is_author,
        course_title=found.course_title,
        resource_link_id=found.resource_link_id,
        return_url=found.return_url,
        xapi_registration=UUID(found.xapi_registration),
        xapi_session=found.xapi_session,
        module_key=found.module_key,
        opened_at=found.opened_at,
        needs_touch=is_closed or unused > TOUCH_EVERY,
        is_closed=is_closed,
        is_retired=found.retired_at is not None,
    )


def open_preview(session: Session, package_digest: str, now: datetime) -> str:
    """Open a look at a package, released or not, and return its token; nothing done there is kept."""
    token = new_secret()
    session.add(
        ContentPreview(
            token_digest=digest(token), digest=package_digest, csrf=new_secret(), expires_at=now + PREVIEW_LASTS
        )
    )
    return token


def _previewing(preview: ContentPreview, programme: Programme, settings: Settings, now: datetime) -> Visit:
    return Visit(
        token_digest=preview.token_digest,
        enrolment_id=_NOBODY,
        context_id=_NOBODY,
        role=Role.AUTHOR,
        name=f"Preview of version {programme.version}",
        csrf=preview.csrf,
        programme=programme,
        site=settings.base_url,
        issuer="",
        sites=(),
        subject="",
        is_test=True,
        is_author=False,
        course_title="",
        resource_link_id=_NOBODY,
        return_url=None,
        xapi_registration=UUID(int=0),
        xapi_session="",
        module_key=None,
        opened_at=now,
        is_preview=True,
    )
