"""Answers to self-checks as forms send them."""

from werkzeug.datastructures import MultiDict

from lti_npq.domain.questions import Choice, Matching, Ordering, Question, Response


def response_in(form: MultiDict[str, str], question: Question) -> Response:
    """Return what a form answers to a question; what of it can be kept, the question itself knows."""
    match question:
        case Choice():
            return tuple(form.getlist("option"))
        case Ordering():
            return _order(form, question)
        case Matching():
            return tuple(f"{item.key}.{form.get(f'match-{item.key}', '')}" for item in question.items)
        case _:
            return (form.get("answer", ""),)


def _order(form: MultiDict[str, str], question: Ordering) -> Response:
    """Return the items by the places given to them; two of the same place stay as they stood before each other.

    How they stood before is the order of the fields themselves, as a browser sends them.
    """
    known = [item.key for item in question.items]
    places = {key: form.get(f"place-{key}", type=int) for key in form.getlist("item") if key in known}
    given = {key: place for key, place in places.items() if place is not None}
    return tuple(sorted(given, key=lambda key: given[key]))
