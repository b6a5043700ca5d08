"""Who somebody is to the tool, from what their LMS says of them."""

from collections.abc import Iterable
from enum import StrEnum

_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


class Role(StrEnum):
    """What a person may do; programme lead, assessor and moderator are granted inside the tool, never by a claim."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    AUTHOR = "author"
    ONLOOKER = "onlooker"
    """Somebody whom the LMS does not name: may read, and nothing is kept of it."""


class Status(StrEnum):
    """How a person stands in a course, as its LMS lists them."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"
    """Listed no longer; what they did stays."""


_BY_CONTEXT_ROLE = {
    "Instructor": Role.FACILITATOR,
    "TeachingAssistant": Role.FACILITATOR,
    "ContentDeveloper": Role.AUTHOR,
    "Learner": Role.PARTICIPANT,
}
_BY_INSTITUTION_ROLE = {"Student": Role.PARTICIPANT, "Learner": Role.PARTICIPANT}
# Where a person has several roles in a course, the one that sees more decides.
_WIDEST_FIRST = (Role.FACILITATOR, Role.AUTHOR, Role.PARTICIPANT)


def role_of(roles: Iterable[str]) -> Role | None:
    """Return what a launch's roles amount to, or None for no access.

    Roles in the course decide. A role in the institution counts only without one, and never opens other people's work.

    Source: LTI 1.3 Core, 5.3.7 and A.2.3.
    """
    given = list(roles)
    in_course = {_BY_CONTEXT_ROLE[name] for role in given if (name := _context_role(role)) in _BY_CONTEXT_ROLE}
    if any(_context_role(role) for role in given):
        return next((role for role in _WIDEST_FIRST if role in in_course), None)
    names = (role.removeprefix(_INSTITUTION) for role in given if role.startswith(_INSTITUTION))
    return next((_BY_INSTITUTION_ROLE[name] for name in names if name in _BY_INSTITUTION_ROLE), None)


def writes_content(roles: Iterable[str]) -> bool:
    """Whether somebody is an author in the course, whatever else they are there."""
    return any(_BY_CONTEXT_ROLE.get(_context_role(role)) is Role.AUTHOR for role in roles)


def is_test_user(roles: Iterable[str]) -> bool:
    """Whether it is nobody real, but the LMS's way to try out a course as a participant sees it.

    Source: LTI 1.3 Core, A.2.5.
    """
    return _TEST_USER in roles


def _context_role(role: str) -> str:
    """Return the short name of a role in the course, empty for any other.

    A sub-role counts as the role it belongs to: `Learner#Instructor` is a learner who teaches elsewhere.
    """
    if role.startswith(_MEMBERSHIP):
        return role.removeprefix(_MEMBERSHIP)
    if role.startswith(_SUB_ROLE):
        return role.removeprefix(_SUB_ROLE).partition("#")[0]
    return "" if ":" in role else role
