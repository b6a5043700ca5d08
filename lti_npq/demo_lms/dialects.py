"""Whose manners an LMS may have, for what is more than a switch."""

from enum import Enum


class Dialect(Enum):
    """Whose addresses, claims, words of refusal and registration answers to use."""

    PLAIN = "plain"
    MOODLE = "moodle"
    CANVAS = "canvas"


class LinkStyle(Enum):
    """How Link headers are written."""

    STANDARD = "standard"
    CURLY = "curly"
    """Every rel in curly quotes, `&amp;` in the address (Moodle)."""
    RELATIVE = "relative"
    """An address without a host."""
    SEVERAL = "several"
    """One header with several relations, the next page not first (Canvas)."""
    CAPITALS = "capitals"
    """`REL=NEXT`, without quotes."""
