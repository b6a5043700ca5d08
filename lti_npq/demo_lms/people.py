"""The invented people, courses and activities of the demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"


class CourseRole(Enum):
    """What somebody is in a course; the value is what the LTI roles claim says."""

    PARTICIPANT = (f"{MEMBERSHIP}#Learner",)
    FACILITATOR = (f"{MEMBERSHIP}#Instructor",)
    ASSISTANT = (
        f"{MEMBERSHIP}#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant",
    )


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    id: str
    given_name: str
    family_name: str
    hint: str
    """What to try first as this person."""
    site_visitor: bool = False
    """May look into every course without being anything in it."""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class Activity:
    """A link to the tool in a course: an LTI resource link."""

    course_id: str
    key: str
    title: str
    description: str
    content: str
    """Which content the tool should show: the custom parameter `content`."""
    maximum: float | None = None
    """Points of the grade column that comes with the activity; None for no column."""

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

    def participants(self) -> list[Person]:
        """Return who is graded here, in the order of PEOPLE."""
        return [person for person in PEOPLE.values() if self.members.get(person.id) is CourseRole.PARTICIPANT]

    def activity(self, key: str) -> Activity | None:
        return next((activity for activity in self.activities if activity.key == key), None)

    def has_link(self, resource_link_id: str) -> bool:
        return any(activity.resource_link_id == resource_link_id for activity in self.activities)

    def is_facilitated_by(self, person_id: str) -> bool:
        return self.members.get(person_id) in {CourseRole.FACILITATOR, CourseRole.ASSISTANT}


def _activities(course_id: str) -> tuple[Activity, ...]:
    return (
        Activity(
            course_id,
            "implementation",
            "Implementation",
            "One module: plan a change in your school and see it through.",
            content="npqh-2021/implementation",
            maximum=100,
        ),
        Activity(
            course_id,
            "all-modules",
            "NPQ Headship: all modules",
            "The whole programme, from its home page.",
            content="npqh-2021",
        ),
    )


_STUDY = "Open “Implementation” in a course, read a page, answer a question and submit the task."
_MARK = "Open “Implementation” after a participant has submitted, and mark the task with a comment."

PEOPLE = {
    person.id: person
    for person in (
        Person("amara-osei", "Amara", "Osei", _STUDY),
        Person("tom-ridley", "Tom", "Ridley", _STUDY),
        Person("priya-nair", "Priya", "Nair", "In both courses: see that work in one never shows in the other."),
        Person("ellis-grant", "Ellis", "Grant", "In the spring cohort only."),
        Person("helen-marsh", "Helen", "Marsh", _MARK),
        Person("joseph-adeyemi", "Joseph", "Adeyemi", "Assists in autumn, leads in spring: mark as he does."),
        Person("robin-vale", "Robin", "Vale", "See what somebody without a role in the course is told.", True),
    )
}

COURSES = {
    course.id: course
    for course in (
        Course(
            "npqh-autumn",
            "NPQH-AUTUMN",
            "NPQ for Headship: autumn cohort",
            {
                "amara-osei": CourseRole.PARTICIPANT,
                "tom-ridley": CourseRole.PARTICIPANT,
                "priya-nair": CourseRole.PARTICIPANT,
                "helen-marsh": CourseRole.FACILITATOR,
                "joseph-adeyemi": CourseRole.ASSISTANT,
            },
            _activities("npqh-autumn"),
        ),
        Course(
            "npqh-spring",
            "NPQH-SPRING",
            "NPQ for Headship: spring cohort",
            {
                "priya-nair": CourseRole.PARTICIPANT,
                "ellis-grant": CourseRole.PARTICIPANT,
                "joseph-adeyemi": CourseRole.FACILITATOR,
            },
            _activities("npqh-spring"),
        ),
    )
}
