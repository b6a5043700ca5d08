"""What SCORM 1.2 and 2004 call the same things, so that one test can be played in both."""

from typing import NamedTuple


class Standard(NamedTuple):
    """The words of one of them."""

    name: str
    """As the player's address has it."""
    format_name: str
    prefix: str
    """What the names of an LMS's functions begin with."""
    place: str
    completion: str
    exit: str
    mode: str
    reached: tuple[dict[str, str], ...]
    """What is never taken back, each as an LMS remembers it."""

    def call(self, name: str) -> str:
        """Return a function's name."""
        return self.prefix + name


SCORM12 = Standard(
    name="scorm12",
    format_name="scorm12",
    prefix="LMS",
    place="cmi.core.lesson_location",
    completion="cmi.core.lesson_status",
    exit="cmi.core.exit",
    mode="cmi.core.lesson_mode",
    reached=({"cmi.core.lesson_status": "passed"}, {"cmi.core.lesson_status": "completed"}),
)
SCORM2004 = Standard(
    name="scorm2004",
    format_name="scorm2004-4",
    prefix="",
    place="cmi.location",
    completion="cmi.completion_status",
    exit="cmi.exit",
    mode="cmi.mode",
    reached=({"cmi.completion_status": "completed"}, {"cmi.success_status": "passed"}),
)
