"""Moodle's GIFT: `::title:: question {=right ~wrong#feedback}`, questions apart by empty lines.

Format: https://docs.moodle.org/en/GIFT_format
"""

import re
from collections.abc import Callable

from lti_npq.errors import ContentError
from lti_npq.packages.importing.drafts import Draft, DraftPage, Item, Part, Question, QuestionKind, Writing, plain
from lti_npq.packages.importing.hypertext import Lose, markdown_of
from lti_npq.packages.importing.prose import escaped

_ESCAPABLE = "~=#{}:"
_SHIELDED = {mark: chr(0xE000 + index) for index, mark in enumerate(_ESCAPABLE)}
"""Private characters stand for escaped marks until the text was cut at the others."""
_TITLE = re.compile(r"::(?P<title>.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?P<format>html|markdown|plain|moodle)\]", re.IGNORECASE)
_CATEGORY = re.compile(r"\$CATEGORY:(?P<path>.*)")
_ANSWER = re.compile(r"(?P<mark>[=~])\s*(?:%(?P<weight>-?\d{1,3}(?:\.\d{1,5})?)%)?(?P<text>[^=~]*)")
_TRUTH = re.compile(r"(?P<value>T|TRUE|F|FALSE)\s*(?:#(?P<rest>.*))?", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-z][^<>]*>|&\w+;", re.IGNORECASE)
_BLANK = "\\_\\_\\_\\_\\_"

Markup = Callable[[str], str]
"""Makes Markdown of a text in the question's own format."""


def read_gift(text: str, title: str) -> Draft:
    """Return the questions of a GIFT file, a page for each category."""
    draft = Draft(title)
    page = DraftPage(title)
    for chunk in re.split(r"\n[ \t]*\n", _without_comments(_shield(text))):
        rest = chunk.strip()
        while found := _CATEGORY.match(rest):
            page = DraftPage(plain(_bare(found["path"]).rpartition("/")[2]) or title)
            draft.pages.append(page)
            rest = rest[found.end() :].strip()
        if rest and page not in draft.pages:
            draft.pages.append(page)
        if rest:
            page.parts.extend(_parts(rest, page.title, draft))
    draft.pages = [each for each in draft.pages if each.parts]
    return draft


def _shield(text: str) -> str:
    for mark, stand_in in _SHIELDED.items():
        text = text.replace(f"\\{mark}", stand_in)
    return text


def _bare(text: str) -> str:
    for mark, stand_in in _SHIELDED.items():
        text = text.replace(stand_in, mark)
    return text.replace("\\n", "\n").replace("\\\\", "\\").strip()


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//"))


def _parts(text: str, page: str, draft: Draft) -> list[Part]:
    found = _TITLE.match(text)
    title = plain(_bare(found["title"])) if found else ""
    text = text[found.end() :] if found else text
    place = f"{page}: {title or plain(_bare(_FORMAT.sub('', text, count=1).partition('{')[0]), 60)}"

    def lose(reason: str) -> None:
        draft.lose(place, reason)

    markup = _markup(text, lose)
    text = _FORMAT.sub("", text, count=1) if _FORMAT.match(text) else text
    before, opening, rest = text.partition("{")
    answers, closing, after = rest.partition("}")
    if bool(opening) != bool(closing):
        lose(f"its braces do not match: {_bare(text)}")
        return []
    if not opening:
        return [markup(before)]
    prompt = markup(before) + (f" {_BLANK} {markup(after)}" if after.strip() else "")
    return _answered(title, prompt, answers, markup, lose)


def _markup(text: str, lose: Lose) -> Markup:
    found = _FORMAT.match(text)
    kind = found["format"].lower() if found else ""
    if kind == "markdown":
        return _bare
    is_html = kind == "html" or (kind != "plain" and _TAG.search(text))
    return (lambda part: _of_html(_bare(part), lose)) if is_html else (lambda part: escaped(_bare(part)))


def _of_html(text: str, lose: Lose) -> str:
    """Return HTML as Markdown, or as it is written where it only looks like HTML."""
    try:
        return markdown_of(text, lose=lose)
    except ContentError:
        return escaped(text)


