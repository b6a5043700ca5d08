"""Quizzes as QTI 1.2 in the profile of Common Cartridge, which knows choices and words to fill in.

Orders become one choice for each place, matches one for each item. Where an answer is right within a range or by a
pattern, no form of the profile can judge it: such a question stays on its page, with its answer to open.

Source: Common Cartridge 1.1, 4.7 and 5 (question types); ccv1p1_qtiasiv1p2p1_v1p0.xsd.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lxml import etree
from markupsafe import escape
from msgspec import Struct

from lti_npq.domain.questions import Choice, Matching, Numeric, Ordering, Question, ShortText
from lti_npq.exports.course import Check
from lti_npq.exports.markup import add, document, root, shortened
from lti_npq.exports.media import in_cartridge

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_RESPONSE = "response"
_RIGHT, _WRONG = "right_fb", "wrong_fb"
_LONGEST_TITLE = 80


class _Option(Struct, frozen=True):
    key: str
    html: str
    correct: bool
    feedback: str


class _Item(Struct, frozen=True):
    """One question as the profile knows it."""

    id: str
    title: str
    html: str
    options: tuple[_Option, ...] = ()
    multiple: bool = False
    texts: tuple[str, ...] = ()
    """What may be filled in; empty for a choice."""
    right: str = ""
    wrong: str = ""

    @property
    def profile(self) -> str:
        if self.texts:
            return "cc.fib.v0p1"
        return "cc.multiple_response.v0p1" if self.multiple else "cc.multiple_choice.v0p1"


def is_quizzable(question: Question) -> bool:
    """Tell whether the profile can judge every answer to a question as the tool does."""
    match question:
        case ShortText(expected=expected):
            return not any(each.is_pattern for each in expected if each.correct)
        case Numeric(ranges=ranges):
            return all(each.least == each.most for each in ranges if each.correct)
        case _:
            return True


def quiz(identifier: str, title: str, checks: Iterable[Check]) -> bytes:
    """Return a quiz that may be taken as often as wished, since self-checks are."""
    top = root("questestinterop", _QTI)
    assessment = add(top, "assessment", ident=identifier, title=shortened(title))
    _add_fields(
        assessment,
        cc_profile="cc.exam.v0p1",
        qmd_assessmenttype="Examination",
        qmd_scoretype="Percentage",
        cc_maxattempts="unlimited",
    )
    section = add(assessment, "section", ident="root_section")
    for check in checks:
        for item in _items(check):
            _add_item(section, item)
    return document(top)


def _items(check: Check) -> Iterator[_Item]:
    question = check.question
    title = shortened(question.text, _LONGEST_TITLE)
    match question:
        case Choice(options=options, multiple=multiple):
            offered = tuple(_Option(each.key, each.html, each.correct, each.feedback) for each in options)
            yield _Item(check.id, title, question.html, offered, multiple)
        case Ordering():
            yield from _places(check.id, title, question)
        case Matching():
            yield from _matches(check.id, title, question)
        case ShortText(expected=expected):
            texts = tuple(each.text for each in expected if each.correct)
            yield _Item(check.id, title, question.html, texts=texts, right=question.right, wrong=question.wrong)
        case Numeric(ranges=ranges):
            texts = tuple(_digits(each.least) for each in ranges if each.correct)
            yield _Item(check.id, title, question.html, texts=texts, right=question.right, wrong=question.wrong)


def _places(identifier: str, title: str, question: Ordering) -> Iterator[_Item]:
    for place, right in enumerate(question.items, start=1):
        options = tuple(
            _Option(f"o{item.key}", item.html, item.key == right.key, item.feedback if item.key == right.key else "")
            for item in question.shown
        )
        asked = f"{question.html}<p>Which of these comes in place {place} of {len(question.items)}?</p>"
        yield _Item(f"{identifier}_{place}", title, asked, options, right=question.right, wrong=question.wrong)


def _matches(identifier: str, title: str, question: Matching) -> Iterator[_Item]:
    for item, right in zip(question.items, question.pairs, strict=True):
        options = tuple(
            _Option(key, str(escape(text)), key == right, item.feedback if key == right else "")
            for key, text in question.offered
        )
        asked = f"{question.html}<p>Which one belongs to this?</p>{item.html}"
        yield _Item(f"{identifier}_{item.key}", title, asked, options, right=question.right, wrong=question.wrong)


def _digits(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _add_fields(parent: etree._Element, **fields: str) -> None:
    metadata = add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = add(metadata, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)


def _add_item(section: etree._Element, item: _Item) -> None:
    element = add(section, "item", ident=item.id, title=item.title)
    _add_fields(add(element, "itemmetadata"), cc_profile=item.profile)
    presentation = add(element, "presentation")
    _add_html(presentation, item.html)
    if item.texts:
        response = add(presentation, "response_str", ident=_RESPONSE, rcardinality="Single")
        add(response, "render_fib", prompt="Dashline")
    else:
        _add_options(presentation, item)
    _add_judging(element, item)
    for name, html in _feedback(item):
        _add_html(add(add(element, "itemfeedback", ident=name), "flow_mat"), html)


def _add_options(presentation: etree._Element, item: _Item) -> None:
    many = "Multiple" if item.multiple else "Single"
    rendered = add(add(presentation, "response_lid", ident=_RESPONSE, rcardinality=many), "render_choice")
    for option in item.options:
        _add_html(add(rendered, "response_label", ident=option.key), option.html)


def _add_html(parent: etree._Element, html: str) -> None:
    add(add(parent, "material"), "mattext", in_cartridge(html), texttype="text/html")


def _feedback(item: _Item) -> list[tuple[str, str]]:
    own = [(f"{option.key}_fb", option.feedback) for option in item.options if option.feedback]
    general = [(_RIGHT, item.right), (_WRONG, item.wrong)]
    return own + [(name, html) for name, html in general if html]


def _add_judging(element: etree._Element, item: _Item) -> None:
    processing = add(element, "resprocessing")
    outcomes = add(processing, "outcomes")
    add(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    for option in item.options:
        if option.feedback:
            condition = add(processing, "respcondition", **{"continue": "Yes"})
            _add_equals(add(condition, "conditionvar"), option.key)
            _add_display(condition, f"{option.key}_fb")
    condition = add(processing, "respcondition", **{"continue": "No"})
    _add_right(add(condition, "conditionvar"), item)
    add(condition, "setvar", "100", action="Set", varname="SCORE")
    if item.right:
        _add_display(condition, _RIGHT)
    if item.wrong:
        condition = add(processing, "respcondition", **{"continue": "Yes"})
        add(add(condition, "conditionvar"), "other")
        _add_display(condition, _WRONG)


def _add_right(variables: etree._Element, item: _Item) -> None:
    if not item.multiple:
        for value in item.texts or [option.key for option in item.options if option.correct]:
            _add_equals(variables, value)
        return
    together = add(variables, "and")
    for option in item.options:
        _add_equals(together if option.correct else add(together, "not"), option.key)


def _add_equals(parent: etree._Element, value: str) -> None:
    add(parent, "varequal", value, respident=_RESPONSE)


def _add_display(condition: etree._Element, name: str) -> None:
    add(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)
