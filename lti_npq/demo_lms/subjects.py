"""What tools know people by: their ids here, or numbers where the LMS gives out those."""

from lti_npq.demo_lms.people import PEOPLE, number_of
from lti_npq.demo_lms.settings import DemoSettings


def subject_of(settings: DemoSettings, person: str) -> str:
    """Return what a tool is told of a person, from their id."""
    return str(number_of(person)) if settings.habits.numbered_people else person


def person_called(settings: DemoSettings, subject: object) -> str:
    """Return the id of whom a tool means; empty for nobody."""
    return {subject_of(settings, person): person for person in PEOPLE}.get(str(subject), "")
