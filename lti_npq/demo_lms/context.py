"""What every part of one LMS shares, and who is signed in."""

from dataclasses import dataclass

from flask import current_app, session

from lti_npq.demo_lms.keys import SigningKey, ToolKeys
from lti_npq.demo_lms.people import PEOPLE, Person
from lti_npq.demo_lms.settings import DemoSettings
from lti_npq.demo_lms.store import Store

EXTENSION = "demo_lms"


@dataclass(frozen=True)
class DemoLms:
    """One LMS at work."""

    settings: DemoSettings
    store: Store
    key: SigningKey
    tool_keys: ToolKeys

    def close(self) -> None:
        self.tool_keys.close()
        self.store.close()


def lms() -> DemoLms:
    """Return the LMS that this request belongs to."""
    shared: DemoLms = current_app.extensions[EXTENSION]
    return shared


def signed_in() -> Person | None:
    return PEOPLE.get(session.get("person", ""))
