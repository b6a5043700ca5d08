"""Courses with their members and activities, which grow: activities are added, courses copied."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Connection, Row

from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.people import PEOPLE, CourseRole, Person

NO_TOOL = 0
"""In place of a tool's number: a broken activity, whose address is that of no tool here."""


@dataclass(frozen=True)
class Activity:
    """A link to a tool in a course: an LTI resource link."""

    course_id: str
    key: str
    title: str
    description: str
    custom: Mapping[str, str]
    tool: int = 1
    """Number of the tool it opens."""
    url: str | None = None
    """None is the tool's own launch address."""
    icon: str | None = None
    """Address of a picture that stands beside the title."""

    @property
    def resource_link_id(self) -> str:
        return f"{self.course_id}.{self.key}"


@dataclass(frozen=True)
class Course:
    """A course: an LTI context."""

    id: str
    label: str
    title: str
    members: Mapping[str, CourseRole]
    activities: tuple[Activity, ...]
    suspended: frozenset[str] = frozenset()
    history: tuple[str, ...] = ()
    """Ids of the courses it was copied from, the latest first."""

    def participants(self) -> list[Person]:
        """Return who is graded here, in the order of PEOPLE."""
        graded = {one for one, role in self.members.items() if role is CourseRole.PARTICIPANT} - self.suspended
        return [person for person in PEOPLE.values() if person.id in graded]

    def activity(self, key: str) -> Activity | None:
        return next((activity for activity in self.activities if activity.key == key), None)

    def linked(self, resource_link_id: str) -> Activity | None:
        return next((one for one in self.activities if one.resource_link_id == resource_link_id), None)

    def is_facilitated_by(self, person_id: str) -> bool:
        return self.members.get(person_id) in {CourseRole.FACILITATOR, CourseRole.ASSISTANT}


class Courses:
    """Every course of the LMS."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Course]:
        return [self._course(row) for row in self._database.rows("SELECT * FROM course ORDER BY number")]

    def find(self, course: str) -> Course | None:
        row = self._database.row("SELECT * FROM course WHERE id = ?", course)
        return self._course(row) if row else None

    def add(self, course: Course) -> None:
        with self._database.transaction() as connection:
            query = "INSERT INTO course (id, label, title, history) VALUES (?, ?, ?, ?)"
            connection.execute(query, (course.id, course.label, course.title, " ".join(course.history)))
            members = [
                (course.id, person, role.name, person in course.suspended) for person, role in course.members.items()
            ]
            connection.executemany("INSERT INTO member VALUES (?, ?, ?, ?)", members)
            for activity in course.activities:
                _insert(connection, activity)

    def add_activities(self, activities: Iterable[Activity]) -> None:
        """Append activities in their order, all or none."""
        with self._database.transaction() as connection:
            for activity in activities:
                _insert(connection, activity)

    def copy(self, course: Course) -> Course:
        """Add a course with the same people and activities under new ids; returns it."""
        number = sum(course.id in (one.id, *one.history) for one in self.all()) + 1
        made = f"{course.id}-{number}"
        copied = replace(
            course,
            id=made,
            label=f"{course.label}-{number}",
            title=f"{course.title} (copy {number - 1})",
            activities=tuple(replace(activity, course_id=made) for activity in course.activities),
            history=(course.id, *course.history),
        )
        self.add(copied)
        return copied

    def _course(self, row: Row) -> Course:
        members = self._database.rows("SELECT * FROM member WHERE course = ? ORDER BY rowid", row["id"])
        activities = self._database.rows("SELECT * FROM activity WHERE course = ? ORDER BY number", row["id"])
        return Course(
            row["id"],
            row["label"],
            row["title"],
            {one["person"]: CourseRole[one["role"]] for one in members},
            tuple(_activity(one) for one in activities),
            frozenset(one["person"] for one in members if one["suspended"]),
            tuple(row["history"].split()),
        )


def _insert(connection: Connection, one: Activity) -> None:
    query = """INSERT INTO activity (course, key, title, description, custom, tool, url, icon)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
    texts = (one.course_id, one.key, one.title, one.description, json.dumps(dict(one.custom)))
    connection.execute(query, (*texts, one.tool, one.url, one.icon))


def _activity(row: Row) -> Activity:
    own = (row["course"], row["key"], row["title"], row["description"], json.loads(row["custom"]))
    return Activity(*own, row["tool"], row["url"], row["icon"])
