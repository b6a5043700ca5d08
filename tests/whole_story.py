"""Everything that may happen to a participant, from the first launch to a corrected mark."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from clocks import Clock, OpenPage
from lti_npq.services import housekeeping
from lti_npq.settings import Settings
from visitors import Visitor

SHORT_TEXT = """
::: short-text planning-word
What is a trial in one place called?

* pilot
... Yes.

+ A pilot.
- A pilot.
:::
"""
PRIVATE = (
    *("Amara", "Osei", "Helen", "Marsh", "school.example", "mbox", "mailto:"),
    *("a wager of mine", "Reflected upon", "Handed over", "Fed back"),
)
"""Names, addresses and whatever somebody wrote in the story: nothing of it belongs in a statement."""


def ask_for_a_word(folder: Path) -> None:
    """Have the small programme ask for a word in people's own writing."""
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text() + SHORT_TEXT)


@dataclass(frozen=True)
class WholeStory:
    """One participant, one facilitator, and time that passes."""

    launch: Callable[..., Visitor]
    clock: Clock
    engine: Engine
    settings: Settings

    def told(self) -> None:
        """Let all of it happen."""
        self.leave_at_once()
        participant = self.launch(email="amara.osei@school.example", given_name="Amara", family_name="Osei")
        self.study(participant)
        participant.hands_in("Handed over")
        self.be_marked_and_corrected()
        self.fall_silent(participant)

    def leave_at_once(self) -> None:
        page = OpenPage(self.launch(), self.clock)
        page.studies(seconds=30)
        page.leaves()
        self.silence()

    def study(self, participant: Visitor) -> None:
        page = OpenPage(participant, self.clock)
        page.studies(seconds=75)
        participant.post("questions/planning-word/answers", {"answer": "a wager of mine"})
        participant.post("questions/planning-check/answers", {"option": "b"})
        participant.post("pages/planning-see/read", {"view": str(page.view)})
        page.leaves()
        page = OpenPage(participant, self.clock, "planning-do")
        page.studies(seconds=45)
        participant.post("writing/planning-reflection", {"text": "Reflected upon"})
        participant.post("pages/planning-do/read", {"view": str(page.view)})
        page.leaves()

    def be_marked_and_corrected(self) -> None:
        facilitator = self.launch(**Visitor.AS_FACILITATOR, email="helen@school.example")
        [path] = facilitator.waiting()
        facilitator.marks(path, points=1, feedback="Fed back")
        facilitator.marks(path, points=2, feedback="Fed back")

    def fall_silent(self, participant: Visitor) -> None:
        self.silence()
        OpenPage(participant, self.clock).studies(seconds=30)
        self.silence()

    def silence(self) -> None:
        """Let half an hour pass, and the periodic work be done."""
        self.clock.passes(minutes=31)
        housekeeping.close_silent_sittings(self.engine, self.settings, self.clock.now)
