import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from scripted_tool import AGS, LTI, NRPS, RESULTS, Browser

from lti_npq.demo_lms import registration_tokens
from lti_npq.demo_lms.courses import Activity
from lti_npq.demo_lms.grades import LineItem

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
LINE_ITEM_SCOPE = f"{AGS}lineitem"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


def wish(address: str, **changes) -> dict:
    """What a tool asks for; None takes a key away."""
    whole = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": f"{address}/login",
        "redirect_uris": [f"{address}/launch"],
        "client_name": "Another tool",
        "jwks_uri": f"{address}/lti/jwks",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": f"{AGS}score {AGS}lineitem {NRPS}",
        TOOL: {
            "domain": urlsplit(address).netloc,
            "target_link_uri": f"{address}/launch",
            "description": "One <b>more</b>",
            "custom_parameters": {"history": "$Context.id.history"},
            "messages": [{"type": "LtiDeepLinkingRequest", "target_link_uri": f"{address}/pick"}],
        },
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


@pytest.fixture
def admin_of():
    return lambda lms: Browser(lms, "sam-whitlock")


def leave(admin, address="http://localhost:9/register") -> dict[str, str]:
    """Open a registration address as the administrator; returns what the tool's frame is given."""
    page = admin.client.get("/admin/tools/add", query_string={"address": address}).text
    source = unescape(re.search(r'<iframe[^>]*src="([^"]+)"', page)[1])
    return {name: values[0] for name, values in parse_qs(urlsplit(source).query).items()}


def register(tool, admin, body=None, token=None):
    given = leave(admin)
    headers = {"Authorization": f"Bearer {token or given['registration_token']}", "Content-Type": "application/json"}
    found = tool.http("GET", given["openid_configuration"], headers=headers).json()
    body = wish(tool.keys.address) if body is None else body
    return tool.http("POST", found["registration_endpoint"], body=json.dumps(body), headers=headers)


def switch_on(admin, lms, number=2, scopes=None):
    scopes = list(lms.store.tools.numbered(number).scopes) if scopes is None else scopes
    admin.client.post(f"/admin/tools/{number}/activate", data={"scope": scopes})


@pytest.mark.parametrize("like", ["plain", "moodle", "canvas"])
def test_a_tool_registers_is_switched_on_and_gets_a_token(lms_with, tool_of, admin_of, like):
    lms = lms_with(like)
    tool, admin = tool_of(lms), admin_of(lms)
    answer = register(tool, admin)
    assert answer.status == 200, answer.data
    client = answer.json()["client_id"]
    mine = tool.assertion(iss=client, sub=client)
    assert tool.ask_token(client_assertion=mine).status in {400, 401}
    assert "Waiting" in admin.client.get("/admin/tools").text
    switch_on(admin, lms)
    assert tool.ask_token(client_assertion=tool.assertion(iss=client, sub=client)).status == 200


def test_the_first_tool_stays_beside_those_that_register(lms, tool, admin_of):
    register(tool, admin_of(lms))
    register(tool, admin_of(lms))
    tools = lms.store.tools.all()
    assert tools[0].client_id == "demo-lti-npq"
    assert len({one.client_id for one in tools}) == len({one.deployment_id for one in tools}) == 3


def test_scopes_the_administrator_takes_away_are_not_granted(lms, tool, admin_of):
    client = register(tool, admin_of(lms)).json()["client_id"]
    switch_on(admin_of(lms), lms, scopes=[f"{AGS}score"])
    answer = tool.ask_token(client_assertion=tool.assertion(iss=client, sub=client))
    assert answer.json()["scope"] == f"{AGS}score"


def test_a_token_registers_one_tool_only(lms, tool, admin_of):
    token = leave(admin_of(lms))["registration_token"]
    assert register(tool, admin_of(lms), token=token).status == 200
    assert register(tool, admin_of(lms), token=token).status == 401


