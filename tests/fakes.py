"""An LMS and an LRS without a network: they keep the protocol, and can be told to misbehave."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_npq.platforms.door import Answer, DoorError
from lti_npq.services.delivery.stores import Store
from xapi.comparison import same
from xapi.lrs_error import LrsError, Meaning
from xapi.privacy import Privacy

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TARGET = "http://localhost:8500/lti/launch"
_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@dataclass
class FakePlatform:
    """One LMS with one course gradebook; also the door through which the tool reaches it."""

    issuer: str = "https://lms.example.org"
    client_id: str = "client-1"
    kid: str = "key-1"
    key: rsa.RSAPrivateKey = _KEY
    line_items: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    """Every score taken, in order."""
    columns: list[str] = field(default_factory=list)
    """The paths of the columns that those scores were for."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and address of every request, in order."""
    sent: list[tuple[Mapping[str, str], bytes | None]] = field(default_factory=list)
    """Headers and body of every request, in order."""
    answers: list[Answer | DoorError] = field(default_factory=list)
    """Misbehaviour: given in this order instead of the real answers, to anything but keys, tokens and results."""
    result_answers: list[Answer | DoorError] = field(default_factory=list)
    """The same for results."""
    loses_answers: bool = False
    """Whether it takes the next score and then does not say so."""
    overrides: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Grades that a teacher gave in the LMS itself, by person: they hide the tool's."""
    keeps_overrides: bool = False
    """Whether a score leaves such a grade standing, and is answered with 200 all the same (Moodle)."""
    deleted: set[str] = field(default_factory=set)
    """Paths of columns that somebody deleted."""
    refused_scopes: set[str] = field(default_factory=set)
    """Last parts of the scopes that it grants no token for."""
    clock_ahead: timedelta | None = None
    """How far its clock is from ours, for its Date header; None for an LMS that sends none."""

    @property
    def registration(self) -> dict[str, str]:
        """What a tool has to know."""
        return {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "auth_url": f"{self.issuer}/auth",
            "token_url": f"{self.issuer}/token",
            "jwks_url": f"{self.issuer}/jwks",
        }

    def claims(self, nonce: str, **changes: Any) -> dict[str, Any]:
        """Return the claims of a correct launch; a change to None takes a claim away."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": "user-1",
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            "name": "Amara Osei",
            LTI + "version": "1.3.0",
            LTI + "message_type": "LtiResourceLinkRequest",
            LTI + "deployment_id": "deployment-1",
            LTI + "target_link_uri": TARGET,
            LTI + "roles": [MEMBERSHIP + "Learner"],
            LTI + "context": {"id": "course-1", "title": "Autumn cohort"},
            LTI + "resource_link": {"id": "link-1", "title": "Implementation"},
            LTI + "custom": {"content": "small-2021/planning"},
            LTI + "launch_presentation": {"return_url": f"{self.issuer}/course/1"},
            AGS: {"lineitems": f"{self.issuer}/lineitems?type_id=3", "scope": []},
        }
        claims.update(changes)
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, claims: Mapping[str, Any], **header: Any) -> str:
        """Return a token of this platform."""
        return jwt.encode(dict(claims), self.key, algorithm="RS256", headers={"kid": self.kid, **header})

    @property
    def jwks(self) -> dict[str, Any]:
        jwk = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**jwk, "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Answer as the LMS would; has the shape of `platforms.door.Door`."""
        self.requests.append((method, url))
        self.sent.append((headers, body))
        path, query = urlsplit(url).path, parse_qs(urlsplit(url).query)
        if path == "/jwks":
            return _json(200, self.jwks)
        if path == "/token":
            return self._token(parse_qs((body or b"").decode()))
        return self._dated(self._service(method, path, query, body))

    def _token(self, form: Mapping[str, list[str]]) -> Answer:
        if form["scope"][0].rpartition("/")[2] in self.refused_scopes:
            return _json(400, {"error": "invalid_scope"})
        return _json(200, {"access_token": uuid4().hex, "expires_in": 3600, "token_type": "Bearer"})

    def _dated(self, answer: Answer) -> Answer:
        if self.clock_ahead is None:
            return answer
        date = format_datetime(datetime.now(UTC) + self.clock_ahead, usegmt=True)
        return Answer(answer.status, {**answer.headers, "Date": date}, answer.body)

    def _service(self, method: str, path: str, query: Mapping[str, list[str]], body: bytes | None) -> Answer:
        scripted = self.result_answers if path.endswith("/results") else self.answers
        if scripted:
            given = scripted.pop(0)
            if isinstance(given, DoorError):
                raise given
            return given
        column, _, last = path.rpartition("/")
        if {column, path} & self.deleted:
            return _json(404, {"reason": "Not Found: Grade item doesn't exist"})
        if last == "scores":
            return self._score(column, json.loads(body or b"{}"))
        if last == "results":
            return self._results(column, query.get("user_id", [None])[0])
        if last == "lineitem":
            return _json(200, next(item for item in self.line_items if path in item["id"]))
        return self._make_item(json.loads(body or b"{}")) if method == "POST" else self._items(query)

    def deletes_columns(self) -> None:
        """Delete every column that there is, with its grades."""
        self.deleted |= {urlsplit(item["id"]).path for item in self.line_items}
        self.line_items.clear()
        self.overrides.clear()

    def _items(self, query: Mapping[str, list[str]]) -> Answer:
        wanted = query.get("resource_id", [None])[0]
        return _json(200, [item for item in self.line_items if wanted in {None, item.get("resourceId")}])

    def _make_item(self, item: dict[str, Any]) -> Answer:
        number = len(self.line_items) + len(self.deleted) + 1
        made = {**item, "id": f"{self.issuer}/lineitems/{number}/lineitem?type_id=3"}
        self.line_items.append(made)
        return _json(201, made)

    def _score(self, column: str, score: dict[str, Any]) -> Answer:
        earlier = self._told(column, score["userId"])
        if earlier and score["timestamp"][:19] <= earlier[-1]["timestamp"][:19]:
            return Answer(409, {}, b"")
        self.scores.append(score)
        self.columns.append(column)
        if not self.keeps_overrides:
            self.overrides.pop(score["userId"], None)
        if self.loses_answers:
            self.loses_answers = False
            raise DoorError("no answer (ReadTimeoutError)")
        return Answer(200, {}, b"")

    def _told(self, column: str, person: str) -> list[dict[str, Any]]:
        told = zip(self.scores, self.columns, strict=False)
        return [score for score, where in told if score["userId"] == person and where == column]

    def _results(self, column: str, wanted: str | None) -> Answer:
        people = {score["userId"] for score in self.scores} | set(self.overrides)
        shown = [self.shown(column, person) for person in sorted(people) if wanted in {None, person}]
        return _json(200, [result for result in shown if result])

    def shown(self, column: str, person: str) -> dict[str, Any] | None:
        """Return the result that a column shows for a person, None for nothing."""
        told = self._told(column, person)
        if person in self.overrides:
            result = self.overrides[person]
        elif told:
            last = told[-1]
            result = {"resultScore": last["scoreGiven"], "resultMaximum": last["scoreMaximum"]}
            result |= {"comment": last["comment"]} if last.get("comment") else {}
        else:
            return None
        return {"userId": person, **result}

    def override(self, person: str, points: float | None, maximum: float = 2, comment: str = "") -> None:
        """Have a teacher give a grade in the LMS itself."""
        self.overrides[person] = {"resultScore": points, "resultMaximum": maximum, "comment": comment}


