"""What each product says somebody is in a course, at launch and in rosters."""

from lti_npq.demo_lms.habits import Dialect, Habits
from lti_npq.demo_lms.people import INSTITUTION, MEMBERSHIP, CourseRole

_SYSTEM_USER = "http://purl.imsglobal.org/vocab/lis/v2/system/person#User"
_CANVAS_INSTITUTION = {CourseRole.PARTICIPANT: "Student"}


def launch_roles(habits: Habits, role: CourseRole | None) -> list[str]:
    """Return the roles claim; of a visitor, a role of the institution only, which says nothing about the course."""
    if role is None:
        return [f"{INSTITUTION}#Guest"]
    match habits.dialect:
        case Dialect.CANVAS:
            at_school = f"{INSTITUTION}#{_CANVAS_INSTITUTION.get(role, 'Instructor')}"
            return [at_school, *role.value, _SYSTEM_USER]
        case Dialect.MOODLE:
            return [f"{MEMBERSHIP}#{_standing(role, CourseRole.FACILITATOR)}"]
        case _:
            return list(role.value)


def roster_roles(habits: Habits, role: CourseRole) -> list[str]:
    """Return the roles of a member."""
    if habits.short_roster_roles:
        assistant = CourseRole.PARTICIPANT if habits.assistants_listed_as_learners else CourseRole.FACILITATOR
        return [_standing(role, assistant)]
    return list(role.value)


def _standing(role: CourseRole, assistant: CourseRole) -> str:
    """Return Learner or Instructor, where an assistant counts as the role given."""
    counted = assistant if role is CourseRole.ASSISTANT else role
    return "Learner" if counted is CourseRole.PARTICIPANT else "Instructor"
