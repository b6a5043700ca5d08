"""Sittings end: left, done with or gone silent, each told once, of the moment it came, and never guessed at."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from clocks import Clock, OpenPage
from fakes import LTI
from lti_npq.services import housekeeping
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import CompiledPackage, ToolSession
from new_content import Publish
from stored import owed, rows, verbs
from visitors import Visitor
from xapi import vocabulary
from xapi.encoding import timestamp
from xapi.validation import violations

Visit = Callable[..., Visitor]
Tidy = Callable[[], None]
WHOLE_PROGRAMME = {LTI + "custom": {"content": "small-2021"}}


@pytest.fixture
def tidy(engine: Engine, settings: Settings, clock: Clock) -> Iterator[Tidy]:
    """Do the periodic work as the delivery's loop does."""

    def work() -> None:
        housekeeping.close_silent_sittings(engine, settings, clock.now)
        with Session(engine) as session, session.begin():
            housekeeping.forget_expired(for_writing(session), clock.now)

    return work


def test_a_sitting_that_was_left_is_suspended_with_its_engaged_time(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=120)
    page.leaves()
    left_at = clock.now
    clock.passes(minutes=31)
    tidy()
    [said] = owed(engine, vocabulary.SUSPENDED)
    assert said["result"] == {"duration": "PT2M"}
    assert said["timestamp"] == timestamp(left_at)
    assert said["object"]["id"].endswith("/modules/planning")
    assert verbs(engine) == ["launched", "initialized", "experienced", "suspended"]
    assert violations(said) == []


