"""Assignment and Grade Services: scores in, results out. Source: AGS 2.0, 3.3 and 3.4."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_npq.demo_lms import media_types, scopes
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.line_items import item_here, service_course
from lti_npq.demo_lms.loose_scores import read_loosely
from lti_npq.demo_lms.media_types import answer, body_of_type, paged_answer, require_accepted
from lti_npq.demo_lms.paging import page_of
from lti_npq.demo_lms.refusals import html_not_found
from lti_npq.demo_lms.score_reading import read_score
from lti_npq.demo_lms.score_rules import last_write, take_over
from lti_npq.demo_lms.service_urls import line_item_url, result_url
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tokens import require_scope

bp = Blueprint("scores", __name__, url_prefix="/services/courses/<course>/lineitems/<int:number>/lineitem")


@bp.post("/scores")
def record(course: str, number: int) -> ResponseReturnValue:
    """Store a score later than the last one; 409 where it is not later."""
    tool = require_scope(scopes.SCORE)
    item, here = item_here(tool, course, number), service_course(course)
    read = read_loosely if lms().settings.habits.loose_scores else read_score
    score = read(here, item, body_of_type(media_types.SCORE))
    take_over(item, score)
    match lms().settings.habits.dialect:
        case Dialect.MOODLE:
            return answer({}, media_types.SCORE)
        case Dialect.CANVAS:
            return {"resultUrl": result_url(lms().settings, item, score.person)}
        case _:
            return "", 204


@bp.get("/results")
def results(course: str, number: int) -> ResponseReturnValue:
    tool = require_scope(scopes.RESULT_READ_ONLY)
    require_accepted(media_types.RESULTS)
    item = item_here(tool, course, number)
    if "limit" in request.args and lms().settings.habits.results_unpaged:
        return html_not_found()
    settings, wanted = lms().settings, request.args.get("user_id")
    everybody = [person.id for person in service_course(course).participants()]
    people = [person for person in everybody if wanted in {None, subject_of(settings, person)}]
    found = [result for person in people if (result := _result(item, person))]
    page = page_of(len(found), 0)
    return paged_answer(found[page.start : page.end], media_types.RESULTS, page)


def _result(item: LineItem, person: str) -> dict[str, Any]:
    """Return what stands for a person; nothing, if nobody wrote anything."""
    standing = lms().store.grades.standing(item, person)
    if not standing.written:
        return {}
    result = {
        "id": result_url(lms().settings, item, person),
        "scoreOf": line_item_url(lms().settings, item),
        "userId": subject_of(lms().settings, person),
        "resultScore": standing.points,
        "resultMaximum": item.maximum,
        "comment": standing.comment,
        "timestamp": last_write(item, standing) if lms().settings.habits.dialect is Dialect.MOODLE else None,
    }
    return {name: value for name, value in result.items() if value is not None}
