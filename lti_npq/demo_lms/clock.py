"""The LMS's own clock, which need not agree with the tool's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

TIMES_UNCHECKED: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
"""Options for PyJWT, which knows no clock but the computer's; `Clock.require_current` checks instead."""


@dataclass(frozen=True)
class Clock:
    """A clock that is wrong by a number of seconds."""

    ahead: int = 0
    """Below 0 it is behind."""

    def now(self) -> datetime:
        """Return the moment, UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def text(self) -> str:
        """Return the moment as ISO 8601, UTC."""
        return self.now().isoformat()

    def require_current(self, claims: Mapping[str, Any], leeway: int = 0) -> None:
        """Let a token pass whose time it is; a claim that is missing is not looked at.

        Raises:
            jwt.exceptions.PyJWTError: If it is over, not yet valid, or says so in no number.
        """
        now = self.now().timestamp()
        if "exp" in claims and _seconds(claims, "exp") <= now - leeway:
            raise jwt.exceptions.ExpiredSignatureError("Signature has expired")
        for name in ("iat", "nbf"):
            if name in claims and _seconds(claims, name) > now + leeway:
                raise jwt.exceptions.ImmatureSignatureError(f"The token is not yet valid ({name})")


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    try:
        return int(claims[name])
    except (TypeError, ValueError, OverflowError):
        raise jwt.exceptions.DecodeError(f"{name} must be a number") from None
