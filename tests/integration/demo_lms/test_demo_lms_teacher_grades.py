from datetime import UTC, datetime, timedelta

import pytest
from scripted_tool import LTI, RESULTS, Browser

from lti_npq.demo_lms.presets import PRESETS

SUBMISSION = "https://canvas.instructure.com/lti/submission"
ITEMS = "/services/courses/npqh-autumn/lineitems"
GRADE = "/courses/npqh-autumn/grades/1/amara-osei"
REVIEW = "LtiSubmissionReviewRequest"


@pytest.fixture
def column_of(tool_of):
    def find(lms):
        accepts = "application/vnd.ims.lis.v2.lineitemcontainer+json"
        tool = tool_of(lms)
        return tool, tool.service("GET", ITEMS, accepts=accepts).json()[0]["id"].partition("?")[0]

    return find


def soon(**by) -> str:
    return (datetime.now(UTC) + timedelta(**by)).isoformat(timespec="seconds")


def made_by(tool) -> str:
    """Make a column by the tool's own request; returns its address without a query."""
    return tool.service("POST", ITEMS, {"label": "Own", "scoreMaximum": 10}).json()["id"].partition("?")[0]


def time_of_result(tool, column) -> str:
    [result] = tool.service("GET", f"{column}/results", accepts=RESULTS).json()
    return result["timestamp"]


def grade(lms, person="amara-osei"):
    item = lms.store.grades.line_item("npqh-autumn", 1)
    return lms.store.grades.standing(item, person)


def test_a_teachers_grade_stands_over_the_tools(lms, helen, column_of):
    tool, column = column_of(lms)
    tool.score(column)
    helen.client.post(GRADE, data={"points": "55"})
    assert tool.score(column, "2026-11-21T21:00:00Z", scoreGiven=9).status == 204
    [result] = tool.service("GET", f"{column}/results").json()
    assert result["resultScore"] == 55
    assert "by hand" in helen.client.get("/courses/npqh-autumn/grades").text
    helen.client.post(GRADE, data={"points": ""})
    assert grade(lms).points == 90


@pytest.mark.parametrize(("like", "status"), [("plain", 422), ("moodle", 500)])
def test_a_locked_grade_takes_no_score(lms_with, column_of, like, status):
    lms = lms_with(like)
    tool, column = column_of(lms)
    Browser(lms, "helen-marsh").client.post(GRADE, data={"points": "", "locked": "on"})
    assert tool.score(column, "2099-01-01T00:00:00Z").status == status
    assert grade(lms).points is None


@pytest.mark.parametrize(("like", "activitys", "own"), [("plain", 409, 409), ("moodle", 200, 409)])
def test_a_score_from_the_future_locks_out_later_ones(lms_with, column_of, like, activitys, own):
    tool, column = column_of(lms_with(like))
    made = made_by(tool)
    for address, status in ((column, activitys), (made, own)):
        assert tool.score(address, soon(days=1)).status in {200, 204}
        assert tool.score(address, soon(seconds=5), scoreGiven=9).status == status
        assert tool.score(address, soon(days=2)).status in {200, 204}


def test_moodle_dates_a_grade_in_a_column_of_the_tools_own_by_its_score(lms_with, column_of):
    tool, column = column_of(lms_with("moodle"))
    made, sent = made_by(tool), soon(days=1)
    for address in (column, made):
        tool.score(address, sent)
    assert [time_of_result(tool, address) == sent for address in (column, made)] == [False, True]


def test_moodle_unlocks_a_column_of_the_tools_own_once_the_grade_is_erased(lms_with, column_of):
    tool, _ = column_of(lms_with("moodle"))
    made = made_by(tool)
    tool.score(made, soon(days=1))
    assert tool.score(made, soon(days=2), gradingProgress="Pending").status == 200
    assert tool.score(made, soon(seconds=5)).status == 200


@pytest.mark.parametrize("points", ["101", "-1", "many"])
def test_a_grade_beyond_the_column_is_refused(lms, helen, points):
    assert helen.client.post(GRADE, data={"points": points}).status_code == 400
    assert grade(lms).points is None


def test_a_column_is_deleted_by_hand(lms, helen):
    helen.client.post("/courses/npqh-autumn/grades/1/delete")
    assert lms.store.grades.line_items("npqh-autumn") == []
    assert helen.client.post("/courses/npqh-autumn/grades/1/delete").status_code == 404


@pytest.mark.parametrize("path", [GRADE, "/courses/npqh-autumn/grades/1/delete"])
def test_only_facilitators_change_grades_by_hand(amara, path):
    assert amara.client.post(path, data={"points": "100"}).status_code == 403


def test_canvas_lets_a_score_replace_a_teachers_grade_unless_told_not_to(lms_with, column_of):
    lms = lms_with("canvas")
    tool, column = column_of(lms)
    helen = Browser(lms, "helen-marsh")
    helen.client.post(GRADE, data={"points": "55"})
    protected = {SUBMISSION: {"prioritize_non_tool_grade": True}}
    assert tool.score(column, **protected).json()["resultUrl"]
    assert grade(lms).points == 55
    tool.score(column, "2026-11-21T21:00:00Z")
    assert grade(lms).points == 70


