"""What an LRS may do to a statement, and what makes it another one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from xapi_examples import story

from xapi.comparison import same

Change = Callable[[dict[str, Any]], object]

LEGITIMATE: dict[str, Change] = {
    "nothing": dict.copy,
    "stored": lambda statement: statement.update(stored="2026-03-02T16:05:10Z"),
    "authority": lambda statement: statement.update(authority={"account": {"homePage": "https://lrs", "name": "x"}}),
    "version": lambda statement: statement.update(version="1.0.3"),
    "the timestamp in another zone": lambda statement: statement.update(timestamp="2026-03-02T17:10:09.25+01:00"),
    "the timestamp with more digits": lambda statement: statement.update(timestamp="2026-03-02T16:10:09.250000000Z"),
    "no display of the verb": lambda statement: statement["verb"].pop("display"),
    "another definition of the activity": lambda statement: statement["object"]["definition"].update(name={"fr": "X"}),
    "no definition of the activity": lambda statement: statement["object"].pop("definition"),
    "implied object types left out": lambda statement: (
        statement["object"].pop("objectType"),
        statement["actor"].pop("objectType"),
    ),
    "one parent without its list": lambda statement: statement["context"]["contextActivities"].update(
        parent=statement["context"]["contextActivities"]["parent"][0]
    ),
    "a whole number with a point": lambda statement: statement["result"]["extensions"].update({"x:n": 1.0}),
}

DIFFERENT: dict[str, Change] = {
    "another time": lambda statement: statement.update(timestamp="2026-03-02T16:10:09.251Z"),
    "no timestamp": lambda statement: statement.pop("timestamp"),
    "something that is no timestamp": lambda statement: statement.update(timestamp=7),
    "another actor": lambda statement: statement["actor"]["account"].update(name="somebody else"),
    "another verb": lambda statement: statement["verb"].update(id="http://adlnet.gov/expapi/verbs/asked"),
    "another object": lambda statement: statement["object"].update(id="https://tool.example/other"),
    "another kind of object": lambda statement: statement["object"].update(objectType="StatementRef"),
    "no result": lambda statement: statement.pop("result"),
    "another response": lambda statement: statement["result"].update(response="b"),
    "another success": lambda statement: statement["result"].update(success=False),
    "one for true": lambda statement: statement["result"].update(success=1),
    "something added": lambda statement: statement["result"].update(completion=True),
    "no context": lambda statement: statement.pop("context"),
    "a context that is none": lambda statement: statement.update(context="somewhere"),
    "context activities that are none": lambda statement: statement["context"].update(contextActivities=["x:y"]),
    "another parent": lambda statement: statement["context"]["contextActivities"].update(parent=[{"id": "x:y"}]),
    "another value in an extension": lambda statement: statement["result"]["extensions"].update({"x:n": 2}),
    "a display in an extension": lambda statement: statement["result"]["extensions"]["x:o"].update(display="large"),
    "an object type in an extension": lambda statement: statement["result"]["extensions"]["x:o"].pop("objectType"),
}


@pytest.fixture
def ours() -> dict[str, Any]:
    statement = story()["answered"]
    statement["result"]["extensions"] = {"x:n": 1, "x:o": {"display": "small", "objectType": "Activity"}}
    return statement


@pytest.mark.parametrize("change", LEGITIMATE.values(), ids=LEGITIMATE)
def test_what_an_lrs_may_change_leaves_it_the_same_statement(ours: dict[str, Any], change: Change) -> None:
    theirs = copy.deepcopy(ours)
    change(theirs)
    assert same(ours, theirs)
    assert same(theirs, ours)


@pytest.mark.parametrize("change", DIFFERENT.values(), ids=DIFFERENT)
def test_any_other_change_makes_it_another_statement(ours: dict[str, Any], change: Change) -> None:
    theirs = copy.deepcopy(ours)
    change(theirs)
    assert not same(ours, theirs)
    assert not same(theirs, ours)


def test_no_two_statements_of_a_story_are_the_same() -> None:
    told = list(story().values())
    assert [same(one, other) for one in told for other in told].count(True) == len(told)
