"""A small LTI 1.3 platform for demonstrations and tests: launches, grades and statements, on loopback only.

It imports nothing else of lti_npq, so that it judges the tool by the specifications and not by the tool's own code.

    with start_in_thread(DemoSettings(port=0, tool="http://localhost:8500")) as lms:
        print(lms.address)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lti_npq.demo_lms.app import create_demo_lms
    from lti_npq.demo_lms.errors import StartError
    from lti_npq.demo_lms.habits import Habits
    from lti_npq.demo_lms.server import RunningLms, start_in_thread
    from lti_npq.demo_lms.settings import DemoSettings

__all__ = ["DemoSettings", "Habits", "RunningLms", "StartError", "create_demo_lms", "start_in_thread"]

_HOMES = {
    "DemoSettings": "settings",
    "Habits": "habits",
    "RunningLms": "server",
    "StartError": "errors",
    "create_demo_lms": "app",
    "start_in_thread": "server",
}


def __getattr__(name: str) -> object:
    # Looked up on first use: a command line that only offers the demo should not pay for loading a web server.
    if name not in _HOMES:
        raise AttributeError(f"{__name__} has no {name}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
