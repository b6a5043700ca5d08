"""How long ago something was, in words."""

from datetime import datetime, timedelta


def how_long_ago(then: datetime, now: datetime) -> str:
    """Return `a moment ago`, `2 minutes ago`, `3 hours ago` or `on 21 November 2026`, as UTC has the day."""
    passed = now - then
    if passed < timedelta(minutes=1):
        return "a moment ago"
    if passed < timedelta(hours=1):
        return _ago(passed // timedelta(minutes=1), "minute")
    if passed < timedelta(days=1):
        return _ago(passed // timedelta(hours=1), "hour")
    return f"on {then.day} {then:%B %Y}"


def _ago(count: int, unit: str) -> str:
    return f"{count} {unit} ago" if count == 1 else f"{count} {unit}s ago"
