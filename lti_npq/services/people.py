"""Who is in a course, for its facilitators: everybody listed or enrolled, what they did, and who never came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_npq.domain.assessment import Outcome
from lti_npq.domain.durations import in_words
from lti_npq.domain.participant import Role, Status
from lti_npq.services.marking import name_of
from lti_npq.services.visits import Visit
from lti_npq.storage.models import LtiContext, Roster
from lti_npq.storage.queries import engagement
from lti_npq.storage.queries import rosters as queries
from lti_npq.storage.queries.rosters import Person


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list."""

    name: str
    role: Role | None
    """None for a role that opens nothing here."""
    status: Status
    last_here_at: datetime | None
    """None for somebody who never opened the tool in this course."""
    done: list[str]
    """What they did so far, as parts of a sentence."""
    groups: list[str]


@dataclass(frozen=True, slots=True)
class RosterNote:
    """How far the list may be trusted."""

    offered: bool
    """Whether the LMS tells who is in the course at all."""
    read_at: datetime | None
    is_due: bool
    """Whether it is being read, or soon will be."""
    trouble: str | None
    fewer: bool
    """Whether the LMS's last list lacked so many people that nobody was taken to have left."""


@dataclass(frozen=True, slots=True)
class PeopleView:
    """A course's people."""

    participants: list[PersonRow]
    others: list[PersonRow]
    groups: list[tuple[str, str]]
    """Id and name of each, by name."""
    group: str | None
    """The id of the one that is shown; None for all."""
    roster: RosterNote

    @property
    def never_came(self) -> int:
        return sum(row.last_here_at is None and row.status is Status.ACTIVE for row in self.participants)


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """The groups of a course, and the one that is looked at."""

    groups: list[tuple[str, str]]
    group: str | None
    members: frozenset[int]
    """Our ids of its people; of nobody where all are looked at."""


def group_filter(session: Session, visit: Visit, group: str | None) -> GroupFilter:
    """Return what to show of the course; a group that it does not have counts as none."""
    visit.require_facilitator()
    roster = session.get(Roster, visit.context_id)
    groups = roster.groups if roster else {}
    chosen = group if group in groups else None
    members = queries.group_members(session, visit.context_id, chosen) if chosen else set()
    return GroupFilter(sorted(groups.items(), key=lambda pair: pair[1].casefold()), chosen, frozenset(members))


def people_view(session: Session, visit: Visit, group: str | None = None) -> PeopleView:
    """Return the people of the facilitator's course, by name."""
    shown = group_filter(session, visit, group)
    found = queries.people(session, visit.context_id, visit.programme.key)
    done, last_uses = _done(session, visit), queries.last_uses(session, visit.context_id, visit.programme.key)
    rows = [
        _row(person, dict(shown.groups), done, last_uses)
        for person in found
        if shown.group is None or person.user.id in shown.members
    ]
    rows.sort(key=lambda row: (list(Status).index(row.status), row.name.casefold()))
    participants = [row for row in rows if row.role is Role.PARTICIPANT]
    others = [row for row in rows if row.role is not Role.PARTICIPANT]
    return PeopleView(participants, others, shown.groups, shown.group, _note(session, visit))


def _row(
    person: Person, groups: Mapping[str, str], done: Mapping[int, list[str]], last_uses: Mapping[int, datetime]
) -> PersonRow:
    listed, enrolled = person.membership, person.enrolment
    # What an LMS says at a launch is finer than its list: Moodle lists non-editing teachers as learners.
    role = enrolled.role if enrolled else listed.role if listed else None
    return PersonRow(
        name=name_of(person.user),
        role=Role(role) if role else None,
        status=Status(listed.status) if listed else Status.ACTIVE,
        last_here_at=_last_here(person, last_uses),
        done=done.get(enrolled.id, []) if enrolled else [],
        groups=sorted(groups[each] for each in listed.group_ids if each in groups) if listed else [],
    )


def _last_here(person: Person, last_uses: Mapping[int, datetime]) -> datetime | None:
    if person.enrolment is None:
        return None
    forgotten = person.enrolment.last_here_at or person.enrolment.enrolled_at
    return max(forgotten, last_uses.get(person.enrolment.id, forgotten))


def _done(session: Session, visit: Visit) -> dict[int, list[str]]:
    """Return what each enrolment did so far in words."""
    completed = queries.modules_completed(session, visit.context_id, visit.programme.key)
    handed = queries.handed_in(session, visit.context_id, visit.programme.key)
    modules = {module.key for module in visit.programme.modules}
    engaged = engagement.engaged_in_course(session, visit.context_id, visit.programme.key)
    return {
        enrolment_id: _in_words(
            len(completed.get(enrolment_id, set()) & modules),
            len(modules),
            handed.get(enrolment_id, {}),
            engaged.get(enrolment_id, 0) // 60_000,
        )
        for enrolment_id in completed.keys() | handed.keys() | engaged.keys()
    }


def _in_words(done: int, modules: int, tasks: Mapping[str, str | None], minutes: int) -> list[str]:
    outcomes = list(tasks.values())
    waiting, marked, returned = (outcomes.count(each) for each in (None, Outcome.MARKED, Outcome.RETURNED))
    return [
        *([f"{done} of {_counted(modules, 'module')} done"] if done else []),
        *([f"{_counted(marked, 'task')} marked"] if marked else []),
        *([f"{_counted(waiting, 'task')} waiting for you"] if waiting else []),
        *([f"{_counted(returned, 'task')} returned"] if returned else []),
        *([f"{in_words(minutes)} measured on the pages"] if minutes else []),
    ]


def _counted(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def _note(session: Session, visit: Visit) -> RosterNote:
    offered = session.get_one(LtiContext, visit.context_id).memberships_url is not None
    roster = session.get(Roster, visit.context_id)
    if roster is None:
        return RosterNote(offered, None, is_due=False, trouble=None, fewer=False)
    return RosterNote(offered, roster.read_at, roster.due_at is not None, roster.trouble, roster.fewer)
