"""What may stand between `::: name` and `:::`. A new directive is one more line in a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from lti_npq.domain.blocks import Block, Box, BoxRole, Prose, Writing, WritingRole
from lti_npq.domain.programme import TaskPart
from lti_npq.domain.questions import Question
from lti_npq.packages.documents import Passage
from lti_npq.packages.question_kinds import read_matching, read_numeric, read_ordering, read_short_text
from lti_npq.packages.questions import read_choice
from lti_npq.packages.reading import Reading
from lti_npq.packages.recordings import read_audio, read_download, read_video
from lti_npq.packages.report import Name, Place, did_you_mean

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


@dataclass(frozen=True)
class Label:
    """What a directive's first line says."""

    key: str
    title: str


@dataclass(frozen=True)
class Directive(Generic[T_co]):
    """How a directive is written, and what becomes of it."""

    build: Callable[[Passage, Label, Reading], T_co]
    identified: bool = False
    """Whether it has an id of its own, because answers hang on it."""
    title: str | None = None
    """The title where the author gives none; empty: must be given; None: has no title."""


class StrongAnswer(NamedTuple):
    """What a strong answer attends to, in the part of a practice case that stands above it."""

    html: str
    place: Place


def _box(role: BoxRole, title: str) -> Directive[Box]:
    return Directive(lambda passage, label, reading: Box(role, label.title, _html(passage, reading)), title=title)


def _writing(role: WritingRole, title: str) -> Directive[Block]:
    def build(passage: Passage, label: Label, reading: Reading) -> Writing:
        return Writing(label.key, role, label.title, _html(passage, reading))

    return Directive(build, identified=True, title=title)


def _recording(read: Callable[[Passage, str, Reading], Box], title: str) -> Directive[Block]:
    return Directive(lambda passage, label, reading: read(passage, label.title, reading), title=title)


def _question(read: Callable[[Passage, str, Reading], Question]) -> Directive[Block]:
    return Directive(lambda passage, label, reading: read(passage, label.key, reading), identified=True)


def _part(passage: Passage, label: Label, reading: Reading) -> TaskPart:
    return TaskPart(label.key, label.title, _html(passage, reading))


def _strong_answer(passage: Passage, _label: Label, reading: Reading) -> StrongAnswer:
    return StrongAnswer(_html(passage, reading), passage.body.place(-1))


ON_PAGES: Mapping[str, Directive[Block]] = {
    "scenario": _box("scenario", "A school to look at"),
    "features": _box("features", "What makes it work"),
    "callout": _box("callout", "Worth noticing"),
    "case-study": _box("case-study", "A case to think through"),
    "gap-task": _box("gap-task", "Your task in school"),
    "video": _recording(read_video, "Video"),
    "audio": _recording(read_audio, "Recording"),
    "download": _recording(read_download, "To download"),
    "reflection": _writing("reflection", "Reflection"),
    "gap": _writing("gap", "Your gap"),
    "practice-plan": _writing("practice-plan", "Your practice plan"),
    "peer-feedback": _writing("peer-feedback", "What your colleague said"),
    "question": _question(read_choice),
    "ordering": _question(read_ordering),
    "matching": _question(read_matching),
    "short-text": _question(read_short_text),
    "numeric": _question(read_numeric),
}

IN_TASKS: Mapping[str, Directive[TaskPart | Box | StrongAnswer]] = {
    "part": Directive(_part, identified=True, title=""),
    "case-study": _box("case-study", "The case"),
    "strong-answer": Directive(_strong_answer),
}


def read_passages(
    passages: Iterable[Passage], directives: Mapping[str, Directive[T]], reading: Reading
) -> Iterator[T | Prose]:
    """Return what becomes of each passage, in order; those that are not understood are reported and left out."""
    for passage in passages:
        if passage.directive is None:
            yield Prose(_html(passage, reading))
        elif passage.directive.text in directives:
            directive = directives[passage.directive.text]
            yield directive.build(passage, _label(passage, passage.directive, directive, reading), reading)
        else:
            _report_unknown(passage.directive, directives, reading)


def _report_unknown(name: Name, directives: Iterable[str], reading: Reading) -> None:
    elsewhere = name.text in {*ON_PAGES, *IN_TASKS}
    message = f"{name.text!r} has no place in this file" if elsewhere else f"there is no directive {name.text!r}"
    fix = did_you_mean(name.text, directives, f"known here: {', '.join(directives)}")
    reading.report.error(name.place, "unknown-directive", message, fix)


def _label(passage: Passage, name: Name, directive: Directive[T], reading: Reading) -> Label:
    if directive.identified and passage.id is None:
        fix = f"write ::: {name.text} some-id"
        reading.report.error(name.place, "missing-key", f"a {name.text} needs an id", fix)
    if passage.id and not directive.identified:
        fix = f'write ::: {name.text} "Title"'
        reading.report.error(passage.id.place, "directive-syntax", f"a {name.text} has no id", fix)
    if passage.title and directive.title is None:
        fix = "remove the title"
        reading.report.error(name.place, "directive-syntax", f"a {name.text} has no title", fix)
    title = passage.title or directive.title or ""
    if directive.title is not None and not title.strip():
        fix = f'write ::: {name.text} some-id "Title"'
        reading.report.error(name.place, "missing-key", f"a {name.text} needs a title", fix)
    key = reading.symbols.define("passage", passage.id) if passage.id and directive.identified else ""
    return Label(key, title)


def _html(passage: Passage, reading: Reading) -> str:
    return reading.markdown.block(passage.body, reading.terms).html
