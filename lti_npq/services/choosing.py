"""Choosing content for a course from inside its LMS: opened by a deep linking launch, answered once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lti_npq.domain.participant import Role
from lti_npq.domain.placing import Activity, home_of, placed, whole_programme
from lti_npq.domain.programme import Programme
from lti_npq.errors import Conflict, LaunchRefused, NpqError, SessionRefused
from lti_npq.platforms import content_items
from lti_npq.platforms.content_items import RESOURCE_LINK, Accepted, NewActivity, NewColumn
from lti_npq.platforms.deep_linking import DeepLinkingSettings
from lti_npq.platforms.launch import Launch
from lti_npq.platforms.profiles import profile_of
from lti_npq.platforms.registration import Registration
from lti_npq.services import browsers
from lti_npq.services.browsers import Browser
from lti_npq.services.content import Library
from lti_npq.services.enrolment import admit
from lti_npq.services.logins import LAUNCH_PATH
from lti_npq.services.registrations import registration_of
from lti_npq.services.targets import refuse_retired
from lti_npq.settings import Settings
from lti_npq.storage.models import ChoosingSession
from lti_npq.storage.queries import content, linking

CHOICE_LASTS = timedelta(minutes=30)
_MAY_CHOOSE = {Role.FACILITATOR, Role.AUTHOR}


class NothingToAdd(NpqError):
    """A choice of content without anything in it, or with something that is not there."""

    status = 422
    title = "Choose what to add first"
    advice = "Tick at least one module or task."


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that somebody is to make, and what their LMS accepts of it."""

    token_digest: bytes
    csrf: str
    course_title: str
    registration: Registration
    deployment_id: str
    """The platform's own id."""
    return_url: str
    data: str | None
    accepts_links: bool
    accepts_multiple: bool
    accepts_columns: bool
    targets: Sequence[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme and the activities that may be made of it."""

    programme: Programme
    whole: Sequence[Activity]
    """Every module and task, in order."""
    home: Activity
    """All of it behind one activity."""


def open_choice(
    session: Session,
    registration: Registration,
    launch: Launch,
    settings: DeepLinkingSettings,
    role: Role,
    *,
    browser_digest: bytes,
    top_level: bool,
    now: datetime,
) -> str:
    """Open a choice of content and return its token.

    Raises:
        LaunchRefused: If the person may not add content, or the placing of the tool is not approved.
    """
    _require_chooser(role)
    admitted = admit(session, registration, launch)
    token = browsers.new_secret()
    session.add(
        ChoosingSession(
            token_digest=browsers.digest(token),
            deployment_id=admitted.deployment_id,
            user_id=admitted.user_id,
            course_title=launch.context_title,
            return_url=_safe_return(registration, settings.return_url),
            csrf=browsers.new_secret(),
            browser_digest=browser_digest,
            top_level=top_level,
            opened_at=now,
            expires_at=now + CHOICE_LASTS,
            answered_at=None,
            **_accepted(settings),
        )
    )
    return token


def _require_chooser(role: Role) -> None:
    if role not in _MAY_CHOOSE:
        raise LaunchRefused(
            "only facilitators and authors may add activities to a course",
            status=403,
            advice="Ask whoever runs your course to add the activity.",
        )


def _accepted(settings: DeepLinkingSettings) -> dict[str, Any]:
    """Return the columns that say what the platform takes."""
    return {
        "data": settings.data,
        "accepts_links": RESOURCE_LINK in settings.accept_types,
        "accepts_multiple": settings.accept_multiple,
        "accepts_columns": settings.accept_line_item,
        "targets": list(settings.accept_presentation_document_targets),
    }


def resolve(session: Session, token: str, browser: Browser, now: datetime) -> Choice:
    """Return the choice that a token stands for.

    Raises:
        SessionRefused: If it is unknown, has run out, or belongs to another browser.
        Conflict: If it was answered already.
    """
    found = linking.choosing_parties(session, browsers.digest(token), now)
    if found is None:
        raise SessionRefused(
            "This choice was opened too long ago, or its address is incomplete.",
            advice="Go back to your course and choose “Select content” again.",
        )
    browsers.require_browser(found.session, browser)
    if found.session.answered_at is not None:
        raise _answered()
    return Choice(
        token_digest=found.session.token_digest,
        csrf=found.session.csrf,
        course_title=found.session.course_title,
        registration=registration_of(found.registration),
        deployment_id=found.deployment.deployment_id,
        return_url=found.session.return_url,
        data=found.session.data,
        accepts_links=found.session.accepts_links,
        accepts_multiple=found.session.accepts_multiple,
        accepts_columns=found.session.accepts_columns,
        targets=found.session.targets,
    )


def offer(session: Session, library: Library, programme_key: str) -> Offer:
    """Return what may be made of a programme.

    Raises:
        NotFound: If it is not published.
        ProgrammeRetired: If it takes nobody in any more.
    """
    programme = library.released(session, programme_key)
    refuse_retired(session, programme)
    return Offer(programme, whole_programme(programme), home_of(programme))


def programmes(session: Session, library: Library) -> list[Programme]:
    """Return every programme that people see now."""
    return [library.programme(session, version.digest) for version in content.all_released(session)]


def chosen(choice: Choice, offered: Offer, items: Collection[str]) -> list[Activity]:
    """Return the activities for these items, in the programme's order.

    Raises:
        NothingToAdd: If there is none, one that the programme does not have, or more than the platform accepts.
    """
    if not choice.accepts_links:
        raise NothingToAdd("Your LMS does not accept activities here.")
    if not items:
        raise NothingToAdd("Nothing is chosen yet.")
    if set(items) - {activity.item for activity in (*offered.whole, offered.home)}:
        raise NothingToAdd("Something that was chosen is not part of this programme any more.")
    if len(set(items)) > 1 and not choice.accepts_multiple:
        raise NothingToAdd("Your LMS accepts one activity at a time.")
    home = [offered.home] if offered.home.item in items else []
    return home + placed(offered.programme, items)


def answer(
    session: Session, settings: Settings, choice: Choice, activities: Sequence[Activity], now: datetime
) -> content_items.Json:
    """Return the claims to sign and take to the platform, none chosen included; a choice is answered once.

    Raises:
        Conflict: If it was answered already.
    """
    if not linking.use_up_choice(session, choice.token_digest, now):
        raise _answered()
    profile = profile_of(choice.registration.platform)
    accepted = Accepted(choice.accepts_columns, choice.targets)
    launch_url = f"{settings.base_url}{LAUNCH_PATH}"
    items = [content_items.content_item(_to_new(each), launch_url, accepted, profile) for each in activities]
    return content_items.response(choice.registration, choice.deployment_id, choice.data, items, now.timestamp())


def _to_new(activity: Activity) -> NewActivity:
    task = activity.graded
    column = NewColumn(activity.column_key, task.title, task.maximum) if task else None
    return NewActivity(activity.content_key, activity.title, activity.text, column)


def _safe_return(registration: Registration, url: str) -> str:
    """Return the address that the answer goes to, which the signed request alone may name.

    It is not held against the hosts of the registration: the schools of one Canvas have hosts of their own. What is
    posted there is signed for the platform alone and gives access to nothing. It only may not go in clear where the
    platform itself is reached over HTTPS.
    """
    if url.startswith("http:") and registration.auth_url.startswith("https:"):
        raise LaunchRefused("the LMS wants the chosen content over an unprotected connection (deep_link_return_url)")
    return url


def _answered() -> Conflict:
    return Conflict(
        "What was chosen here went to your course already.",
        advice="Look in your course. To add more, choose “Select content” there again.",
    )
