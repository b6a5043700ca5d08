"""The gradebook's column of a task: found, made, adopted, and looked for again."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine

from couriers import deliver, hand_over, later, lease, take
from fakes import AGS, LTI, FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.services.delivery import Doors
from lti_npq.storage.models import LineItem
from lti_npq.workers.delivering import deliver_all, deliver_next
from stored import owed_score, rows
from visitors import Visitor

COURSE = "https://lms.example.org"
OWN_COLUMN = f"{COURSE}/lineitems/77/lineitem?type_id=3"

Launch = Callable[..., Visitor]


def test_a_column_is_made_where_none_is_found(marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform) -> None:
    deliver_all(engine, doors)
    wanted = [request for request in lms.requests if "/lineitems" in request[1]]
    assert wanted[0] == ("GET", f"{COURSE}/lineitems?type_id=3&resource_id=small-2021%2Ffat-planning")
    assert wanted[1] == ("POST", f"{COURSE}/lineitems?type_id=3")
    [item] = lms.line_items
    assert (item["label"], item["scoreMaximum"], item["resourceId"]) == (
        "One planned change",
        2,
        "small-2021/fat-planning",
    )
    assert item["resourceLinkId"] == "link-1"


def test_a_column_that_is_there_is_used(marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform) -> None:
    url = f"{COURSE}/lineitems/5/lineitem?type_id=3"
    lms.line_items += [
        {"id": f"{COURSE}/lineitems/4", "resourceId": "another"},
        {"id": url, "resourceId": "small-2021/fat-planning"},
    ]
    deliver_all(engine, doors)
    assert len(lms.line_items) == 2
    assert ("POST", f"{COURSE}/lineitems/5/lineitem/scores?type_id=3") in lms.requests


def test_two_participants_share_one_column(
    marked: Visitor, visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    visit(sub="user-2", name="Ben Ito").hands_in()
    marked.marks(points=1)
    deliver_all(engine, doors)
    assert len(lms.line_items) == 1
    assert {score["userId"]: score["scoreGiven"] for score in lms.scores} == {"user-1": 2, "user-2": 1}


def test_the_activitys_own_column_is_used_without_asking(
    visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    tied = {AGS: {"lineitem": OWN_COLUMN, "lineitems": f"{COURSE}/lineitems?type_id=3"}}
    visit(**tied).hands_in()
    visit(**Visitor.AS_FACILITATOR, **tied).marks()
    deliver_all(engine, doors)
    assert [url for method, url in lms.requests if method == "POST" and "lineitem" in url] == [
        f"{COURSE}/lineitems/77/lineitem/scores?type_id=3"
    ]
    assert owed_score(engine).delivered


@pytest.mark.parametrize("content", ["small-2021", "small-2021/planning", "small-2021/fat-planning"])
def test_a_column_is_adopted_only_where_its_task_is_certain(content: str, visit: Launch, engine: Engine) -> None:
    visit(**{AGS: {"lineitem": OWN_COLUMN}, LTI + "custom": {"content": content}})
    urls = [item.url for item in rows(engine, LineItem)]
    assert urls == ([] if content == "small-2021" else [OWN_COLUMN])


OF_THE_MODULE = {AGS: {"lineitem": f"{COURSE}/lineitems/76/lineitem?type_id=3"}}
OF_THE_TASK = {AGS: {"lineitem": OWN_COLUMN}, LTI + "custom": {"content": "small-2021/fat-planning"}}


def test_the_column_of_the_tasks_own_activity_takes_the_place_of_its_modules(visit: Launch, engine: Engine) -> None:
    for launched in (OF_THE_MODULE, OF_THE_TASK, OF_THE_MODULE):
        visit(**launched)
    assert [item.url for item in rows(engine, LineItem)] == [OWN_COLUMN]


def test_a_column_that_a_score_was_sent_to_stays_the_tasks(visit: Launch, engine: Engine, doors: Doors) -> None:
    visit(**OF_THE_MODULE).hands_in()
    visit(**Visitor.AS_FACILITATOR, **OF_THE_MODULE).marks()
    deliver_all(engine, doors)
    visit(**OF_THE_TASK)
    assert [item.url for item in rows(engine, LineItem)] == [OF_THE_MODULE[AGS]["lineitem"]]


def test_without_access_to_the_gradebook_the_reason_is_said(visit: Launch, engine: Engine, doors: Doors) -> None:
    visit(**{AGS: None}).hands_in()
    facilitator = visit(**Visitor.AS_FACILITATOR, **{AGS: None})
    facilitator.marks()
    deliver_all(engine, doors)
    assert owed_score(engine).final
    page = facilitator.get("marking").text
    assert "Not in the gradebook yet" in page
    assert "your LMS gives this tool no access to the course" in page


def test_a_column_on_a_foreign_host_gets_no_token(
    visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    stranger = {AGS: {"lineitems": "https://evil.example.net/lineitems"}}
    visit(**stranger).hands_in()
    visit(**Visitor.AS_FACILITATOR, **stranger).marks()
    deliver_all(engine, doors)
    assert not [url for _, url in lms.requests if "evil" in url]
    assert owed_score(engine).final


def test_a_column_that_is_gone_is_looked_for_again(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    deliver_all(engine, doors)
    [gone] = rows(engine, LineItem)
    lms.line_items.clear()
    marked.marks(f"marking/{owed_score(engine).submission_id}", points=1)
    lms.answers.append(Answer(404, {}, b""))
    deliver(engine, doors, later(seconds=10))
    assert not owed_score(engine).delivered
    assert [item.url for item in rows(engine, LineItem)] == [None]
    deliver(engine, doors, later(minutes=5))
    assert owed_score(engine).delivered
    assert gone.url is not None
    assert len(lms.line_items) == 1
    assert lms.scores[-1]["scoreGiven"] == 1


def test_two_workers_never_make_the_same_column(
    marked: Visitor, engine: Engine, doors: Doors, lms: FakePlatform
) -> None:
    now = later()
    first = take(engine, doors, now)
    assert lease(engine, doors, now) is None
    hand_over(engine, doors, first, now)
    assert deliver(engine, doors, now) == 1
    assert len(lms.line_items) == 1


def test_workers_that_deliver_at_the_same_moment_make_one_column(
    marked: Visitor, visit: Launch, engine: Engine, doors: Doors, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 5):
        visit(sub=f"user-{number}", name=f"Person {number}").hands_in()
        marked.marks(points=1)
    answer_at_once = lms.request

    def answer_slowly(method: str, url: str, **more: Any) -> Answer:
        # Long enough for every worker to look for the column before one has made it.
        time.sleep(0.1 if "/lineitems?" in url else 0)
        return answer_at_once(method, url, **more)

    monkeypatch.setattr(lms, "request", answer_slowly)
    start, now = threading.Barrier(3), later()

    def work() -> None:
        start.wait(10)
        for _ in range(40):
            deliver_next(engine, doors, lambda: now)
            time.sleep(0.01)

    with ThreadPoolExecutor(3) as workers:
        for worker in [workers.submit(work) for _ in range(3)]:
            worker.result(60)
    assert [item["resourceId"] for item in lms.line_items] == ["small-2021/fat-planning"]
    assert sorted(score["userId"] for score in lms.scores) == ["user-1", "user-2", "user-3", "user-4"]
