"""What SCORM 1.2 and 2004 call the same things, so that one test can be played in both."""

from typing import NamedTuple


class Standard(NamedTuple):
    """The words of one of them."""

    name: str
    """As the player's address has it."""
    format_name: str
    api: str
    prefix: str
    """What the names of an LMS's functions begin with."""
    place: str
    completion: str
    score: str
    exit: str
    mode: str
    room: int
    """Characters of `cmi.suspend_data` that an LMS keeps."""
    reached: tuple[dict[str, str], ...]
    """What is never taken back, each as an LMS remembers it."""

    def call(self, name: str) -> str:
        """Return a function's name."""
        return self.prefix + name


SCORM12 = Standard(
    name="scorm12",
    format_name="scorm12",
    api="API",
    prefix="LMS",
    place="cmi.core.lesson_location",
    completion="cmi.core.lesson_status",
    score="cmi.core.score.raw",
    exit="cmi.core.exit",
    mode="cmi.core.lesson_mode",
    room=4_096,
    reached=({"cmi.core.lesson_status": "passed"}, {"cmi.core.lesson_status": "completed"}),
)
SCORM2004 = Standard(
    name="scorm2004",
    format_name="scorm2004-4",
    api="API_1484_11",
    prefix="",
    place="cmi.location",
    completion="cmi.completion_status",
    score="cmi.score.raw",
    exit="cmi.exit",
    mode="cmi.mode",
    room=64_000,
    reached=({"cmi.completion_status": "completed"}, {"cmi.success_status": "passed"}),
)
