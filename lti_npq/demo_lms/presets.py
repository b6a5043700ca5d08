"""Named sets of habits, each after one product, and single changes to them."""

from dataclasses import fields, replace
from enum import Enum
from typing import Any

from lti_npq.demo_lms.errors import StartError
from lti_npq.demo_lms.habits import Dialect, Habits, LinkStyle

_MOODLE = Habits(
    dialect=Dialect.MOODLE,
    numbered_people=True,
    hint_as_json=True,
    reload_is_invalid=True,
    frame_resizes=False,
    custom_keys_twice=True,
    custom_in_one_line=True,
    tool_custom_wins=True,
    link_history_known=False,
    deadlines_known=False,
    scopes_by_service=True,
    trusting_tokens=True,
    strict_accept=True,
    link_style=LinkStyle.CURLY,
    query_in_service_urls=True,
    loose_scores=True,
    scores_against_own_write=True,
    own_columns_dated_by_scores=True,
    scores_clamped=True,
    locked_is_an_error=True,
    results_unpaged=True,
    loose_line_items=True,
    linked_columns_nameless=True,
    whole_maximum=True,
    early_cartridges=True,
    bare_cartridge_links=True,
    roster_once_used=True,
    short_roster_roles=True,
    assistants_listed_as_learners=True,
    role_lost_in_next=True,
    course_groups=False,
    copy_notices=False,
)

_CANVAS = Habits(
    dialect=Dialect.CANVAS,
    shared_issuer=True,
    separate_sign_on=True,
    id_token_lifetime=3600,
    platform_storage=True,
    storage_frame=True,
    module_links_by_context=True,
    deadlines_known=False,
    link_style=LinkStyle.SEVERAL,
    line_items_per_page=10,
    # Canvas's own page has 50 members; ten let a small course have pages, too.
    members_per_page=10,
    older_is_malformed=True,
    pending_manual_counts=True,
    submissions_as_launches=True,
    protection_on_request=True,
    # Elsewhere a course decides; with one, a score that counts as another submission is found out at once.
    attempts=1,
    throttle=403,
    coupled_columns_stay=True,
    cartridge_assignments=True,
    course_groups=False,
    notices_repeated=True,
)

PRESETS = {"plain": Habits(), "moodle": _MOODLE, "canvas": _CANVAS}


def habits_for(preset: str, changes: tuple[str, ...] = ()) -> Habits:
    """Return a preset with single habits changed.

    Args:
        preset: A key of PRESETS.
        changes: `name` to switch a habit on, `name=off` to switch it off, `name=30` for a number, or the word wanted.

    Raises:
        StartError: If the preset or a habit is unknown, or a value does not fit.
    """
    if preset not in PRESETS:
        raise StartError(f"There is no LMS to be like named {preset!r}; choose one of: {', '.join(PRESETS)}.")
    return replace(PRESETS[preset], **dict(_parsed(change) for change in changes))


def _parsed(change: str) -> tuple[str, Any]:
    name, _, value = change.partition("=")
    defaults = {field.name: field.default for field in fields(Habits)}
    if name not in defaults:
        raise StartError(f"There is no habit {name!r}; choose from: {', '.join(defaults)}.")
    try:
        return name, _value(defaults[name], value)
    except ValueError as problem:
        raise StartError(f"The habit {name!r} cannot be {value!r}.") from problem


def _value(default: object, text: str) -> object:
    if isinstance(default, Enum):
        return type(default)(text)
    if isinstance(default, bool):
        # list.index raises ValueError for any other word, as Enum and int do.
        return ["off", "on", ""].index(text) > 0
    return int(text)
