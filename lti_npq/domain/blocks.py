"""What a page is made of, top to bottom."""

from typing import ClassVar, Literal

from msgspec import Struct

from lti_npq.domain.questions import Question


class Prose(Struct, frozen=True, tag="prose"):
    """Running text."""

    kind: ClassVar[str] = "prose"

    html: str


BoxRole = Literal["scenario", "features", "callout", "gap-task", "case-study", "video", "audio", "download"]


class Box(Struct, frozen=True, tag="box"):
    """A passage set apart, with the role it plays."""

    kind: ClassVar[str] = "box"

    role: BoxRole
    title: str
    html: str


WritingRole = Literal["reflection", "gap", "practice-plan", "peer-feedback"]


class Writing(Struct, frozen=True, tag="writing"):
    """A place to write for oneself; kept, shown again, never marked."""

    kind: ClassVar[str] = "writing"

    key: str
    role: WritingRole
    title: str
    html: str


Block = Prose | Box | Question | Writing


class Term(Struct, frozen=True):
    """A word of the programme's glossary and what it means."""

    key: str
    title: str
    html: str
    forms: tuple[str, ...]
    """The word as it is written in text, the title first."""
