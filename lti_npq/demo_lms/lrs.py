"""A small xAPI statement store. Source: xAPI 1.0.3, Communication."""

import hmac
import json
import re
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.statement_shape import check_statement, is_uuid

bp = Blueprint("lrs", __name__, url_prefix="/xapi")

VERSIONS = ("1.0.3", "2.0.0")
VERSION_HEADER = "X-Experience-API-Version"


@bp.before_request
def check_caller() -> None:
    """Every resource but `about` wants the password and a version of xAPI that is spoken here."""
    if request.endpoint == f"{bp.name}.about":
        return
    caller, settings = request.authorization, lms().settings
    given = f"{caller.username}:{caller.password}" if caller and caller.type == "basic" else ""
    if not hmac.compare_digest(given.encode(), f"{settings.xapi_key}:{settings.xapi_secret}".encode()):
        raise RefusedError(401, "unauthorized", "key or secret is wrong", {"WWW-Authenticate": 'Basic realm="xapi"'})
    if not re.fullmatch(r"1\.0(\.[0-3])?|2\.0(\.0)?", request.headers.get(VERSION_HEADER, "")):
        raise RefusedError(400, "invalid_request", f"{VERSION_HEADER} must be one of {', '.join(VERSIONS)}")


@bp.after_request
def name_version(response: Response) -> Response:
    asked_for_two = request.headers.get(VERSION_HEADER, "").startswith("2")
    response.headers[VERSION_HEADER] = VERSIONS[1] if asked_for_two else VERSIONS[0]
    return response


@bp.get("/about")
def about() -> ResponseReturnValue:
    return {"version": list(VERSIONS)}


@bp.post("/statements")
def store_statements() -> ResponseReturnValue:
    """Store one statement or a list, all or none; answers with their ids."""
    body = _json_body()
    statements = body if isinstance(body, list) else [body]
    for statement in statements:
        check_statement(statement)
    ids = [str(statement["id"]).lower() for statement in statements if "id" in statement]
    if len(ids) != len(set(ids)):
        raise RefusedError(400, "invalid_request", "two statements of one batch have the same id")
    return lms().store.statements.add(statements)


@bp.put("/statements")
def store_statement() -> ResponseReturnValue:
    identifier, statement = request.args.get("statementId"), _json_body()
    if not is_uuid(identifier):
        raise RefusedError(400, "invalid_request", "statementId must be a UUID")
    check_statement(statement)
    if str(statement.setdefault("id", identifier)).lower() != str(identifier).lower():
        raise RefusedError(400, "invalid_request", "the statement's id is not the statementId")
    lms().store.statements.add([statement])
    return "", 204


@bp.get("/statements")
def read_statements() -> ResponseReturnValue:
    """Return one statement by `statementId`, or the newest, at most `limit`."""
    unknown = set(request.args) - {"statementId", "limit"}
    if unknown:
        raise RefusedError(400, "invalid_request", f"not understood here: {', '.join(sorted(unknown))}")
    if "statementId" not in request.args:
        return {"statements": lms().store.statements.recent(_limit()), "more": ""}
    statement = lms().store.statements.find(request.args["statementId"])
    if statement is None:
        raise RefusedError(404, "not_found", "there is no statement of that id")
    return statement


def _limit() -> int:
    text = request.args.get("limit", "0")
    if not text.isdecimal():
        raise RefusedError(400, "invalid_request", "limit must be a whole number")
    return int(text)


def _json_body() -> Any:
    if request.mimetype != "application/json":
        raise RefusedError(400, "invalid_request", "Content-Type must be application/json")
    try:
        return json.loads(request.get_data())
    except ValueError as problem:
        raise RefusedError(400, "invalid_request", f"the body is not JSON: {problem}") from problem
