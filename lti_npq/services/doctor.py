"""Whether an LMS and the tool get on with each other, and what to do where they do not.

First what we know is read (`known_of`), then others are asked (`examine`), since nobody is asked inside a transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_npq.platforms import probes
from lti_npq.platforms.door import Door
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.probes import ProbeError
from lti_npq.platforms.profiles import SCOPES_IN_WORDS, Profile, profile_of
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_calls import ServiceCalls
from lti_npq.platforms.service_errors import ServiceError
from lti_npq.platforms.service_tokens import ServiceTokens
from lti_npq.platforms.tool_keys import KeyRing
from lti_npq.services import registry
from lti_npq.services.registrations import registration_of
from lti_npq.services.registry import PlatformView
from lti_npq.storage.models import LtiContext, LtiRegistration, LtiUser

CLOCK_SECONDS = 30
"""A difference from which on the clocks deserve a look; launches fail from 60 seconds."""
FATAL_CLOCK_SECONDS = 60
_NEEDED = ("/lineitem", "/score")
"""Ends of the scopes without which no grade arrives."""


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    subject: str
    verdict: Verdict
    words: str
    advice: str = ""
    """What to do about it; empty where all is well."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored about an LMS."""

    view: PlatformView
    registration: Registration
    people: int
    named: int
    """Those of them whose name the LMS shared."""
    roster_url: str | None
    """Of the course met last; None where no course offers one."""

    @property
    def profile(self) -> Profile:
        return profile_of(self.view.platform)


def known_of(session: Session, platform_id: int, tenant_id: int | None = None) -> Known:
    """Return what is stored about an LMS.

    Raises:
        NotFound: If there is none of that number, or it is another provider's.
    """
    view = registry.platform(session, platform_id, tenant_id)
    people, named = session.execute(
        select(func.count(), func.count(LtiUser.name)).where(
            LtiUser.registration_id == platform_id, LtiUser.subject != ""
        )
    ).one()
    roster_url = session.scalar(
        select(LtiContext.memberships_url)
        .where(LtiContext.registration_id == platform_id, LtiContext.memberships_url.is_not(None))
        .order_by(LtiContext.id.desc())
        .limit(1)
    )
    registration = registration_of(session.get_one(LtiRegistration, platform_id))
    return Known(view, registration, people, named, roster_url)


