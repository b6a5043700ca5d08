"""A bare LTI tool: pylti1p3's Flask classes as its documentation shows them, everything kept in memory.

It has no database, no roles, no content and no facts to store: the cost of LTI itself. Keys are configured rather than
fetched, and the library's HTTP session is shared; both make it faster than the documented examples.
"""

from importlib.metadata import version
from typing import Any

import requests
from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pylti1p3.contrib import flask as contrib
from pylti1p3.tool_config.dict import ToolConfDict

NAME = f"pylti1p3 {version('pylti1p3')}, bare Flask"
APPLICATION = f"{__name__}:application"
PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>Welcome, {{ name }}.</p>"
lti: Any = contrib
"""The library's classes for Flask, which are not annotated."""

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"


class MemoryCache(dict[str, Any]):
    """The cache that pylti1p3 expects, as a plain dictionary."""

    def set(self, key: str, value: Any, _lifetime: int | None = None) -> None:
        self[key] = value


def config(registration: dict[str, str], key_set: dict[str, Any], target: str) -> dict[str, Any]:
    """Return what `application` is made from."""
    issuer = {
        "client_id": registration["client_id"],
        "auth_login_url": registration["auth_url"],
        "auth_token_url": registration["token_url"],
        "key_set": key_set,
        "deployment_ids": ["deployment-1"],
    }
    return {"tool": {registration["issuer"]: issuer}, "target": target}


def application(config: dict[str, Any]) -> Flask:
    """Make the tool: login, launch, and one page."""
    app = Flask(__name__)
    tool, storage = ToolConfDict(config["tool"]), lti.FlaskCacheDataStorage(MemoryCache())
    # Compiled once: render_template_string would compile at every request.
    template = app.jinja_env.from_string(PAGE)
    services = {"launch_data_storage": storage, "requests_session": requests.Session()}

    @app.post("/lti/login")
    def login() -> ResponseReturnValue:
        oidc = lti.FlaskOIDCLogin(lti.FlaskRequest(), tool, launch_data_storage=storage)
        answer: ResponseReturnValue = oidc.redirect(config["target"])
        return answer

    @app.post("/lti/launch")
    def launch() -> ResponseReturnValue:
        message = lti.FlaskMessageLaunch(lti.FlaskRequest(), tool, **services).validate()
        return redirect(url_for("page", launch_id=message.get_launch_id()), 303)

    @app.get("/<launch_id>/page")
    def page(launch_id: str) -> ResponseReturnValue:
        claims = lti.FlaskMessageLaunch.from_cache(launch_id, lti.FlaskRequest(), tool, **services).get_launch_data()
        return render_template(template, title=claims[_LTI + "resource_link"]["title"], name=claims["name"])

    return app
