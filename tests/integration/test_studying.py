"""What a participant does in a module, what is kept of it, and what the LRS is owed for it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factories import small_package
from fakes import LTI
from lti_npq.services import installation
from lti_npq.services.engagement import MAXIMUM_CHARACTERS
from lti_npq.settings import Settings
from lti_npq.storage.models import Answer, Enrolment, ModuleProgress, PageRead, Statement, WritingEntry
from stored import owed, rows, verbs
from visitors import Visitor
from xapi import vocabulary
from xapi.validation import violations

ANSWERS = "questions/planning-check/answers"
READ_SEE, READ_DO = "pages/planning-see/read", "pages/planning-do/read"
REFLECTION = "writing/planning-reflection"
ANOTHER_COURSE = {LTI + "context": {"id": "course-2", "title": "Spring cohort"}}
WHICH_BELONG = """
::: question planning-parts
Which belong in a plan?

[*] A first step
... Yes.
[*] A sign of drift
... Yes.
[ ] A slogan
... No.
:::
"""

Visit = Callable[..., Visitor]
Publish = Callable[[Callable[[Path], None]], None]


@pytest.fixture
def publish(engine: Engine, settings: Settings, tmp_path: Path) -> Publish:
    """Publish version 1.0.1 of the small programme, with the same ids, after a change to its folder."""

    def publish_changed(change: Callable[[Path], None]) -> None:
        folder = small_package(tmp_path / "changed", version="1.0.1")
        change(folder)
        with Session(engine) as session, session.begin():
            installation.publish_folder(session, settings, folder, datetime.now(UTC))

    return publish_changed


def ask_for_several(folder: Path) -> None:
    page = folder / "modules/planning/do.md"
    page.write_text(page.read_text() + WHICH_BELONG)


def study_everything(participant: Visitor) -> None:
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    participant.post(READ_DO, {})
    participant.post(REFLECTION, {"text": "Start with one year group."})


def percents(engine: Engine) -> list[int]:
    told = owed(engine, vocabulary.PROGRESSED)
    return [statement["result"]["extensions"][vocabulary.PROGRESS.iri] for statement in told]


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
    ("option", "success", "words"), [("b", True, "That is right."), ("a", False, "Not yet. Read why, then try again")]
)
def test_an_answer_is_judged_on_the_page_and_in_its_statement(
    option: str, success: bool, words: str, participant: Visitor, engine: Engine
) -> None:
    page = participant.post(ANSWERS, {"option": option})
    assert page.request.path.endswith("/pages/planning-see")
    assert words in page.text
    [statement] = owed(engine, vocabulary.ANSWERED)
    assert statement["result"] == {"response": option, "success": success}
    definition = statement["object"]["definition"]
    assert [choice["id"] for choice in definition["choices"]] == ["a", "b"]
    assert definition["correctResponsesPattern"] == ["b"]


def test_every_try_is_kept_and_the_last_one_counts(participant: Visitor, engine: Engine) -> None:
    for option in ("a", "b", "a"):
        participant.post(ANSWERS, {"option": option})
    tries = sorted(rows(engine, Answer), key=lambda answer: answer.answered_at)
    assert [(answer.chosen, answer.latest) for answer in tries] == [(["a"], False), (["b"], False), (["a"], True)]
    assert "Not yet." in participant.get("pages/planning-see").text
    assert [one["result"]["success"] for one in owed(engine, vocabulary.ANSWERED)] == [False, True, False]
    assert len({one["id"] for one in owed(engine)}) == len(owed(engine))


def test_a_wrong_answer_shows_why_and_gives_nothing_else_away(participant: Visitor) -> None:
    page = participant.post(ANSWERS, {"option": "a"}).text
    assert "Not this one" in page
    assert "it cannot come before it." in page
    assert "everything else follows from it." not in page


@pytest.mark.parametrize("sent", [{}, {"option": ""}, {"option": "z"}])
def test_a_question_sent_without_an_answer_stores_nothing(
    sent: dict[str, str], participant: Visitor, engine: Engine
) -> None:
    refused = participant.post(ANSWERS, sent)
    assert refused.status_code == 422
    assert "Choose an answer first" in refused.text
    assert rows(engine, Answer) == []
    assert owed(engine, vocabulary.ANSWERED) == []


def test_a_script_gets_the_question_alone(participant: Visitor) -> None:
    fragment = participant.post(ANSWERS, {"option": "b"}, script=True, follow=False)
    assert fragment.status_code == 200
    assert "That is right." in fragment.text
    assert "<html" not in fragment.text
    nothing = participant.post(ANSWERS, {}, script=True, follow=False)
    assert nothing.status_code == 200
    assert "Choose an answer first." in nothing.text


@pytest.mark.parametrize(
    ("chosen", "success", "response"),
    [
        (["a"], False, "a"),
        (["a", "b", "c"], False, "a[,]b[,]c"),
        (["b", "a"], True, "a[,]b"),
        (["b", "a", "a", "nonsense"], True, "a[,]b"),
    ],
)
def test_several_right_answers_are_wanted_together(
    chosen: list[str], success: bool, response: str, participant: Visitor, engine: Engine, publish: Publish
) -> None:
    publish(ask_for_several)
    participant.post("questions/planning-parts/answers", {"option": chosen})
    [statement] = owed(engine, vocabulary.ANSWERED)
    assert statement["result"] == {"response": response, "success": success}
    [answer] = rows(engine, Answer)
    assert answer.correct is success


def test_a_partly_right_answer_is_told_from_a_wrong_one(participant: Visitor, publish: Publish) -> None:
    publish(ask_for_several)
    partly = participant.post("questions/planning-parts/answers", {"option": ["a"]}).text
    assert "Right as far as it goes." in partly
    wrongly = participant.post("questions/planning-parts/answers", {"option": ["a", "c"]}).text
    assert "Right as far as it goes." not in wrongly
    assert "Not yet." in wrongly


@pytest.mark.parametrize(
    "path",
    ["pages/nowhere/read", "questions/nowhere/answers", "writing/nowhere", "tasks/nowhere/draft", "nowhere"],
)
def test_what_the_programme_does_not_have_is_not_found(path: str, participant: Visitor, engine: Engine) -> None:
    answer = participant.post(path, {"option": "a", "text": "x"})
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert verbs(engine) == ["launched", "initialized"]


@pytest.mark.parametrize(
    "path", ["pages/nowhere", "modules/nowhere", "tasks/nowhere", "tasks/fat-planning/submissions/1"]
)
def test_an_unknown_address_is_a_calm_page(path: str, participant: Visitor) -> None:
    answer = participant.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


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
    study_everything(participant)
    assert percents(engine) == [10, 30, 60, 100]


def test_a_module_is_completed_once_however_often_it_is_repeated(participant: Visitor, engine: Engine) -> None:
    for _ in range(3):
        study_everything(participant)
    [completed] = owed(engine, vocabulary.COMPLETED)
    assert completed["result"] == {"completion": True}
    assert completed["object"]["id"].endswith("/modules/planning")
    assert percents(engine) == [10, 30, 60, 100]
    [progress] = rows(engine, ModuleProgress)
    assert progress.tenths == 10


def test_writing_taken_back_is_needed_again(participant: Visitor, engine: Engine) -> None:
    study_everything(participant)
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
    assert "About 27 more minutes bring you to the 90% that the programme asks for." in participant.get("/").text
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    assert "About 17 more minutes bring you to the 90%" in participant.get("/").text
    participant.post(READ_DO, {})
    participant.post(REFLECTION, {"text": "One year group."})
    assert "You have done the 90% of the online study that the programme asks for." in participant.get("/").text


def test_the_minutes_left_are_those_of_the_pages_not_read(participant: Visitor) -> None:
    assert "30 minutes left" in participant.get("pages/planning-see").text
    assert "20 minutes left" in participant.post(READ_SEE, {}).text
    assert "All read" in participant.post(READ_DO, {}).text


def test_what_is_still_needed_is_said_in_words(participant: Visitor) -> None:
    participant.post(READ_SEE, {})
    home = participant.get("/").text
    assert "Still needed: 1 page, 1 self-check and 1 piece of writing" in home


def test_every_statement_of_the_story_is_sound(participant: Visitor, facilitator: Visitor, engine: Engine) -> None:
    study_everything(participant)
    participant.hands_in()
    facilitator.marks()
    told = verbs(engine)
    assert told == [
        *("launched", "initialized", "experienced", "progressed", "answered", "progressed", "experienced"),
        *("progressed", "progressed", "completed", "submit", "scored"),
    ]
    assert [violations(statement) for statement in owed(engine)] == [[]] * len(told)


def test_no_statement_holds_a_name_an_address_or_a_text(visit: Visit, engine: Engine) -> None:
    participant = visit(email="amara.osei@school.example", given_name="Amara", family_name="Osei")
    participant.post(ANSWERS, {"option": "a"})
    participant.post(REFLECTION, {"text": "Reflected upon"})
    participant.hands_in("Handed over")
    visit(**Visitor.AS_FACILITATOR, email="helen@school.example").marks(feedback="Fed back")
    outbox = b"\n".join(row.body for row in rows(engine, Statement)).decode()
    assert "user-1" in outbox
    assert "facilitator-1" in outbox
    for private in ("Amara", "Osei", "Helen", "Marsh", "school.example", "Reflected", "Handed", "Fed back", "mbox"):
        assert private not in outbox


def test_a_facilitator_looks_around_without_leaving_a_trace(facilitator: Visitor, engine: Engine) -> None:
    study_everything(facilitator)
    assert facilitator.post(REFLECTION, {"text": "Mine."}).status_code == 403
    assert "That is right." in facilitator.post(ANSWERS, {"option": "b"}, script=True).text
    for model in (PageRead, Answer, WritingEntry, ModuleProgress, Statement):
        assert rows(engine, model) == []


def test_two_courses_of_one_person_do_not_mix(participant: Visitor, visit: Visit, engine: Engine) -> None:
    study_everything(participant)
    elsewhere = visit(**ANOTHER_COURSE)
    assert len(rows(engine, Enrolment)) == 2
    assert elsewhere.get().request.path.endswith("/pages/planning-see")
    assert "About 27 more minutes" in elsewhere.get("/").text
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


def test_progress_and_answers_survive_new_content(participant: Visitor, engine: Engine, publish: Publish) -> None:
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    participant.post(REFLECTION, {"text": "One year group."})

    def reword(folder: Path) -> None:
        page = folder / "modules/planning/see.md"
        page.write_text(page.read_text().replace("planned *one* change", "planned its change with care"))

    publish(reword)
    page = participant.get("pages/planning-see").text
    assert "planned its change with care" in page
    assert "That is right." in page
    assert "One year group." in participant.get("pages/planning-do").text
    participant.post(READ_DO, {})
    [completed] = owed(engine, vocabulary.COMPLETED)
    assert completed["context"]["revision"] == "1.0.1"
    assert percents(engine) == [10, 30, 60, 100]


def test_new_content_asks_only_for_what_is_new(participant: Visitor, engine: Engine, publish: Publish) -> None:
    study_everything(participant)
    publish(ask_for_several)
    assert "Still needed: 1 self-check" in participant.get("/").text
    participant.post("questions/planning-parts/answers", {"option": ["a", "b"]})
    assert len(owed(engine, vocabulary.COMPLETED)) == 1


@pytest.mark.parametrize("path", [READ_SEE, ANSWERS, REFLECTION])
def test_a_form_without_the_sessions_own_key_is_refused(path: str, participant: Visitor, engine: Engine) -> None:
    form: dict[str, Any] = {"csrf": "guessed", "option": "b", "text": "x"}
    refused = participant.client.post(f"{participant.base}/{path}", data=form)
    assert refused.status_code == 403
    assert verbs(engine) == ["launched", "initialized"]
