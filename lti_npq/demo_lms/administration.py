"""Pages of the LMS's administrator: add a tool, switch it on, take scopes away, remove it."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.json_configuration import configured_tool
from lti_npq.demo_lms.membership import administrator_here
from lti_npq.demo_lms.registration_tokens import new_client_id, registration_token
from lti_npq.demo_lms.tools import BUILT_IN, Tool

bp = Blueprint("administration", __name__, url_prefix="/admin/tools")


@bp.get("")
def tools() -> ResponseReturnValue:
    administrator_here()
    return render_template(
        "tools.html", tools=lms().store.tools.all(), built_in=BUILT_IN, takes_configurations=_takes_configurations()
    )


@bp.get("/add")
def add() -> ResponseReturnValue:
    """Open a tool's registration address in a frame, with leave to register."""
    administrator_here()
    address = _web_address(request.args, "registration")
    query = urlencode(
        {"openid_configuration": lms().settings.configuration_url, "registration_token": registration_token()}
    )
    joint = "&" if urlsplit(address).query else "?"
    return render_template("register.html", address=f"{address}{joint}{query}")


@bp.post("/configure")
def configure() -> ResponseReturnValue:
    """Add a tool by the address of its configuration; it waits to be switched on, and is told its client id by hand."""
    administrator_here()
    if not _takes_configurations():
        raise ProblemError(404, "This LMS takes no configuration from an address.")
    address = _web_address(request.form, "configuration")
    lms().store.tools.add(configured_tool(lms(), new_client_id(), address))
    return redirect(url_for(".tools"))


@bp.post("/<int:number>/activate")
def activate(number: int) -> ResponseReturnValue:
    """Switch a tool on with the scopes that were left ticked."""
    tool = _registered(number)
    kept = tuple(scope for scope in tool.scopes if scope in request.form.getlist("scope"))
    lms().store.tools.replace(replace(tool, active=True, scopes=kept))
    return redirect(url_for(".tools"))


@bp.post("/<int:number>/remove")
def remove(number: int) -> ResponseReturnValue:
    lms().store.tools.remove(_registered(number))
    return redirect(url_for(".tools"))


def _takes_configurations() -> bool:
    return lms().settings.habits.dialect is Dialect.CANVAS


def _web_address(sent: Mapping[str, str], kind: str) -> str:
    address = sent.get("address", "").strip()
    if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).netloc:
        raise ProblemError(400, f"A {kind} address begins with http:// or https://.")
    return address


def _registered(number: int) -> Tool:
    administrator_here()
    tool = lms().store.tools.numbered(number)
    if tool is None or tool.number == BUILT_IN:
        raise ProblemError(404, "There is no registered tool at this address.")
    return tool
