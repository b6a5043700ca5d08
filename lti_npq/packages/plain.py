"""Text without a mark of Markdown, as most answers and feedback are: told at a glance, and shown without a parser."""

import re

_LETTERS = "A-Za-z\u00c0-\u024f"
_MARKS = ",.;:?!'’‘“”\"()%/–—…-"
"""What means nothing to Markdown inside a line, and nothing to HTML."""
# A line that begins with another mark, a digit or a space may begin a list, a heading or code; spaces at its end break
# it.
_LINE = f"[{_LETTERS}“‘\"'(](?:[{_LETTERS}0-9 {_MARKS}]*[{_LETTERS}0-9{_MARKS}])?"
_PLAIN = re.compile(f"{_LINE}(?:\n{_LINE})*")


def is_plain(text: str) -> bool:
    """Whether Markdown makes one paragraph of a text and leaves every character as it is."""
    return _PLAIN.fullmatch(text) is not None