def test_a_sitting_left_with_everything_done_is_terminated(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    participant.studies_everything()
    page = OpenPage(participant, clock)
    page.studies(seconds=15)
    page.leaves("away")
    clock.passes(minutes=31)
    tidy()
    [said] = owed(engine, vocabulary.TERMINATED)
    assert said["result"] == {"duration": "PT15S"}
    assert owed(engine, vocabulary.SUSPENDED) == []


def test_a_task_that_was_left_is_no_session_that_broke_off(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    assert 'name="leaving"' in participant.get("tasks/fat-planning").text
    clock.passes(minutes=5)
    participant.post("leaving", {})
    clock.passes(minutes=31)
    tidy()
    [said] = owed(engine, vocabulary.SUSPENDED)
    assert "result" not in said


def test_a_page_that_measures_says_by_itself_that_it_was_left(participant: Visitor, facilitator: Visitor) -> None:
    assert 'name="leaving"' not in participant.get("pages/planning-see").text
    assert 'name="leaving"' not in facilitator.get("tasks/fat-planning").text


def test_a_sitting_that_fell_silent_is_abandoned_until_its_last_sign_of_life(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=300)
    last_heard = clock.now
    clock.passes(minutes=40)
    tidy()
    [said] = owed(engine, vocabulary.ABANDONED)
    assert said["result"] == {"duration": "PT5M"}
    assert said["timestamp"] == timestamp(last_heard)
    [viewed] = owed(engine, vocabulary.EXPERIENCED)
    assert viewed["result"] == {"duration": "PT5M"}
    assert viewed["timestamp"] == timestamp(last_heard)


def test_without_a_script_a_sitting_ends_and_no_engaged_time_is_guessed(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    clock.passes(minutes=10)
    participant.post("pages/planning-see/read", {})
    clock.passes(minutes=31)
    tidy()
    [said] = owed(engine, vocabulary.ABANDONED)
    assert said["result"] == {"duration": "PT10M"}
    assert "result" not in owed(engine, vocabulary.EXPERIENCED)[0]


def test_a_sitting_under_way_is_left_alone(clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy) -> None:
    page = OpenPage(participant, clock)
    for _ in range(4):
        page.studies(seconds=60)
        clock.passes(minutes=29)
        tidy()
    assert verbs(engine) == ["launched", "initialized"]


def test_an_end_is_told_once(clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy) -> None:
    OpenPage(participant, clock).leaves()
    for _ in range(3):
        clock.passes(minutes=31)
        tidy()
    assert len(owed(engine, vocabulary.SUSPENDED)) == 1


@pytest.fixture
def forsaken(clock: Clock, participant: Visitor, tidy: Tidy) -> OpenPage:
    """A page that was studied for a minute, and whose sitting fell silent and was ended."""
    page = OpenPage(participant, clock)
    page.studies(seconds=60)
    clock.passes(minutes=45)
    tidy()
    return page


def test_whoever_comes_back_to_an_open_page_begins_another_sitting(
    clock: Clock, forsaken: OpenPage, engine: Engine, tidy: Tidy
) -> None:
    assert forsaken.studies(seconds=30) == 204
    forsaken.leaves()
    clock.passes(minutes=31)
    tidy()
    assert verbs(engine)[2:] == ["experienced", "abandoned", "resumed", "experienced", "suspended"]
    _, _, *told = owed(engine)
    sittings = [one["context"]["extensions"][vocabulary.SESSION_ID.iri] for one in told]
    assert sittings[0] == sittings[1] != sittings[2] == sittings[3] == sittings[4]
    assert [one["result"]["duration"] for one in told if "result" in one] == ["PT1M", "PT1M", "PT30S", "PT30S"]


def test_a_page_that_is_closed_long_after_its_sitting_is_no_return(
    clock: Clock, participant: Visitor, forsaken: OpenPage, engine: Engine, tidy: Tidy
) -> None:
    told = verbs(engine)
    assert forsaken.leaves() == 204
    form = {"csrf": forsaken.csrf}
    assert participant.client.post(f"{participant.base}/leaving", data=form).status_code == 204
    clock.passes(minutes=31)
    tidy()
    assert verbs(engine) == told


def test_an_opened_page_begins_another_sitting_too_and_only_one(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    clock.passes(minutes=45)
    tidy()
    for _ in range(3):
        assert participant.get("pages/planning-do").status_code == 200
    assert verbs(engine)[2:] == ["abandoned", "resumed"]


def test_time_studied_offline_is_credited_when_it_arrives_after_the_sitting_was_closed(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy
) -> None:
    page = OpenPage(participant, clock)
    page.studies(seconds=15)
    clock.passes(minutes=50)
    tidy()
    beats = [f"{number}:{number * 15_000}:15000" for number in range(1, 41)]
    page.reports(",".join(beats), state="gone")
    assert [one["result"]["duration"] for one in owed(engine, vocabulary.EXPERIENCED)] == ["PT15S", "PT9M45S"]


def test_a_launch_of_the_whole_programme_ends_as_one(clock: Clock, visit: Visit, engine: Engine, tidy: Tidy) -> None:
    visit(**WHOLE_PROGRAMME)
    clock.passes(minutes=31)
    tidy()
    [said] = owed(engine, vocabulary.ABANDONED)
    assert said["object"]["definition"]["type"] == vocabulary.COURSE.iri


def test_no_session_is_forgotten_before_its_end_was_told(
    clock: Clock, participant: Visitor, facilitator: Visitor, engine: Engine, settings: Settings, tidy: Tidy
) -> None:
    clock.passes(hours=settings.session_hours + 1)
    with Session(engine) as session, session.begin():
        housekeeping.forget_expired(for_writing(session), clock.now)
    assert [row.role for row in rows(engine, ToolSession)] == ["participant"]
    tidy()
    assert rows(engine, ToolSession) == []
    assert len(owed(engine, vocabulary.ABANDONED)) == 1


def test_a_test_users_sitting_ends_without_a_word(clock: Clock, visit: Visit, engine: Engine, tidy: Tidy) -> None:
    roles = [
        "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner",
        "http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
    ]
    person = visit(**{LTI + "roles": roles})
    page = OpenPage(person, clock)
    page.studies(seconds=30)
    clock.passes(minutes=31)
    tidy()
    assert owed(engine) == []
    assert all(row.closed_at for row in rows(engine, ToolSession))


def test_a_page_that_an_update_took_away_is_told_by_its_key(
    clock: Clock, participant: Visitor, engine: Engine, tidy: Tidy, publish: Publish
) -> None:
    OpenPage(participant, clock).studies(seconds=30)

    def drop_see(folder: object) -> None:
        module = folder / "modules/planning/module.yaml"  # type: ignore[operator]
        module.write_text(module.read_text().replace("pages: [see, do]", "pages: [do]"))
        (folder / "modules/planning/see.md").unlink()  # type: ignore[operator]

    publish(drop_see)
    clock.passes(minutes=31)
    tidy()
    [viewed] = owed(engine, vocabulary.EXPERIENCED)
    assert viewed["object"]["definition"]["name"] == {"en-GB": "planning-see"}
    assert viewed["context"]["revision"] == "1.0.0"


def test_a_sitting_whose_content_is_lost_is_closed_without_holding_up_others(
    clock: Clock, participant: Visitor, engine: Engine, settings: Settings, tidy: Tidy
) -> None:
    with Session(engine) as session, session.begin():
        session.execute(delete(CompiledPackage))
    shutil.rmtree(settings.data_dir / "packages")
    clock.passes(minutes=31)
    tidy()
    assert verbs(engine) == ["launched", "initialized"]
    assert all(row.closed_at for row in rows(engine, ToolSession))
