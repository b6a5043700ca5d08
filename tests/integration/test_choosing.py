"""Choosing content from inside an LMS."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from choosers import DEEP_LINKING, Chooser, deep_linking, words
from factories import small_package
from fakes import LTI, MEMBERSHIP, FakePlatform
from lti_npq.services import housekeeping, installation
from lti_npq.settings import Settings
from lti_npq.storage.models import ChoosingSession
from moodle_rules import complaints
from stored import rows
from visitors import Visitor, launch

HTTPS = "https://localhost"
Choose = Callable[..., Chooser]


@pytest.fixture
def choose(app: Flask, lms: FakePlatform) -> Choose:
    return lambda **accepted: Chooser.launched(app, lms, **accepted)


def test_a_whole_programme_is_added_at_once_and_in_order(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose()
    claims = chooser.claims(chooser.sends(what="whole"), lms)
    module, task = claims[DEEP_LINKING + "content_items"]
    assert (module["title"], module["custom"]["content"]) == ("Planning", "small-2021/planning")
    assert "lineItem" not in module
    assert task["url"] == "http://localhost:8500/lti/launch?content=small-2021%2Ffat-planning"
    assert (task["lineItem"]["scoreMaximum"], task["lineItem"]["resourceId"]) == (2, "small-2021/fat-planning")
    assert claims[DEEP_LINKING + "data"] == "opaque, from the LMS"
    assert complaints(claims, client_id="client-1", deployment_id="deployment-1") == []


def test_a_module_by_itself_brings_its_tasks_column(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose()
    [item] = chooser.claims(chooser.sends(what="chosen", item="planning"), lms)[DEEP_LINKING + "content_items"]
    assert item["lineItem"]["resourceId"] == "small-2021/fat-planning"


def test_an_activity_keeps_its_own_name_where_the_lms_suggests_the_tools(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose(title="lti-npq", text="An external tool", auto_create=True)
    [item] = chooser.claims(chooser.sends(what="chosen", item="planning"), lms)[DEEP_LINKING + "content_items"]
    assert item["title"] == "Planning"
    assert item["text"] != "An external tool"


def test_what_was_added_opens_by_either_of_its_keys(
    choose: Choose, lms: FakePlatform, visit: Callable[..., Visitor]
) -> None:
    chooser = choose()
    _, task = chooser.claims(chooser.sends(what="whole"), lms)[DEEP_LINKING + "content_items"]
    by_address = visit(**{LTI + "target_link_uri": task["url"], LTI + "custom": None})
    assert by_address.landing.endswith("/tasks/fat-planning")
    assert visit(**{LTI + "custom": task["custom"]}).landing.endswith("/tasks/fat-planning")


def test_the_page_sends_its_form_to_the_lms_and_may_send_it_nowhere_else(choose: Choose) -> None:
    answer = choose().sends(what="whole")
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action https://lms.example.org;" in policy
    assert "frame-ancestors 'self' https://lms.example.org" in policy
    assert 'action="https://lms.example.org/return?course=2&amp;id=1"' in answer.text
    assert "target=" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nothing_is_chosen_by_an_empty_answer(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose()
    claims = chooser.claims(chooser.sends(path=""), lms)
    assert claims[DEEP_LINKING + "content_items"] == []


def test_a_choice_is_answered_once(choose: Choose, engine: Engine) -> None:
    chooser = choose()
    token = re.search(r'name="csrf" value="([^"]+)"', chooser.page)
    assert token is not None
    form = {"csrf": token[1], "what": "whole"}
    address = f"{chooser.landing}/small-2021"
    assert chooser.client.post(address, data=form).status_code == 200
    again = chooser.client.post(address, data=form)
    assert again.status_code == 409
    assert "went to your course already" in words(again)
    assert "JWT" not in again.text
    assert chooser.client.get(chooser.landing).status_code == 409


@pytest.mark.parametrize(
    ("accepted", "says", "says_not"),
    [
        ({}, ["Add the whole programme", 'type="checkbox"', "2 points"], ["one activity at a time"]),
        (
            {"accept_multiple": False},
            ['type="radio"', "Your LMS takes one activity at a time"],
            ["Add the whole programme", "checkbox"],
        ),
        ({"accept_lineitem": False}, ["Your LMS takes no grades"], ["2 points", "column in your gradebook"]),
    ],
)
def test_only_what_the_lms_accepts_is_offered(
    choose: Choose, accepted: dict[str, Any], says: list[str], says_not: list[str]
) -> None:
    page = choose(**accepted).page
    assert [text for text in says if text not in page] == []
    assert [text for text in says_not if text in page] == []


def test_an_lms_that_wants_files_is_told_in_words(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose(accept_types=["file", "image"])
    assert "asks for files" in chooser.page
    assert chooser.sends(what="whole").status_code == 422
    assert chooser.claims(chooser.sends(path=""), lms)[DEEP_LINKING + "content_items"] == []


def test_an_lms_without_columns_gets_none(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose(accept_lineitem=False)
    items = chooser.claims(chooser.sends(what="whole"), lms)[DEEP_LINKING + "content_items"]
    assert not any("lineItem" in item for item in items)


def test_one_activity_may_open_the_whole_programme(choose: Choose, lms: FakePlatform) -> None:
    chooser = choose(accept_multiple=False)
    [item] = chooser.claims(chooser.sends(what="chosen", item=""), lms)[DEEP_LINKING + "content_items"]
    assert item["custom"]["content"] == "small-2021"


@pytest.mark.parametrize(
    ("accepted", "items", "says"),
    [
        ({}, [], "Nothing is chosen yet."),
        ({}, ["planning", "no-such-thing"], "not part of this programme any more"),
        ({}, ["planning\x00"], None),
        ({"accept_multiple": False}, ["planning", "fat-planning"], "accepts one activity at a time"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_what_was_ticked_stays(
    choose: Choose, accepted: dict[str, Any], items: list[str], says: str | None
) -> None:
    chooser = choose(**accepted)
    answer = chooser.sends(what="chosen", item=items)
    assert answer.status_code == (422 if says else 400)
    assert "JWT" not in answer.text
    if says:
        assert says in words(answer)
        kept = re.findall(r'value="([^"]*)" checked', answer.text)
        assert set(kept) == set(items) - {"no-such-thing"}
    assert chooser.sends(what="chosen", item=["planning"]).status_code == 200


def test_a_programme_that_is_not_published_is_not_found(choose: Choose) -> None:
    chooser = choose()
    assert chooser.sends(path="/npql-2021", what="whole").status_code == 404
    assert chooser.client.get(f"{chooser.landing}/npql-2021").status_code == 404


def test_several_programmes_are_listed(choose: Choose, engine: Engine, settings: Settings, tmp_path: Path) -> None:
    other = small_package(tmp_path / "other", id="other-2021", title="Another programme")
    with Session(engine) as session, session.begin():
        installation.publish_folder(session, settings, other, datetime.now(UTC))
    page = choose().page
    assert "Which programme?" in page
    assert "A small programme" in page
    assert "Another programme" in page


@pytest.mark.parametrize(
    "changes",
    [{LTI + "roles": [MEMBERSHIP + "Learner"]}, {"sub": None}, {LTI + "deployment_id": "unknown"}],
    ids=["participant", "anonymous", "unknown deployment"],
)
def test_nobody_else_gets_the_picker(app: Flask, lms: FakePlatform, engine: Engine, changes: dict[str, Any]) -> None:
    answer = launch(app.test_client(), lms, **{**deep_linking(), **changes})
    assert answer.status_code == 403
    assert "What to do now" in answer.text
    assert rows(engine, ChoosingSession) == []


def test_an_author_may_choose(app: Flask, lms: FakePlatform) -> None:
    author = {**deep_linking(), LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]}
    assert launch(app.test_client(), lms, **author).status_code == 303


def test_an_answer_is_not_sent_in_clear_to_an_lms_that_is_reached_safely(app: Flask, lms: FakePlatform) -> None:
    insecure = deep_linking({"deep_link_return_url": "http://lms.example.org/return"})
    answer = launch(app.test_client(), lms, **insecure)
    assert answer.status_code == 401
    assert "unprotected connection" in words(answer)


def test_a_choice_stays_in_its_browser(choose: Choose, app: Flask) -> None:
    chooser = choose()
    stranger = app.test_client()
    assert stranger.get(chooser.landing, base_url=HTTPS).status_code == 403
    assert stranger.post(f"{chooser.landing}/small-2021", base_url=HTTPS, data={"what": "whole"}).status_code == 403
    assert chooser.client.get(chooser.landing).status_code == 303


def test_a_form_of_another_choice_is_refused(choose: Choose) -> None:
    chooser = choose()
    for csrf in ("", "x" * 43):
        answer = chooser.client.post(f"{chooser.landing}/small-2021", data={"csrf": csrf, "what": "whole"})
        assert answer.status_code == 403
    assert chooser.sends(what="whole").status_code == 200


def test_a_choice_opens_nothing_else_and_a_visit_no_choice(choose: Choose, participant: Visitor) -> None:
    chooser = choose()
    base = chooser.landing.removesuffix("/choose")
    assert chooser.client.get(f"{base}/marking").status_code == 403
    assert participant.get("choose").status_code == 403


def test_a_choice_runs_out_and_is_forgotten(choose: Choose, engine: Engine) -> None:
    chooser = choose()
    past = datetime.now(UTC) - timedelta(seconds=1)
    with Session(engine) as session, session.begin():
        session.execute(update(ChoosingSession).values(expires_at=past))
    answer = chooser.client.get(chooser.landing)
    assert answer.status_code == 403
    assert "Select content" in words(answer)
    with Session(engine) as session, session.begin():
        housekeeping.forget_expired(session, datetime.now(UTC))
    assert rows(engine, ChoosingSession) == []