def test_canvas_keeps_a_score_that_should_be_preserved(lms_with, column_of):
    lms = lms_with("canvas")
    tool, column = column_of(lms)
    tool.score(column)
    bare = {"scoreGiven": None, "scoreMaximum": None}
    tool.score(column, "2026-11-21T21:00:00Z", **bare, **{SUBMISSION: {"preserve_score": True}})
    assert grade(lms).points == 70
    tool.score(column, "2026-11-21T22:00:00Z", **bare)
    assert grade(lms).points is None
    assert lms.store.grades.history(1)[1].submission == {"preserve_score": True}


def test_canvas_opens_a_submission_at_the_address_of_its_newest_score_with_one(lms_with, column_of):
    lms = lms_with("canvas")
    tool, column = column_of(lms)
    address = f"{lms.settings.tool}/lti/launch?submission="
    launch = {"submission_type": "basic_lti_launch"}
    tool.score(column, **{SUBMISSION: {**launch, "submission_data": f"{address}1"}})
    tool.score(column, "2026-11-21T21:00:00Z", **{SUBMISSION: {**launch, "submission_data": f"{address}2"}})
    tool.score(
        column, "2026-11-21T22:00:00Z", **{SUBMISSION: {"submission_type": "online_url", "submission_data": "-"}}
    )
    helen = Browser(lms, "helen-marsh")
    login = helen.begin_at(f"{GRADE}/review/launch")
    claims = helen.claims_of(login)
    assert login.fields["target_link_uri"] == claims[f"{LTI}target_link_uri"] == f"{address}2"
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}resource_link"]["id"] == "npqh-autumn.implementation"
    assert helen.open("/courses/npqh-autumn/grades/1/tom-ridley/review/launch")[f"{LTI}message_type"] == REVIEW


def test_elsewhere_a_submission_is_opened_by_a_message_of_its_own(lms, helen, column_of):
    tool, column = column_of(lms)
    tool.score(column, **{SUBMISSION: {"submission_type": "basic_lti_launch", "submission_data": "http://any"}})
    assert helen.open(f"{GRADE}/review/launch")[f"{LTI}message_type"] == REVIEW


def test_canvas_counts_attempts_unless_a_score_is_no_new_submission(lms_with, column_of):
    tool, column = column_of(lms_with("canvas", attempts=PRESETS["canvas"].attempts))
    assert tool.score(column).status == 200
    assert tool.score(column, "2026-11-21T21:00:00Z").status == 422
    again = {SUBMISSION: {"new_submission": False}}
    assert tool.score(column, "2026-11-21T22:00:00Z", **again).status == 200


def test_canvas_answers_an_older_score_with_400_and_takes_one_of_the_same_moment(lms_with, column_of):
    lms = lms_with("canvas")
    tool, column = column_of(lms)
    tool.score(column)
    assert tool.score(column, "2026-11-21T19:59:59.999Z", scoreGiven=1).status == 400
    assert grade(lms).points == 70
    assert tool.score(column, "2026-11-21T20:00:00Z", scoreGiven=8).status == 200
    assert grade(lms).points == 80


@pytest.mark.parametrize("progress", ["NotReady", "Failed", "Pending"])
def test_canvas_clears_a_grade_by_a_score_that_is_not_ready(lms_with, column_of, progress):
    lms = lms_with("canvas")
    tool, column = column_of(lms)
    tool.score(column)
    assert tool.score(column, "2026-11-21T21:00:00Z", gradingProgress=progress).status == 200
    assert grade(lms).points is None


@pytest.mark.parametrize(("like", "points"), [("canvas", 80), ("plain", None)])
def test_canvas_takes_the_points_of_a_score_to_be_looked_at(lms_with, column_of, like, points):
    lms = lms_with(like)
    tool, column = column_of(lms)
    tool.score(column)
    tool.score(column, "2026-11-21T21:00:00Z", gradingProgress="PendingManual", scoreGiven=8)
    assert grade(lms).points == points


def test_canvas_keeps_the_column_of_an_activity(lms_with, column_of):
    tool, column = column_of(lms_with("canvas"))
    assert "/api/lti/courses/npqh-autumn/line_items/1" in column
    assert tool.service("DELETE", column).status == 401
    own = tool.service("POST", ITEMS, {"label": "Own", "scoreMaximum": 5}).json()["id"]
    assert tool.service("DELETE", own).status == 204


def test_moodle_deletes_even_the_column_of_an_activity(lms_with, column_of):
    lms = lms_with("moodle")
    tool, column = column_of(lms)
    amara = Browser(lms, "amara-osei")
    assert tool.service("DELETE", f"{column}?type_id=1").status == 204
    assert lms.store.grades.line_items("npqh-autumn") == []
    assert "lineitem" not in amara.launch()["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert tool.score(column, "2099-01-01T00:00:00Z").status == 404


@pytest.mark.parametrize("status", [PRESETS["canvas"].throttle, 429])
def test_a_habit_throttles_each_service_once(lms_with, tool_of, status):
    tool = tool_of(lms_with(throttle=status))
    answer = tool.service("GET", ITEMS)
    assert (answer.status, answer.headers["Retry-After"]) == (status, "1")
    assert tool.service("GET", ITEMS).status == 200


def test_canvas_pages_line_items_by_ten(lms_with, tool_of):
    tool = tool_of(lms_with("canvas"))
    for number in range(10):
        tool.service("POST", ITEMS, {"label": str(number), "scoreMaximum": 5})
    answer = tool.service("GET", ITEMS)
    assert len(answer.json()) == 10
    assert 'rel="next"' in answer.headers["Link"]
