"""Pages for people: choose who you are, find a course, open an activity."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.errors import ProblemError
from lti_npq.demo_lms.membership import activity_here, course_here, courses_of, person_here
from lti_npq.demo_lms.openings import STORAGE_FRAME
from lti_npq.demo_lms.people import PEOPLE, CourseRole, Person

bp = Blueprint("pages", __name__)

_ROLE_WORDS = {
    CourseRole.PARTICIPANT: "participant",
    CourseRole.FACILITATOR: "facilitator",
    CourseRole.ASSISTANT: "assistant facilitator",
    CourseRole.AUTHOR: "author",
}


@bp.get("/")
def choose_person() -> ResponseReturnValue:
    groups = {
        "Participants": [person for person in PEOPLE.values() if _has_role(person, CourseRole.PARTICIPANT)],
        "Facilitators": [person for person in PEOPLE.values() if _has_role(person, CourseRole.FACILITATOR)],
        "Authors": [person for person in PEOPLE.values() if _has_role(person, CourseRole.AUTHOR)],
        "Others": [person for person in PEOPLE.values() if person.site_visitor],
    }
    return render_template("people.html", groups=groups)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    person = PEOPLE.get(request.form.get("person", ""))
    if person is None or not person.signs_in:
        raise ProblemError(400, "Nobody of that name can sign in here.")
    session["person"] = person.id
    return redirect(url_for("administration.tools" if person.administrator else ".courses"))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for(".choose_person"))


@bp.get("/courses")
def courses() -> ResponseReturnValue:
    person = person_here()
    return render_template("courses.html", courses=[(course, role_in(course)) for course in courses_of(person)])


@bp.get("/courses/<course_id>")
def course(course_id: str) -> ResponseReturnValue:
    """Show the activities; a tool that sends somebody back may give them a message (lti_msg, lti_errormsg)."""
    person, here = course_here(course_id)
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg")
    choosers = [tool for tool in lms().store.tools.all() if tool.active and tool.choosing_url]
    teaches = here.is_facilitated_by(person.id)
    return render_template(
        "course.html", course=here, role=role_in(here), message=message, teaches=teaches, choosers=choosers
    )


@bp.get("/courses/<course_id>/activities/<key>")
def activity(course_id: str, key: str) -> ResponseReturnValue:
    _, here = course_here(course_id)
    return render_template("activity.html", course=here, activity=activity_here(here, key))


@bp.get("/lti/return")
def come_back() -> ResponseReturnValue:
    """Take somebody back whom the tool sends to Moodle's own return address, with its message."""
    message = {name: request.args[name] for name in ("lti_msg", "lti_errormsg") if name in request.args}
    return redirect(f"{url_for('.course', course_id=request.args.get('course', ''))}?{urlencode(message)}")


@bp.get("/lti/storage-frame")
def storage_frame() -> ResponseReturnValue:
    """Show nothing; the page's script keeps data for a tool in a frame beside it."""
    return render_template("storage_frame.html")


@bp.app_context_processor
def framing() -> dict[str, object]:
    """Tell every page how a tool may be framed."""
    return {"habits": lms().settings.habits, "storage_frame": STORAGE_FRAME}


def role_in(course: Course) -> str:
    """Return in words what the person signed in is in a course."""
    role = course.members.get(person_here().id)
    return _ROLE_WORDS[role] if role else "visitor without a role here"


def _has_role(person: Person, role: CourseRole) -> bool:
    taught = lms().store.courses.all()
    return person.signs_in and any(course.members.get(person.id) is role for course in taught)
