"""Custom parameters of a launch, and what their variables stand for. Source: LTI 1.3 Core, 5.4.6, E."""

from collections.abc import Mapping
from dataclasses import dataclass

from lti_npq.demo_lms.context import DemoLms
from lti_npq.demo_lms.courses import Activity, Course
from lti_npq.demo_lms.habits import Dialect, Habits
from lti_npq.demo_lms.people import Person
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tools import Tool


@dataclass(frozen=True)
class Place:
    """Who opens what, where."""

    person: Person
    course: Course
    tool: Tool
    activity: Activity | None = None
    extra: Mapping[str, str] | None = None
    """Custom parameters of this kind of message alone, such as a submission review's."""


def custom_parameters(lms: DemoLms, place: Place) -> dict[str, str]:
    """Return the custom claim."""
    habits = lms.settings.habits
    link = dict(place.activity.custom) if place.activity else {}
    written = link | dict(place.tool.custom) if habits.tool_custom_wins else dict(place.tool.custom) | link
    written |= place.extra or {}
    known = _variables(lms, place)
    # A variable that is not known arrives as it was written.
    values = {name: known.get(text := _as_text(habits, value), text) for name, value in written.items()}
    if habits.custom_keys_twice:
        return {spelling: value for name, value in values.items() for spelling in (name.lower(), name)}
    return values


def _as_text(habits: Habits, value: object) -> str:
    text = str(value)
    return text.split("\n", maxsplit=1)[0].rstrip("\r") if habits.custom_in_one_line else text


def _variables(lms: DemoLms, place: Place) -> dict[str, str]:
    course, activity = place.course, place.activity
    found = {
        "$Context.id": course.id,
        "$Context.title": course.title,
        "$Context.label": course.label,
        "$Context.id.history": ",".join(course.history),
        **_of_person(lms, place.person),
    }
    if activity:
        found |= {"$ResourceLink.id": activity.resource_link_id, "$ResourceLink.title": activity.title}
        found |= {"$ResourceLink.description": activity.description}
    if activity and lms.settings.habits.link_history_known:
        found["$ResourceLink.id.history"] = ",".join(f"{earlier}.{activity.key}" for earlier in course.history)
    if lms.settings.habits.deadlines_known:
        found |= {"$ResourceLink.submission.startDateTime": "", "$ResourceLink.submission.endDateTime": ""}
    if lms.settings.habits.dialect is Dialect.CANVAS:
        found |= {"$Canvas.course.id": course.id, "$Canvas.user.id": place.person.id}
    return found


def _of_person(lms: DemoLms, person: Person) -> dict[str, str]:
    known = {"$User.id": subject_of(lms.settings, person.id)}
    if lms.settings.habits.names_shared:
        known |= {"$User.username": person.id, "$Person.name.full": person.name, "$Person.sourcedId": person.id}
        known |= {"$Person.name.given": person.given_name, "$Person.name.family": person.family_name}
        known |= {"$Person.email.primary": person.email}
    return known
