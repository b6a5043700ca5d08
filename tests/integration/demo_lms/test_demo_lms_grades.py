import pytest
from scripted_tool import LINE_ITEM, LINE_ITEMS, RESULTS

from lti_npq.demo_lms.habits import LinkStyle

ITEMS = "/services/courses/npqh-autumn/lineitems"
TASK = {"label": "Task", "scoreMaximum": 50, "resourceId": "npqh-2021/implementation", "tag": "fat"}


@pytest.fixture
def column(tool) -> str:
    """The address of the column that comes with the activity."""
    return tool.service("GET", f"{ITEMS}?resource_link_id=npqh-autumn.implementation").json()[0]["id"]


def test_a_line_item_is_made_read_changed_and_deleted(tool):
    made = tool.service("POST", ITEMS, {**TASK, "resourceLinkId": "npqh-autumn.all-modules"})
    assert (made.status, made.headers["Content-Type"]) == (201, LINE_ITEM)
    address = made.json()["id"]
    assert tool.service("GET", address, accepts=LINE_ITEM).json() == made.json()
    changed = tool.service("PUT", address, {"id": address, "label": "Renamed", "scoreMaximum": 60}).json()
    assert changed == {
        "id": address,
        "label": "Renamed",
        "scoreMaximum": 60,
        "resourceLinkId": "npqh-autumn.all-modules",
    }
    assert tool.service("DELETE", address).status == 204
    assert tool.service("GET", address).status == 404


@pytest.mark.parametrize("query", ["resource_id=npqh-2021/implementation", "tag=fat"])
def test_line_items_are_found_by_what_the_tool_gave_them(tool, query):
    made = tool.service("POST", ITEMS, TASK).json()
    assert tool.service("GET", f"{ITEMS}?{query}").json() == [made]


def test_courses_do_not_share_line_items(tool):
    tool.service("POST", ITEMS, TASK)
    spring = tool.service("GET", "/services/courses/npqh-spring/lineitems").json()
    assert [item["label"] for item in spring] == ["Implementation"]


def test_pages_are_linked_to_the_end(tool):
    for number in range(4):
        tool.service("POST", ITEMS, {**TASK, "label": f"Task {number}"})
    url, labels = f"{ITEMS}?limit=2", []
    while url:
        answer = tool.service("GET", url, accepts=LINE_ITEMS)
        labels += [item["label"] for item in answer.json()]
        link = answer.headers.get("Link", "")
        url = link.partition("<")[2].partition(">")[0]
        assert not url or link.endswith('; rel="next"')
    assert labels == ["Implementation", "Task 0", "Task 1", "Task 2", "Task 3"]


@pytest.mark.parametrize(
    "change",
    [
        {"label": " "},
        {"label": None},
        {"scoreMaximum": 0},
        {"scoreMaximum": True},
        {"scoreMaximum": "100"},
        {"tag": 7},
        {"resourceLinkId": "npqh-spring.implementation"},
    ],
)
def test_a_line_item_that_makes_no_sense_is_refused(tool, change):
    assert tool.service("POST", ITEMS, {**TASK, **change}).status == 400


def test_a_body_for_another_line_item_is_refused(tool, column):
    assert tool.service("PUT", column, {**TASK, "id": "http://elsewhere"}).status == 400


@pytest.mark.parametrize("path", ["/services/courses/nowhere/lineitems", f"{ITEMS}/999/lineitem"])
def test_what_is_not_there_is_404(tool, path):
    assert tool.service("GET", path).status == 404


@pytest.mark.parametrize("query", ["limit=0", "limit=many", "limit=2&page=-1"])
def test_pages_are_counted_from_one(tool, query):
    assert tool.service("GET", f"{ITEMS}?{query}").status == 400


@pytest.mark.parametrize("body", [[], "text", 7])
def test_a_body_that_is_no_object_is_refused(tool, body):
    assert tool.service("POST", ITEMS, body).status == 400


def test_an_unknown_service_address_is_answered_in_json(tool):
    answer = tool.service("GET", "/services/nothing")
    assert (answer.status, answer.json()["error"]) == (404, "Not Found")


def test_only_the_services_own_media_types_are_spoken(tool, column):
    assert tool.service("POST", ITEMS, TASK, sends="application/json").status == 415
    assert tool.service("POST", f"{column}/scores", {}, sends="application/json").status == 415
    assert tool.service("GET", ITEMS, accepts="application/json").status == 406
    assert tool.service("GET", column, accepts=LINE_ITEMS).status == 406
    assert tool.service("GET", f"{column}/results", accepts="application/json").status == 406
    assert tool.service("GET", f"{column}/results", accepts=RESULTS).headers["Content-Type"] == RESULTS


def test_a_score_becomes_the_grade_on_the_columns_scale(tool, column, lms, helen, amara):
    assert tool.score(column).status == 204
    [result] = tool.service("GET", f"{column}/results?user_id=amara-osei").json()
    assert (result["resultScore"], result["resultMaximum"], result["comment"]) == (70, 100, "Clear plan.")
    for page in (helen.client.get("/courses/npqh-autumn/grades"), amara.client.get("/courses/npqh-autumn/grades")):
        assert "<strong>70</strong> of 100" in page.text
        assert "Clear plan." in page.text


