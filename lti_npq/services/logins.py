"""The first half of a launch: a login that an LMS asks for, bound to one browser until its launch uses it up.

The browser is known again by our cookie; where it keeps none in a frame, by a secret that the LMS keeps for us.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from secrets import compare_digest

from sqlalchemy.orm import Session

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.login import LoginRequest, authentication_url, to_login_request
from lti_npq.platforms.platform_storage import PlatformStorage, storage_for
from lti_npq.platforms.registration import Registration
from lti_npq.services import browsers
from lti_npq.services.browsers import Browser
from lti_npq.services.login_states import LoginState, StateSigner
from lti_npq.services.registrations import registration_of
from lti_npq.settings import Settings
from lti_npq.storage.queries import launches

LOGIN_LASTS = timedelta(minutes=10)
LAUNCH_PATH = "/lti/launch"


@dataclass(frozen=True, slots=True)
class AskedLogin:
    """A login that a registered platform asked for."""

    request: LoginRequest
    registration: Registration


@dataclass(frozen=True, slots=True)
class StoredLogin:
    """A login whose secret the browser has to leave with its LMS before it goes on to `address`."""

    address: str
    storage: PlatformStorage
    secret: str


@dataclass(frozen=True, slots=True)
class Login:
    """A login that waits for its launch."""

    state_digest: bytes
    nonce: str
    browser_digest: bytes
    """What the session is bound to; `browsers.NO_COOKIE` where the browser keeps none."""
    registration: Registration
    storage: PlatformStorage | None = None
    """Where the browser's secret is yet to be fetched from; None once it is shown."""


def read_login(session: Session, settings: Settings, form: Mapping[str, str]) -> AskedLogin:
    """Return what a platform asks for.

    Raises:
        LaunchRefused: If the request is incomplete, or from an LMS that is not registered.
    """
    request = to_login_request(form)
    if request.target_link_uri.partition("?")[0] != settings.base_url + LAUNCH_PATH:
        raise LaunchRefused("the LMS asked for an address that is not ours (target_link_uri)", status=400)
    return AskedLogin(request, _registration_for(session, request))


def begin_login(settings: Settings, asked: AskedLogin, secret: str, now: datetime) -> str:
    """Begin a login of the browser whose cookie this is; return the platform's address to send it to."""
    return _begun(settings, asked, secret, None, now)[1]


def begin_stored_login(settings: Settings, asked: AskedLogin, target: str, now: datetime) -> StoredLogin:
    """Begin a login of a browser without a cookie, whose LMS offers to keep a secret in the frame `target`."""
    secret = browsers.new_secret()
    state, address = _begun(settings, asked, secret, target, now)
    return StoredLogin(address, storage_for(asked.registration, target, browsers.digest(state)), secret)


def read_state(settings: Settings, state: str, now: datetime) -> LoginState:
    """Return what a state of ours says that has not waited too long; touches no database.

    Raises:
        LaunchRefused: If it is none.
    """
    asked = _signer(settings.secret_key).read(state)
    if asked is None or asked.expires_at <= now.timestamp():
        raise _too_late()
    return asked


def find_login(
    session: Session, settings: Settings, state: str, asked: LoginState, browser: Browser, stored_secret: str | None
) -> Login:
    """Return the login that a launch answers, of this very browser as far as it has shown itself.

    Whether another launch answered it before, only `use_up` tells.

    Raises:
        LaunchRefused: If it is another browser's, or its registration was removed meanwhile.
    """
    row = launches.registration(session, asked.registration_id)
    if row is None:
        raise _too_late()
    state_digest, nonce = browsers.digest(state), _signer(settings.secret_key).nonce(asked)
    registration, storage = registration_of(row), None
    if asked.storage_target is None:
        _require(browser.shows(asked.browser_digest))
        return Login(state_digest, nonce, asked.browser_digest, registration)
    if stored_secret is None:
        storage = storage_for(registration, asked.storage_target, state_digest)
    else:
        _require(compare_digest(browsers.digest(stored_secret), asked.browser_digest))
    return Login(state_digest, nonce, browsers.NO_COOKIE, registration, storage)


def use_up(session: Session, login: Login, now: datetime) -> None:
    """Let no other launch answer this login; of two at once only one gets through.

    Raises:
        LaunchRefused: If one has.
    """
    if not launches.use_login(session, login.state_digest, now + LOGIN_LASTS):
        raise _too_late()


def _begun(
    settings: Settings, asked: AskedLogin, secret: str, storage_target: str | None, now: datetime
) -> tuple[str, str]:
    """Return the state of a new login, and the platform's address to send the browser to."""
    login = LoginState(
        registration_id=asked.registration.id,
        expires_at=int((now + LOGIN_LASTS).timestamp()),
        browser_digest=browsers.digest(secret),
        storage_target=storage_target,
    )
    signer = _signer(settings.secret_key)
    state = signer.state(login)
    return state, authentication_url(
        asked.registration,
        redirect_uri=settings.base_url + LAUNCH_PATH,
        state=state,
        nonce=signer.nonce(login),
        login_hint=asked.request.login_hint,
        message_hint=asked.request.message_hint,
    )


@cache
def _signer(secret_key: str) -> StateSigner:
    return StateSigner(secret_key)


def _too_late() -> LaunchRefused:
    return LaunchRefused("this launch was used already or waited too long", status=400)


def _require(shown: bool) -> None:
    if not shown:
        raise LaunchRefused("this launch was started in another browser", status=400)


def _registration_for(session: Session, request: LoginRequest) -> Registration:
    found = launches.registrations_of(session, request.issuer, request.client_id)
    if len(found) != 1:
        raise LaunchRefused(
            "this LMS is not registered here" if not found else "the LMS does not say which of its tools it means",
            status=401,
            advice="Ask your LMS administrator to register lti-npq again.",
        )
    return registration_of(found[0])
