"""Every sentence that tells an author what is wrong stands in the documentation."""

import ast
import re

import pytest

from architecture import sentences
from architecture.sentences import NotWritten, Sentence
from lti_npq.packages.codes import WHY

_ROW = re.compile(r"^\| `([\w-]+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def _said(code: str) -> list[Sentence]:
    return list(sentences.said_in(ast.parse(code), sentences.ROOT / "lti_npq" / "somewhere.py"))


def test_every_sentence_of_the_code_is_listed_and_no_other():
    listed = _ROW.findall(sentences.PAGE.read_text())
    assert listed == _ROW.findall(sentences.page())
    assert len(listed) == len(set(listed)) == len(sentences.sentences())


def test_the_page_is_what_the_code_makes_of_it():
    assert sentences.PAGE.read_text() == sentences.page()


def test_every_code_says_something():
    assert set(WHY) <= {each.under for each in sentences.sentences()}


def test_a_new_sentence_would_be_found():
    code = """
def look(report, place, word):
    message = f"there is no {word!r} in {place}"
    report.error(place, "unknown-key", message, did_you_mean(word, [], "remove it"))
    if not word:
        raise ContentError("nothing is there")
"""
    fix = "did you mean …? Otherwise: remove it"
    advice = "Nothing was changed: mend what is named above, then try again."
    assert _said(code) == [
        Sentence("unknown-key", "there is no '…' in …", fix),
        Sentence("ContentError", "nothing is there", advice),
    ]


def test_what_a_helper_passes_on_is_listed_where_it_is_said():
    code = """
def _error(code, message, fix):
    report.error(place, code, message, fix)

_error("yaml", "it is broken", "mend it")
"""
    assert _said(code) == [Sentence("yaml", "it is broken", "mend it")]


def test_a_sentence_that_is_put_together_elsewhere_is_refused():
    with pytest.raises(NotWritten, match=r"somewhere\.py:1"):
        _said('report.error(place, "yaml", words(), "mend it")')
