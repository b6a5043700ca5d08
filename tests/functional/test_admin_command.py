"""`lti-npq admin`: who may look after the installation, from the command line."""

import json
import re

from refusal import assert_refused
from tool_process import ToolProcess


def test_an_invitation_is_a_link_to_the_site(tool: ToolProcess) -> None:
    told = tool.run("admin", "invite")
    assert re.search(rf"^{tool.address}/admin/join/[\w-]{{43}}$", told.stdout, re.MULTILINE)
    asked = json.loads(tool.run("admin", "invite", "--registration", "--tenant", "Northern", "--json").stdout)
    assert re.fullmatch(rf"{tool.address}/lti/register\?invitation=[\w-]{{43}}", asked["link"])
    assert asked["hours"] == 24


def test_nobody_yet_is_said_so(tool: ToolProcess) -> None:
    assert "Invite the first one with: lti-npq admin invite" in tool.run("admin", "list").stdout
    assert json.loads(tool.run("admin", "list", "--json").stdout) == []


def test_somebody_unknown_cannot_be_disabled(tool: ToolProcess) -> None:
    assert_refused(tool.run("admin", "disable", "no@example.org"), "There is no administrator “no@example.org”.")
