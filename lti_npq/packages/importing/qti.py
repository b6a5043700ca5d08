"""IMS QTI 1.2: items with responses and the conditions that judge them.

Element names: https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_infov1p2.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

from lti_npq.errors import ContentError
from lti_npq.packages.importing.drafts import Draft, DraftPage, Item, Part, Question, Writing, plain
from lti_npq.packages.importing.hypertext import markdown_of
from lti_npq.packages.importing.prose import escaped

Markup = Callable[[str], str]
"""Makes Markdown of HTML."""

_NO_TITLE = "question"
"""What Canvas and text2qti call a question that has no title."""
_FARTHEST_DIGIT = 50
"""From the decimal point. A number of twelve characters may have billions of digits when it is written out."""
_NUMBERS = ("vargte", "varlte", "vargt", "varlt")
_MARK = re.compile(r"<[a-z/][^<>]*>|&(?:\w+|#\w+);", re.IGNORECASE)


def read_qti(root: etree._Element, title: str, draft: Draft, markup: Markup = markdown_of) -> None:
    """Add the questions of a QTI 1.2 file to a draft, as one page."""
    assessment = next(_all(root, "assessment", "objectbank"), None)
    page = DraftPage(plain(assessment.get("title") or "" if assessment is not None else "") or title)
    page.parts = [part for item in _all(root, "item") if (part := _part(item, page.title, draft, markup))]
    if page.parts:
        draft.pages.append(page)


def _part(item: etree._Element, page: str, draft: Draft, markup: Markup) -> Part | None:
    title, prompt = plain(item.get("title") or ""), _prompt(item, markup)
    title = "" if title.lower() == _NO_TITLE else title
    place = f"{page}: {title or plain(prompt, 60) or item.get('ident') or 'a question'}"
    responses = list(_all(item, "response_lid", "response_str", "response_num", "response_grp", "response_xy"))
    if _kind(item) == "essay_question" or (responses and not _has(item, "varequal", *_NUMBERS)):
        return _writing(item, title, prompt, place, draft, markup)
    if _kind(item) == "file_upload_question":
        draft.lose(place, f"files are not handed in with a page: {prompt}")
        return None
    if not responses:
        return prompt or None
    if len(responses) > 1:
        return _matching(item, responses, title, prompt, place, draft, markup)
    return _question(item, responses[0], title, prompt, place, draft, markup)


def _writing(item: etree._Element, title: str, prompt: str, place: str, draft: Draft, markup: Markup) -> Writing | None:
    if not _has(item, "response_str"):
        draft.lose(place, f"the question says of no answer that it is right: {prompt}")
        return None
    for said in _feedbacks(item, markup).values():
        draft.lose(place, f"a reflection has no place for feedback: {said}")
    return Writing("reflection", title, prompt)


def _question(
    item: etree._Element, response: etree._Element, title: str, prompt: str, place: str, draft: Draft, markup: Markup
) -> Question | None:
    said, right, feedback_of = _feedbacks(item, markup), _right(item), _linked(item)
    general = {name: said.get(f"{name}_fb", "") for name in ("correct", "general_incorrect", "general")}
    remarks = (general["correct"], general["general_incorrect"], general["general"])
    labels = list(_all(response, "response_label"))
    options = tuple(
        Item(
            _text(label, markup),
            label.get("ident") in right,
            said.get(feedback_of.get(label.get("ident") or "", ""), ""),
        )
        for label in labels
        if label.get("ident")
    )
    if _name(response) == "response_lid":
        kind = "multiple" if response.get("rcardinality", "Single").lower() == "multiple" else "question"
        return Question("multiple" if kind == "multiple" else "question", title, prompt, options, *remarks)
    if _has(item, *_NUMBERS) or _name(response) == "response_num":
        if numbers := _numbers(item, said):
            return Question("numeric", title, prompt, numbers, *remarks)
        draft.lose(place, f"the numbers are to be written anew: {prompt}")
        return None
    answers = tuple(Item(plain(value), True, said.get(feedback_of.get(value, ""), "")) for value in sorted(right))
    return Question("short-text", title, prompt, answers, *remarks)


def _numbers(item: etree._Element, said: Mapping[str, str]) -> tuple[Item, ...]:
    """Return the numbers that earn something, as the format writes them; none if one of them cannot be written."""
    found = []
    for condition in _earning(item):
        shown = next(_all(condition, "displayfeedback"), None)
        feedback = said.get(shown.get("linkrefid") or "", "") if shown is not None else ""
        texts = _bounds(condition)
        if not texts:
            return ()
        found += [Item(text, True, feedback) for text in texts]
    return tuple(found)


def _bounds(condition: etree._Element) -> list[str]:
    """Return `[1, 5]`, or the numbers that are asked for; nothing if there is more to it."""
    least, most = ([_decimal(each.text) for each in _all(condition, name)] for name in ("vargte", "varlte"))
    equal = [_decimal(each.text) for each in _all(condition, "varequal")]
    if None in {*least, *most, *equal} or _has(condition, "vargt", "varlt", "not"):
        return []
    if not least and not most:
        return [f"{number:f}" for number in equal if number is not None]
    if len(least) != 1 or len(most) != 1:
        return []
    return [f"{least[0]:f}" if least == most else f"[{least[0]:f}, {most[0]:f}]"]


def _decimal(text: str | None) -> Decimal | None:
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _FARTHEST_DIGIT:
        return None
    whole = number.to_integral_value()
    return whole if number == whole else number


def _matching(
    item: etree._Element,
    responses: list[etree._Element],
    title: str,
    prompt: str,
    place: str,
    draft: Draft,
    markup: Markup,
) -> Question | None:
    """Return pairs: each response is one half, the label that earns points for it the other."""
    wanted = {each.get("respident"): each.text or "" for each in _positive(item)}
    pairs = []
    for response in responses:
        labels = {label.get("ident"): label for label in _all(response, "response_label")}
        match = labels.get(wanted.get(response.get("ident"), ""))
        heading = next((child for child in response if _name(child) == "material"), None)
        if match is None or heading is None:
            draft.lose(place, f"several answers in one question are to be written anew: {prompt}")
            return None
        pairs.append(Item(_text(heading, markup), match=_text(match, markup)))
    said = _feedbacks(item, markup)
    remarks = (said.get("correct_fb", ""), said.get("general_incorrect_fb", ""), said.get("general_fb", ""))
    return Question("matching", title, prompt, tuple(pairs), *remarks)


def _prompt(item: etree._Element, markup: Markup) -> str:
    """Return what is asked: the material outside responses."""
    parts = [
        _text(material, markup)
        for presentation in _all(item, "presentation")
        for material in _all(presentation, "material")
        if not any(_name(above).startswith(("response_", "render_")) for above in material.iterancestors())
    ]
    return "\n\n".join(filter(None, parts))


def _positive(item: etree._Element) -> list[etree._Element]:
    """Return the comparisons that earn something and do not stand under a `not`."""
    return [
        each
        for condition in _earning(item)
        for each in _all(condition, "varequal")
        if not any(_name(above) == "not" for above in each.iterancestors())
    ]


def _earning(item: etree._Element) -> Iterator[etree._Element]:
    """Yield the conditions that earn something."""
    for condition in _all(item, "respcondition"):
        if any(_number(each.text or "") > 0 for each in _all(condition, "setvar")):
            yield condition


def _right(item: etree._Element) -> set[str]:
    return {(each.text or "").strip() for each in _positive(item)}


def _linked(item: etree._Element) -> dict[str, str]:
    """Return which feedback is shown for which single answer."""
    linked: dict[str, str] = {}
    for condition in _all(item, "respcondition"):
        answers = list(_all(condition, "varequal"))
        shown = next(_all(condition, "displayfeedback"), None)
        if len(answers) == 1 and shown is not None:
            linked.setdefault((answers[0].text or "").strip(), shown.get("linkrefid") or "")
    return linked


def _feedbacks(item: etree._Element, markup: Markup) -> dict[str, str]:
    return {each.get("ident") or "": text for each in _all(item, "itemfeedback") if (text := _text(each, markup))}


def _text(element: etree._Element, markup: Markup) -> str:
    texts = (_mattext(each, markup) for each in _all(element, "mattext"))
    return "\n\n".join(filter(None, texts))


def _mattext(element: etree._Element, markup: Markup) -> str:
    text = "".join(map(str, element.itertext())).strip()
    is_html = element.get("texttype", "").lower() == "text/html" or _MARK.search(text)
    if not is_html:
        return escaped(text)
    try:
        return markup(text)
    except ContentError:
        return escaped(text)  # It only looks like HTML, and is shown as it is written.


def _kind(item: etree._Element) -> str:
    """Return what question an item says to be, as Canvas and cartridges note it."""
    for found in _all(item, "qtimetadatafield"):
        label = next(_all(found, "fieldlabel"), None)
        entry = next(_all(found, "fieldentry"), None)
        if label is not None and entry is not None and label.text in {"question_type", "cc_profile"}:
            return "essay_question" if "essay" in (entry.text or "") else entry.text or ""
    return ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _has(element: etree._Element, *names: str) -> bool:
    return next(_all(element, *names), None) is not None


def _all(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for name in names for each in element.iter(f"{{*}}{name}"))
