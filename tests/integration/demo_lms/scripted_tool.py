"""A tool that does what a test tells it to: right, or wrong in one chosen way."""

import json
import time
from html.parser import HTMLParser
from threading import Thread
from typing import Any
from uuid import uuid4

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, request
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

from lti_npq.demo_lms import RunningLms
from lti_npq.demo_lms.subjects import subject_of

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ALL_SCOPES = ("lineitem", "lineitem.readonly", "result.readonly", "score")
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class PublishedKeys:
    """A web server with the tool's public keys at /lti/jwks, which takes notices at /lti/notices.

    At /lti/config.json it describes the tool, as a test says.
    It answers 500 to a notice that comes to /lti/broken, and keeps it like the others.
    """

    def __init__(self) -> None:
        self.private = {}
        self.fetches = 0
        self.notices: list[Any] = []
        self.configuration: Response | None = None
        self.add("first")
        app = Flask("scripted-tool")
        app.add_url_rule("/lti/jwks", view_func=self._jwks)
        app.add_url_rule("/lti/config.json", view_func=self._describe)
        app.add_url_rule("/lti/<handler>", view_func=self._take_notices, methods=["POST"])
        self._server = make_server("localhost", 0, app, threaded=True)
        self._server.RequestHandlerClass.log_request = lambda *_: None
        self.address = f"http://localhost:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def add(self, kid: str) -> None:
        self.private[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _describe(self) -> Response:
        return self.configuration or Response("not yet", 404)

    def _take_notices(self, handler: str) -> tuple[dict[str, Any], int]:
        self.notices.append(request.get_json())
        return {}, 500 if handler == "broken" else 200

    def _jwks(self) -> dict[str, Any]:
        self.fetches += 1
        jwks = [
            {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid} for kid, key in self.private.items()
        ]
        return {"keys": jwks}


class ScriptedTool:
    """Calls one LMS; every method takes what to do differently from a well-behaved tool."""

    def __init__(self, lms: RunningLms, keys: PublishedKeys) -> None:
        self.lms, self.keys = lms, keys
        self.client_id = "demo-lti-npq"
        self._http = urllib3.PoolManager(retries=False, timeout=10)

    def close(self) -> None:
        self._http.clear()

    def http(self, method: str, path: str, **how: Any) -> urllib3.BaseHTTPResponse:
        url = path if path.startswith("http") else self.lms.address + path
        return self._http.request(method, url, **how)

    def assertion(self, kid: str | None = "first", key: Any = None, **claims: Any) -> str:
        now = time.time()
        whole = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.lms.settings.token_url,
            "iat": now - 5,
            "exp": now + 60,
            "jti": str(uuid4()),
            **claims,
        }
        whole = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(
            whole, key or self.keys.private[kid], algorithm="RS256", headers={"kid": kid} if kid else None
        )

    def ask_token(self, scopes: tuple[str, ...] = ALL_SCOPES, **fields: str) -> urllib3.BaseHTTPResponse:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": fields.pop("client_assertion", None) or self.assertion(),
            "scope": " ".join(scope if scope.startswith("http") else AGS + scope for scope in scopes),
            **fields,
        }
        return self.http("POST", self.lms.settings.token_url, fields=form, encode_multipart=False)

    def service(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        sends: str = LINE_ITEM,
        accepts: str = "*/*",
        scopes: tuple[str, ...] = ALL_SCOPES,
    ) -> urllib3.BaseHTTPResponse:
        token = self.ask_token(scopes).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": accepts}
        if body is None:
            return self.http(method, url, headers=headers)
        return self.http(method, url, body=json.dumps(body), headers={**headers, "Content-Type": sends})

    def choice(self, items: list[Any], data: str | None = None, kid: str | None = "first", **claims: Any) -> str:
        """Sign a deep linking response."""
        now = time.time()
        whole = {
            "iss": self.client_id,
            "aud": self.lms.settings.issuer,
            "iat": now,
            "exp": now + 60,
            "nonce": uuid4().hex,
            f"{LTI}message_type": "LtiDeepLinkingResponse",
            f"{LTI}version": "1.3.0",
            f"{LTI}deployment_id": self.lms.settings.deployment_id,
            f"{DL}content_items": items,
            f"{DL}data": data,
            **claims,
        }
        whole = {name: value for name, value in whole.items() if value is not None}
        headers = {"kid": kid} if kid else None
        return jwt.encode(whole, self.keys.private["first"], algorithm="RS256", headers=headers)

    def score(self, line_item: str, timestamp: str = "2026-11-21T20:00:00.000Z", **fields: Any) -> Any:
        body = {
            "userId": subject_of(self.lms.settings, "amara-osei"),
            "timestamp": timestamp,
            "scoreGiven": 7,
            "scoreMaximum": 10,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "comment": "Clear plan.",
            **fields,
        }
        body = {name: value for name, value in body.items() if value is not None}
        return self.service("POST", f"{line_item}/scores", body, sends=SCORE)

    def statement_call(self, method: str, path: str, body: Any = None, **headers: str | None) -> Any:
        whole = {
            "Authorization": urllib3.make_headers(basic_auth="demo:demo")["authorization"],
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        whole = {name: value for name, value in whole.items() if value is not None}
        return self.http(method, path, body=json.dumps(body) if body is not None else None, headers=whole)


class Form(HTMLParser):
    """The one form of a page: its action and hidden fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.action = found["action"] or ""
        elif tag == "input":
            self.fields[found["name"] or ""] = found["value"] or ""


class Browser:
    """Somebody's browser at the LMS; the tool's half of a launch is played by the test."""

    def __init__(self, lms: RunningLms, person: str | None) -> None:
        self.lms = lms
        self.client = lms.app.test_client()
        if person:
            self.client.post("/sign-in", data={"person": person})

    def begin(self, course: str = "npqh-autumn", activity: str = "implementation", query: str = "") -> Form:
        """Open an activity; returns what the LMS posts to the tool's login address."""
        return self.begin_at(f"/courses/{course}/activities/{activity}/launch{query}")

    def begin_at(self, path: str) -> Form:
        """Open any page that begins a message; returns what the LMS posts to the tool's login address."""
        return Form(self.client.get(path).text)

    def answer_to(self, login: Form, method: str = "get", **changes: str | None) -> Form:
        """Ask for the id_token as a tool would, with changes; returns what the LMS posts back."""
        page = self.authorize(login, method, **changes)
        assert page.status_code == 200, page.text
        return Form(page.text)

    def authorize(self, login: Form, method: str = "get", **changes: str | None) -> Any:
        wanted = {
            "client_id": login.fields["client_id"],
            "redirect_uri": f"{self.lms.settings.tool}/lti/launch",
            "response_type": "id_token",
            "response_mode": "form_post",
            "scope": "openid",
            "prompt": "none",
            "nonce": "n-1",
            "state": "s-1",
            "login_hint": login.fields["login_hint"],
            "lti_message_hint": login.fields["lti_message_hint"],
            **changes,
        }
        wanted = {name: value for name, value in wanted.items() if value is not None}
        address = self.lms.settings.authorize_url
        if method == "get":
            page = self.client.get(address, query_string=wanted)
        else:
            page = self.client.post(address, data=wanted)
        # A sign-on on a host of its own leads to the courses'; no other redirect is ours to follow.
        return self.client.get(page.location) if page.status_code == 302 else page

    def launch(self, **where: str) -> dict[str, Any]:
        """Launch and return the claims, checked against the key the LMS publishes."""
        return self.claims_of(self.begin(**where))

    def open(self, path: str) -> dict[str, Any]:
        """Open any page that begins a message; returns the claims."""
        return self.claims_of(self.begin_at(path))

    def claims_of(self, login: Form) -> dict[str, Any]:
        answer = self.answer_to(login)
        key = jwt.PyJWK(self.client.get(self.lms.settings.jwks_url).json["keys"][0])
        token = answer.fields["id_token"]
        assert jwt.get_unverified_header(token)["kid"] == key.key_id
        return jwt.decode(token, key, audience=login.fields["client_id"], options={"verify_sub": False})
