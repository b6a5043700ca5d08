"""A Formative Assessment Task as a participant meets it: drafting, reading through, handing in, going again."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from fakes import LTI
from lti_npq.domain.assessment import MAXIMUM_CHARACTERS
from lti_npq.storage.models import Submission, TaskDraft
from stored import owed, rows
from visitors import Visitor
from xapi import vocabulary

TASK = "tasks/fat-planning"
DRAFT, CHECK, SUBMIT = f"{TASK}/draft", f"{TASK}/check", f"{TASK}/submissions"
PART = "fat-planning-problem"
TEXT = "Lessons start late after break."

Visit = Callable[..., Visitor]


def draft(engine: Engine) -> str:
    [part] = rows(engine, TaskDraft)
    return part.text


def test_a_task_begins_open_with_its_brief_and_criteria(participant: Visitor) -> None:
    page = participant.get(TASK).text
    assert "Describe your change." in page
    assert "A clear problem" in page
    assert "up to 50 words" in page
    assert "Not started" in page


def test_autosave_keeps_a_part_and_says_when(participant: Visitor, engine: Engine) -> None:
    saved = participant.post(DRAFT, {"part": PART, "text": TEXT}, script=True, follow=False)
    assert saved.status_code == 200
    datetime.strptime(saved.json["saved_at"], "%H:%M").astimezone(UTC)
    assert draft(engine) == TEXT
    assert TEXT in participant.get(TASK).text
    assert "Draft" in participant.get("/").text


def test_saving_without_a_script_keeps_the_draft_and_stays(participant: Visitor, engine: Engine) -> None:
    page = participant.post(DRAFT, {PART: TEXT})
    assert page.request.path.endswith(TASK)
    assert TEXT in page.text
    assert draft(engine) == TEXT


def test_a_part_that_a_form_leaves_out_keeps_its_draft(participant: Visitor, engine: Engine) -> None:
    participant.post(DRAFT, {PART: TEXT})
    participant.post(DRAFT, {})
    assert draft(engine) == TEXT


@pytest.mark.parametrize("part", ["", "nowhere", "fat-planning"])
def test_a_draft_of_an_unknown_part_is_not_found(part: str, participant: Visitor, engine: Engine) -> None:
    refused = participant.post(DRAFT, {"part": part, "text": TEXT}, script=True)
    assert refused.status_code == 404
    assert refused.json["title"] == "There is no such page"
    assert rows(engine, TaskDraft) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_draft_no_person_wrote_is_refused_and_the_old_one_stays(
    script: bool, participant: Visitor, engine: Engine
) -> None:
    participant.post(DRAFT, {PART: TEXT})
    far_too_long = "x" * (MAXIMUM_CHARACTERS + 1)
    form = {"part": PART, "text": far_too_long} if script else {PART: far_too_long}
    assert participant.post(DRAFT, form, script=script).status_code == 413
    assert draft(engine) == TEXT


@pytest.mark.parametrize("text", ["", "  \r\n "])
def test_an_empty_part_is_named_before_it_can_be_handed_in(text: str, participant: Visitor, engine: Engine) -> None:
    page = participant.post(CHECK, {PART: text})
    assert page.status_code == 422
    assert "Write your answer to “The problem”." in page.text
    assert 'aria-invalid="true"' in page.text
    assert rows(engine, Submission) == []


def test_an_answer_over_the_limit_is_kept_and_says_by_how_much(participant: Visitor, engine: Engine) -> None:
    long = "word " * 51
    page = participant.post(CHECK, {PART: long})
    assert page.status_code == 422
    assert "Your answer has 51 words and the limit is 50. Cut 1." in page.text
    assert f"{long}</textarea>" in page.text
    assert draft(engine) == long


def test_the_limit_itself_may_be_reached(participant: Visitor, engine: Engine) -> None:
    assert "Handed in" in participant.hands_in("word " * 50).text
    [submission] = rows(engine, Submission)
    assert submission.words == 50


def test_a_script_that_skips_the_check_hands_nothing_unready_in(participant: Visitor, engine: Engine) -> None:
    check = participant.post(CHECK, {PART: TEXT})
    participant.post(DRAFT, {PART: ""})
    assert participant.confirms(check).status_code in {409, 422}
    assert participant.post(SUBMIT, {}).status_code in {409, 422}
    assert rows(engine, Submission) == []


def test_the_check_shows_the_answer_and_warns_of_names(participant: Visitor, engine: Engine) -> None:
    page = participant.post(CHECK, {PART: TEXT})
    assert page.status_code == 200
    assert TEXT in page.text
    assert "Check that nobody can be recognised" in page.text
    assert rows(engine, Submission) == []


def test_handing_in_leads_to_a_receipt_and_owes_one_statement(participant: Visitor, engine: Engine) -> None:
    receipt = participant.hands_in(TEXT)
    assert receipt.request.path.endswith(f"{SUBMIT}/1")
    [submission] = rows(engine, Submission)
    assert str(submission.id)[:8].upper() in receipt.text
    assert "5 words" in receipt.text
    assert (submission.number, submission.answers, submission.package_version) == (1, {PART: TEXT}, "1.0.0")
    assert rows(engine, TaskDraft) == []
    [statement] = owed(engine, vocabulary.SUBMITTED)
    assert statement["result"]["extensions"] == {vocabulary.ATTEMPT.iri: 1}
    assert statement["object"]["id"].endswith("/tasks/fat-planning")


def test_what_was_handed_in_can_be_read_again(participant: Visitor) -> None:
    participant.hands_in(TEXT)
    page = participant.get(TASK).text
    assert "What you handed in" in page
    assert TEXT in page
    assert "<textarea" not in page
    assert "With your facilitator" in participant.get("/").text


def test_handing_in_once_more_from_another_tab_is_a_calm_conflict(participant: Visitor, engine: Engine) -> None:
    check = participant.post(CHECK, {PART: TEXT})
    assert participant.confirms(check).status_code == 200
    second = participant.confirms(check)
    assert second.status_code == 409
    assert "handed in" in second.text
    assert len(rows(engine, Submission)) == 1
    assert len(owed(engine, vocabulary.SUBMITTED)) == 1


def test_an_answer_changed_in_another_tab_is_read_again_before_it_is_handed_in(
    participant: Visitor, visit: Visit, engine: Engine
) -> None:
    check = participant.post(CHECK, {PART: TEXT})
    visit().post(DRAFT, {PART: "Something else."})
    asked_again = participant.confirms(check)
    assert asked_again.status_code == 409
    assert "Something else." in asked_again.text
    assert rows(engine, Submission) == []
    participant.confirms(asked_again)
    [submission] = rows(engine, Submission)
    assert submission.answers == {PART: "Something else."}


@pytest.mark.parametrize(("path", "script"), [(DRAFT, True), (DRAFT, False), (CHECK, False)])
def test_what_is_handed_in_cannot_be_changed(path: str, script: bool, participant: Visitor, engine: Engine) -> None:
    participant.hands_in(TEXT)
    form = {"part": PART, "text": "Better."} if script else {PART: "Better."}
    refused = participant.post(path, form, script=script)
    assert refused.status_code == 409
    assert "if your facilitator returns it" in (refused.json["message"] if script else refused.text)
    [submission] = rows(engine, Submission)
    assert submission.answers == {PART: TEXT}
    assert rows(engine, TaskDraft) == []


def test_a_returned_task_starts_from_what_was_handed_in(
    participant: Visitor, facilitator: Visitor, engine: Engine
) -> None:
    participant.hands_in(TEXT)
    facilitator.marks(outcome="returned", feedback="Say whose problem it is.")
    page = participant.get(TASK).text
    assert "Say whose problem it is." in page
    assert f"{TEXT}</textarea>" in page
    assert "Returned to you" in participant.get("/").text
    receipt = participant.hands_in("Teachers lose ten minutes a day.")
    assert receipt.request.path.endswith(f"{SUBMIT}/2")
    attempts = sorted(rows(engine, Submission), key=lambda one: one.number)
    assert [one.answers[PART] for one in attempts] == [TEXT, "Teachers lose ten minutes a day."]
    told = owed(engine, vocabulary.SUBMITTED)
    assert [one["result"]["extensions"][vocabulary.ATTEMPT.iri] for one in told] == [1, 2]


def test_a_new_draft_of_a_returned_task_is_not_overwritten_by_the_old_answer(
    participant: Visitor, facilitator: Visitor
) -> None:
    participant.hands_in(TEXT)
    facilitator.marks(outcome="returned")
    participant.post(DRAFT, {PART: "A new beginning."})
    page = participant.get(TASK).text
    assert "A new beginning.</textarea>" in page
    assert f"{TEXT}</textarea>" not in page


def test_a_marked_task_shows_points_and_feedback_and_is_closed(participant: Visitor, facilitator: Visitor) -> None:
    participant.hands_in(TEXT)
    facilitator.marks(points=1, feedback="Clear enough.")
    page = participant.get(TASK).text
    assert "Clear enough." in page
    assert "1 of 2 points" in page
    assert "1 of 2 points" in participant.get("/").text
    assert participant.post(DRAFT, {PART: "More."}).status_code == 409


@pytest.mark.parametrize("number", ["2", "0", "999999999999999999999", "one"])
def test_a_receipt_of_an_attempt_never_made_is_not_found(number: str, participant: Visitor) -> None:
    participant.hands_in(TEXT)
    assert participant.get(f"{SUBMIT}/{number}").status_code == 404


def test_nobody_sees_the_receipt_or_the_draft_of_somebody_else(participant: Visitor, visit: Visit) -> None:
    participant.hands_in(TEXT)
    another = visit(sub="user-2", name="Ben Ito")
    assert another.get(f"{SUBMIT}/1").status_code == 404
    assert TEXT not in another.get(TASK).text


def test_two_courses_of_one_person_have_a_task_each(participant: Visitor, visit: Visit, engine: Engine) -> None:
    participant.hands_in(TEXT)
    elsewhere = visit(**{LTI + "context": {"id": "course-2", "title": "Spring cohort"}})
    assert elsewhere.get(f"{SUBMIT}/1").status_code == 404
    elsewhere.hands_in("Another problem.")
    assert {one.number for one in rows(engine, Submission)} == {1}


@pytest.mark.parametrize("path", [DRAFT, CHECK, SUBMIT])
def test_a_facilitator_hands_nothing_in(path: str, facilitator: Visitor, engine: Engine) -> None:
    refused = facilitator.post(path, {PART: TEXT, "read": ""})
    assert refused.status_code == 403
    assert "not for your role" in refused.text
    assert rows(engine, TaskDraft) == rows(engine, Submission) == []


def test_a_facilitator_reads_the_brief_without_a_form(facilitator: Visitor) -> None:
    page = facilitator.get(TASK)
    assert page.status_code == 200
    assert "What is the problem?" in page.text
    assert "<textarea" not in page.text
