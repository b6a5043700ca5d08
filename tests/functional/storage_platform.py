"""A platform that keeps things for tools in the browser, as small as can be: a course page, a sign-on, public keys.

The course lies on one site and the sign-on on another, as at Canvas: a tool may trust messages of the sign-on's origin
only, which a frame of that origin inside the course answers.
"""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Self
from urllib.parse import urlencode

from flask import Flask, jsonify, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import BaseWSGIServer, make_server

from fakes import LTI, FakePlatform

_KEEPER = """
<script>
const kept = {};
addEventListener("message", ({ data, source, origin }) => {
  fetch("/told", { method: "POST", body: JSON.stringify([data.subject, origin]) });
  if (habit === "silent" || origin !== tool) return;
  if (habit === "forgetful" && data.subject === "lti.get_data") return;
  if (data.subject === "lti.put_data") kept[data.key] = data.value;
  const answer = { subject: data.subject + ".response", message_id: data.message_id, key: data.key };
  if (habit === "refusing") answer.error = { code: "storage_exhaustion", message: "full" };
  else answer.value = habit === "lying" && data.subject === "lti.get_data" ? "something else" : kept[data.key];
  source.postMessage(answer, origin);
});
</script>
"""
_SETTINGS = "<script>const habit = {{ habit|tojson }}, tool = {{ tool|tojson }};</script>"
_COURSE = (
    _SETTINGS
    + "<!doctype html><title>Course</title>"
    + "{% if target == '_parent' %}"
    + _KEEPER
    + "{% elif habit != 'frameless' %}<iframe name='{{ target }}' src='{{ keeper }}' hidden></iframe>{% endif %}"
    + """<iframe name="tool" width="380" height="700"></iframe>
<script>addEventListener("load", () => { frames.tool.location = {{ login|tojson }}; });</script>"""
)
_FORM = """
<form method="post" action="{{ action }}">
{% for name, value in fields.items() %}<input type="hidden" name="{{ name }}" value="{{ value }}">{% endfor %}
</form>
<script>document.forms[0].submit()</script>
"""


@dataclass
class StoragePlatform:
    """Serves until it is stopped; `platform` holds its keys."""

    tool: str
    platform: FakePlatform = field(default_factory=FakePlatform)
    told: list[list[str]] = field(default_factory=list)
    """Subject and origin of every message that reached the storage, in order."""
    _server: BaseWSGIServer | None = None

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.platform.issuer = f"http://127.0.0.1:{self._server.port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def course_host(self) -> str:
        """Where the course lies, away from the sign-on: an administrator has to name it to the tool, as at Canvas."""
        assert self._server is not None
        return f"course.localhost:{self._server.port}"

    def course(self, target: str, habit: str = "") -> str:
        """Return the address of a course that names `target` to the tool; with `_parent` on the sign-on's own site."""
        site = self.platform.issuer if target == "_parent" else f"http://{self.course_host}"
        return f"{site}/course?{urlencode({'target': target, 'habit': habit})}"

    def _app(self) -> Flask:
        app = Flask(__name__)
        routes: Iterable[tuple[str, Callable[..., Any]]] = (
            ("/course", self._course),
            ("/keeper", self._keeper),
            ("/told", self._tell),
            ("/auth", self._authorize),
            ("/jwks", lambda: jsonify(self.platform.jwks)),
        )
        for path, view in routes:
            app.add_url_rule(path, path, view, methods=["GET", "POST"])
        return app

    def _course(self) -> str:
        asked = {"iss": self.platform.issuer, "client_id": self.platform.client_id, "login_hint": secrets.token_hex(4)}
        asked |= {"target_link_uri": self.tool + "/lti/launch", "lti_storage_target": request.args["target"]}
        asked["lti_message_hint"] = request.url
        login = f"{self.tool}/lti/login?{urlencode(asked)}"
        keeper = f"{self.platform.issuer}/keeper?{urlencode({'habit': request.args['habit']})}"
        return render_template_string(_COURSE, login=login, keeper=keeper, tool=self.tool, **request.args)

    def _keeper(self) -> str:
        return render_template_string(_SETTINGS + _KEEPER, tool=self.tool, habit=request.args["habit"])

    def _tell(self) -> ResponseReturnValue:
        self.told.append(json.loads(request.data))
        return "", 204

    def _authorize(self) -> str:
        place = {LTI + "target_link_uri": request.values["redirect_uri"], LTI + "custom": {"content": "npqh-2021"}}
        place[LTI + "launch_presentation"] = {"return_url": request.values["lti_message_hint"]}
        token = self.platform.sign(self.platform.claims(request.values["nonce"], **place))
        fields = {"state": request.values["state"], "id_token": token}
        return render_template_string(_FORM, action=request.values["redirect_uri"], fields=fields)
