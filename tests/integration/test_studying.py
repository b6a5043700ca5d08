"""What a participant does in a module, what is kept of it, and what the LRS is owed for it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from fakes import LTI
from lti_npq.services.engagement import MAXIMUM_CHARACTERS
from lti_npq.storage.models import Answer, Enrolment, ModuleProgress, PageRead, Statement, WritingEntry
from stored import owed, percents, rows, verbs
from visitors import Visitor
from xapi import vocabulary
from xapi.validation import violations

ANSWERS = "questions/planning-check/answers"
READ_SEE, READ_DO = "pages/planning-see/read", "pages/planning-do/read"
REFLECTION = "writing/planning-reflection"
ANOTHER_COURSE = {LTI + "context": {"id": "course-2", "title": "Spring cohort"}}

Visit = Callable[..., Visitor]


def test_what_is_rendered_for_all_holds_nothing_of_whoever_came_first(visit: Visit) -> None:
    people = visit(), visit(sub="participant-2")
    assert people[0].base != people[1].base
    for person in people:
        page = person.get("pages/planning-see").text
        addresses = re.findall(r'"(/s/[^"/]*)', page)
        assert len(addresses) > 5
        assert set(addresses) == {person.base}
        forms = re.findall(r'name="csrf" value="([^"]*)"', page)
        assert len(forms) > 1
        assert set(forms) == {person.csrf}


def test_a_launch_of_a_module_lands_on_its_first_page(participant: Visitor) -> None:
    page = participant.get()
    assert page.request.path.endswith("/pages/planning-see")
    assert "A plan that held" in page.text
    assert "Amara Osei" in page.text


def test_a_launch_of_a_module_lands_where_the_participant_left_off(participant: Visitor, visit: Visit) -> None:
    participant.post(READ_SEE, {})
    assert visit().get().request.path.endswith("/pages/planning-do")


def test_reading_a_page_leads_to_the_next_and_after_the_last_stays(participant: Visitor) -> None:
    assert participant.post(READ_SEE, {}).request.path.endswith("/pages/planning-do")
    last = participant.post(READ_DO, {})
    assert last.request.path.endswith("/pages/planning-do")
    assert "Go to the task" in last.text


def test_reading_a_page_is_stored_once_and_owes_one_statement(participant: Visitor, engine: Engine) -> None:
    for _ in range(2):
        participant.post(READ_SEE, {})
    assert [row.page_key for row in rows(engine, PageRead)] == ["planning-see"]
    [statement] = owed(engine, vocabulary.EXPERIENCED)
    assert statement["object"]["id"].endswith("/pages/planning-see")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("pages/nowhere/read", "This programme has no such page."),
        ("questions/nowhere/answers", "This programme has no such question."),
        ("writing/nowhere", "This programme has no such place to write."),
        ("tasks/nowhere/draft", "This programme has no such task, or it is not open yet."),
        ("nowhere", "There is no such page"),
    ],
)
def test_what_the_programme_does_not_have_is_not_found(
    path: str, words: str, participant: Visitor, engine: Engine
) -> None:
    answer = participant.post(path, {"option": "a", "text": "x"})
    assert answer.status_code == 404
    assert words in answer.text
    assert verbs(engine) == ["launched", "initialized"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("pages/nowhere", "This programme has no such page."),
        ("modules/nowhere", "This programme has no such module."),
        ("tasks/nowhere", "This programme has no such task, or it is not open yet."),
        ("tasks/fat-planning/submissions/1", "You have not handed that in."),
    ],
)
def test_an_unknown_address_is_a_calm_page(path: str, words: str, participant: Visitor) -> None:
    answer = participant.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert words in answer.text


def test_writing_is_kept_and_shown_again_as_it_was_typed(participant: Visitor) -> None:
    text = "  One <b>step</b> & no more.\n\nThen “look”. 🙂"
    page = participant.post(REFLECTION, {"text": text})
    assert page.request.path.endswith("/pages/planning-do")
    assert "One &lt;b&gt;step&lt;/b&gt; &amp; no more.\n\nThen “look”. 🙂</textarea>" in page.text


def test_newer_writing_takes_the_place_of_older(participant: Visitor, engine: Engine) -> None:
    for text in ("First thought.", "Second thought."):
        participant.post(REFLECTION, {"text": text})
    [entry] = rows(engine, WritingEntry)
    assert entry.text == "Second thought."


def test_autosave_answers_when_it_saved(participant: Visitor, engine: Engine) -> None:
    saved = participant.post(REFLECTION, {"text": "Half a sen"}, script=True, follow=False)
    assert saved.status_code == 200
    assert list(saved.json) == ["saved_at"]
    datetime.strptime(saved.json["saved_at"], "%H:%M").astimezone(UTC)
    [entry] = rows(engine, WritingEntry)
    assert entry.text == "Half a sen"


@pytest.mark.parametrize("script", [True, False])
def test_a_text_no_person_wrote_is_refused_and_the_old_one_stays(
    script: bool, participant: Visitor, engine: Engine
) -> None:
    longest = "x" * MAXIMUM_CHARACTERS
    assert participant.post(REFLECTION, {"text": longest}).status_code == 200
    refused = participant.post(REFLECTION, {"text": longest + "x"}, script=script)
    assert refused.status_code == 413
    assert "too long" in (refused.json["title"] if script else refused.text)
    [entry] = rows(engine, WritingEntry)
    assert entry.text == longest


def test_progress_is_told_for_each_tenth_newly_reached(participant: Visitor, engine: Engine) -> None:
    participant.studies_everything()
    assert percents(engine) == [10, 30, 60, 100]


def test_a_module_is_completed_once_however_often_it_is_repeated(participant: Visitor, engine: Engine) -> None:
    for _ in range(3):
        participant.studies_everything()
    [completed] = owed(engine, vocabulary.COMPLETED)
    assert completed["result"] == {"completion": True}
    assert completed["object"]["id"].endswith("/modules/planning")
    assert percents(engine) == [10, 30, 60, 100]
    [progress] = rows(engine, ModuleProgress)
    assert progress.tenths == 10


def test_writing_taken_back_is_needed_again(participant: Visitor, engine: Engine) -> None:
    participant.studies_everything()
    participant.post(REFLECTION, {"text": " \r\n\t\u00a0"})
    assert "1 piece of writing" in participant.get("pages/planning-do").text
    assert "Still needed: 1 piece of writing" in participant.get("/").text
    assert len(owed(engine, vocabulary.COMPLETED)) == 1


def test_blanks_alone_never_count_as_writing(participant: Visitor, engine: Engine) -> None:
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    participant.post(READ_DO, {})
    participant.post(REFLECTION, {"text": " \r\n\t\u00a0"})
    assert owed(engine, vocabulary.COMPLETED) == []


def test_the_home_page_says_how_far_it_is_to_the_threshold(participant: Visitor) -> None:
    assert "With about 27 minutes more you reach the 90% that the programme asks for." in participant.get("/").text
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    assert "With about 17 minutes more you reach the 90%" in participant.get("/").text
    participant.post(READ_DO, {})
    participant.post(REFLECTION, {"text": "One year group."})
    assert "You have done the 90% of the online study that the programme asks for." in participant.get("/").text


def test_the_minutes_left_are_those_of_the_pages_not_read(participant: Visitor) -> None:
    assert "30 minutes left" in participant.get("pages/planning-see").text
    assert "20 minutes left" in participant.post(READ_SEE, {}).text
    assert "All read" in participant.post(READ_DO, {}).text


def test_where_only_work_is_left_no_minutes_are_named(participant: Visitor) -> None:
    participant.post(READ_SEE, {})
    participant.post(READ_DO, {})
    home = participant.get("/").text
    assert "Every page of this module is read." in home
    assert "All read" in home
    assert "left in the module" not in home


def test_what_is_still_needed_is_said_in_words(participant: Visitor) -> None:
    participant.post(READ_SEE, {})
    home = participant.get("/").text
    assert "Still needed: 1 page, 1 self-check and 1 piece of writing" in home


def test_every_statement_of_the_story_is_sound(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    participant.studies_everything()
    participant.hands_in()
    facilitator.marks()
    told = verbs(engine)
    assert told == [
        *("launched", "initialized", "experienced", "progressed", "answered", "progressed", "experienced"),
        *("progressed", "progressed", "completed", "satisfied", "submit", "scored"),
    ]
    assert [violations(statement) for statement in owed(engine)] == [[]] * len(told)


def test_a_facilitator_looks_around_without_leaving_a_trace(facilitator: Visitor, engine: Engine) -> None:
    facilitator.studies_everything()
    assert facilitator.post(REFLECTION, {"text": "Mine."}).status_code == 403
    assert "That is right." in facilitator.post(ANSWERS, {"option": "b"}, script=True).text
    for model in (PageRead, Answer, WritingEntry, ModuleProgress, Statement):
        assert rows(engine, model) == []


def test_two_courses_of_one_person_do_not_mix(participant: Visitor, visit: Visit, engine: Engine) -> None:
    participant.studies_everything()
    elsewhere = visit(**ANOTHER_COURSE)
    assert len(rows(engine, Enrolment)) == 2
    assert elsewhere.get().request.path.endswith("/pages/planning-see")
    assert "about 27 minutes more" in elsewhere.get("/").text
    assert "Start with one year group." not in elsewhere.get("pages/planning-do").text
    elsewhere.post(REFLECTION, {"text": "Something else."})
    assert "Start with one year group." in participant.get("pages/planning-do").text
    registrations = {statement["context"]["registration"] for statement in owed(engine)}
    assert len(registrations) == 2


def test_the_second_visit_resumes_what_the_first_began(visit: Visit, engine: Engine) -> None:
    visit()
    visit()
    assert verbs(engine) == ["launched", "initialized", "launched", "resumed"]
    sessions = [one["context"]["extensions"][vocabulary.SESSION_ID.iri] for one in owed(engine)]
    assert sessions[0] == sessions[1] != sessions[2] == sessions[3]


@pytest.mark.parametrize("path", [READ_SEE, ANSWERS, REFLECTION])
def test_a_form_without_the_sessions_own_key_is_refused(path: str, participant: Visitor, engine: Engine) -> None:
    form: dict[str, Any] = {"csrf": "guessed", "option": "b", "text": "x"}
    refused = participant.client.post(f"{participant.base}/{path}", data=form)
    assert refused.status_code == 403
    assert verbs(engine) == ["launched", "initialized"]
