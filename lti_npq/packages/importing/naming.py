"""Ids and file names made from titles: the same titles give the same ids."""

import re
from unicodedata import normalize

_LONGEST = 50
"""Leaves room for the number of a name that is taken; an id has at most 60 characters."""


class Names:
    """The ids of one package, each given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, title: str, otherwise: str) -> str:
        """Return an id that says what a title says, or `otherwise` if its letters are no id's."""
        base, number = slug(title, otherwise), 1
        name = base
        while name in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._taken.add(name)
        return name


def slug(title: str, otherwise: str) -> str:
    """Return a title in lower-case letters, digits and hyphens, cut at a word."""
    ascii_only = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_only.replace("'", ""))
    if words and not words[0][0].isalpha():
        words.insert(0, otherwise)
    name = ""
    for word in words:
        if len(name) + len(word) >= _LONGEST:
            break
        name = f"{name}-{word}" if name else word
    return name or otherwise