@pytest.mark.parametrize(("like", "status"), [("plain", 401), ("moodle", 404)])
def test_a_token_registers_for_an_hour(lms_with, tool_of, admin_of, monkeypatch, like, status):
    lms = lms_with(like)
    token = leave(admin_of(lms))["registration_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 3600
    monkeypatch.setattr(registration_tokens, "TOKEN_SECONDS", -1)
    over = leave(admin_of(lms))["registration_token"]
    monkeypatch.undo()
    assert register(tool_of(lms), admin_of(lms), token=over).status == status
    assert len(lms.store.tools.all()) == 1


@pytest.mark.parametrize("token", ["nonsense", "a.b.c"])
def test_without_leave_nobody_registers(lms, tool, admin_of, token):
    assert register(tool, admin_of(lms), token=token).status == 401
    assert len(lms.store.tools.all()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"response_types": ["code"]},
        {"initiate_login_uri": None},
        {"redirect_uris": []},
        {"client_name": ""},
        {"jwks_uri": None},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {TOOL: None},
        {TOOL: {"domain": "localhost", "target_link_uri": "http://localhost:9100/launch"}},
    ],
)
@pytest.mark.parametrize(("like", "status"), [("plain", 400), ("moodle", 400), ("canvas", 422)])
def test_a_registration_that_lacks_something_is_refused(lms_with, tool_of, admin_of, like, status, changes):
    lms = lms_with(like)
    answer = register(tool_of(lms), admin_of(lms), wish("http://localhost:9100", **changes))
    assert answer.status == status
    assert len(lms.store.tools.all()) == 1


def test_moodle_says_what_is_wrong_in_plain_text_or_not_at_all(lms_with, tool_of, admin_of):
    lms = lms_with("moodle")
    tool, admin = tool_of(lms), admin_of(lms)
    wrong = register(tool, admin, wish(tool.keys.address, client_name=None))
    assert wrong.headers["Content-Type"].startswith("text/plain")
    assert "missing client_name" in wrong.data.decode()
    unknown = register(tool, admin, token="nonsense")
    assert (unknown.status, unknown.headers["Content-Type"].partition(";")[0]) == (404, "text/html")


def test_moodle_keeps_the_last_of_several_choices_of_content(lms_with, tool_of, admin_of):
    lms = lms_with("moodle")
    tool = tool_of(lms)
    address = tool.keys.address
    both = [{"type": "LtiDeepLinkingRequest", "target_link_uri": f"{address}/{end}"} for end in ("first", "last")]
    body = wish(address)
    body[TOOL]["messages"] = both
    register(tool, admin_of(lms), body)
    assert lms.store.tools.numbered(2).choosing_url == f"{address}/last"


@pytest.mark.parametrize(("like", "product"), [("plain", "lti-npq-demo"), ("moodle", "moodle"), ("canvas", "canvas")])
def test_an_lms_names_its_product_where_a_tool_registers_and_launches(lms_with, tool_of, admin_of, like, product):
    lms = lms_with(like)
    given = leave(admin_of(lms))
    headers = {"Authorization": f"Bearer {given['registration_token']}"}
    found = tool_of(lms).http("GET", given["openid_configuration"], headers=headers).json()
    launched = Browser(lms, "amara-osei").launch()[f"{LTI}tool_platform"]
    assert found[PLATFORM]["product_family_code"] == launched["product_family_code"] == product


@pytest.mark.parametrize("asked", [("score",), ("result.readonly",), ("score", "lineitem.readonly")])
def test_moodle_grants_a_whole_service_and_tells_of_more(lms_with, tool_of, admin_of, asked):
    lms = lms_with("moodle")
    tool = tool_of(lms)
    scope = " ".join(f"{AGS}{name}" for name in asked)
    answer = register(tool, admin_of(lms), wish(tool.keys.address, scope=scope)).json()
    switch_on(admin_of(lms), lms)
    tool.client_id = answer["client_id"]
    granted = tool.ask_token().json()["scope"]
    assert set(granted.split()) == {f"{AGS}lineitem.readonly", f"{AGS}result.readonly", f"{AGS}score"}
    assert set(answer["scope"].split()) - set(granted.split()) == {f"{AGS}lineitem"}


