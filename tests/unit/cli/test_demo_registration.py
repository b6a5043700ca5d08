"""What `lti-npq demo` tells the tool of its LMS, which shares no code with it."""

from importlib import import_module

import pytest

from lti_npq.demo_lms.presets import PRESETS
from lti_npq.demo_lms.settings import CLIENT_ID, DemoSettings

demo = import_module("lti_npq.cli.demo")


@pytest.mark.parametrize("like", PRESETS)
def test_the_tool_is_told_what_the_lms_will_call_itself_and_the_tool(like: str) -> None:
    told, lms = demo._registration(8501, like), DemoSettings(port=8501, habits=PRESETS[like])
    assert (told.issuer, told.client_id) == (lms.issuer, CLIENT_ID)
    assert told.deployments == [lms.deployment_id]
