"""A strict stub of an LMS with a record store: launches a cmi5 package and refuses what the standard has it refuse."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import RLock, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4
from zipfile import ZipFile

from cmi5_player.rules import SESSION, Json, Registration, Session
from scorm_player.serving import POLICY as PLAYED_BY

POLICY = f"{PLAYED_BY}; connect-src 'self'"
PUBLISHER = "urn:uuid:11111111-1111-4111-8111-111111111111"
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "amara.osei"}}


class Lms:
    """Everything that the LMS knows, and what it complained about."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.complaints: list[str] = []
        self.statements: list[Json] = []
        self.documents: dict[tuple[str, str], Any] = {}
        self.registration_id = str(uuid4())
        self.registration = Registration()
        self.sessions: dict[str, Session] = {}
        self.unfetched: dict[str, str] = {}
        self.refusing = False
        self.delays: list[float] = []
        """How many seconds the next batches of statements are on their way."""
        self.port = 0

    def launch(self, unit: str = "index.html", mode: str = "Normal", mastery: float = 0.9) -> str:
        """Begin a session; return the address that opens it."""
        activity_id, token = f"https://lms.example.org/activity/{unit}", secrets.token_urlsafe(8)
        template = {
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": PUBLISHER}]},
            "extensions": {SESSION: str(uuid4())},
        }
        self.sessions[token] = Session(
            id=template["extensions"][SESSION],
            activity_id=activity_id,
            actor=ACTOR,
            registration_id=self.registration_id,
            registration=self.registration,
            mode=mode,
            mastery=mastery,
            template=template,
        )
        self.unfetched[token] = token
        self.documents[activity_id, "LMS.LaunchData"] = {
            "contextTemplate": template,
            "launchMode": mode,
            "masteryScore": mastery,
            "moveOn": "Completed",
            "returnURL": f"http://127.0.0.1:{self.port}/back",
        }
        query = {
            "endpoint": f"http://127.0.0.1:{self.port}/lrs",
            "fetch": f"http://127.0.0.1:{self.port}/fetch/{token}",
            "actor": json.dumps(ACTOR),
            "registration": self.registration_id,
            "activityId": activity_id,
        }
        return f"http://127.0.0.1:{self.port}/package/{unit}?{urlencode(query)}"

    def verbs(self) -> list[str]:
        return [statement["verb"]["id"].rpartition("/")[2] for statement in self.statements]

    def take(self, session: Session, statements: list[Json]) -> int:
        known = {statement["id"] for statement in self.statements}
        if any(statement["id"] in known for statement in statements):
            return 409
        for statement in statements:
            found = list(session.complaints(statement))
            self.complaints += found
            if found:
                return 400
            session.take(statement)
            self.statements.append(statement)
        return 200


class _Handler(SimpleHTTPRequestHandler):
    """Serves the package, the one-time token and the record store."""

    def __init__(self, *arguments: object, lms: Lms, package: Path) -> None:
        self._lms = lms
        super().__init__(*arguments, directory=str(package))  # type: ignore[arg-type]

    def do_POST(self) -> None:
        path, body = urlsplit(self.path).path, self._body()
        if path == "/lrs/statements" and self._lms.delays:
            time.sleep(self._lms.delays.pop(0))
        with self._lms.lock:
            if path.startswith("/fetch/"):
                token = self._lms.unfetched.pop(path.rpartition("/")[2], None)
                said = {"auth-token": token} if token else {"error-code": "1", "error-text": "Already in use"}
                self._answer(200, said)
            elif path == "/lrs/statements" and (session := self._session()):
                statements = body if isinstance(body, list) else [body]
                self._answer(503 if self._lms.refusing else self._lms.take(session, statements), [])

    def do_PUT(self) -> None:
        body, session = self._body(), self._session()
        with self._lms.lock:
            key = self._document(session)
            if session and key:
                if key[1] == "LMS.LaunchData":
                    self._lms.complaints.append("10.2.1.0-5: the launch data was changed")
                self._lms.documents[key] = body
                self._answer(503 if self._lms.refusing else 204)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/lrs/"):
            session = self._session()
            if session:
                self._read(path, session)
        elif path == "/back":
            self._answer(200, {"back": True})
        else:
            self.path = self.path.removeprefix("/package")
            super().do_GET()

    def _read(self, path: str, session: Session) -> None:
        with self._lms.lock:
            if path == "/lrs/agents/profile":
                session.has_preferences = self._asked("profileId") == "cmi5LearnerPreferences"
                self._answer(404)
            elif path == "/lrs/statements":
                found = [each for each in self._lms.statements if each["id"] == self._asked("statementId")]
                self._answer(200 if found else 404, found[0] if found else None)
            elif key := self._document(session):
                found_document = self._lms.documents.get(key)
                self._answer(404 if found_document is None else 200, found_document)

    def _session(self) -> Session | None:
        token = self.headers.get("Authorization", "").removeprefix("Basic ")
        session = self._lms.sessions.get(token)
        if session is None or token in self._lms.unfetched:
            self._lms.complaints.append("8.1.2.0-5: no authorization token")
            self._answer(401)
            return None
        if self.headers.get("X-Experience-API-Version") != "1.0.3":
            self._lms.complaints.append("4.1.0.0-1: no version of xAPI")
        return session

    def _document(self, session: Session | None) -> tuple[str, str] | None:
        if session is None:
            return None
        right = (session.activity_id, session.registration_id, ACTOR)
        if (self._asked("activityId"), self._asked("registration"), json.loads(self._asked("agent"))) != right:
            self._lms.complaints.append("10.1.0.0: a document of somebody or something else")
        return session.activity_id, self._asked("stateId")

    def _asked(self, name: str) -> str:
        return parse_qs(urlsplit(self.path).query)[name][0]

    def _body(self) -> Any:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return json.loads(content) if content else None

    def _answer(self, status: int, document: Any = None) -> None:
        content = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002  the name in the standard library
        pass


@contextmanager
def running(archive: Path, folder: Path) -> Iterator[Lms]:
    """Unpack a package and run an LMS that has it."""
    with ZipFile(archive) as packed:
        packed.extractall(folder)
    lms = Lms()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, lms=lms, package=folder))
    lms.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
