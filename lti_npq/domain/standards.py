"""The headteachers' standards, and how content areas answer to them."""

from typing import Literal

from msgspec import Struct

OpenStandardsFact = Literal["domains"]
"""What is not established: which standard sits in which domain."""


class StandardDomain(Struct, frozen=True):
    """A group of standards."""

    id: str
    title: str
    also: str
    """The other name under which it is found; may be empty."""


class Standard(Struct, frozen=True):
    """One standard; at most one of `area` and `near` is filled."""

    id: str
    number: int
    title: str
    text: str
    """In the project's own words."""
    domain: str | None
    """Id of its domain; None while it is open."""
    area: str | None
    """Id of the content area that matches it, in every framework of the mapping."""
    near: str | None
    """Id of a content area that is close to it and is not the same."""


class Standards(Struct, frozen=True):
    """One edition of the standards, mapped to one edition's content areas."""

    edition: str
    title: str
    is_statutory: bool
    frameworks: tuple[tuple[str, str], ...]
    """Edition and code of each framework that the mapping is about."""
    domains: tuple[StandardDomain, ...]
    standards: tuple[Standard, ...]
    open: frozenset[OpenStandardsFact]
