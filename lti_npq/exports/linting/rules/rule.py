"""What a rule is."""

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "information"]
"""An error breaks the standard or loses something in some LMS; a warning is to be weighed; information asks nothing."""


class Rule(Struct, frozen=True):
    """One thing that a package may do wrong."""

    code: str
    severity: Severity
    why: str
    """Why it matters: what which LMS does, or where the standard says so."""
    fix: str
    """What to do about it."""
