from uuid import uuid4

import pytest

PATH = "/xapi/statements"


def statement(lms, **changes):
    whole = {
        "id": str(uuid4()),
        "actor": {"account": {"homePage": lms.address, "name": "amara-osei"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/launched", "display": {"en-GB": "launched"}},
        "object": {"id": "http://tool.example/x", "definition": {"name": {"en-GB": "Implementation"}}},
        "timestamp": "2026-11-21T20:00:00.000Z",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not ...}


def test_a_batch_is_stored_under_its_own_ids(lms, tool):
    batch = [statement(lms), statement(lms)]
    answer = tool.statement_call("POST", PATH, batch)
    assert (answer.status, answer.json()) == (200, [one["id"] for one in batch])
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"
    newest = tool.statement_call("GET", f"{PATH}?limit=1").json()["statements"]
    assert [one["id"] for one in newest] == [batch[1]["id"]]


def test_the_same_statement_again_is_no_news(lms, tool):
    one = statement(lms)
    assert tool.statement_call("POST", PATH, one).status == 200
    assert tool.statement_call("POST", PATH, one).status == 200
    assert tool.statement_call("PUT", f"{PATH}?statementId={one['id']}", one).status == 204
    assert len(lms.store.statements.recent()) == 1


def test_another_statement_of_the_same_id_is_a_conflict_for_the_whole_batch(lms, tool):
    one = statement(lms)
    tool.statement_call("POST", PATH, one)
    changed = {**one, "timestamp": "2026-11-21T20:00:01.000Z"}
    assert tool.statement_call("POST", PATH, [statement(lms), changed]).status == 409
    assert len(lms.store.statements.recent()) == 1


def test_a_put_statement_is_found_by_its_id(lms, tool):
    identifier = str(uuid4())
    assert tool.statement_call("PUT", f"{PATH}?statementId={identifier}", statement(lms, id=...)).status == 204
    found = tool.statement_call("GET", f"{PATH}?statementId={identifier.upper()}").json()
    assert found["id"] == identifier
    assert found["stored"]


@pytest.mark.parametrize("query", ["", "?statementId=7"])
def test_a_put_wants_a_statement_id(lms, tool, query):
    assert tool.statement_call("PUT", PATH + query, statement(lms)).status == 400


def test_a_put_of_another_id_is_refused(lms, tool):
    assert tool.statement_call("PUT", f"{PATH}?statementId={uuid4()}", statement(lms)).status == 400


def test_an_unknown_statement_is_404(tool):
    assert tool.statement_call("GET", f"{PATH}?statementId={uuid4()}").status == 404


@pytest.mark.parametrize("password", [None, "Basic d3Jvbmc6d3Jvbmc=", "Bearer demo", "Basic !!"])
def test_the_password_is_checked(lms, tool, password):
    answer = tool.statement_call("POST", PATH, statement(lms), Authorization=password)
    assert (answer.status, lms.store.statements.recent()) == (401, [])


@pytest.mark.parametrize("version", [None, "0.95", "3.0.0"])
def test_a_version_that_is_not_spoken_is_refused(lms, tool, version):
    assert tool.statement_call("POST", PATH, statement(lms), X_Experience_API_Version=version).status == 400


def test_version_two_is_spoken_too(lms, tool):
    answer = tool.statement_call("POST", PATH, statement(lms), X_Experience_API_Version="2.0.0")
    assert (answer.status, answer.headers["X-Experience-API-Version"]) == (200, "2.0.0")


def test_about_needs_no_password(tool):
    assert "1.0.3" in tool.http("GET", "/xapi/about").json()["version"]


ACCOUNT = {"homePage": "http://lms.example", "name": "x"}


@pytest.mark.parametrize(
    "change",
    [
        {"actor": ...},
        {"actor": {"name": "Amara"}},
        {"actor": {"mbox": "amara@school.example"}},
        {"actor": {"mbox": "mailto:a@school.example", "account": ACCOUNT}},
        {"actor": {"account": {"homePage": "nowhere", "name": "x"}}},
        {"actor": {"account": {"homePage": "http://lms.example", "name": ""}}},
        {"verb": {"id": "launched"}},
        {"verb": "http://adlnet.gov/expapi/verbs/launched"},
        {"object": {"id": "no iri"}},
        {"object": {"objectType": "Thing", "id": "http://x.example"}},
        {"object": {"objectType": "StatementRef", "id": "http://x.example"}},
        {"id": "7"},
        {"id": "{12345678-1234-5678-1234-567812345678}"},
        {"timestamp": "yesterday"},
        {"timestamp": "2026-11-21T20:00:00"},
        {"result": {"score": {"scaled": 7}}},
        {"result": {"success": "yes"}},
        {"result": {"duration": "12 minutes"}},
        {"result": {"duration": "PT"}},
        {"context": {"registration": "r"}},
        {"context": {"instructor": {}}},
        {"context": {"contextActivities": {"parent": [{"id": "x"}]}}},
        {"context": {"contextActivities": {"uncle": [{"id": "http://x.example"}]}}},
        {"context": {"language": None}},
        {"mood": "good"},
    ],
)
def test_nonsense_is_refused_and_not_stored(lms, tool, change):
    assert tool.statement_call("POST", PATH, [statement(lms), statement(lms, **change)]).status == 400
    assert lms.store.statements.recent() == []


def test_two_of_one_id_in_a_batch_are_refused(lms, tool):
    one = statement(lms)
    assert tool.statement_call("POST", PATH, [one, one]).status == 400


@pytest.mark.parametrize("body", [7, "text", [[]], None])
def test_what_is_no_statement_at_all_is_refused(tool, body):
    assert tool.statement_call("POST", PATH, body).status == 400


def test_a_full_statement_is_accepted(lms, tool):
    full = statement(
        lms,
        object={"objectType": "Activity", "id": "http://tool.example/x"},
        result={"score": {"scaled": 0.7}, "success": True, "duration": "PT1H2M3.45S", "extensions": {"http://e": None}},
        context={
            "registration": str(uuid4()),
            "instructor": {"account": ACCOUNT},
            "contextActivities": {
                "parent": [{"id": "http://tool.example/p"}],
                "grouping": {"id": "http://lms.example"},
            },
        },
    )
    assert tool.statement_call("POST", PATH, full).status == 200


@pytest.mark.parametrize("query", ["limit=few", "verb=http://adlnet.gov/expapi/verbs/launched"])
def test_a_question_that_is_not_understood_is_refused(tool, query):
    assert tool.statement_call("GET", f"{PATH}?{query}").status == 400


def test_only_json_is_taken(lms, tool):
    assert tool.statement_call("POST", PATH, statement(lms), Content_Type="text/plain").status == 400


def test_scripts_read_the_log_as_json(lms, tool, browser_of):
    one = statement(lms)
    tool.statement_call("POST", PATH, one)
    [found] = browser_of(None).client.get("/activity-log.json").json["statements"]
    assert one.items() <= found.items()


@pytest.mark.parametrize(
    "thing",
    [
        {"objectType": "StatementRef", "id": str(uuid4())},
        {"objectType": "Agent", "mbox": "mailto:a@school.example"},
        {"objectType": "Group", "member": [{"mbox": "mailto:a@school.example"}]},
    ],
)
def test_other_kinds_of_object_are_accepted_and_shown(lms, tool, helen, thing):
    assert tool.statement_call("POST", PATH, statement(lms, object=thing)).status == 200
    assert "Amara Osei" in helen.client.get("/activity-log").text


def test_the_log_says_it_in_words(lms, tool, helen):
    tool.statement_call("POST", PATH, statement(lms))
    page = helen.client.get("/activity-log").text
    assert "<strong>Amara Osei</strong> launched <em>Implementation</em>" in page
    assert "21 Nov 2026, 20:00<" in page


def test_the_log_says_in_words_that_something_was_taken_back(lms, tool, helen):
    thing = {"objectType": "StatementRef", "id": str(uuid4())}
    verb = {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en-GB": "took back"}}
    tool.statement_call("POST", PATH, statement(lms, object=thing, verb=verb))
    assert "took back <em>an earlier statement</em>" in helen.client.get("/activity-log").text


def test_markup_in_a_statement_is_shown_as_text(lms, tool, helen):
    tool.statement_call("POST", PATH, statement(lms, object={"id": "http://x.example/</pre><script>alert(1)</script>"}))
    assert "<script>alert" not in helen.client.get("/activity-log").text
