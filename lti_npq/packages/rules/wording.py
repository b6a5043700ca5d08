"""Whether the text is easy on its readers."""

import re
from collections.abc import Iterator

from lti_npq.packages.report import Problem
from lti_npq.packages.rules.subject import Subject

_LONG_PARAGRAPH, _LONG_SENTENCE = 170, 50
"""Words."""
_END_OF_SENTENCE = re.compile(r"(?<=[.!?:;])[’”\"')]*\s+")


def long_paragraphs(subject: Subject) -> Iterator[Problem]:
    for place, text in subject.traces.paragraphs:
        count = len(text.split())
        if count > _LONG_PARAGRAPH:
            message = f"this paragraph has {count} words"
            yield Problem.at(place, "information", "long-paragraph", message, "divide it where a new thought begins")


def long_sentences(subject: Subject) -> Iterator[Problem]:
    for place, text in subject.traces.paragraphs:
        if text.count(" ") < _LONG_SENTENCE:
            continue
        longest = max(len(sentence.split()) for sentence in _END_OF_SENTENCE.split(text))
        if longest > _LONG_SENTENCE:
            message = f"a sentence of this paragraph has {longest} words"
            yield Problem.at(place, "information", "long-sentence", message, "make two of it")
