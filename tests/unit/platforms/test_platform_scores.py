"""Scores sent and results read back: never to a stranger, never torn, never more often than helps.

Source: LTI Assignment and Grade Services 2.0.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from msgspec import structs
from scripted_door import LMS, REGISTRATION, ScriptedDoor, answer

from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.gradebook import Column, Gradebook, Result, Scoring
from lti_npq.platforms.service_errors import Remedy, ServiceError
from lti_npq.platforms.service_tokens import ServiceTokens

ITEMS = f"{LMS}/2/lineitems?type_id=3"
ITEM = f"{LMS}/2/lineitems/19/lineitem?type_id=3"
COLUMN = Column("fat-planning", "One planned change", 12, "link-1")
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
IMS = "application/vnd.ims.lis."
SENT = datetime(2026, 11, 21, 21, 25, 36, 123_456, tzinfo=UTC)
REVIEW = "https://npq.example.org/lti/launch?content=npqh/fat"
SCORING = Scoring("user-1", 7, 12, "Well argued.", SENT - timedelta(days=2), SENT, REVIEW)


@pytest.fixture
def door() -> ScriptedDoor:
    return ScriptedDoor()


@pytest.fixture
def gradebook(door: ScriptedDoor) -> Gradebook:
    return Gradebook(door, ServiceTokens(door, lambda _: "signed"))  # type: ignore[arg-type]


def test_a_score_is_sent_whole(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(200, {}, b"")]
    gradebook.send(REGISTRATION, ITEM, SCORING)
    [sent] = door.sent
    assert (sent.method, sent.url) == ("POST", f"{LMS}/2/lineitems/19/lineitem/scores?type_id=3")
    assert sent.headers == {
        "Content-Type": IMS + "v1.score+json",
        "Accept": IMS + "v1.score+json",
        "Authorization": "Bearer token-1",
    }
    assert sent.json == {
        "userId": "user-1",
        "scoreGiven": 7,
        "scoreMaximum": 12,
        "comment": "Well argued.",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-21T21:25:36.123Z",
        "submission": {"submittedAt": "2026-11-19T21:25:36.123Z"},
    }
    assert door.tokens[0].form["scope"] == SCOPE + "score"


def test_no_points_are_points_too_and_an_empty_comment_is_sent(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(204, {}, b"")]
    gradebook.send(REGISTRATION, ITEM, Scoring("user-1", 0, 12, "", SENT, SENT, REVIEW))
    assert door.sent[0].json["scoreGiven"] == 0
    assert door.sent[0].json["comment"] == ""


def test_a_comment_is_sent_in_any_script(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(200, {}, b"")]
    gradebook.send(REGISTRATION, ITEM, Scoring("user-1", 1, 12, "Dda iawn — ŵyl\n<b>", SENT, SENT, REVIEW))
    assert door.sent[0].json["comment"] == "Dda iawn — ŵyl\n<b>"


def test_a_moment_of_another_zone_is_still_that_moment(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(200, {}, b"")]
    there = SENT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    gradebook.send(REGISTRATION, ITEM, Scoring("user-1", 1, 12, "", there, there, REVIEW))
    assert datetime.fromisoformat(door.sent[0].json["timestamp"]) == SENT.replace(microsecond=123_000)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_way_of_saying_yes_is_understood(door: ScriptedDoor, gradebook: Gradebook, status: int) -> None:
    door.script = [Answer(status, {}, b"")]
    gradebook.send(REGISTRATION, ITEM, SCORING)
    assert door.script == []


def test_a_token_that_ran_out_early_is_renewed_once(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(401, {}, b""), Answer(200, {}, b"")]
    gradebook.send(REGISTRATION, ITEM, SCORING)
    assert [request.headers["Authorization"] for request in door.sent] == ["Bearer token-1", "Bearer token-2"]
    assert door.sent[0].body == door.sent[1].body


def test_a_token_refused_twice_is_not_tried_a_third_time(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(401, {}, b"")] * 3
    with pytest.raises(ServiceError, match="no longer knows this tool's access") as refused:
        gradebook.send(REGISTRATION, ITEM, SCORING)
    assert refused.value.remedy is Remedy.RIGHTS
    assert len(door.sent) == 2


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (400, Remedy.PERSON),
        (404, Remedy.NEW_COLUMN),
        (409, Remedy.READ_BACK),
        (422, Remedy.PERSON),
        (500, Remedy.WAIT_ALONE),
        (503, Remedy.WAIT),
    ],
)
def test_a_refused_score_says_what_helps(door: ScriptedDoor, gradebook: Gradebook, status: int, remedy: Remedy) -> None:
    door.script = [Answer(status, {}, b"<h1>no</h1>")]
    with pytest.raises(ServiceError) as refused:
        gradebook.send(REGISTRATION, ITEM, SCORING)
    assert refused.value.remedy is remedy
    assert len(door.sent) == 1


def test_an_lms_out_of_reach_is_waited_for(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [DoorError("no answer")]
    with pytest.raises(ServiceError, match="could not be reached") as refused:
        gradebook.send(REGISTRATION, ITEM, SCORING)
    assert refused.value.remedy is Remedy.WAIT


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/lineitem",
        "https://lms.example.org.evil.example.org/lineitem",
        "https://lms.example.org@evil.example.org/lineitem",
        "https://lms.example.org:8443/lineitem",
        "http://lms.example.org/lineitem",
        "//evil.example.org/lineitem",
        "/lineitem",
        "",
    ],
)
def test_no_token_goes_to_a_host_that_is_not_the_platforms(
    door: ScriptedDoor, gradebook: Gradebook, address: str
) -> None:
    for call in (
        lambda: gradebook.send(REGISTRATION, address, SCORING),
        lambda: gradebook.result(REGISTRATION, address, "user-1"),
        lambda: gradebook.find_or_create(REGISTRATION, address, COLUMN),
    ):
        with pytest.raises(ServiceError, match="not its own") as refused:
            call()
        assert refused.value.remedy is Remedy.PERSON
    assert door.sent == door.tokens == []


def test_a_result_is_read_back(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([{"userId": "user-1", "resultScore": 7, "resultMaximum": 12, "comment": "Well argued."}])]
    assert gradebook.result(REGISTRATION, ITEM, "user-1") == Result(7, 12, "Well argued.")
    [asked] = door.sent
    assert (asked.method, asked.url) == ("GET", f"{LMS}/2/lineitems/19/lineitem/results?type_id=3&user_id=user-1")
    assert asked.headers["Accept"] == IMS + "v2.resultcontainer+json"
    assert "Content-Type" not in asked.headers
    assert door.tokens[0].form["scope"] == SCOPE + "result.readonly"


@pytest.mark.parametrize(
    ("document", "result"),
    [
        ([], None),
        ([{"userId": "user-2", "resultScore": 7}], None),
        ([{"userId": "user-2"}, {"userId": "user-1", "resultScore": 3}], Result(3, None, "")),
        ([{"userId": "user-1"}], Result(None, None, "")),
        ([{"userId": "user-1", "resultScore": 0, "resultMaximum": 5, "comment": None}], Result(0, 5, "")),
        ([None, "user-1", {"userId": "user-1", "resultScore": 1.5}], Result(1.5, None, "")),
    ],
    ids=str,
)
def test_only_this_persons_result_counts(
    door: ScriptedDoor, gradebook: Gradebook, document: object, result: Result | None
) -> None:
    door.script = [answer(document)]
    assert gradebook.result(REGISTRATION, ITEM, "user-1") == result


def test_a_platform_that_writes_ids_as_numbers_is_understood(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([{"userId": 5, "resultScore": 2, "resultMaximum": 4}])]
    assert gradebook.result(REGISTRATION, ITEM, "5") == Result(2, 4, "")


def test_a_persons_id_is_escaped_in_the_address(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [answer([])]
    gradebook.result(REGISTRATION, ITEM, "a&b=c d")
    assert door.sent[0].url.endswith("results?type_id=3&user_id=a%26b%3Dc+d")


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html>", b"[" * 100_000, b"\xff"], ids=["none", "html", "deep", "torn"]
)
def test_an_answer_that_is_no_json_is_waited_out(door: ScriptedDoor, gradebook: Gradebook, body: bytes) -> None:
    door.script = [Answer(200, {}, body)] * 2
    for call in (
        lambda: gradebook.result(REGISTRATION, ITEM, "user-1"),
        lambda: gradebook.find_or_create(REGISTRATION, ITEMS, COLUMN),
    ):
        with pytest.raises(ServiceError, match="makes no sense") as refused:
            call()
        assert refused.value.remedy is Remedy.WAIT


@pytest.mark.parametrize("document", [{"userId": "user-1", "resultScore": 1}, None, "x"], ids=str)
def test_results_that_are_no_list_are_not_taken_for_none(
    door: ScriptedDoor, gradebook: Gradebook, document: object
) -> None:
    door.script = [answer(document)]
    with pytest.raises(ServiceError, match="it is no list"):
        gradebook.result(REGISTRATION, ITEM, "user-1")


@pytest.mark.parametrize("points", [10**400, -(10**400), True, "7"], ids=["endless", "endless below", "yes", "text"])
def test_a_grade_that_is_no_number_to_reckon_with_is_not_taken_for_none(
    door: ScriptedDoor, gradebook: Gradebook, points: object
) -> None:
    door.script = [answer([{"userId": "user-1", "resultScore": points, "resultMaximum": 12}])]
    with pytest.raises(ServiceError, match="resultScore is no number"):
        gradebook.result(REGISTRATION, ITEM, "user-1")


def test_a_web_page_is_no_yes(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(200, {}, b"\n<!doctype html><title>Maintenance</title>")]
    with pytest.raises(ServiceError, match="it is a web page") as refused:
        gradebook.send(REGISTRATION, ITEM, SCORING)
    assert refused.value.remedy is Remedy.WAIT


def test_everybodys_results_are_read_page_by_page(door: ScriptedDoor, gradebook: Gradebook) -> None:
    page = [{"userId": "user-1", "resultScore": 1, "resultMaximum": 2}]
    link = f'<{LMS}/2/lineitems/19/lineitem/results?type_id=3&page=2>; rel="next"'
    door.script = [answer(page, Link=link), answer([{"userId": "user-2", "resultScore": 2, "resultMaximum": 2}])]
    assert gradebook.results(REGISTRATION, ITEM) == {"user-1": Result(1, 2, ""), "user-2": Result(2, 2, "")}
    assert door.sent[0].url == f"{LMS}/2/lineitems/19/lineitem/results?type_id=3"


def test_canvas_is_told_to_protect_what_it_has(door: ScriptedDoor, gradebook: Gradebook) -> None:
    door.script = [Answer(200, {}, b"{}")] * 2
    canvas = structs.replace(REGISTRATION, platform="canvas")
    for insists in (False, True):
        gradebook.send(canvas, ITEM, replace(SCORING, insists=insists))
    first, second = (request.json["https://canvas.instructure.com/lti/submission"] for request in door.sent)
    assert first == {
        "new_submission": False,
        "preserve_score": True,
        "prioritize_non_tool_grade": True,
        "submission_type": "basic_lti_launch",
        "submission_data": REVIEW,
    }
    assert second == {**first, "prioritize_non_tool_grade": False}


@pytest.mark.parametrize(
    ("ahead", "followed"),
    [(0, 0), (1, 0), (40, 40), (-40, -40), (290, 290), (3_600, 0), (-86_400, 0)],
)
def test_a_score_is_dated_by_the_platforms_clock(
    door: ScriptedDoor, gradebook: Gradebook, ahead: int, followed: int
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    door.script = [answer([], Date=date), Answer(200, {}, b"")]
    gradebook.result(REGISTRATION, ITEM, "user-1")
    now = datetime.now(UTC)
    apart = gradebook.send(REGISTRATION, ITEM, replace(SCORING, sent_at=now)) - now
    assert abs(apart.total_seconds() - followed) <= (2 if followed else 0)


def test_a_score_is_held_back_while_the_platforms_clock_is_before_the_last(
    door: ScriptedDoor, gradebook: Gradebook
) -> None:
    late = replace(SCORING, after=SENT + timedelta(seconds=30))
    with pytest.raises(ServiceError, match="set back") as held:
        gradebook.send(REGISTRATION, ITEM, late)
    assert held.value.remedy is Remedy.WAIT_ALONE
    assert held.value.retry_after is not None
    assert 30 <= held.value.retry_after <= 31
    assert door.sent == []
