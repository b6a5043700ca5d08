"""Self-checks: judged at once, tried as often as wished, every try kept."""

import pytest
from sqlalchemy import Engine

from lti_npq.storage.models import Answer
from new_content import Publish, ask_for_several
from stored import owed, rows
from visitors import Visitor
from xapi import vocabulary

ANSWERS = "questions/planning-check/answers"


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
