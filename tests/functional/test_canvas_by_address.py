"""The tool is entered in a Canvas by its configuration's address, and the Canvas in the tool by command."""

from collections.abc import Iterator

import pytest
import requests
from http_person import HttpPerson
from tool_process import ToolProcess

from lti_npq.demo_lms.presets import habits_for
from lti_npq.demo_lms.server import RunningLms, start_in_thread
from lti_npq.demo_lms.settings import DemoSettings


@pytest.fixture
def canvas(tool: ToolProcess) -> Iterator[RunningLms]:
    """A beta site of Canvas, whose issuer is not that of production, beside a tool that does not know it yet."""
    habits = habits_for("canvas", ("environment=beta",))
    with start_in_thread(DemoSettings(port=0, tool=tool.address, habits=habits)) as lms:
        hosts = f"127.0.0.1:{lms.settings.port},localhost:{lms.settings.port}"
        tool.start(OWN_LMS_HOSTS=hosts)
        tool.settings["OWN_LMS_HOSTS"] = hosts
        yield lms


def enter_the_tool(lms: RunningLms, tool: ToolProcess) -> str:
    """Enter the address as the LMS's administrator and switch the tool on; returns the client id that is shown."""
    sam = requests.Session()
    sam.post(f"{lms.address}/sign-in", data={"person": "sam-whitlock"}, timeout=30)
    page = sam.post(
        f"{lms.address}/admin/tools/configure", data={"address": f"{tool.address}/lti/config.json"}, timeout=30
    )
    added = lms.store.tools.numbered(2)
    assert added is not None
    assert added.client_id in page.text
    scopes = list(added.scopes)
    sam.post(f"{lms.address}/admin/tools/2/activate", data={"scope": scopes}, timeout=30)
    return added.client_id


def enter_the_canvas(lms: RunningLms, tool: ToolProcess, client_id: str) -> None:
    at = lms.settings
    options = {"issuer": at.issuer, "auth-url": at.authorize_url, "token-url": at.token_url, "jwks-url": at.jwks_url}
    options |= {"client-id": client_id, "service-host": f"127.0.0.1:{at.port}"}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    added = tool.run("platform", "add", "--name", "Our Canvas", *words)
    assert added.returncode == 0, added.stderr


def test_a_canvas_that_read_the_configuration_launches_once_its_deployment_is_approved(
    canvas: RunningLms, tool: ToolProcess
) -> None:
    enter_the_canvas(canvas, tool, enter_the_tool(canvas, tool))
    helen = HttpPerson(canvas.address, "helen-marsh")
    with pytest.raises(AssertionError, match="has not been approved yet"):
        helen.launch("npqh-autumn/add/2")
    deployment = canvas.store.tools.numbered(2)
    assert deployment is not None
    approved = tool.run("platform", "approve", "1", deployment.deployment_id)
    assert approved.returncode == 0, approved.stderr
    assert helen.launch("npqh-autumn/add/2").status_code == 200