def examine(
    known: Known, door: Door, keys: KeyRing, base_url: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> list[Check]:
    """Ask the LMS and ourselves; return every check in the order in which to mend them."""
    tokens = ServiceTokens(door, keys.sign)
    return [
        *_their_keys(known, door, clock()),
        _our_keys(known, door, keys, base_url),
        *_service_host(known),
        *_access(known, tokens),
        *_roster(known, Memberships(ServiceCalls(door, tokens))),
        _names(known),
        *_deployments(known),
    ]


def failed(checks: Sequence[Check]) -> bool:
    return bool(_failing(checks))


def remember(session: Session, known: Known, checks: Sequence[Check], now: datetime) -> None:
    """Keep, for the LMS's light, what must be mended; the LMS's number was checked when it was read."""
    row = session.get_one(LtiRegistration, known.view.id)
    row.examined_at, row.failing = now, _failing(checks)


def _failing(checks: Sequence[Check]) -> list[str]:
    return list(dict.fromkeys(check.subject for check in checks if check.verdict is Verdict.FAILURE))


def _their_keys(known: Known, door: Door, now: datetime) -> Iterator[Check]:
    address = known.view.jwks_url
    try:
        published = probes.platform_keys(door, address, now)
    except ProbeError as trouble:
        advice = (
            "Check the address of its keys (JWKS), and that this machine reaches it; one in a private network needs "
            "LTI_NPQ_ALLOW_PRIVATE_ADDRESSES=true. No launch works until then."
        )
        yield Check("The LMS's keys", Verdict.FAILURE, f"{address}: {trouble}.", advice)
        return
    yield Check("The LMS's keys", Verdict.OK, f"{_counted(published.usable, 'key')} at {address}.")
    if published.seconds_ahead is not None:
        yield _clocks(published.seconds_ahead)


def _clocks(ahead: float) -> Check:
    apart = abs(ahead)
    words = (
        f"The LMS's clock is {_counted(round(apart), 'second')} {'ahead of' if ahead > 0 else 'behind'} this machine's."
    )
    if apart < CLOCK_SECONDS:
        return Check("Clocks", Verdict.OK, words)
    verdict = Verdict.FAILURE if apart >= FATAL_CLOCK_SECONDS else Verdict.WARNING
    return Check("Clocks", verdict, words, "Set both clocks by NTP. Launches fail from 60 seconds on.")


def _our_keys(known: Known, door: Door, keys: KeyRing, base_url: str) -> Check:
    address = f"{base_url}/lti/jwks"
    try:
        probes.own_keys(door, address, keys.jwks)
    except ProbeError as trouble:
        advice = (
            f"Check LTI_NPQ_BASE_URL and what lies in front of the tool. The LMS fetches this address, too. "
            f"{known.profile.keys_advice}"
        )
        return Check("The tool's keys", Verdict.FAILURE, f"{address}: {trouble}.", advice)
    return Check("The tool's keys", Verdict.OK, f"Published at {address}, which the LMS must reach, too.")


def _service_host(known: Known) -> Iterator[Check]:
    """Say whether a customer's own host is known, where services lie on one."""
    title = known.profile.title
    if known.profile.wants_service_host(known.view.issuer) and not known.view.service_hosts:
        words = f"Nobody has said at which address of its own this {title} lies, so no grade can be sent."
        advice = (
            "Name it, such as school.instructure.com: on the admin site under Change, as a further host of its "
            "services, or with lti-npq platform add … --service-host school.instructure.com"
        )
        yield Check("Service host", Verdict.FAILURE, words, advice)


def _access(known: Known, tokens: ServiceTokens) -> Iterator[Check]:
    scopes = known.profile.scopes
    refused = probes.refused_scopes(tokens, known.registration, scopes)
    if len(refused) == len(scopes):
        words = f"None: {next(iter(refused.values())).words}."
        advice = f"Check that the tool is switched on in the LMS, and its client id. {known.profile.keys_advice}"
        yield Check("Access to services", Verdict.FAILURE, words, advice)
        return
    granted = [SCOPES_IN_WORDS[scope] for scope in scopes if scope not in refused]
    yield Check("Access to services", Verdict.OK, f"The tool may {', '.join(granted)}.")
    for scope, error in refused.items():
        verdict = Verdict.FAILURE if scope.endswith(_NEEDED) else Verdict.WARNING
        words = f"The tool may not {SCOPES_IN_WORDS[scope]}: {error.words}."
        yield Check("Access to services", verdict, words, "Allow it in the LMS's settings of this tool.")


def _roster(known: Known, rosters: Memberships) -> Iterator[Check]:
    if known.roster_url is None:
        return
    try:
        count = len(rosters.read(known.registration, known.roster_url).members)
    except ServiceError as error:
        advice = "Allow Names and Role Provisioning for this tool in the LMS."
        yield Check("Roster", Verdict.WARNING, f"It cannot be read: {error.words}.", advice)
        return
    yield Check("Roster", Verdict.OK, f"{_counted(count, 'person', 'people')} in the course met last.")


def _names(known: Known) -> Check:
    if not known.people:
        return Check("Names", Verdict.OK, "Nobody has opened the tool from here yet, so it is too early to tell.")
    words = f"{known.named} of {_counted(known.people, 'person', 'people')} came with a name."
    if known.named:
        return Check("Names", Verdict.OK, words)
    advice = "Let the LMS share names with this tool (privacy), or facilitators mark nameless people."
    return Check("Names", Verdict.WARNING, words, advice)


def _deployments(known: Known) -> Iterator[Check]:
    waiting = [each.deployment_id for each in known.view.deployments if each.approved_at is None]
    approved = len(known.view.deployments) - len(waiting)
    if waiting:
        words = f"Waiting for approval: {', '.join(waiting)}. Launches from there are refused."
        advice = (
            "If they are yours, approve them on the admin site, or with "
            f"lti-npq platform approve {known.view.id} DEPLOYMENT"
        )
        yield Check("Deployments", Verdict.WARNING, words, advice)
    elif approved:
        yield Check("Deployments", Verdict.OK, f"{_counted(approved, 'deployment')} approved.")
    else:
        advice = "Open the tool once from a course, then approve the deployment that waits here."
        yield Check("Deployments", Verdict.WARNING, "There is none yet, so no launch comes through.", advice)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
