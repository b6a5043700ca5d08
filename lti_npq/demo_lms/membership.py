"""Who may see which course."""

from lti_npq.demo_lms.context import lms, signed_in
from lti_npq.demo_lms.courses import Activity, Course
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.people import Person


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


def administrator_here() -> Person:
    """Return who is signed in, if it is an administrator.

    Raises:
        SignInNeededError: If nobody is signed in.
        ProblemError: If it is anybody else.
    """
    person = person_here()
    if not person.administrator:
        raise ProblemError(403, f"{person.name} is not an administrator of this LMS. Switch to somebody who is.")
    return person


def courses_of(person: Person) -> list[Course]:
    return [course for course in lms().store.courses.all() if _may_enter(person, course)]


def course_here(course_id: str) -> tuple[Person, Course]:
    """Return who is signed in and the course they ask for.

    Raises:
        SignInNeededError: If nobody is signed in.
        ProblemError: If there is no such course, or it is not theirs.
    """
    person, course = person_here(), course_of_id(course_id)
    if not _may_enter(person, course):
        raise ProblemError(403, f"{person.name} is not in this course. Switch to somebody who is.")
    return person, course


def taught_course_here(course_id: str) -> tuple[Person, Course]:
    """Return who is signed in and the course that they facilitate.

    Raises:
        SignInNeededError: If nobody is signed in.
        ProblemError: If there is no such course, or they do not facilitate it.
    """
    person, course = course_here(course_id)
    if not course.is_facilitated_by(person.id):
        raise ProblemError(403, "Only a facilitator of this course can do that.")
    return person, course


def course_of_id(course_id: str) -> Course:
    """Return a course, whoever asks.

    Raises:
        ProblemError: If there is none.
    """
    course = lms().store.courses.find(course_id)
    if course is None:
        raise ProblemError(404, "There is no course at this address.")
    return course


def activity_here(course: Course, key: str) -> Activity:
    activity = course.activity(key)
    if activity is None:
        raise ProblemError(404, "There is no activity at this address.")
    return activity


def _may_enter(person: Person, course: Course) -> bool:
    return person.site_visitor or (person.id in course.members and person.id not in course.suspended)
