"""A new version of the content under people who are in the middle of it."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from lti_npq.storage.models import Answer, Submission
from new_content import (
    Publish,
    ask_for_several,
    drop_first_page,
    drop_launch,
    drop_task,
    let_order,
    put_one_before,
    reword_task,
    sharpen_task,
    show_everything,
    turn_round,
)
from stored import owed, percents, rows
from visitors import Visitor
from xapi import vocabulary

ANSWERS = "questions/planning-check/answers"
READ_SEE, READ_DO = "pages/planning-see/read", "pages/planning-do/read"
REFLECTION = "writing/planning-reflection"


def offered(participant: Visitor, page: str, question: str) -> str:
    """Return what a page notes of what a question offers."""
    found = re.search(rf'id="q-{question}">.*?name="offer" value="([^"]*)"', participant.get(page).text, re.DOTALL)
    assert found is not None
    return found[1]


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


def test_an_answer_stays_with_its_words_where_options_moved(participant: Visitor, publish: Publish) -> None:
    participant.post(ANSWERS, {"option": "a"})
    publish(put_one_before)
    page = participant.get("pages/planning-see").text
    assert re.findall(r'value="(.)" id="q-planning-check-.\" checked', page) == ["b"]
    assert "A launch shows whether" in page


@pytest.mark.parametrize(
    ("chosen", "now", "words"), [("b", "c", "everything else follows from it"), ("a", "b", "A launch shows whether")]
)
def test_an_answer_from_a_page_opened_before_is_judged_by_what_it_showed(
    chosen: str, now: str, words: str, participant: Visitor, engine: Engine, publish: Publish
) -> None:
    sent = {"option": chosen, "offer": offered(participant, "pages/planning-see", "planning-check")}
    publish(put_one_before)
    page = participant.post(ANSWERS, sent).text
    assert re.findall(r'value="(.)" id="q-planning-check-.\" checked', page) == [now]
    assert words in page
    [answer] = rows(engine, Answer)
    assert (answer.chosen, answer.correct) == ([now], now == "c")
    [statement] = owed(engine, vocabulary.ANSWERED)
    assert statement["result"] == {"response": now, "success": now == "c"}


@pytest.mark.parametrize(
    ("question", "sent", "kept"),
    [
        ("kind-order", {"item": ["1", "2", "3"], "place-1": "1", "place-2": "2", "place-3": "3"}, ["3", "2", "1"]),
        ("kind-match", {"match-1": "a", "match-2": "b"}, ["2.a", "3.b"]),
    ],
)
def test_answers_of_other_kinds_from_a_page_opened_before_go_with_their_words(
    question: str, sent: dict[str, str], kept: list[str], participant: Visitor, engine: Engine, publish: Publish
) -> None:
    publish(show_everything)
    sent = sent | {"offer": offered(participant, "pages/planning-name", question)}
    publish(turn_round)
    assert participant.post(f"questions/{question}/answers", sent).status_code == 200
    [answer] = rows(engine, Answer)
    assert answer.chosen == kept


def test_an_answer_that_is_no_longer_on_offer_is_asked_for_again(
    participant: Visitor, engine: Engine, publish: Publish
) -> None:
    sent = {"option": "a", "offer": offered(participant, "pages/planning-see", "planning-check")}
    publish(drop_launch)
    refused = participant.post(ANSWERS, sent)
    assert refused.status_code == 409
    assert "This question has changed since you opened the page" in refused.text
    asked = participant.post(ANSWERS, sent, script=True).text
    assert "This question has changed since you opened the page." in asked
    assert "The plan" in asked
    assert rows(engine, Answer) == []
    assert owed(engine, vocabulary.ANSWERED) == []


def test_an_answer_to_a_question_of_another_kind_is_asked_for_again(
    participant: Visitor, engine: Engine, publish: Publish
) -> None:
    sent = {"option": "a", "offer": offered(participant, "pages/planning-see", "planning-check")}
    publish(let_order)
    refused = participant.post(ANSWERS, sent)
    assert refused.status_code == 409
    assert "This question has changed since you opened the page" in refused.text
    assert rows(engine, Answer) == []


def test_new_content_asks_only_for_what_is_new(participant: Visitor, engine: Engine, publish: Publish) -> None:
    participant.studies_everything()
    publish(ask_for_several)
    assert "Still needed: 1 self-check" in participant.get("/").text
    participant.post(ANSWERS, {"option": "b"})
    assert percents(engine)[-1] == 100, "progress that was told is not taken back"
    participant.post("questions/planning-parts/answers", {"option": ["a", "b"]})
    assert len(owed(engine, vocabulary.COMPLETED)) == 1


def test_a_page_that_was_taken_away_takes_no_progress_with_it(
    participant: Visitor, engine: Engine, publish: Publish
) -> None:
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    participant.post(READ_DO, {})
    publish(drop_first_page)
    assert participant.get("pages/planning-see").status_code == 404
    assert "Still needed: " in participant.get("/").text
    participant.post(REFLECTION, {"text": "One year group."})
    assert percents(engine)[-1] == 100


def test_an_answer_is_marked_by_the_task_that_it_was_handed_in_for(
    participant: Visitor, facilitator: Visitor, publish: Publish
) -> None:
    participant.hands_in("Lessons start late.")
    publish(reword_task)
    page = facilitator.get(facilitator.waiting()[0]).text
    assert "Describe your change." in page
    assert "Lessons start late." in page
    assert "The task was changed by an update since." in page
    facilitator.marks()
    page = participant.get("tasks/fat-planning").text
    assert "Tell the story of your change." in page
    assert "Lessons start late." in page
    assert "Clear. Next, say why." in page
    assert "Handed in" in participant.get("tasks/fat-planning/submissions/1").text


def test_a_task_that_changed_after_the_answer_was_read_through_is_read_once_more(
    participant: Visitor, engine: Engine, publish: Publish
) -> None:
    check = participant.post("tasks/fat-planning/check", {"fat-planning-problem": "Lessons start late."})
    publish(sharpen_task)
    again = participant.confirms(check)
    assert again.status_code == 409
    assert "Your answer, or the task, was changed since you read it" in again.text
    assert rows(engine, Submission) == []
    assert "Handed in" in participant.confirms(again).text
    [submission] = rows(engine, Submission)
    assert submission.package_version == "1.0.1"


def test_a_returned_answer_starts_afresh_where_the_parts_changed(
    participant: Visitor, facilitator: Visitor, publish: Publish
) -> None:
    participant.hands_in("Lessons start late.")
    publish(reword_task)
    facilitator.marks(outcome="returned")
    check = participant.post("tasks/fat-planning/check", {"fat-planning-story": "It began in May."})
    participant.confirms(check)
    page = facilitator.get(facilitator.waiting()[0]).text
    assert "It began in May." in page
    assert "changed by an update" not in page


def test_what_was_handed_in_for_a_task_that_is_gone_can_still_be_marked_and_read(
    participant: Visitor, facilitator: Visitor, publish: Publish
) -> None:
    participant.hands_in("Lessons start late.")
    publish(drop_task)
    assert "One planned change" in facilitator.get("marking").text
    page = facilitator.get(facilitator.waiting()[0]).text
    assert "This task is no longer part of the programme." in page
    facilitator.marks()
    assert "Earlier tasks" in participant.get("/").text
    page = participant.get("tasks/fat-planning").text
    assert "Lessons start late." in page
    assert "Clear. Next, say why." in page
    assert "<textarea" not in page


def test_a_task_that_is_gone_takes_no_more_answers(
    participant: Visitor, facilitator: Visitor, publish: Publish
) -> None:
    participant.hands_in()
    publish(drop_task)
    facilitator.marks(outcome="returned")
    assert "<textarea" not in participant.get("tasks/fat-planning").text
    draft = participant.post("tasks/fat-planning/draft", {"fat-planning-problem": "More."})
    assert draft.status_code == 404


def test_a_task_that_is_gone_is_nothing_to_whoever_never_handed_it_in(participant: Visitor, publish: Publish) -> None:
    publish(drop_task)
    assert participant.get("tasks/fat-planning").status_code == 404
    assert "Earlier tasks" not in participant.get("/").text
