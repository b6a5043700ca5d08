"""Which part of a list a request is answered with, and where the other parts are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import request

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.refusals import asked_path


@dataclass(frozen=True)
class Page:
    """One part of a list, as positions in it, from 0."""

    start: int
    end: int
    links: dict[str, str] = field(default_factory=dict)
    """Addresses by relation: first, prev, canonical, next, last; none, where all is on one page."""


def page_of(total: int, per_page: int, without: Iterable[str] = ()) -> Page:
    """Return the page that `limit` and the position in the query ask for.

    Args:
        total: How many entries there are.
        per_page: The limit where the request has none; 0 is no limit.
        without: Names that links do not carry on.

    Raises:
        RefusedError: 400 for a limit or a position that is no number.
    """
    limit = _whole("limit", per_page or total or 1, lowest=1)
    start = _start(limit)
    if total <= limit and start == 0:
        return Page(0, total)
    starts = {"first": 0, "prev": max(start - limit, 0), "canonical": start, "next": start + limit}
    starts["last"] = (total - 1) // limit * limit
    missing = ({"prev"} if start == 0 else set()) | ({"next"} if start + limit >= total else set())
    links = {rel: _address(limit, at, without) for rel, at in starts.items() if rel not in missing}
    return Page(start, start + limit, links)


def _start(limit: int) -> int:
    if _counts_from():
        return _whole("from", 0, lowest=0)
    return (_whole("page", 1, lowest=1) - 1) * limit


def _counts_from() -> bool:
    return lms().settings.habits.dialect is Dialect.MOODLE


def _address(limit: int, start: int, without: Iterable[str]) -> str:
    kept = {name: value for name, value in request.args.items() if name not in {*without, "limit", "page", "from"}}
    place = {"from": start} if _counts_from() else {"page": start // limit + 1}
    return f"{lms().settings.address}{asked_path()}?{urlencode({**kept, 'limit': limit, **place})}"


def _whole(name: str, otherwise: int, *, lowest: int) -> int:
    text = request.args.get(name)
    if text is None:
        return otherwise
    if not text.isdecimal() or int(text) < lowest:
        raise RefusedError(400, "invalid_request", f"{name} must be a whole number from {lowest} up")
    return int(text)
