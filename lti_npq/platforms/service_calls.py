"""Calls of a platform's services: with a token, to its own hosts only, page after page, every refusal understood."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lti_npq.platforms.addresses import web_address
from lti_npq.platforms.door import Answer, Door, DoorError
from lti_npq.platforms.platform_clocks import PlatformClocks
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_errors import Doing, Remedy, ServiceError, malformed, refused, unreachable
from lti_npq.platforms.service_tokens import ServiceTokens

_YES = frozenset({200, 201, 202, 204})
_MOST_PAGES = 100
# Moodle writes the relation in curly quotes and escapes the ampersands of the address.
_NEXT = re.compile(r"<([^>]*)>\s*;[^,]*\brel\s*=\s*[\"'“”\w]*?\bnext\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service."""

    doing: Doing
    method: str
    url: str
    scope: str
    sends: str | None = None
    accepts: str | None = None
    body: bytes | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The media types: Moodle takes exactly one, and for what it answers to a POST none at all."""
        content = {"Content-Type": self.sends} if self.sends else {}
        return content | {"Accept": self.accepts or self.sends or "*/*"}


class ServiceCalls:
    """Whatever is asked of any registered platform; safe to share between threads."""

    def __init__(self, door: Door, tokens: ServiceTokens) -> None:
        self._door = door
        self._tokens = tokens
        self.clocks = PlatformClocks()

    def call(self, registration: Registration, call: Call) -> Answer:
        """Send one request; a token that ran out early is renewed once.

        Raises:
            ServiceError: For any answer but yes.
        """
        _require_own_host(registration, call.url)
        answer = self._try(registration, call)
        if answer.status == 401:
            self._tokens.forget(registration, [call.scope])
            answer = self._try(registration, call)
        if answer.status not in _YES:
            raise refused(answer, call.doing)
        if answer.body.lstrip()[:1] == b"<":
            raise malformed("it is a web page")
        return answer

    def pages(self, registration: Registration, call: Call) -> Iterator[list[dict[str, Any]]]:
        """Give the objects of a list, page by page, to its end.

        Raises:
            ServiceError: For any answer but yes, one that is no list, or a list without end or that breaks off: what
                is missing in it would be made a second time, or taken for erased.
        """
        breaks_off = False
        for answer in self.answers(registration, call):
            yield _objects(answer)
            breaks_off = promises_more(answer)
        if breaks_off:
            raise ServiceError(f"the LMS did not {call.doing}: its list breaks off", Remedy.WAIT_ALONE)

    def answers(self, registration: Registration, call: Call) -> Iterator[Answer]:
        """Give the pages of a list as they come, to its end.

        Raises:
            ServiceError: For any answer but yes, or a list without end.
        """
        seen: set[str] = set()
        following: str | None = call.url
        while following is not None and following not in seen:
            if len(seen) == _MOST_PAGES:
                raise ServiceError(f"the LMS did not {call.doing}: its list has no end", Remedy.PERSON)
            seen.add(following)
            page = Call(call.doing, "GET", following, call.scope, accepts=call.accepts)
            answer = self.call(registration, page)
            yield answer
            following = next_link(answer.headers.get("Link", ""), following)

    def _try(self, registration: Registration, call: Call) -> Answer:
        token = self._tokens.get(registration, [call.scope])
        headers = {**call.headers, "Authorization": f"Bearer {token}"}
        try:
            answer = self._door.request(call.method, call.url, headers=headers, body=call.body)
        except DoorError as failure:
            raise unreachable(failure) from failure
        self.clocks.note(registration.id, answer.headers, datetime.now(UTC))
        return answer


def next_link(header: str, base: str) -> str | None:
    """Return the address of the next page from a Link header of any style, or None.

    Source: RFC 8288, 3; Moodle's departures from it.
    """
    found = _next(header)
    try:
        return web_address(urljoin(base, html.unescape(found[1]))) if found else None
    except ValueError:
        return None


def promises_more(answer: Answer) -> bool:
    """Whether an answer names a next page, be it one that cannot be asked for."""
    return _next(answer.headers.get("Link", "")) is not None


def _next(header: str) -> re.Match[str] | None:
    # HTTP hands header bytes over as Latin-1, which tears curly quotes apart.
    return _NEXT.search(header.encode("latin-1", "replace").decode("utf-8", "replace"))


def document(answer: Answer) -> Any:
    """Return the decoded body.

    Raises:
        ServiceError: If it is not JSON.
    """
    try:
        return answer.json()
    except DoorError as failure:
        raise malformed(str(failure)) from failure


def _objects(answer: Answer) -> list[dict[str, Any]]:
    """Return the objects of a list; whatever else stands between them is passed over."""
    listed = document(answer)
    if not isinstance(listed, list):
        raise malformed("it is no list")
    return [entry for entry in listed if isinstance(entry, dict)]


def _require_own_host(registration: Registration, url: str) -> None:
    """Never hand a token to a host that the registration does not know."""
    if not registration.has_services_at(url):
        raise ServiceError("the LMS named a service on a host that is not its own", Remedy.PERSON)
