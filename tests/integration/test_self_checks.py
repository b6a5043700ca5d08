"""Self-checks: judged at once, tried as often as wished, every try kept."""

import pytest
from sqlalchemy import Engine

from lti_npq.storage.models import Answer
from new_content import Publish, ask_for_several, show_everything
from stored import owed, rows
from visitors import Visitor
from xapi import vocabulary
from xapi.validation import violations

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


@pytest.mark.parametrize(
    ("question", "sent", "kept", "success", "response", "words"),
    [
        (
            "kind-order",
            {"item": ["2", "1", "3"], "place-2": "2", "place-1": "1", "place-3": "3"},
            ["1", "2", "3"],
            True,
            "1[,]2[,]3",
            "each step rests on the one before",
        ),
        (
            "kind-order",
            {"item": ["2", "1", "3"], "place-2": "1", "place-1": "2", "place-3": "3"},
            ["2", "1", "3"],
            False,
            "2[,]1[,]3",
            "what has to be known before it?",
        ),
        (
            "kind-order",  # two first: the one that stood higher comes first
            {"item": ["3", "2", "1"], "place-3": "2", "place-2": "1", "place-1": "1"},
            ["2", "1", "3"],
            False,
            "2[,]1[,]3",
            "Not its place",
        ),
        (
            "kind-match",
            {"match-1": "a", "match-2": "b", "match-3": "a"},
            ["1.a", "2.b", "3.a"],
            True,
            "1[.]a[,]2[.]b[,]3[.]a",
            "Each sign stands for one thing.",
        ),
        ("kind-match", {"match-1": "a"}, ["1.a"], False, "1[.]a", "Right as far as it goes."),
        ("kind-match", {"match-2": "a"}, ["2.a"], False, "2[.]a", "Use comes before effect."),
        ("kind-word", {"answer": "  A  Pilot "}, ["A Pilot"], True, "A Pilot", "It is."),
        ("kind-word", {"answer": "PILOT."}, ["PILOT."], True, "PILOT.", "Yes."),
        ("kind-word", {"answer": "Launch"}, ["Launch"], False, "Launch", "A launch is for everybody."),
        ("kind-word", {"answer": "test"}, ["test"], False, "test", "It starts with p."),
        ("kind-number", {"answer": "75 %"}, ["75"], True, "75", "30 out of 40."),
        ("kind-number", {"answer": "0.75"}, ["0.75"], False, "0.75", "give it in percent"),
        ("kind-number", {"answer": "1,200"}, ["1200"], False, "1200", "Divide those who use it"),
    ],
)
def test_each_kind_of_question_is_judged_kept_and_told(
    question: str,
    sent: dict[str, str],
    kept: list[str],
    success: bool,
    response: str,
    words: str,
    participant: Visitor,
    engine: Engine,
    publish: Publish,
) -> None:
    publish(show_everything)
    page = participant.post(f"questions/{question}/answers", sent).text
    assert words in page
    [answer] = rows(engine, Answer)
    assert (answer.chosen, answer.correct) == (kept, success)
    [statement] = owed(engine, vocabulary.ANSWERED)
    # What somebody wrote in their own words is not told.
    told = {} if question == "kind-word" else {"response": response}
    assert statement["result"] == told | {"success": success}
    assert violations(statement) == []


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        ("kind-order", {}),
        ("kind-order", {"item": ["1", "2"], "place-1": "1", "place-2": "2"}),
        ("kind-order", {"item": ["1", "2", "3"], "place-1": "x", "place-2": "2", "place-3": "3"}),
        ("kind-match", {"match-1": "", "match-9": "a"}),
        ("kind-match", {"match-1": "z"}),
        ("kind-word", {"answer": "   "}),
        ("kind-number", {"answer": "many"}),
        ("kind-number", {"answer": "1,2,3"}),
        ("kind-number", {"answer": "NaN"}),
        ("kind-number", {"answer": "."}),
    ],
)
def test_what_answers_no_question_stores_nothing(
    question: str, sent: dict[str, str], participant: Visitor, engine: Engine, publish: Publish
) -> None:
    publish(show_everything)
    assert participant.post(f"questions/{question}/answers", sent).status_code == 422
    assert rows(engine, Answer) == []


@pytest.mark.parametrize(
    ("question", "kind", "patterns"),
    [
        ("kind-order", "sequencing", ["1[,]2[,]3"]),
        ("kind-match", "matching", ["1[.]a[,]2[.]b[,]3[.]a"]),
        ("kind-word", "fill-in", ["{case_matters=false}pilot"]),
        ("kind-number", "numeric", ["74.5[:]75.5"]),
    ],
)
def test_the_statement_says_what_would_have_been_right(
    question: str, kind: str, patterns: list[str], participant: Visitor, engine: Engine, publish: Publish
) -> None:
    publish(show_everything)
    sent = {"item": ["1", "2", "3"], "place-1": "1", "place-2": "2", "place-3": "3", "match-1": "a", "answer": "7"}
    participant.post(f"questions/{question}/answers", sent)
    [statement] = owed(engine, vocabulary.ANSWERED)
    definition = statement["object"]["definition"]
    assert (definition["interactionType"], definition["correctResponsesPattern"]) == (kind, patterns)


def test_an_answer_is_shown_again_as_it_was_given(participant: Visitor, publish: Publish) -> None:
    publish(show_everything)
    participant.post("questions/kind-word/answers", {"answer": "Launch"})
    participant.post("questions/kind-match/answers", {"match-2": "b"})
    page = participant.get("pages/planning-name").text
    assert 'value="Launch"' in page
    assert page.count("selected>Effect") == 1
