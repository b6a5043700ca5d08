"""A tool that is entered by the address of its configuration, as at Canvas."""

import copy
import json

import pytest
from flask import Response
from scripted_tool import AGS, LTI, Browser

from lti_npq.demo_lms.courses import Activity
from lti_npq.platforms.tool_configuration import canvas_configuration


@pytest.fixture
def lms(lms_with):
    return lms_with("canvas")


@pytest.fixture
def admin(lms):
    return Browser(lms, "sam-whitlock")


@pytest.fixture
def document(published_keys):
    """What this very tool says of itself; a test may change it."""
    return copy.deepcopy(canvas_configuration(published_keys.address))


@pytest.fixture
def fetch(admin, published_keys):
    def fetch(answer):
        """Have the tool answer so, and enter its address."""
        body = answer if isinstance(answer, Response) else Response(json.dumps(answer), mimetype="application/json")
        published_keys.configuration = body
        return admin.client.post(
            "/admin/tools/configure", data={"address": f"{published_keys.address}/lti/config.json"}
        )

    yield fetch
    published_keys.configuration = None


def test_canvas_reads_a_tool_from_the_address_of_its_configuration(lms, admin, fetch, document, published_keys):
    assert fetch(document).status_code == 302
    added = lms.store.tools.numbered(2)
    address = published_keys.address
    assert (added.name, added.description) == (document["title"], document["description"])
    assert (added.login_url, added.jwks_url) == (f"{address}/lti/login", f"{address}/lti/jwks")
    assert added.redirect_uris == (added.launch_url,) == (added.choosing_url,) == (f"{address}/lti/launch",)
    assert f"{AGS}score" in added.scopes
    assert added.custom == {"context_history": "$Context.id.history"}
    assert (added.tool_id, added.privacy_level) == ("lti-npq", "name_only")
    page, at = admin.client.get("/admin/tools").text, lms.settings
    for needed in (added.client_id, at.issuer, at.authorize_url, at.token_url, at.jwks_url):
        assert f"<dd>{needed}</dd>" in page


def test_a_configured_tool_waits_is_switched_on_and_launches(lms, tool_of, admin, fetch, document):
    fetch(document)
    lms.store.courses.add_activities([Activity("npqh-autumn", "own", "Own", "", {}, tool=2)])
    amara, client = Browser(lms, "amara-osei"), lms.store.tools.numbered(2).client_id
    assert "Waiting" in admin.client.get("/admin/tools").text
    assert amara.client.get("/courses/npqh-autumn/activities/own/launch").status_code == 404
    admin.client.post("/admin/tools/2/activate", data={"scope": [f"{AGS}score"]})
    claims = amara.launch(activity="own")
    assert (claims["aud"], claims[f"{LTI}deployment_id"]) == (client, lms.store.tools.numbered(2).deployment_id)
    tool = tool_of(lms)
    granted = tool.ask_token(client_assertion=tool.assertion(iss=client, sub=client))
    assert granted.json()["scope"] == f"{AGS}score"


@pytest.mark.parametrize("name", ["title", "description", "target_link_uri", "oidc_initiation_url", "public_jwk_url"])
def test_a_configuration_that_lacks_something_is_refused(lms, fetch, document, name):
    del document[name]
    answer = fetch(document)
    assert (answer.status_code, f"it has no {name}" in answer.text) == (400, True)
    assert len(lms.store.tools.all()) == 1


def test_a_configuration_names_a_level_and_messages_that_canvas_has(lms, fetch, document):
    document["extensions"][0]["privacy_level"] = "everything"
    assert "privacy_level must be one of" in fetch(document).text
    document["extensions"][0]["privacy_level"] = "public"
    document["extensions"][0]["settings"]["placements"][0]["message_type"] = "LtiStartAssessment"
    assert "assignment_selection does not support LtiStartAssessment" in fetch(document).text
    assert "not in the form" in fetch({**document, "extensions": ["canvas"]}).text
    assert "not in the form" in fetch([]).text
    assert len(lms.store.tools.all()) == 1


def test_a_tool_without_an_extension_is_told_nothing_and_offers_no_content(lms, fetch, document):
    del document["extensions"], document["redirect_uris"]
    assert fetch(document).status_code == 302
    added = lms.store.tools.numbered(2)
    assert (added.privacy_level, added.choosing_url, added.tool_id) == ("anonymous", None, "")
    assert added.redirect_uris == (document["target_link_uri"],)


@pytest.mark.parametrize(
    "answer",
    [
        Response("{}", status=404, mimetype="application/json"),
        Response("{}", mimetype="text/html"),
        Response("no JSON", mimetype="application/json"),
    ],
)
def test_what_is_no_configuration_is_not_taken(lms, fetch, answer):
    assert fetch(answer).status_code == 400
    assert len(lms.store.tools.all()) == 1


@pytest.mark.parametrize("address", ["", "ftp://tool", "http://localhost:1/lti/config.json"])
def test_an_address_with_nothing_there_is_refused(admin, address):
    assert admin.client.post("/admin/tools/configure", data={"address": address}).status_code == 400


def test_only_an_administrator_enters_an_address(lms):
    helen = Browser(lms, "helen-marsh")
    assert helen.client.post("/admin/tools/configure", data={"address": "http://localhost:1"}).status_code == 403


@pytest.mark.parametrize("like", ["plain", "moodle"])
def test_other_lmss_take_no_configuration_from_an_address(lms_with, published_keys, like):
    admin = Browser(lms_with(like), "sam-whitlock")
    data = {"address": f"{published_keys.address}/lti/config.json"}
    assert admin.client.post("/admin/tools/configure", data=data).status_code == 404
    assert "config.json" not in admin.client.get("/admin/tools").text
