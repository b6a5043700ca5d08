"""How far each platform's clock is from ours.

A platform compares the time of a score with its own: one from its past is refused, one from its future would lock out
whatever comes later; and a request for a token that comes from its future is refused. So both are dated by the
platform's clock, as the Date header of its last answer showed it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from lti_npq.platforms.service_errors import http_date

_SAME = timedelta(seconds=2)
"""Not worth following: a Date has whole seconds, and an answer takes its time."""
_FURTHEST = timedelta(minutes=5)
"""Launches of a platform further off are refused, so a Date beyond this is somebody else's, such as a cache's."""


class PlatformClocks:
    """Differences by registration; safe to share between threads."""

    def __init__(self) -> None:
        self._ahead: dict[int, timedelta] = {}

    def note(self, registration_id: int, headers: Mapping[str, str], now: datetime) -> None:
        """Remember what an answer that has just come says."""
        shown = http_date(headers.get("Date", ""))
        if shown is None:
            return
        ahead = shown - now
        followed = _SAME < abs(ahead) <= _FURTHEST
        self._ahead[registration_id] = ahead if followed else timedelta()

    def there(self, registration_id: int, moment: datetime) -> datetime:
        """Return what the platform's clock shows at a moment of ours."""
        return moment + self._ahead.get(registration_id, timedelta())
