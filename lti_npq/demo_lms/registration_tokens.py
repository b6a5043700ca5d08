"""Leave to register once: a token for an hour, shown with the registration. Source: Dynamic Registration 1.0, 3.2."""

import secrets
import string

import jwt
from flask import request
from jwt.types import Options

from lti_npq.demo_lms.clock import TIMES_UNCHECKED
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.habits import Dialect

TOKEN_SECONDS = 3600
_OPTIONS: Options = {"require": ["sub", "exp"], **TIMES_UNCHECKED}
_LETTERS = string.ascii_letters + string.digits


def registration_token() -> str:
    """Return a new token; it names the client id that the tool will have."""
    now = int(lms().settings.clock.now().timestamp())
    claims = {"sub": new_client_id(), "scope": "reg", "iat": now, "exp": now + TOKEN_SECONDS}
    return jwt.encode(claims, lms().key.private, algorithm="RS256", headers={"kid": lms().key.kid})


def client_id_allowed() -> tuple[str, float]:
    """Return the client id that the request's bearer token names, and until when it may register.

    Raises:
        RefusedError: 401, if there is no living token.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        public = lms().key.private.public_key()
        claims = jwt.decode(token, public, algorithms=["RS256"], options=_OPTIONS)
        lms().settings.clock.require_current(claims)
    except jwt.exceptions.PyJWTError as problem:
        sentence = "the registration token is missing, over or not ours"
        raise RefusedError(401, "invalid_token", sentence) from problem
    if kind.lower() != "bearer" or claims.get("scope") != "reg":
        raise RefusedError(401, "invalid_token", "the registration token must come as a bearer token")
    if lms().store.tools.of_client(claims["sub"]):
        raise RefusedError(401, "invalid_token", "the registration token was used before")
    return str(claims["sub"]), float(claims["exp"])


def new_client_id() -> str:
    """Return what the next tool will be called here."""
    if lms().settings.habits.dialect is Dialect.CANVAS:
        return "1" + "".join(secrets.choice(string.digits) for _ in range(16))
    return "".join(secrets.choice(_LETTERS) for _ in range(15))
