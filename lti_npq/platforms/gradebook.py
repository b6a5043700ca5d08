"""An LMS's gradebook: columns found or made, scores sent, results read back.

Source: LTI Assignment and Grade Services 2.0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from lti_npq.platforms.addresses import web_address, with_query
from lti_npq.platforms.claims import LARGEST_NUMBER
from lti_npq.platforms.door import Door
from lti_npq.platforms.profiles import profile_of
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_calls import Call, ServiceCalls, document
from lti_npq.platforms.service_errors import BY_PEOPLE, Doing, Remedy, ServiceError, malformed
from lti_npq.platforms.service_tokens import ServiceTokens

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, LINE_ITEM_READ_ONLY = _AGS + "lineitem", _AGS + "lineitem.readonly"
SCORE, RESULT = _AGS + "score", _AGS + "result.readonly"
_LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
_LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
_CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
_LONGEST_LISTING_SECONDS = 100.0
"""The caller's lock on a column must outlive looking for it and making it."""


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
    """Ours, whatever the column's is: the platform scales."""
    comment: str
    submitted_at: datetime
    sent_at: datetime
    """Now, by our clock."""
    review_url: str
    """An address of ours that the platform can launch to show what was handed in."""
    after: datetime | None = None
    """The time that the last score of this lane bore, by the platform's clock."""
    insists: bool = False
    """Whether it is to take the place of a grade that somebody gave in the platform."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook holds for one person."""

    points: float | None
    maximum: float | None
    comment: str
    """Empty also where the platform does not show comments."""


