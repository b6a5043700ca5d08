"""Learning Record Stores that statements are owed to: added, listed, paused, filled with the past, removed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_npq.errors import Conflict, DestinationRefused, NotFound
from lti_npq.platforms.vault import vault
from lti_npq.services import audit
from lti_npq.storage.database import hold_writers
from lti_npq.storage.models import Destination, OwedStatement, Statement
from xapi import vocabulary

PURPOSE: Final = "lti-npq lrs secrets"
VERSIONS: Final = ("1.0.3", "2.0.0")
EVENTS: Final = tuple(
    sorted(term.iri.rpartition("/")[2] for term in vars(vocabulary).values() if isinstance(term, vocabulary.Verb))
)
"""What a profile may name: the last words of the verbs that are used."""
_LIST = "See: lti-npq lrs list"


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a statement a destination gets; the default is the very bytes that were frozen."""

    events: Sequence[str] = ()
    """Last words of the verbs that it gets; empty for all."""
    pseudonymous: bool = False
    """Whether people are named by keyed hashes, with a key of the destination's own."""
    without_text: bool = False
    """Whether what people wrote is left out."""

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept: only what differs from the default."""
        return {name: list(value) if name == "events" else value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class NewDestination:
    """A destination to be."""

    name: str
    endpoint: str
    key: str = ""
    secret: str = field(default="", repr=False)
    version: str = VERSIONS[0]
    token_url: str = ""
    scope: str = ""
    profile: Profile = Profile()


def add(
    session: Session, new: NewDestination, secret_key: str, now: datetime, *, fill_from: datetime | None, who: str
) -> Destination:
    """Owe statements to one more store from now on, and with `fill_from` those stored since then, too.

    Raises:
        DestinationRefused: If what was given cannot work.
        Conflict: If there is one of that name, or the same store with the same profile.
    """
    _require_sensible(new)
    after = _before(session, fill_from) if fill_from else None
    # Facts that are being written right now either are owed to it, or belong to its past.
    hold_writers(session, Statement)
    _require_new(session, new)
    destination = Destination(
        name=new.name,
        endpoint=new.endpoint,
        version=new.version,
        key=new.key,
        sealed_secret=vault(secret_key, PURPOSE).encrypt(new.secret.encode()),
        token_url=new.token_url,
        scope=new.scope,
        profile=new.profile.to_json(),
        active=True,
        created_at=now,
    )
    session.add(destination)
    if after is not None:
        _fill(session, destination, after)
    session.flush()
    audit.note(session, who=who, action="added a Learning Record Store", subject=new.name, detail=new.endpoint, now=now)
    return destination


def fill(session: Session, name: str, since: datetime, now: datetime, *, who: str) -> int:
    """Owe a destination what was stored since then, once more where it has it; return how many statements.

    Raises:
        NotFound: If there is none of that name.
    """
    destination = named(session, name)
    after = _before(session, since)
    hold_writers(session, Statement)
    count = _fill(session, destination, after)
    audit.note(session, who=who, action="had the past sent", subject=name, detail=f"since {since:%Y-%m-%d}", now=now)
    return count


def pause(session: Session, name: str, now: datetime, *, who: str) -> None:
    """Send nothing more to a destination for the time being; what is owed to it waits.

    Raises:
        NotFound: If there is none of that name.
    """
    destination = named(session, name)
    destination.paused_at = destination.paused_at or now
    audit.note(session, who=who, action="paused a Learning Record Store", subject=name, now=now)


def resume(session: Session, name: str, now: datetime, *, who: str) -> None:
    """Send to a destination again, at once.

    Raises:
        NotFound: If there is none of that name.
    """
    destination = named(session, name)
    destination.paused_at = destination.retry_at = None
    destination.failures = 0
    audit.note(session, who=who, action="resumed a Learning Record Store", subject=name, now=now)


def remove(session: Session, name: str, now: datetime, *, who: str) -> None:
    """Owe a destination nothing more; the rest is forgotten little by little, and its secret at once.

    Raises:
        NotFound: If there is none of that name.
        Conflict: If the settings name it.
    """
    destination = named(session, name)
    if destination.by_settings:
        raise Conflict(
            f"The settings name “{name}”.", advice="Take LTI_NPQ_LRS_ENDPOINT out of the settings and start again."
        )
    destination.active, destination.removed_at, destination.sealed_secret = False, now, b""
    audit.note(session, who=who, action="removed a Learning Record Store", subject=name, now=now)


def named(session: Session, name: str) -> Destination:
    """Return a destination by its name or number.

    Raises:
        NotFound: If there is none.
    """
    there = select(Destination).where(Destination.removed_at.is_(None), Destination.active)
    found = session.scalar(there.where(Destination.name == name))
    if found is None and name.isdecimal() and len(name) < 10:
        found = session.scalar(there.where(Destination.id == int(name)))
    if found is None:
        raise NotFound(f"There is no Learning Record Store “{name}”.", advice=_LIST)
    return found


def _before(session: Session, since: datetime) -> int:
    """Return the number of the last statement before the first that was stored since then."""
    first = select(func.min(Statement.sequence)).where(Statement.stored_at >= since, Statement.body != b"")
    found = session.scalar(first)
    last = session.scalar(select(func.max(Statement.sequence))) or 0
    return last if found is None else found - 1


def _fill(session: Session, destination: Destination, after: int) -> int:
    """Have it sent what is stored already beyond a number, except what is owed to it anyway."""
    first_owed = select(func.min(OwedStatement.sequence)).where(OwedStatement.destination_id == destination.id)
    owed_from = session.scalar(first_owed) if destination.id is not None else None
    last = session.scalar(select(func.max(Statement.sequence))) or 0
    until = min(last, owed_from - 1) if owed_from is not None else last
    if destination.fill_until is not None and destination.fill_after is not None:
        after, until = min(after, destination.fill_after), max(until, destination.fill_until)
    if after >= until:
        return 0
    destination.fill_after, destination.fill_until = after, until
    within = (Statement.sequence > after, Statement.sequence <= until, Statement.body != b"")
    return session.scalar(select(func.count()).select_from(Statement).where(*within)) or 0


def _require_new(session: Session, new: NewDestination) -> None:
    for other in session.scalars(select(Destination).where(Destination.removed_at.is_(None))):
        if other.name == new.name:
            raise Conflict(f"There is a Learning Record Store “{new.name}” already.", advice="Choose another name.")
        if other.active and (other.endpoint, other.profile) == (new.endpoint, new.profile.to_json()):
            raise Conflict(f"“{other.name}” sends the same statements to that address already.", advice=_LIST)


def _require_sensible(new: NewDestination) -> None:
    if not new.name.strip() or not new.name.isprintable() or len(new.name) > 80 or new.name.isdecimal():
        raise DestinationRefused("A store needs a name of at most 80 characters that is no number.")
    _require_address("endpoint", new.endpoint)
    if new.token_url:
        _require_address("token address", new.token_url)
    elif ":" in new.key:
        raise DestinationRefused("A user name cannot contain a colon.")
    if new.version not in VERSIONS:
        raise DestinationRefused(f"xAPI {new.version} is not spoken here.", advice=f"One of {', '.join(VERSIONS)}.")
    if unknown := sorted(set(new.profile.events) - set(EVENTS)):
        raise DestinationRefused(f"There is no event “{unknown[0]}”.", advice=f"There are: {', '.join(EVENTS)}.")
    # HTTP headers carry no more.
    if not (new.key + new.scope).isascii() or not new.secret.isprintable():
        raise DestinationRefused("Key, secret and scope must be plain printable characters.")


def _require_address(what: str, text: str) -> None:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or "@" in parts.netloc or parts.query or parts.fragment or not text.isprintable():
        raise DestinationRefused(f"The {what} is not an address like https://lrs.example.org/xapi.")
