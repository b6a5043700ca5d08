"""A client for a learning record store (LRS): stores statements and fetches them back.

It asks once and says what came of it: no retries, no redirects, no compression, bounded time and memory. When to ask
again is for the caller to decide, who knows what else is owed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import urllib3
from urllib3 import exceptions as transport

from xapi.comparison import same
from xapi.encoding import JsonObject, batch
from xapi.lrs_access import Access, Basic, ClientCredentials
from xapi.lrs_connections import POOLS
from xapi.lrs_error import LrsError, Meaning, seconds_to_wait

_DETAIL_LENGTH = 300
_CHUNK = 65536
# The first that fits counts: some of these are kinds of those below them.
_TROUBLES: tuple[tuple[type[Exception], str], ...] = (
    (transport.NameResolutionError, "its name is not known"),
    (transport.NewConnectionError, "it takes no connection"),
    (transport.ConnectTimeoutError, "it did not take the connection in time"),
    (transport.SSLError, "its TLS certificate or settings are not acceptable"),
    (transport.TimeoutError, "it did not answer in time"),
)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    retry_after: str | None
    body: bytes
    trouble: LrsError | None
    """Why the body is not whole, if it is not."""


class LrsClient:
    """One LRS, reached with one key. Safe to share between threads; keeps connections open until `close`."""

    def __init__(
        self,
        endpoint: str,
        key: str,
        secret: str,
        version: str = "1.0.3",
        *,
        token_url: str = "",
        scope: str = "",
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        largest_answer: int = 4_000_000,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare; nothing is sent yet.

        `endpoint` is the address that /statements and /about follow, `version` goes into X-Experience-API-Version.
        `key` and `secret` are user name and password, or with a `token_url` the id and secret of an OAuth 2 client;
        timeouts are in seconds and `largest_answer` in bytes. `read_timeout` is for an answer as a whole, from the
        moment it is waited for to its last byte.

        Raises:
            ValueError: If the endpoint is not an http or https address without user, query or fragment, or the key
                has a colon, which Basic authentication cannot carry.
        """
        self._endpoint, self._host = _checked_endpoint(endpoint)
        self._access: Access = ClientCredentials(token_url, key, secret, scope) if token_url else Basic(key, secret)
        self._headers = {"X-Experience-API-Version": version, "Accept": "application/json"}
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=connect_timeout, read=read_timeout))
        self._pool.pool_classes_by_scheme = POOLS
        self._largest_answer = largest_answer
        self._now = now

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of open connections; a later call opens new ones."""
        self._pool.clear()

    def about(self) -> JsonObject:
        """Return what the LRS says about itself: at least `version`, a list of xAPI versions. Raises LrsError."""
        return self._json(self._accepted(self._ask("GET", "/about"), 200))

    def store(self, bodies: Sequence[bytes]) -> None:
        """Store statements that are encoded already, in one request, exactly as they are; nothing is sent for none.

        A success counts whatever comes with it: receivers differ in which ids they return.

        Raises:
            LrsError: If it is not certain that all of them are stored.
        """
        if not bodies:
            return
        reply = self._ask("POST", "/statements", batch(bodies))
        if reply.status not in (200, 204):
            raise self._no(reply)

    def statement(self, statement_id: UUID | str, *, taken_back: bool = False) -> JsonObject | None:
        """Return the statement as the LRS holds it, None if it has none under the id. Raises LrsError.

        One that another statement took back is found as such only.

        Source: xAPI 1.0.3, Communication, 2.1.3 (statementId and voidedStatementId).
        """
        name = "voidedStatementId" if taken_back else "statementId"
        reply = self._ask("GET", f"/statements?{name}={UUID(str(statement_id))}")
        # An LRS that takes nothing back need not understand the question.
        missing = {404, 400} if taken_back else {404}
        return None if reply.status in missing else _alone(self._json(self._accepted(reply, 200)))

    def has_equal(self, body: bytes) -> bool:
        """Return whether the LRS holds this encoded statement, as far as an LRS may change one. Raises LrsError.

        It holds one, too, that was taken back since.
        """
        ours = msgspec.json.decode(body, type=dict[str, Any])
        theirs = self.statement(ours["id"]) or self.statement(ours["id"], taken_back=True)
        return theirs is not None and same(ours, theirs)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> _Reply:
        """Ask, and once more with a new token if one was refused before its time."""
        reply = self._ask_once(method, path, body)
        return self._ask_once(method, path, body) if reply.status == 401 and self._access.forget() else reply

    def _ask_once(self, method: str, path: str, body: bytes | None) -> _Reply:
        headers = self._headers | {"Authorization": self._authorization()}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self._exchange(method, self._endpoint + path, headers, body)

    def _authorization(self) -> str:
        try:
            return self._access.header(self._ask_for_token)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
            raise self._error(Meaning.PUZZLING, "has a token server that granted no access token") from failure

    def _ask_for_token(self, url: str, headers: dict[str, str], form: bytes) -> bytes:
        reply = self._exchange("POST", url, headers, form)
        if reply.status in (400, 401, 403):
            words = f"has a token server that did not accept the client's id and secret (HTTP {reply.status})"
            raise self._error(Meaning.DENIED, words, status=reply.status)
        return self._accepted(reply, 200).body

    def _exchange(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> _Reply:
        try:
            response = self._pool.request(
                method, url, body=body, headers=headers, retries=False, redirect=False, preload_content=False
            )
        except transport.HTTPError as failure:
            raise self._unreachable(failure) from failure
        return self._reply(response)

    def _reply(self, response: urllib3.BaseHTTPResponse) -> _Reply:
        """Read the answer. A body that is not whole costs the connection, but the status stands."""
        body, trouble = b"", None
        try:
            body = self._body(response)
        except transport.HTTPError as failure:
            trouble = self._unreachable(failure, response.status)
        except LrsError as failure:
            trouble = failure
        if trouble:
            response.close()
        response.release_conn()
        return _Reply(response.status, response.headers.get("Retry-After"), body, trouble)

    def _body(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """Return all of the body; one that has no end raises LrsError."""
        body = bytearray()
        while chunk := response.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._largest_answer:
                raise self._error(
                    Meaning.PUZZLING, f"sent more than {self._largest_answer} bytes", status=response.status
                )
        return bytes(body)

    def _accepted(self, reply: _Reply, status: int) -> _Reply:
        if reply.status != status:
            raise self._no(reply)
        if reply.trouble:
            raise reply.trouble
        return reply

    def _json(self, reply: _Reply) -> JsonObject:
        try:
            return msgspec.json.decode(reply.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
            raise self._error(
                Meaning.PUZZLING, "did not answer with a JSON object; is this an LRS?", status=reply.status
            ) from failure

    def _no(self, reply: _Reply) -> LrsError:
        """Return the error for a status that is not the one hoped for."""
        meaning = Meaning.of_status(reply.status)
        return self._error(
            meaning,
            f"{meaning.value} (HTTP {reply.status})",
            status=reply.status,
            retry_after=seconds_to_wait(reply.retry_after, self._now()),
            detail=self._without_secrets(reply.body.decode(errors="replace"))[:_DETAIL_LENGTH],
        )

    def _unreachable(self, failure: transport.HTTPError, status: int | None = None) -> LrsError:
        reason = next((words for kind, words in _TROUBLES if isinstance(failure, kind)), "the connection broke off")
        return self._error(Meaning.UNREACHABLE, f"{Meaning.UNREACHABLE.value}: {reason}", status=status)

    def _error(self, meaning: Meaning, words: str, **known: Any) -> LrsError:
        return LrsError(meaning, f"The LRS at {self._host} {words}.", **known)

    def _without_secrets(self, said: str) -> str:
        """Return what the LRS said with our credentials blotted out, should it have quoted them."""
        for hidden in self._access.secrets:
            said = said.replace(hidden, "…")
        return said


def _alone(found: JsonObject) -> JsonObject | None:
    """Return a statement out of the list of one in which Ralph has it; None out of an empty one."""
    match found.get("statements"):
        case []:
            return None
        case [dict() as only]:
            return only
        case _:
            return found


def _checked_endpoint(endpoint: str) -> tuple[str, str]:
    """Return the endpoint without a closing slash, and its host for sentences."""
    parts = urlsplit(endpoint)
    plain = parts.username is None and not parts.query and not parts.fragment
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise ValueError("an LRS endpoint is an http or https address without user, query or fragment")
    return endpoint.rstrip("/"), parts.netloc
