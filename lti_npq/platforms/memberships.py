"""Who is in a course, and in which of its groups, as an LMS lists them.

Source: LTI Names and Role Provisioning Services 2.0; LTI Course Groups Service 1.0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from lti_npq.domain.participant import Role, Status, role_of
from lti_npq.errors import LaunchRefused
from lti_npq.platforms.addresses import with_query
from lti_npq.platforms.claims import identifier, storable
from lti_npq.platforms.door import Answer
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_calls import Call, ServiceCalls, document, promises_more
from lti_npq.platforms.service_errors import Doing, Remedy, ServiceError, malformed

ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
_ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_GROUPS_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
_PER_PAGE = 100
"""People; some LMSs give 50 unless asked, and a page of thousands would be too large to take."""
_LONGEST_READING_SECONDS = 100.0
"""The caller's lease on a course must outlive reading both lists."""
_LONGEST_NAME = 255
_STATUSES = {"inactive": Status.SUSPENDED, "deleted": Status.LEFT}


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a course."""

    subject: str
    name: str | None
    """None where the LMS keeps it private."""
    role: Role | None
    """None for a role that opens nothing here."""
    status: Status
    group_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """A course's people."""

    members: Mapping[str, Member]
    """By subject."""
    complete: bool
    """False if some entry made no sense or the list broke off: then nothing follows from who is missing."""


class Memberships:
    """The rosters of any registered platform."""

    def __init__(self, services: ServiceCalls) -> None:
        self._services = services

    def read(self, registration: Registration, url: str, *, with_groups: bool = False) -> Listing:
        """Return the people of a course, from every page of the list.

        Raises:
            ServiceError: If the list cannot be read to its end.
        """
        asked = with_query(url, limit=str(_PER_PAGE), **({"groups": "true"} if with_groups else {}))
        entries, ended = self._entries(registration, Call(Doing.ROSTER, "GET", asked, ROSTER, accepts=_ROSTER_TYPE))
        members: dict[str, Member] = {}
        complete = ended
        for entry in entries:
            member = _to_member(entry)
            if member is None:
                complete = False
            else:
                members[member.subject] = _together(members.get(member.subject), member)
        return Listing(members, complete)

    def groups(self, registration: Registration, url: str) -> dict[str, str]:
        """Return the names of a course's groups by their ids.

        Raises:
            ServiceError: If the list cannot be read to its end.
        """
        entries, _ = self._entries(registration, Call(Doing.GROUPS, "GET", url, GROUPS, accepts=_GROUPS_TYPE))
        objects = [entry for entry in entries if isinstance(entry, dict)]
        named = {_kept_id(entry.get("id")): _kept_text(entry.get("name")) for entry in objects}
        return {group_id: name for group_id, name in named.items() if group_id and name}

    def _entries(self, registration: Registration, call: Call) -> tuple[list[Any], bool]:
        """Return what a container's pages list, and whether the last page is really the end."""
        entries: list[Any] = []
        ended = True
        for answer in self._answers(registration, call):
            entries += _listed(answer, call.doing)
            ended = not promises_more(answer)
        return entries, ended

    def _answers(self, registration: Registration, call: Call) -> Iterator[Answer]:
        until = monotonic() + _LONGEST_READING_SECONDS
        for answer in self._services.answers(registration, call):
            yield answer
            if monotonic() > until:
                raise ServiceError(f"the LMS did not {call.doing}: it took too long", Remedy.WAIT)


def _listed(answer: Answer, doing: Doing) -> list[Any]:
    container = document(answer)
    listed = container.get("groups" if doing is Doing.GROUPS else "members") if isinstance(container, dict) else None
    if not isinstance(listed, list):
        raise malformed("it is no list of a course")
    return listed


def _to_member(entry: object) -> Member | None:
    """Return a person, or None for an entry that does not say who it is."""
    subject = _kept_id(entry.get("user_id")) if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or subject is None:
        return None
    return Member(subject, _name(entry), role_of(_roles(entry)), _status(entry), frozenset(_group_ids(entry)))


def _together(one: Member | None, other: Member) -> Member:
    """Return what two entries for the same person say: some LMSs list people once in each section."""
    if one is None:
        return other
    present = min((one, other), key=lambda each: list(Status).index(each.status))
    role = role_of(_BY_ROLE[each.role] for each in (one, other) if each.role in _BY_ROLE)
    return Member(one.subject, one.name or other.name, role, present.status, one.group_ids | other.group_ids)


_BY_ROLE = {
    Role.FACILITATOR: "Instructor",
    Role.AUTHOR: "ContentDeveloper",
    Role.PARTICIPANT: "Learner",
}


def _name(entry: Mapping[str, Any]) -> str | None:
    parts = (_kept_text(entry.get(key)) for key in ("given_name", "family_name"))
    return _kept_text(entry.get("name")) or " ".join(part for part in parts if part)[:_LONGEST_NAME] or None


def _roles(entry: Mapping[str, Any]) -> list[str]:
    roles = entry.get("roles")
    given = roles if isinstance(roles, list) else [roles]
    return [role for role in given if isinstance(role, str)]


def _status(entry: Mapping[str, Any]) -> Status:
    """Return the status; without one, or with one that nobody knows, a person who is listed is there.

    Source: NRPS 2.0, 2.3.
    """
    status = entry.get("status")
    return _STATUSES.get(status.lower(), Status.ACTIVE) if isinstance(status, str) else Status.ACTIVE


def _group_ids(entry: Mapping[str, Any]) -> Iterator[str]:
    """Source: Course Groups 1.0, 4."""
    enrolled = entry.get("group_enrollments")
    for group in enrolled if isinstance(enrolled, list) else []:
        group_id = _kept_id(group.get("group_id")) if isinstance(group, dict) else None
        if group_id is not None:
            yield group_id


def _kept_id(value: object) -> str | None:
    """Return an id as text, or None for what cannot be one; some platforms send numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    try:
        return identifier(str(value), "id")
    except (LaunchRefused, ValueError):
        return None


def _kept_text(value: object) -> str | None:
    """Return a name that can be kept, or None."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return storable(value.strip()[:_LONGEST_NAME], "name")
    except LaunchRefused:
        return None
