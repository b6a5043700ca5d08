"""Programmes to export: a small one with everything in it, and one as large as a level can become."""

from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

import msgspec

from lti_npq.domain.blocks import Block, Box, Prose, Term, Writing
from lti_npq.domain.plan import Engagement, Stage
from lti_npq.domain.programme import Criterion, Level, MediaFile, Module, Page, Phase, Programme, Task, TaskPart
from lti_npq.domain.questions import (
    Choice,
    Expected,
    Item,
    Matching,
    Numeric,
    Option,
    Ordering,
    Range,
    ShortText,
)

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4" width="90"><circle cx="2" cy="2" r="2"/></svg>'
PICTURE_FILE = MediaFile("modules/a cycle & é.svg", sha256(PICTURE).hexdigest(), "image/svg+xml", len(PICTURE))
TITLE = 'Leading "change" & <strong>trust</strong> – naïveté, 变化'

_PHASES = (
    Phase("see", "See it", "Study a current model of strong practice."),
    Phase("name", "Name it", "Name what makes it work and where your own gap is."),
    Phase("do", "Do it", "Plan, rehearse and fix the gap in school."),
)


def media(digest: str) -> BinaryIO:
    """Open the sample's one picture.

    Raises:
        LookupError: If it is another.
    """
    return BytesIO({PICTURE_FILE.digest: PICTURE}[digest])


def question(key: str, *, right: str = "b", of: str = "abc", multiple: bool = False) -> Choice:
    options = tuple(
        Option(letter, f"Option <em>{letter}</em>", letter in right, f"<p>What {letter} teaches.</p>") for letter in of
    )
    return Choice(key, f"<p>What does {key} ask?</p>", f"What does {key} ask?", options, multiple)


def page(key: str, phase: str, *blocks: Block, minutes: int = 10) -> Page:
    return Page(key, f"Page {key}", phase, minutes, (), blocks)


def task() -> Task:
    levels = (Level(0, "Not yet", "It is not there."), Level(1, "Secure", "It is there."))
    return Task(
        key="fat-change",
        title="Lead one change",
        module="change",
        cycle=1,
        minutes=300,
        words=20,
        html="<p>Lead one change to the point where it holds.</p>",
        parts=(TaskPart("fat-change-problem", "The problem", "<p>Which problem?</p>"),),
        criteria=(Criterion("fat-change-clear", "A clear problem", "It can be observed.", levels),),
    )


def change() -> Module:
    picture = (
        f'<p><img src="media:{PICTURE_FILE.digest}/a%20cycle%20&amp;%20%C3%A9.svg" alt="Two dots" loading="lazy"></p>'
    )
    see = page("change-see", "see", Prose(picture), Box("scenario", "Hollin Bank", "<p>A fictional school.</p>"))
    pair = question("check-signals", right="ac", multiple=True)
    name = page("change-name", "name", question("check-pilot"), pair)
    do = page("change-do", "do", Writing("my-gap", "gap", "Your gap", "<p>Where is your gap?</p>"))
    return Module(
        "change", "Leading change & keeping it", "implementation", "Lead one change.", (see, name, do), ("fat-change",)
    )


def trust() -> Module:
    page_ = page("trust-see", "see", Prose("<p>Trust grows slowly.</p>"), question("check-trust"))
    return Module("trust", "Trust", "school-culture", "See how trust grows.", (page_,))


def programme(title: str = TITLE) -> Programme:
    """Return 40 minutes of work: three pages of one module, one of another, three self-checks, one task."""
    return Programme(
        key="npqh-2021",
        version="1.2.0",
        title=title,
        framework="2021",
        qualification="NPQH",
        language="en-GB",
        licence="CC-BY-4.0",
        engagement=Engagement(0.9),
        phases=_PHASES,
        modules=(change(), trust()),
        tasks=(task(),),
        media=(PICTURE_FILE,),
    )


def _asked(key: str) -> tuple[str, str, str]:
    return key, f"<p>What &amp; how, {key}?</p>", f"What & how, {key}?"


def every_kind() -> Programme:
    """Return the sample with a module that has a question of every kind, two stages, and tasks of every kind."""
    right, wrong = "<p>Yes &amp; well.</p>", "<p>Not yet.</p>"
    items = tuple(Item(str(n), f"<p>Step {n}</p>", f"<p>Why {n}.</p>") for n in range(1, 4))
    kinds = (
        Ordering(*_asked("kind-order"), items, right, wrong),
        Matching(*_asked("kind-match"), items, ("Plan <b>", 'Try "it"', "Keep"), ("b", "a", "c"), right, wrong),
        ShortText(
            *_asked("kind-word"),
            (Expected("a pilot & more", True, ""), Expected("plan", False, "<p>No.</p>")),
            right,
            wrong,
        ),
        ShortText(*_asked("kind-pattern"), (Expected("pilot*", True, right),), right, wrong),
        Numeric(*_asked("kind-number"), (Range(Decimal(75), Decimal(75), True, right),), right, wrong),
        Numeric(*_asked("kind-range"), (Range(Decimal("0.5"), Decimal(2), True, right),), right, wrong),
    )
    peer = Writing("with-a-peer", "peer-feedback", "Ask a peer", "<p>Show it to somebody.</p>")
    glossary = (Term("pilot", "Pilot", "<p>A try.</p>", ("Pilot",)),)
    every = msgspec.structs.replace(page("kinds-name", "name", *kinds, peer), terms=glossary)
    module = Module("kinds", "All ways of asking", "teaching", "See them all.", (every,), stage="second")
    base = programme()
    practice = msgspec.structs.replace(
        task(),
        key="practice",
        title="A practice case",
        kind="practice-case",
        module="",
        criteria=(),
        case=Box("case-study", "A case", "<p>A fictional school.</p>"),
        parts=(TaskPart("practice-problem", "The problem", "<p>Which?</p>", strong="<p>It names one.</p>"),),
    )
    final = msgspec.structs.replace(task(), key="final", title="The final case", kind="summative", module="")
    stages = (
        Stage("first", "preparation", "First", "Begin.", 0),
        Stage("second", "development", "Second", "Go on.", 3),
    )
    modules = tuple(msgspec.structs.replace(each, stage="first") for each in base.modules)
    return msgspec.structs.replace(
        base, modules=(*modules, module), tasks=(*base.tasks, practice, final), stages=stages
    )


def large_programme(modules: int = 10, pages: int = 8, questions: int = 8) -> Programme:
    """Return a programme as large as a level can become."""
    text = Prose("<p>" + "A sentence about practice in a school that goes on for a while. " * 40 + "</p>")
    built = tuple(
        Module(
            f"module-{m}",
            f"Module {m}",
            "teaching",
            "A summary.",
            tuple(
                page(f"page-{m}-{p}", "see", text, *(question(f"check-{m}-{p}-{q}") for q in range(questions)))
                for p in range(pages)
            ),
        )
        for m in range(modules)
    )
    return Programme(
        "npqh-large", "1.0.0", "A large one", "2021", "NPQH", "en-GB", "CC-BY-4.0", Engagement(0.9), _PHASES, built, ()
    )
