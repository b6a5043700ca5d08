"""A programme taken apart: every piece that somebody can have done something with, and what can change about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lti_npq.domain.blocks import Box, Prose, Writing
from lti_npq.domain.programme import Module, Page, Programme, Task
from lti_npq.domain.questions import Choice, Matching, Numeric, Ordering, Question, ShortText

What = Literal["programme", "module", "page", "question", "writing", "task"]

Aspects = Mapping[str, object]
"""What can change, by its name for an author."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that keeps its identity from version to version."""

    what: What
    key: str
    title: str
    where: str
    """Key of the module or page that it stands in; empty where there is none."""
    aspects: Aspects


def pieces(programme: Programme) -> Iterator[Piece]:
    """Yield the programme and all that is in it, in the order of study."""
    yield Piece("programme", programme.key, programme.title, "", _of_programme(programme))
    for module in programme.modules:
        yield Piece("module", module.key, module.title, "", _of_module(module))
        for page in module.pages:
            yield Piece("page", page.key, page.title, module.key, _of_page(page))
            yield from _on_page(page)
    for task in programme.tasks:
        yield Piece("task", task.key, task.title, task.module, _of_task(task))


def _on_page(page: Page) -> Iterator[Piece]:
    for block in page.blocks:
        if isinstance(block, Writing):
            aspects = {"title": block.title, "role": block.role, "text": block.html}
            yield Piece("writing", block.key, block.title, page.key, aspects)
        elif isinstance(block, Question):
            yield Piece("question", block.key, block.text, page.key, _of_question(block))


def _of_programme(programme: Programme) -> Aspects:
    return {
        "title": programme.title,
        "framework": programme.framework,
        "qualification": programme.qualification,
        "language": programme.language,
        "licence": programme.licence,
        "engagement": programme.engagement,
        "phases": programme.phases,
        "stages": programme.stages,
        "planned hours": (programme.hours, programme.shortfall),
        "still to come": programme.to_come,
    }


def _of_module(module: Module) -> Aspects:
    return {
        "title": module.title,
        "content area": module.area,
        "summary": module.summary,
        "stage": module.stage,
        "cycle": module.cycle,
    }


def _of_page(page: Page) -> Aspects:
    return {
        "title": page.title,
        "phase": page.phase,
        "minutes": page.minutes,
        "statements": page.statements,
        "text": tuple(block for block in page.blocks if isinstance(block, Prose | Box)),
        "glossary": page.terms,
    }


def _of_task(task: Task) -> Aspects:
    return {
        "title": task.title,
        "kind": task.kind,
        "cycle": task.cycle,
        "minutes": task.minutes,
        "word limit": task.words,
        "brief": (task.html, task.case),
        "prompts": task.parts,
        "criteria": task.criteria,
        "maximum": task.maximum,
        "evidence": task.evidence,
    }


def _of_question(question: Question) -> Aspects:
    return {"kind": question.kind, "text": question.html} | _answers_of(question)


def _answers_of(question: Question) -> dict[str, object]:
    """Return what is on offer, what of it is right, and what is said of it."""
    match question:
        case Choice():
            offered = (question.multiple, *((each.key, each.html) for each in question.options))
            right: object = question.correct_keys
            feedback: object = tuple(each.feedback for each in question.options)
        case Ordering() | Matching():
            answers = question.answers if isinstance(question, Matching) else ()
            offered = (answers, *sorted((each.key, each.html) for each in question.items))
            right = question.correct_keys
            feedback = (question.right, question.wrong, *(each.feedback for each in question.items))
        case ShortText():
            offered = ()
            right = tuple(each.text for each in question.expected if each.correct)
            feedback = (question.right, question.wrong, question.expected)
        case Numeric():
            offered = ()
            right = tuple((each.least, each.most) for each in question.ranges if each.correct)
            feedback = (
                question.right,
                question.wrong,
                tuple((each.correct, each.feedback) for each in question.ranges),
            )
    return {"options": offered, "right answer": right, "feedback": feedback}
