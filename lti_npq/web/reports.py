"""What the script of an open page sends: `view`, `clock`, `state`, and `beats` such as `1:15000:15000,2:30000:900`."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from werkzeug.exceptions import BadRequest

from lti_npq.domain.engaged_time import Beat
from lti_npq.services.heartbeats import AWAY, GONE, HERE
from lti_npq.services.page_views import Report

MOST_BEATS: Final = 500
"""In one report; a page that was offline keeps no more than that."""


def report_in(form: Mapping[str, str]) -> tuple[Report, str]:
    """Return the report and the state of its page.

    Numbers are taken as they are, be they infinite or negative: what cannot be true is left out where time is credited.

    Raises:
        BadRequest: If it is no report of ours.
    """
    state, beats = form.get("state", HERE), form.get("beats", "")
    listed = beats.split(",") if beats else []
    if state not in {HERE, AWAY, GONE} or len(listed) > MOST_BEATS:
        raise BadRequest("not a report of a page")
    return Report(view_key_in(form.get("view", "")), _number(form.get("clock", "")), tuple(map(_beat, listed))), state


def view_key_in(text: str) -> UUID:
    """Return the name of a page view, or raise BadRequest."""
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest("not the name of a page view") from None


def _beat(text: str) -> Beat:
    try:
        sequence, at, active = text.split(":")
    except ValueError:
        raise BadRequest("not a heartbeat") from None
    return Beat(_number(sequence), _number(at), _number(active))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadRequest("not a number") from None
