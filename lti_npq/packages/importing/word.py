"""Word documents: every first-level heading begins a page. mammoth makes HTML of them."""

import io
import mimetypes
import re
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth

from lti_npq.errors import ContentError
from lti_npq.packages.archives import any_archive
from lti_npq.packages.importing.drafts import Draft, DraftPage, plain
from lti_npq.packages.importing.hypertext import markdown_of
from lti_npq.packages.importing.luggage import Luggage
from lti_npq.packages.importing.xml import parse_xml, refuse_document_type
from lti_npq.packages.source import Source

_MOST_BYTES = 64 * 1024 * 1024
_FIRST_LEVEL = re.compile(r"(?=<h1\b)")
_TITLE = re.compile(r"<h1\b[^>]*>(?P<title>.*?)</h1>", re.DOTALL)
_PICTURE = "pictures/"
"""What the addresses of pictures begin with until they have their place in the package."""
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='caption'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
"""What Word's own styles mean, beside those that mammoth knows."""
_NAMED = re.compile(r'<h1 class="title">(?P<title>.*?)</h1>', re.DOTALL)
_STYLE = re.compile(r"Unrecognised \w+ style: (?P<name>.+?) \(Style ID: .*\)")
_DAMAGED = (
    ArithmeticError,
    AttributeError,
    ExpatError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What mammoth raises for parts that are missing, unsound or refer to what is not there."""


def read_word(path: Path, title: str) -> Draft:
    """Return a draft of a .docx file.

    Raises:
        ContentError: If it is unsound, holds XML that reaches outside, or is larger than 64 MB unpacked.
    """
    with any_archive(path) as source:
        _refuse_unsound(source, path.name)
    draft = Draft(title)
    luggage = Luggage(Source({}), draft)
    pictures: dict[str, str] = {}

    def keep(image: Any) -> dict[str, str]:
        suffix = mimetypes.guess_extension(image.content_type or "") or ".bin"
        with image.open() as file:
            name = f"picture-{len(pictures) + 1}{suffix}"
            pictures[f"{_PICTURE}{name}"] = luggage.add(name, file.read(), f"{path.name}: {name}")
        return {"src": f"{_PICTURE}{name}"}

    try:
        images = mammoth.images.img_element(keep)
        done = mammoth.convert_to_html(io.BytesIO(path.read_bytes()), convert_image=images, style_map=_STYLES)
    except _DAMAGED as error:
        raise ContentError(
            f"{path.name} cannot be read", advice="Open it in Word and save it as .docx again."
        ) from error
    for message in dict.fromkeys(found.message for found in done.messages):
        draft.lose(path.name, _STYLE.sub(r"the look of the style “\g<name>” is not kept, and its words are", message))
    if named := _NAMED.search(done.value):
        draft.title = plain(_words(named["title"])) or title
    draft.pages = [
        page
        for html in _FIRST_LEVEL.split(done.value)
        if (page := _page(html, draft.title, pictures, draft)).title != draft.title or page.parts
    ]
    return draft


def _page(html: str, title: str, pictures: dict[str, str], draft: Draft) -> DraftPage:
    found = _TITLE.match(html)
    page = DraftPage(plain(_words(found["title"])) or title if found else title)
    body = markdown_of(
        html[found.end() :] if found else html,
        lambda target: _address(target, page, pictures, draft),
        lambda why: draft.lose(page.title, why),
    )
    if body:
        page.parts.append(body)
    return page


def _words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def _address(target: str, page: DraftPage, pictures: dict[str, str], draft: Draft) -> str:
    if target in pictures:
        return pictures[target]
    draft.lose(page.title, f"a link within the document is not kept: {target}")
    return ""


def _refuse_unsound(source: Source, name: str) -> None:
    """Refuse what mammoth is not to meet: it reads XML by other means than ours."""
    if "word/document.xml" not in source:
        raise ContentError(f"{name} is not a Word document", advice="Save it as .docx.")
    if sum(source.size(each) for each in source) > _MOST_BYTES:
        raise ContentError(f"{name} is larger than 64 MB unpacked", advice="Make its pictures smaller.")
    for each in source:
        # Relationships may lead to a part of any name, so its suffix does not say whether it is read as XML.
        refuse_document_type(source[each], f"{name}: {each}")
        if each.endswith((".xml", ".rels")):
            parse_xml(source[each], f"{name}: {each}")
