"""What a source is, by its look, and the draft that becomes of it."""

import re
from pathlib import Path

from lti_npq.errors import ContentError
from lti_npq.packages.importing.cartridge import read_cartridge
from lti_npq.packages.importing.drafts import Draft, legible
from lti_npq.packages.importing.folder import read_folder
from lti_npq.packages.importing.gift import read_gift
from lti_npq.packages.importing.hypertext import markdown_of
from lti_npq.packages.importing.qti import read_qti
from lti_npq.packages.importing.text2qti import read_text2qti
from lti_npq.packages.importing.word import read_word
from lti_npq.packages.importing.xml import parse_xml
from lti_npq.packages.source import read_files

_MOST_TEXT = 8 * 1024 * 1024
"""Bytes of one file of questions."""
_ADVICE = "Give a folder of Markdown, a .docx, .imscc or .zip, a QTI .xml, or a .gift or .txt file of questions."


def read_draft(path: Path, title: str | None) -> Draft:
    """Return a draft of whatever lies at `path`.

    Raises:
        ContentError: If that is nothing that can be imported, or is unsound.
    """
    draft = _draft(path, title or path.stem)
    if title:
        draft.title = title
    if not draft.pages:
        told = "; ".join(f"{loss.place}: {loss.reason}" for loss in draft.losses[:3]) or "nothing was found in it"
        raise ContentError(f"{path.name} holds nothing that could be carried over: {told}", advice=_ADVICE)
    return draft


def _draft(path: Path, title: str) -> Draft:
    if path.is_dir():
        return read_folder(read_files(path), title)
    if not path.is_file():
        raise ContentError(f"there is no file or folder {path}", advice="Check the spelling.")
    if path.suffix.lower() in {".gift", ".txt", ".text2qti"}:
        return _read_questions(path, title)
    if path.suffix.lower() == ".docx":
        return read_word(path, title)
    if path.suffix.lower() in {".imscc", ".zip"}:
        return read_cartridge(path, title)
    if path.suffix.lower() == ".xml":
        return _read_qti(path, title)
    raise ContentError(f"{path.name} is of a kind that cannot be imported", advice=_ADVICE)


def _read_qti(path: Path, title: str) -> Draft:
    draft = Draft(title)
    _refuse_large(path)

    def markup(html: str) -> str:
        return markdown_of(html, lose=lambda why: draft.lose(path.name, why))

    read_qti(parse_xml(path.read_bytes(), path.name), title, draft, markup)
    return draft


def _read_questions(path: Path, title: str) -> Draft:
    text = _text(path)
    is_text2qti = path.suffix.lower() == ".text2qti" or (path.suffix.lower() == ".txt" and _is_text2qti(text))
    return read_text2qti(text, title) if is_text2qti else read_gift(text, title)


def _is_text2qti(text: str) -> bool:
    """Tell text2qti from GIFT, which has braces and whose lines start with no numbers."""
    return bool(re.search(r"^(Quiz title:|\d+\.[ \t]+\S)", text, re.MULTILINE)) and "{" not in text.partition("\n1.")[0]


def _refuse_large(path: Path) -> None:
    if path.stat().st_size > _MOST_TEXT:
        raise ContentError(f"{path.name} is larger than {_MOST_TEXT // 1024**2} MB", advice="Divide it into several.")


def _text(path: Path) -> str:
    _refuse_large(path)
    try:
        return legible(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name} is not UTF-8", advice="Save the file as UTF-8.") from error
