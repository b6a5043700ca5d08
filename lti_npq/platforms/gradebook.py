"""An LMS's gradebook: columns found or made, scores sent, results read back.

Source: LTI Assignment and Grade Services 2.0.
"""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from lti_npq.platforms.addresses import web_address
from lti_npq.platforms.door import Answer, Door, DoorError
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import Remedy, ServiceError, by_status, unreachable
from lti_npq.platforms.service_tokens import ServiceTokens

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, SCORE, RESULT = _AGS + "lineitem", _AGS + "score", _AGS + "result.readonly"
_LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
_MOST_PAGES = 100
# Moodle writes the relation in curly quotes and escapes the ampersands of the address.
_NEXT = re.compile(r"<([^>]*)>\s*;[^,]*\brel\s*=\s*[\"'“”\w]*?\bnext\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """The gradebook column that a task needs."""

    resource_id: str
    """Our own stable key, by which the column is found again."""
    label: str
    maximum: int
    resource_link_id: str | None


@dataclass(frozen=True, slots=True)
class Scoring:
    """One score, as a platform is to be told it."""

    subject: str
    points: int
    maximum: int
    comment: str
    submitted_at: datetime
    sent_at: datetime
    """The time of sending: later than the last by a whole second, never in the future."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook holds for one person."""

    points: float | None
    maximum: float | None
    comment: str


class Gradebook:
    """The gradebook services of any registered platform."""

    def __init__(self, door: Door, tokens: ServiceTokens) -> None:
        self._door = door
        self._tokens = tokens

    def find_or_create(self, registration: Registration, lineitems_url: str, column: Column) -> str:
        """Return the address of the column with our key, made if there is none.

        The caller holds a lock on the column: platforms make duplicates without complaint.

        Raises:
            ServiceError: If the platform did not play along.
        """
        for item in self._items(registration, _with_query(lineitems_url, resource_id=column.resource_id)):
            if item.get("resourceId") == column.resource_id and web_address(item.get("id")):
                return str(item["id"])
        item_made = LineItem()
        item_made.set_label(column.label).set_score_maximum(column.maximum).set_resource_id(column.resource_id)
        if column.resource_link_id:
            item_made.set_resource_link_id(column.resource_link_id)
        answer = self._call(
            registration,
            "POST",
            lineitems_url,
            scope=LINE_ITEM,
            sends=_LINE_ITEM_TYPE,
            body=item_made.get_value().encode(),
        )
        made = _json(answer)
        if not isinstance(made, dict) or not web_address(made.get("id")):
            raise ServiceError("the LMS made a gradebook column and did not say where", Remedy.WAIT)
        return str(made["id"])

    def send(self, registration: Registration, line_item_url: str, scoring: Scoring) -> None:
        """Tell the platform a score; it replaces any older one.

        Raises:
            ServiceError: If the platform did not take it.
        """
        grade = Grade()
        grade.set_score_given(scoring.points).set_score_maximum(scoring.maximum).set_user_id(scoring.subject)
        # Any other progress makes Moodle erase the grade that stands, and a missing comment the feedback.
        grade.set_activity_progress("Completed").set_grading_progress("FullyGraded").set_comment(scoring.comment)
        grade.set_timestamp(_timestamp(scoring.sent_at))
        grade.set_extra_claims({"submission": {"submittedAt": _timestamp(scoring.submitted_at)}})
        url = _below(line_item_url, "scores")
        self._call(registration, "POST", url, scope=SCORE, sends=_SCORE_TYPE, body=grade.get_value().encode())

    def result(self, registration: Registration, line_item_url: str, subject: str) -> Result | None:
        """Return what the gradebook holds for a person, or None for nothing.

        Raises:
            ServiceError: If it cannot be read.
        """
        url = _with_query(_below(line_item_url, "results"), user_id=subject)
        answer = self._call(registration, "GET", url, scope=RESULT, accepts=_RESULTS_TYPE)
        for entry in _dicts(_json(answer)):
            if str(entry.get("userId")) == subject:
                return _to_result(entry)
        return None

    def _items(self, registration: Registration, url: str) -> list[dict[str, Any]]:
        """Return all line items at an address, page after page."""
        items: list[dict[str, Any]] = []
        following: str | None = url
        for _ in range(_MOST_PAGES):
            answer = self._call(registration, "GET", following or url, scope=LINE_ITEM, accepts=_LINE_ITEMS_TYPE)
            items += _dicts(_json(answer))
            following = next_link(answer.headers.get("Link", ""), following or url)
            if following is None:
                break
        return items

    def _call(
        self,
        registration: Registration,
        method: str,
        url: str,
        *,
        scope: str,
        sends: str | None = None,
        accepts: str | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send one request with a token; a token that ran out early is renewed once."""
        _require_own_host(registration, url)
        headers = {"Content-Type": sends} if sends else {}
        # Moodle takes exactly one media type, and for what it answers to a POST none at all.
        headers |= {"Accept": accepts} if accepts else {"Accept": sends or "*/*"}
        answer = self._try(registration, method, url, scope, headers, body)
        if answer.status == 401:
            self._tokens.forget(registration, [scope])
            answer = self._try(registration, method, url, scope, headers, body)
        if answer.status not in {200, 201, 202, 204}:
            raise by_status(answer, f"{method} of {urlsplit(url).path.rpartition('/')[2]}")
        return answer

    def _try(
        self, registration: Registration, method: str, url: str, scope: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        token = self._tokens.get(registration, [scope])
        try:
            return self._door.request(method, url, headers={**headers, "Authorization": f"Bearer {token}"}, body=body)
        except DoorError as failure:
            raise unreachable(failure) from failure


def next_link(header: str, base: str) -> str | None:
    """Return the address of the next page from a Link header of any style, or None.

    Source: RFC 8288, 3; Moodle's departures from it.
    """
    # HTTP hands header bytes over as Latin-1, which tears curly quotes apart.
    text = header.encode("latin-1", "replace").decode("utf-8", "replace")
    found = _NEXT.search(text)
    try:
        return web_address(urljoin(base, html.unescape(found[1]))) if found else None
    except ValueError:
        return None


def _to_result(entry: dict[str, Any]) -> Result:
    """Read a result, taking nothing for granted about what stands in it."""
    points, maximum, comment = (entry.get(name) for name in ("resultScore", "resultMaximum", "comment"))
    return Result(_number(points), _number(maximum), comment if isinstance(comment, str) else "")


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _require_own_host(registration: Registration, url: str) -> None:
    """Never hand a token to a host that the registration does not know."""
    if not registration.has_services_at(url):
        raise ServiceError("the LMS named a gradebook on a host that is not its own", Remedy.ADMINISTRATOR)


def _below(line_item_url: str, name: str) -> str:
    """Return the address of a column's scores or results; the query stays at the end."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=f"{parts.path}/{name}"))


def _with_query(url: str, **added: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query, True), *added.items()])))


def _dicts(document: object) -> list[dict[str, Any]]:
    """Return the objects of a list; nothing of any other document."""
    return [entry for entry in document if isinstance(entry, dict)] if isinstance(document, list) else []


def _json(answer: Answer) -> Any:
    try:
        return answer.json()
    except DoorError as failure:
        raise unreachable(failure) from failure


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
