"""What platforms do differently, as switches; a preset is a named set of them."""

from dataclasses import dataclass, fields, replace
from typing import Any

from lti_npq.demo_lms.errors import StartError


@dataclass(frozen=True)
class Habits:
    """How this platform behaves where the specifications leave room, or where a product departs from them."""

    login_by_get: bool = False
    """Begin a launch with a GET instead of a form that submits itself."""
    aud_as_list: bool = False
    """Send `aud` as a list of one, and `azp` with it."""
    names_shared: bool = True
    """Send name, given name and family name."""
    anonymous_launches: bool = False
    """Send neither `sub` nor any name."""
    opens_in_window: bool = False
    """Never frame the tool: every launch has a tab of its own."""
    custom_keys_twice: bool = False
    """Send custom keys lower-cased as well as they were written (Moodle)."""
    curly_quoted_links: bool = False
    """Write Link headers with rel in curly quotes and `&amp;` in the address (Moodle)."""
    strict_accept: bool = False
    """Services want their own media type named in Accept; `*/*` or nothing is refused (Moodle's line items)."""
    whole_second_scores: bool = False
    """A score must be later than the one before by whole seconds (Moodle)."""
    query_in_service_urls: bool = False
    """Line item addresses end in a query, so that `/scores` must go before it (Moodle)."""
    token_lifetime: int = 3600
    """Seconds an access token lives."""
    id_token_lifetime: int = 60
    """Seconds an id_token lives."""


PRESETS = {"plain": Habits()}


def habits_for(preset: str, changes: tuple[str, ...] = ()) -> Habits:
    """Return a preset with single habits changed.

    Args:
        preset: A key of PRESETS.
        changes: `name` to switch a habit on, `name=off` to switch it off, `name=30` for a number.

    Raises:
        StartError: If the preset or a habit is unknown, or a value does not fit.
    """
    if preset not in PRESETS:
        raise StartError(f"There is no LMS to be like named {preset!r}; choose one of: {', '.join(PRESETS)}.")
    return replace(PRESETS[preset], **dict(_parsed(change) for change in changes))


def _parsed(change: str) -> tuple[str, Any]:
    name, _, value = change.partition("=")
    kinds = {field.name: type(field.default) for field in fields(Habits)}
    if name not in kinds:
        raise StartError(f"There is no habit {name!r}; choose from: {', '.join(kinds)}.")
    if kinds[name] is int and value.isdigit():
        return name, int(value)
    if kinds[name] is bool and value in {"", "on", "off"}:
        return name, value != "off"
    raise StartError(f"The habit {name!r} cannot be {value!r}.")
