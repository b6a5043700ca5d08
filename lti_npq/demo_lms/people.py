"""The invented people of the demonstration, and what one can be in a course."""

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
    AUTHOR = (f"{MEMBERSHIP}#ContentDeveloper",)


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
    administrator: bool = False
    """May add tools to the LMS."""
    signs_in: bool = True
    """Is offered on the first page; somebody who is not has never launched anything."""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str:
        return f"{self.id}@school.example"


_STUDY = "Open “Implementation” in a course, read a page, answer a question and submit the task."
_MARK = "Open “Implementation” after a participant has submitted, and mark the task with a comment."

_NEVER_SEEN = (
    ("Aisha", "Bell"),
    ("Bryn", "Castle"),
    ("Chidi", "Marlow"),
    ("Dana", "Frost"),
    ("Ewan", "Hollis"),
    ("Farah", "Quill"),
    ("Gwen", "Tallis"),
    ("Hari", "Winter"),
    ("Isla", "Yardley"),
)

PEOPLE = {
    person.id: person
    for person in (
        Person("amara-osei", "Amara", "Osei", _STUDY),
        Person("tom-ridley", "Tom", "Ridley", _STUDY),
        Person("priya-nair", "Priya", "Nair", "In both courses: see that work in one never shows in the other."),
        Person("ellis-grant", "Ellis", "Grant", "In the spring cohort only."),
        Person("helen-marsh", "Helen", "Marsh", _MARK),
        Person("joseph-adeyemi", "Joseph", "Adeyemi", "Assists in autumn, leads in spring: mark as he does."),
        Person(
            "ada-lowe", "Ada", "Lowe", "Writes content: open “Implementation”, choose “Content”, and upload a package."
        ),
        Person("noor-hadley", "Noor", "Hadley", "Suspended from the autumn cohort, and left out of its roster."),
        Person("robin-vale", "Robin", "Vale", "See what somebody without a role in the course is told.", True),
        Person(
            "sam-whitlock", "Sam", "Whitlock", "LMS administrator: add a tool, switch it on.", True, administrator=True
        ),
        *(Person(f"{given}-{family}".lower(), given, family, "", signs_in=False) for given, family in _NEVER_SEEN),
    )
}


def number_of(person: str) -> int:
    """Return a person's place among all, from 1."""
    return list(PEOPLE).index(person) + 1