def _answered(title: str, prompt: str, text: str, markup: Markup, lose: Lose) -> list[Part]:
    body, _, general = text.partition("####")
    body, general = body.strip(), markup(general)
    if not body:
        if general:
            lose(f"a reflection has no place for feedback: {general}")
        return [Writing("reflection", title, prompt)]
    if body.startswith("#"):
        return [Question("numeric", title, prompt, _numbers(body[1:], markup, lose), general=general)]
    if found := _TRUTH.fullmatch(body):
        return [Question("question", title, prompt, _truth(found, markup), general=general)]
    kind, items = _items(body, markup, lose)
    return [Question(kind, title, prompt, items, general=general)]


def _truth(found: re.Match[str], markup: Markup) -> tuple[Item, ...]:
    """Return "True" and "False"; of two feedbacks the first is on the wrong answer."""
    is_true = found["value"].upper().startswith("T")
    said = [markup(part) for part in (found["rest"] or "").split("#")]
    wrong, right = said[0], said[1] if len(said) > 1 else ""
    return (
        Item("True", is_true, right if is_true else wrong),
        Item("False", not is_true, wrong if is_true else right),
    )


def _items(body: str, markup: Markup, lose: Lose) -> tuple[QuestionKind, tuple[Item, ...]]:
    found = list(_ANSWER.finditer(body))
    if unread := _ANSWER.sub("", body).strip():
        lose(f"this is neither right nor wrong: {_bare(unread)}")
    weights = [float(each["weight"] or 0) for each in found]
    if any(0 < weight < 100 for weight in weights):
        lose("parts of points are not kept: an answer is right or wrong")
    if found and all("->" in each["text"] for each in found):
        pairs = [_pair(each["text"], markup) for each in found]
        for pair in pairs:
            if not pair.text.strip():
                lose(f"a match without an item of its own is left out: {pair.match}")
        return "matching", tuple(pair for pair in pairs if pair.text.strip())
    has_right = any(each["mark"] == "=" for each in found)
    items = tuple(_item(each, weight, markup, has_right=has_right) for each, weight in zip(found, weights, strict=True))
    if all(each["mark"] == "=" for each in found):
        shown = (each["text"].partition("#")[0] for each in found)
        return "short-text", tuple(
            Item(_bare(text), True, item.feedback) for text, item in zip(shown, items, strict=True)
        )
    if sum(each["mark"] == "=" for each in found) > 1:
        lose(
            "one of several right answers was enough, and all are to be chosen here: leave one, or change the question"
        )
    return ("question" if sum(item.is_right for item in items) == 1 else "multiple"), items


def _pair(text: str, markup: Markup) -> Item:
    left, _, right = text.partition("#")[0].partition("->")
    return Item(markup(left), feedback=markup(text.partition("#")[2]), match=markup(right))


def _item(found: re.Match[str], weight: float, markup: Markup, *, has_right: bool) -> Item:
    """Return an answer; where none is marked as right, those that earn something are."""
    text, _, feedback = found["text"].partition("#")
    return Item(markup(text), found["mark"] == "=" or (not has_right and weight > 0), markup(feedback))


def _numbers(body: str, markup: Markup, lose: Lose) -> tuple[Item, ...]:
    if "=" not in body and "~" not in body:
        body = f"={body}"
    items = []
    for found in _ANSWER.finditer(body):
        number, _, feedback = found["text"].partition("#")
        if number.strip():
            items.append(Item(_number(number), found["mark"] == "=", markup(feedback)))
        elif feedback.strip():
            lose(f"there is no place for feedback on any other number: {_bare(feedback)}")
    return tuple(items)


def _number(text: str) -> str:
    """Return a number as the format writes it: `3:2` as `3 +- 2`, `1..5` as `[1, 5]`."""
    text = _bare(text)
    if ".." in text:
        least, _, most = text.partition("..")
        return f"[{least.strip()}, {most.strip()}]"
    middle, colon, spread = text.partition(":")
    return f"{middle.strip()} +- {spread.strip()}" if colon else text