def test_results_are_one_per_graded_person(tool, column):
    tool.score(column)
    tool.score(column, userId="tom-ridley", scoreGiven=9)
    found = tool.service("GET", f"{column}/results").json()
    assert {result["userId"]: result["resultScore"] for result in found} == {"amara-osei": 70, "tom-ridley": 90}
    assert tool.service("GET", found[0]["id"]).json() == [found[0]]
    assert tool.service("GET", f"{column}/results?user_id=priya-nair").json() == []


@pytest.mark.parametrize("timestamp", ["2026-11-21T20:00:00.000Z", "2026-11-21T19:59:59Z", "2026-11-21T20:30:00+01:00"])
def test_a_score_that_is_not_later_is_a_conflict(tool, column, lms, timestamp):
    tool.score(column)
    assert tool.score(column, timestamp, scoreGiven=1).status == 409
    [score] = lms.store.grades.history(1)
    assert score.given == 7


def test_every_accepted_score_is_counted(tool, column, lms):
    tool.score(column)
    tool.score(column, "2026-11-21T20:00:00.001Z", scoreGiven=8)
    assert [score.given for score in lms.store.grades.history(1)] == [7, 8]


@pytest.mark.parametrize("change", [{"gradingProgress": "PendingManual"}, {"scoreGiven": None, "scoreMaximum": None}])
def test_a_score_that_is_not_final_takes_the_grade_away(tool, column, change):
    tool.score(column)
    assert tool.score(column, "2026-11-21T21:00:00Z", **change).status == 204
    [result] = tool.service("GET", f"{column}/results").json()
    assert "resultScore" not in result


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"userId": "nobody"}, 400),
        ({"userId": "ellis-grant"}, 400),
        ({"userId": ["amara-osei"]}, 400),
        ({"userId": "helen-marsh"}, 422),
        ({"timestamp": None}, 400),
        ({"timestamp": "2026-11-21"}, 400),
        ({"timestamp": "2026-11-21T20:00:00"}, 400),
        ({"timestamp": 20261121}, 400),
        ({"scoreGiven": -1}, 400),
        ({"scoreGiven": "7"}, 400),
        ({"scoreGiven": float("nan")}, 400),
        ({"scoreMaximum": None}, 400),
        ({"scoreMaximum": 0}, 400),
        ({"activityProgress": "Done"}, 400),
        ({"gradingProgress": None}, 400),
        ({"comment": 5}, 400),
    ],
)
def test_a_score_that_makes_no_sense_is_refused(tool, column, lms, change, status):
    assert tool.score(column, **change).status == status
    assert lms.store.grades.history(1) == []


def test_markup_in_a_comment_is_shown_as_text(tool, column, helen):
    tool.score(column, comment="<b>bold</b>")
    assert "&lt;b&gt;bold&lt;/b&gt;" in helen.client.get("/courses/npqh-autumn/grades").text


def test_participants_see_their_own_grades_only(tool, column, amara):
    tool.score(column, userId="tom-ridley", comment="For Tom alone")
    page = amara.client.get("/courses/npqh-autumn/grades").text
    assert "For Tom alone" not in page
    assert "Tom Ridley" not in page


def test_scripts_read_grades_as_json(tool, column, amara):
    tool.score(column)
    found = amara.client.get("/courses/npqh-autumn/grades.json").json
    assert [row["grade"] for row in found["grades"] if row["person"] == "amara-osei"] == [70]
    assert len(found["scores"]) == 1


def test_a_habit_writes_links_in_curly_quotes(lms_with, tool_of):
    tool = tool_of(lms_with(link_style=LinkStyle.CURLY))
    tool.service("POST", ITEMS, TASK)
    link = tool.service("GET", f"{ITEMS}?limit=1").headers["Link"].encode("latin-1").decode()
    assert "limit=1&amp;page=2>; rel=“next”" in link


def test_a_habit_refuses_any_other_accept(lms_with, tool_of):
    tool = tool_of(lms_with(strict_accept=True))
    assert tool.service("GET", ITEMS, accepts="*/*").status == 400
    assert tool.service("GET", ITEMS, accepts=LINE_ITEMS).status == 200


def test_a_habit_counts_whole_seconds_only(lms_with, tool_of):
    tool = tool_of(lms_with(whole_second_scores=True))
    column = tool.service("GET", ITEMS).json()[0]["id"]
    assert tool.score(column, "2026-11-21T20:00:00.100Z").status == 204
    assert tool.score(column, "2026-11-21T20:00:00.900Z").status == 409
    assert tool.score(column, "2026-11-21T20:00:01Z").status == 204


def test_a_habit_ends_service_addresses_in_a_query(lms_with, tool_of):
    tool = tool_of(lms_with(query_in_service_urls=True))
    column = tool.service("GET", ITEMS).json()[0]["id"]
    address, _, query = column.partition("?")
    assert query == "type_id=1"
    assert tool.score(address).status == 204
    [result] = tool.service("GET", f"{address}/results?{query}").json()
    assert result["id"] == f"{address}/results?type_id=1&user_id=amara-osei"
