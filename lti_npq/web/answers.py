"""Answers to self-checks as forms send them, and what a form was made to offer."""

from werkzeug.datastructures import MultiDict

from lti_npq.domain.carrying import Offer, offer_of
from lti_npq.domain.questions import Choice, Matching, Ordering, Question, Response

_MATCH = "match-"


def response_in(form: MultiDict[str, str], question: Question) -> Response:
    """Return what a form answers to a question of this kind; what of it can be kept, the question itself knows.

    The form may have been made from another version of the question, so its own fields say what it holds.
    """
    match question:
        case Choice():
            return tuple(form.getlist("option"))
        case Ordering():
            return _order(form)
        case Matching():
            matches = ((name.removeprefix(_MATCH), key) for name, key in form.items() if name.startswith(_MATCH))
            return tuple(f"{item}.{key}" for item, key in matches if key)
        case _:
            return (form.get("answer", ""),)


def offer_field(question: Question) -> str:
    """Return what a form says of the question that it was made from: each key on offer, with the mark of its words."""
    return " ".join(f"{key}-{mark}" for key, mark in offer_of(question).items())


def offer_in(form: MultiDict[str, str]) -> Offer:
    """Return what was on offer when a form was made; empty if it does not say so."""
    parts = (each.partition("-") for each in form.get("offer", "").split())
    return {key: mark for key, _, mark in parts}


def _order(form: MultiDict[str, str]) -> Response:
    """Return the items by the places given to them; two of the same place stay as they stood before each other.

    How they stood before is the order of the fields themselves, as a browser sends them.
    """
    places = {key: form.get(f"place-{key}", type=int) for key in form.getlist("item")}
    given = {key: place for key, place in places.items() if place is not None}
    return tuple(sorted(given, key=lambda key: given[key]))
