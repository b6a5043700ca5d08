"""Who may see which course."""

from lti_npq.demo_lms.context import signed_in
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.people import COURSES, Activity, Course, Person


class SignInNeededError(Exception):
    """Nobody is signed in; the answer is the sign-in page."""


def person_here() -> Person:
    """Return who is signed in.

    Raises:
        SignInNeededError: If nobody is.
    """
    person = signed_in()
    if person is None:
        raise SignInNeededError
    return person


def courses_of(person: Person) -> list[Course]:
    return [course for course in COURSES.values() if person.site_visitor or person.id in course.members]


def course_here(course_id: str) -> tuple[Person, Course]:
    """Return who is signed in and the course they ask for.

    Raises:
        SignInNeededError: If nobody is signed in.
        ProblemError: If there is no such course, or it is not theirs.
    """
    person, course = person_here(), COURSES.get(course_id)
    if course is None:
        raise ProblemError(404, "There is no course at this address.")
    if course not in courses_of(person):
        raise ProblemError(403, f"{person.name} is not in this course. Switch to somebody who is.")
    return person, course


def activity_here(course: Course, key: str) -> Activity:
    activity = course.activity(key)
    if activity is None:
        raise ProblemError(404, "There is no activity at this address.")
    return activity