class Gradebook:
    """The gradebook services of any registered platform."""

    def __init__(self, door: Door, tokens: ServiceTokens) -> None:
        self._services = ServiceCalls(door, tokens)

    def find_or_create(self, registration: Registration, lineitems_url: str, column: Column) -> str:
        """Return the address of the column with our key, made if there is none on any page of the list.

        The caller holds a lock on the column for three minutes: platforms make duplicates without complaint.

        Raises:
            ServiceError: If the platform did not play along.
        """
        began = monotonic()
        found = self._find(registration, with_query(lineitems_url, resource_id=column.resource_id), column)
        if found is not None:
            return found
        if monotonic() - began > _LONGEST_LISTING_SECONDS:
            raise ServiceError("the LMS took too long to list the gradebook's columns", Remedy.WAIT)
        return self._make(registration, lineitems_url, column)

    def has_column(self, registration: Registration, line_item_url: str) -> bool:
        """Whether the gradebook still has a column.

        Raises:
            ServiceError: If the platform does not say.
        """
        call = Call(Doing.RESULT, "GET", line_item_url, LINE_ITEM_READ_ONLY, accepts=_LINE_ITEM_TYPE)
        try:
            self._services.call(registration, call)
        except ServiceError as error:
            if error.remedy is Remedy.NEW_COLUMN:
                return False
            raise
        return True

    def send(self, registration: Registration, line_item_url: str, scoring: Scoring) -> datetime:
        """Tell the platform a score, which replaces any older one; return the time that it bears.

        Raises:
            ServiceError: If the platform did not take it.
        """
        timestamp = self._timestamp(registration, scoring)
        grade = Grade()
        grade.set_score_given(scoring.points).set_score_maximum(scoring.maximum).set_user_id(scoring.subject)
        # Any other progress makes Moodle erase the grade that stands, and a missing comment the feedback.
        grade.set_activity_progress("Completed").set_grading_progress("FullyGraded").set_comment(scoring.comment)
        grade.set_timestamp(_in_text(timestamp))
        grade.set_extra_claims(_extras(registration, scoring))
        url = _below(line_item_url, "scores")
        body = grade.get_value().encode()
        self._services.call(registration, Call(Doing.SCORE, "POST", url, SCORE, sends=_SCORE_TYPE, body=body))
        return timestamp

    def result(self, registration: Registration, line_item_url: str, subject: str) -> Result | None:
        """Return what the gradebook holds for a person, or None for nothing.

        Raises:
            ServiceError: If it cannot be read.
        """
        url = with_query(_below(line_item_url, "results"), user_id=subject)
        return self._results(registration, url).get(subject)

    def results(self, registration: Registration, line_item_url: str) -> dict[str, Result]:
        """Return what the gradebook holds for everybody, by subject.

        Raises:
            ServiceError: If it cannot be read to its end.
        """
        return self._results(registration, _below(line_item_url, "results"))

    def _find(self, registration: Registration, url: str, column: Column) -> str | None:
        """Return the address of the column, of several the one tied to our activity, or None."""
        matching = [item for item in self._items(registration, url) if item.get("resourceId") == column.resource_id]
        usable = [item for item in matching if web_address(item.get("id"))]
        # Moodle says an empty text for no activity.
        tied = [item for item in usable if column.resource_link_id == (item.get("resourceLinkId") or None)]
        return next((str(item["id"]) for item in [*tied, *usable]), None)

    def _items(self, registration: Registration, url: str) -> Iterable[dict[str, Any]]:
        """Return all line items; a tool that may not make any may still be allowed to look."""
        call = Call(Doing.COLUMNS, "GET", url, LINE_ITEM, accepts=_LINE_ITEMS_TYPE)
        try:
            pages = list(self._services.pages(registration, call))
        except ServiceError as error:
            if error.remedy is not Remedy.RIGHTS:
                raise
            pages = list(self._services.pages(registration, replace(call, scope=LINE_ITEM_READ_ONLY)))
        return [item for page in pages for item in page]

    def _make(self, registration: Registration, url: str, column: Column) -> str:
        """Make a column, tied to the activity unless the platform knows no such activity of ours."""
        try:
            return self._make_once(registration, url, column)
        except ServiceError as error:
            if error.remedy not in BY_PEOPLE or column.resource_link_id is None:
                raise
            return self._make_once(registration, url, replace(column, resource_link_id=None))

    def _make_once(self, registration: Registration, url: str, column: Column) -> str:
        item = LineItem()
        item.set_label(column.label).set_score_maximum(column.maximum).set_resource_id(column.resource_id)
        if column.resource_link_id:
            item.set_resource_link_id(column.resource_link_id)
        body = item.get_value().encode()
        call = Call(Doing.MAKING, "POST", url, LINE_ITEM, sends=_LINE_ITEM_TYPE, body=body)
        made = document(self._services.call(registration, call))
        if not isinstance(made, dict) or not web_address(made.get("id")):
            raise malformed("it made a gradebook column and did not say where")
        return str(made["id"])

    def _results(self, registration: Registration, url: str) -> dict[str, Result]:
        call = Call(Doing.RESULT, "GET", url, RESULT, accepts=_RESULTS_TYPE)
        pages = self._services.pages(registration, call)
        return {str(entry.get("userId")): _to_result(entry) for page in pages for entry in page}

    def _timestamp(self, registration: Registration, scoring: Scoring) -> datetime:
        """Return the time of sending by the platform's clock: a whole second after the last, never in the future."""
        there = self._services.clocks.there(registration.id, scoring.sent_at)
        if scoring.after is None:
            return there
        early = scoring.after.replace(microsecond=0) + timedelta(seconds=1) - there
        if early > timedelta():
            raise ServiceError("the LMS's clock was set back", Remedy.WAIT_ALONE, early.total_seconds())
        return there


def _extras(registration: Registration, scoring: Scoring) -> dict[str, Any]:
    """Return what goes with a score beside the grade itself.

    Canvas protects nothing unless told: its attempts, what was handed in there, and grades of its own.
    """
    extras: dict[str, Any] = {"submission": {"submittedAt": _in_text(scoring.submitted_at)}}
    if profile_of(registration.platform).submission_extension:
        extras[_CANVAS_SUBMISSION] = {
            "new_submission": False,
            "preserve_score": True,
            "prioritize_non_tool_grade": not scoring.insists,
            "submission_type": "basic_lti_launch",
            "submission_data": scoring.review_url,
        }
    return extras


def _to_result(entry: dict[str, Any]) -> Result:
    """Read a result, taking nothing for granted about what stands in it."""
    comment = entry.get("comment")
    return Result(
        _number(entry, "resultScore"), _number(entry, "resultMaximum"), comment if isinstance(comment, str) else ""
    )


def _number(entry: dict[str, Any], name: str) -> float | None:
    """Return a number or None; what is neither must not pass for "no grade", which may be written over."""
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float | None) or not abs(value or 0) < LARGEST_NUMBER:
        raise malformed(f"{name} is no number")
    return value


def _below(line_item_url: str, name: str) -> str:
    """Return the address of a column's scores or results; the query stays at the end."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=f"{parts.path}/{name}"))


def _in_text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
