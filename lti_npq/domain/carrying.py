"""Answers carried over to another version of their question.

With an answer it is kept what was on offer, each key with a mark of its words. So an answer stays with the words that
were chosen, whatever letter or place they have now; words that are nowhere any more are taken to be put otherwise
where their key is still free.
"""

from collections.abc import Mapping
from hashlib import sha256

from lti_npq.domain.questions import Choice, Matching, Ordering, Question, Response, plainly

Offer = Mapping[str, str]
"""Marks of words by key; empty where people write what they like."""

_MARK = 12
"""Hexadecimal digits of a mark: enough to tell a question's options apart."""


def offer_of(question: Question) -> Offer:
    """Return what a question offers."""
    match question:
        case Choice():
            words = {option.key: option.text or option.html for option in question.options}
        case Ordering():
            words = {item.key: item.text or item.html for item in question.items}
        case Matching():
            words = {item.key: item.text or item.html for item in question.items} | dict(question.offered)
        case _:
            words = {}
    return {key: _mark(question.kind, text) for key, text in words.items()}


def carried(question: Question, chosen: Response, offer: Offer) -> Response:
    """Return an answer as a response to the question as it is now; empty if it does not fit as a whole.

    Args:
        offer: What was on offer when it was given.
    """
    if not offer:
        return question.accept(chosen)
    keys = _moved(offer, offer_of(question))
    parts = [[keys.get(part, "") for part in each.split(".")] for each in chosen]
    return question.accept(tuple(map(".".join, parts))) if all(map(all, parts)) else ()


def _moved(old: Offer, new: Offer) -> dict[str, str]:
    """Return the key that each old one has become."""
    by_mark = {mark: key for key, mark in new.items()}
    moved = {key: key if new.get(key) == mark else by_mark[mark] for key, mark in old.items() if mark in by_mark}
    free = new.keys() - set(moved.values())
    return moved | {key: key for key in old if key not in moved and key in free}


def _mark(kind: str, words: str) -> str:
    return sha256(f"{kind}/{plainly(words)}".encode()).hexdigest()[:_MARK]
