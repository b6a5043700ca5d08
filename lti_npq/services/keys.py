"""The tool's key pairs: made on first use, kept sealed, parsed once, and changed without a launch or grade failing.

LMSs keep copies of our public keys. So a new key is published a day before anything is signed with it, and the one
before stays published a day longer than it signs.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from lti_npq.errors import Conflict, NotFound
from lti_npq.platforms import tool_keys
from lti_npq.platforms.tool_keys import KeyRing, new_key, seal, unseal
from lti_npq.services import audit
from lti_npq.storage.models import ToolKey
from lti_npq.storage.queries import keys as queries

PUBLISHED_BEFORE: Final = timedelta(hours=24)
"""Longer than LMSs keep their copy of our keys without looking again."""
PUBLISHED_AFTER: Final = timedelta(hours=24)
"""What a key signed lives for minutes; the rest is for clocks that are far off and copies that are old."""
LOOK_AGAIN_AFTER: Final = timedelta(minutes=1)
"""So late at most does a running process notice that keys were changed."""


class KeyState(StrEnum):
    """What a key is used for."""

    WAITS = "waits"
    """Published, and not yet signed with."""
    SIGNS = "signs"
    RETIRED = "retired"
    """Still published, and no longer signed with."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key pair, without its secret half."""

    kid: str
    state: KeyState
    created_at: datetime
    signs_from: datetime
    signs_until: datetime | None
    """None while no other key is to follow."""
    published_until: datetime | None


class CurrentKeys:
    """The published keys, looked up at most once a minute and each parsed once; safe to share between threads."""

    def __init__(self, secret: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._secret = secret
        self._clock = clock
        self._lock = threading.Lock()
        self._parsed: dict[str, tool_keys.ToolKey] = {}
        self._ring = KeyRing([])
        self._looked_at: datetime | None = None

    def ring(self, session: Session) -> KeyRing:
        """Return the published keys, the one that signs first.

        Raises:
            SettingsError: If they were stored under another secret.
        """
        now = self._clock()
        with self._lock:
            if self._looked_at is None or now - self._looked_at >= LOOK_AGAIN_AFTER:
                published = _published(queries.all_keys(session), now)
                self._parsed = {row.kid: self._parsed.get(row.kid) or self._unseal(row) for row in published}
                self._ring, self._looked_at = KeyRing(list(self._parsed.values())), now
            return self._ring

    def _unseal(self, row: ToolKey) -> tool_keys.ToolKey:
        return unseal(row.kid, row.sealed_private_key, self._secret)


def load_key_ring(session: Session, secret: str) -> KeyRing:
    """Return the keys published at this moment, the one that signs first."""
    return CurrentKeys(secret).ring(session)


def ensure_key(session: Session, secret: str, now: datetime) -> None:
    """Make the first key pair if there is none yet; of several machines that start at once, one makes it.

    Raises:
        SettingsError: If there is one, kept under another secret.
    """
    if load_key_ring(session, secret).keys:
        return
    queries.hold_keys(session)
    if not queries.all_keys(session):
        _add(session, secret, now, signs_from=now)


def key_views(session: Session, now: datetime) -> list[KeyView]:
    """Return the published keys, the one that signs first."""
    published = _published(queries.all_keys(session), now)
    signs = published[0].kid if published else ""
    return [_view(row, now, signs=row.kid == signs) for row in published]


def rotate(session: Session, secret: str, now: datetime, *, at_once: bool, who: str) -> list[KeyView]:
    """Have a new key pair sign, a day from now or at once, and the one before be retired then.

    Raises:
        Conflict: If one waits to sign already, and it is not to do so at once.
    """
    queries.hold_keys(session)
    rows = queries.all_keys(session)
    waiting = next((row for row in rows if _begins(row) > now), None)
    if waiting is not None and not at_once:
        raise Conflict(
            f"A new key waits already; it signs from {_begins(waiting):%d %B %Y %H:%M} UTC.",
            advice="Wait until then, or let it sign now: lti-npq keys rotate --now",
        )
    begins = now if at_once else now + PUBLISHED_BEFORE
    new = waiting or _add(session, secret, now, signs_from=begins)
    new.signs_from = begins
    for row in rows:
        if row is not new and (row.retired_at is None or row.retired_at > begins):
            row.retired_at = begins
    _note(session, "changed the tool's keys", new.kid, f"signs from {begins:%Y-%m-%d %H:%M} UTC", who=who, now=now)
    return key_views(session, now)


def withdraw(session: Session, kid: str, now: datetime, *, who: str) -> None:
    """Publish a key no longer, as it leaked for instance, and destroy it.

    Raises:
        NotFound: If there is none of that id.
        Conflict: If it is the one that signs.
    """
    queries.hold_keys(session)
    published = _published(queries.all_keys(session), now)
    row = next((row for row in published if row.kid == kid), None)
    if row is None:
        raise NotFound(f"There is no key “{kid}”.", advice="See: lti-npq keys list")
    if row is published[0]:
        raise Conflict("Grades are signed with this key.", advice="First run: lti-npq keys rotate --now")
    session.delete(row)
    session.flush()
    if _begins(row) > now:
        # The one that was to retire in its favour goes on.
        published[0].retired_at = None
    _note(session, "withdrew a key of the tool", kid, "", who=who, now=now)


def forget_retired(session: Session, now: datetime) -> None:
    """Destroy keys that are published no longer."""
    for row in queries.all_keys(session):
        if not _is_published(row, now):
            session.delete(row)


def _published(rows: Sequence[ToolKey], now: datetime) -> list[ToolKey]:
    """Return the published keys: the one that signs, then the others, newest first."""
    published = sorted((row for row in rows if _is_published(row, now)), key=_begins, reverse=True)
    signing = next((row for row in published if _begins(row) <= now), None)
    return sorted(published, key=lambda row: row is not signing)


def _is_published(row: ToolKey, now: datetime) -> bool:
    return row.retired_at is None or now < row.retired_at + PUBLISHED_AFTER


def _begins(row: ToolKey) -> datetime:
    return row.signs_from or row.created_at


def _view(row: ToolKey, now: datetime, *, signs: bool) -> KeyView:
    state = KeyState.SIGNS if signs else KeyState.WAITS if _begins(row) > now else KeyState.RETIRED
    published_until = row.retired_at + PUBLISHED_AFTER if row.retired_at else None
    return KeyView(row.kid, state, row.created_at, _begins(row), row.retired_at, published_until)


def _add(session: Session, secret: str, now: datetime, *, signs_from: datetime) -> ToolKey:
    key = new_key()
    sealed = seal(key, secret)
    row = ToolKey(kid=key.kid, sealed_private_key=sealed, created_at=now, signs_from=signs_from, retired_at=None)
    session.add(row)
    session.flush()
    return row


def _note(session: Session, action: str, kid: str, detail: str, *, who: str, now: datetime) -> None:
    audit.note(session, who=who, action=action, subject=kid, detail=detail, now=now)