def _json(status: int, document: Any) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(document).encode())


@dataclass
class FakeLrs:
    """One LRS, all or nothing per batch; has the shape of `xapi.lrs_client.LrsClient` as far as delivery needs it."""

    statements: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What it holds, by id."""
    batches: list[int] = field(default_factory=list)
    """How many statements each request brought, in order."""
    poison: set[str] = field(default_factory=set)
    """Ids of statements that it refuses."""
    troubles: list[LrsError] = field(default_factory=list)
    """Misbehaviour: raised in this order instead of storing."""
    loses_answers: bool = False
    """Whether it stores what it is sent and then does not say so."""

    def store(self, bodies: Sequence[bytes]) -> None:
        batch = [json.loads(body) for body in bodies]
        self.batches.append(len(batch))
        if self.troubles:
            raise self.troubles.pop(0)
        if any(statement["id"] in self.poison for statement in batch):
            raise LrsError(Meaning.REFUSED, "The LRS at lrs.example.org did not accept what was sent (HTTP 400).")
        if any(statement["id"] in self.statements for statement in batch):
            raise LrsError(Meaning.CONFLICT, "The LRS at lrs.example.org already has one of these (HTTP 409).")
        self.statements |= {statement["id"]: statement for statement in batch}
        if self.loses_answers:
            raise LrsError(
                Meaning.UNREACHABLE, "The LRS at lrs.example.org cannot be reached: the connection broke off."
            )

    def has_equal(self, body: bytes) -> bool:
        ours = json.loads(body)
        return ours["id"] in self.statements and same(ours, self.statements[ours["id"]])


@dataclass
class FakeStores:
    """The ways to stores without a network, by endpoint; has the shape of `services.delivery.stores.Stores`.

    One that is not listed cannot be reached.
    """

    clients: dict[str, Any] = field(default_factory=dict)
    profiles: dict[str, Privacy] = field(default_factory=dict)

    def client(self, store: Store) -> Any:
        if store.endpoint not in self.clients:
            raise LrsError(Meaning.UNREACHABLE, "The LRS at lrs.example.org cannot be reached.")
        return self.clients[store.endpoint]

    def privacy(self, store: Store) -> Privacy:
        return self.profiles.get(store.endpoint, Privacy())
