"""Pages for people: choose who you are, find a course, open an activity."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.membership import activity_here, course_here, courses_of, person_here
from lti_npq.demo_lms.people import COURSES, PEOPLE, CourseRole, Person

bp = Blueprint("pages", __name__)

_ROLE_WORDS = {
    CourseRole.PARTICIPANT: "participant",
    CourseRole.FACILITATOR: "facilitator",
    CourseRole.ASSISTANT: "assistant facilitator",
}


@bp.get("/")
def choose_person() -> ResponseReturnValue:
    groups = {
        "Participants": [person for person in PEOPLE.values() if _has_role(person, CourseRole.PARTICIPANT)],
        "Facilitators": [person for person in PEOPLE.values() if _has_role(person, CourseRole.FACILITATOR)],
        "Others": [person for person in PEOPLE.values() if person.site_visitor],
    }
    return render_template("people.html", groups=groups)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    if request.form.get("person") not in PEOPLE:
        raise ProblemError(400, "Nobody of that name can sign in here.")
    session["person"] = request.form["person"]
    return redirect(url_for(".courses"))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for(".choose_person"))


@bp.get("/courses")
def courses() -> ResponseReturnValue:
    person = person_here()
    return render_template("courses.html", courses=[(course, role_in(course.id)) for course in courses_of(person)])


@bp.get("/courses/<course_id>")
def course(course_id: str) -> ResponseReturnValue:
    """Show the activities; a tool that sends somebody back may give them a message (lti_msg, lti_errormsg)."""
    _, here = course_here(course_id)
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg")
    return render_template("course.html", course=here, role=role_in(course_id), message=message)


@bp.get("/courses/<course_id>/activities/<key>")
def activity(course_id: str, key: str) -> ResponseReturnValue:
    _, here = course_here(course_id)
    framed = not lms().settings.habits.opens_in_window
    return render_template("activity.html", course=here, activity=activity_here(here, key), framed=framed)


def role_in(course_id: str) -> str:
    """Return in words what the person signed in is in a course."""
    role = COURSES[course_id].members.get(person_here().id)
    return _ROLE_WORDS[role] if role else "visitor without a role here"


def _has_role(person: Person, role: CourseRole) -> bool:
    return any(course.members.get(person.id) is role for course in COURSES.values())
