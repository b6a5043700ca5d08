"""An LMS may deploy a tool anew in each course: what begins in a course speaks of that course's deployment."""

import jwt
import pytest
from scripted_tool import LTI, NOTICES, Browser

from lti_npq.demo_lms.__main__ import _words

AUTUMN, SPRING = "demo-1.npqh-autumn", "demo-1.npqh-spring"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
HANDLERS = "/services/notice-handlers/"


@pytest.fixture
def lms(lms_with):
    return lms_with(deployment_per_course=True)


def subscribe(tool, deployment):
    body = {"notice_type": "LtiContextCopyNotice", "handler": f"{tool.lms.settings.tool}/lti/notices"}
    return tool.service("PUT", HANDLERS + deployment, body, sends="application/json", scopes=(NOTICES,)).status


def test_each_course_has_a_deployment_of_its_own(lms):
    joseph = Browser(lms, "joseph-adeyemi")
    for course, deployment in (("npqh-autumn", AUTUMN), ("npqh-spring", SPRING)):
        login = joseph.begin(course=course)
        claims = joseph.claims_of(login)
        assert login.fields["lti_deployment_id"] == claims[f"{LTI}deployment_id"] == deployment


@pytest.mark.parametrize(("deployment", "status"), [(AUTUMN, 200), (SPRING, 400), ("demo-1", 400)])
def test_a_choice_of_content_names_the_deployment_that_was_asked(lms, tool, deployment, status):
    helen = Browser(lms, "helen-marsh")
    asked = helen.open("/courses/npqh-autumn/add/1/launch")[SETTINGS]
    answer = tool.choice([], asked["data"], **{f"{LTI}deployment_id": deployment})
    assert helen.client.post(asked["deep_link_return_url"], data={"JWT": answer}).status_code == status


def test_notices_are_asked_for_and_told_by_deployment(lms, tool):
    tool.keys.notices.clear()
    service = Browser(lms, "helen-marsh").launch()[f"{LTI}platformnotificationservice"]
    assert service["platform_notification_service_url"].endswith(HANDLERS + AUTUMN)
    assert (subscribe(tool, AUTUMN), subscribe(tool, "demo-1")) == (200, 404)
    Browser(lms, "joseph-adeyemi").client.post("/courses/npqh-spring/copy")
    assert tool.keys.notices == []
    Browser(lms, "helen-marsh").client.post("/courses/npqh-autumn/copy")
    [sent] = tool.keys.notices.pop()["notices"]
    assert jwt.decode(sent["jwt"], options={"verify_signature": False})[f"{LTI}deployment_id"] == AUTUMN


def test_administrators_read_that_each_course_has_its_own(lms, lms_with):
    assert "followed by a full stop" in Browser(lms, "sam-whitlock").client.get("/admin/tools").text
    assert "deployment demo-1.<course>" in _words(lms.settings)
    assert "followed by a full stop" not in Browser(lms_with(), "sam-whitlock").client.get("/admin/tools").text