def test_with_grade_sync_only_a_launch_names_the_column_that_takes_a_score(lms_with, tool_of, admin_of):
    lms = lms_with("moodle")
    tool, admin = tool_of(lms), admin_of(lms)
    address = tool.keys.address
    body = wish(address, redirect_uris=[f"{address}/lti/launch"])
    tool.client_id = register(tool, admin, body).json()["client_id"]
    switch_on(admin, lms, scopes=[scope for scope in lms.store.tools.numbered(2).scopes if scope != LINE_ITEM_SCOPE])
    activity = Activity("npqh-autumn", "second", "Second", "", {}, tool=2)
    lms.store.courses.add_activities([activity])
    lms.store.grades.add(LineItem.of(activity, 100))
    endpoint = Browser(lms, "amara-osei").launch(activity="second")[AGS_CLAIM]
    assert LINE_ITEM_SCOPE not in endpoint["scope"]
    assert LINE_ITEM_SCOPE not in tool.ask_token().json()["scope"].split()
    assert tool.service("POST", endpoint["lineitems"], {"label": "Own", "scoreMaximum": 5}).status == 401
    column, _, query = endpoint["lineitem"].partition("?")
    assert query == "type_id=2"
    assert tool.score(column, "2099-01-01T00:00:00Z").status == 200
    [result] = tool.service("GET", f"{column}/results", accepts=RESULTS).json()
    assert result["resultScore"] == 70


def test_moodle_tells_of_no_scope_for_grades_where_none_was_asked_for(lms_with, tool_of, admin_of):
    lms = lms_with("moodle")
    tool = tool_of(lms)
    assert register(tool, admin_of(lms), wish(tool.keys.address, scope=NRPS)).json()["scope"] == NRPS


def test_canvas_wants_the_token_for_its_configuration_too(lms_with, tool_of, admin_of):
    lms = lms_with("canvas")
    given = leave(admin_of(lms))
    url, token = given["openid_configuration"], given["registration_token"]
    assert tool_of(lms).http("GET", url).status == 401
    found = tool_of(lms).http("GET", url, headers={"Authorization": f"Bearer {token}"}).json()
    assert found[PLATFORM]["https://canvas.instructure.com/lti/account_name"]


def test_canvas_registers_under_the_issuer_of_all_with_addresses_of_its_own(lms_with, tool_of, admin_of):
    lms = lms_with("canvas")
    given = leave(admin_of(lms))
    headers = {"Authorization": f"Bearer {given['registration_token']}"}
    found = tool_of(lms).http("GET", given["openid_configuration"], headers=headers).json()
    assert found["issuer"] == "https://canvas.instructure.com"
    of_sign_on = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    assert {urlsplit(found[name]).netloc for name in of_sign_on} == {f"localhost:{lms.settings.port}"}
    assert urlsplit(found["registration_endpoint"]).netloc == f"127.0.0.1:{lms.settings.port}"


def test_canvas_names_no_deployment_when_a_tool_registers(lms_with, tool_of, admin_of):
    lms = lms_with("canvas")
    assert "deployment_id" not in register(tool_of(lms), admin_of(lms)).json()[TOOL]


def test_a_registration_address_with_a_query_keeps_it(lms, admin_of):
    page = admin_of(lms).client.get("/admin/tools/add", query_string={"address": "http://localhost:9/r?code=7"}).text
    assert "http://localhost:9/r?code=7&amp;openid_configuration=" in page


@pytest.mark.parametrize("address", ["", "ftp://tool", "http://", "javascript:alert(1)"])
def test_what_is_no_address_is_not_opened(lms, admin_of, address):
    answer = admin_of(lms).client.get("/admin/tools/add", query_string={"address": address})
    assert answer.status_code == 400


@pytest.mark.parametrize("person", ["helen-marsh", "amara-osei"])
def test_only_an_administrator_sees_the_tools(browser_of, person):
    browser = browser_of(person)
    assert browser.client.get("/admin/tools").status_code == 403
    assert browser.client.post("/admin/tools/2/activate").status_code == 403
    assert browser.client.post("/admin/tools/2/remove").status_code == 403


def test_the_tool_of_the_demonstration_cannot_be_removed(lms, admin_of):
    assert admin_of(lms).client.post("/admin/tools/1/remove").status_code == 404


def test_a_tool_that_was_removed_gets_no_token(lms, tool, admin_of):
    client = register(tool, admin_of(lms)).json()["client_id"]
    switch_on(admin_of(lms), lms)
    admin_of(lms).client.post("/admin/tools/2/remove")
    assert tool.ask_token(client_assertion=tool.assertion(iss=client, sub=client)).status == 401


@pytest.mark.parametrize("like", ["plain", "moodle"])
@pytest.mark.parametrize("each", [True, False])
def test_no_deployment_is_named_where_each_course_has_its_own(lms_with, tool_of, admin_of, like, each):
    lms = lms_with(like, deployment_per_course=each)
    assert ("deployment_id" not in register(tool_of(lms), admin_of(lms)).json()[TOOL]) is each
