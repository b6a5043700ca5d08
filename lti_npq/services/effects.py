"""What a change means for somebody who has begun, in words for an author."""

from collections.abc import Iterator, Mapping

from lti_npq.domain.changes import Aspect, Change, How
from lti_npq.domain.pieces import What

_OF_PIECES: Mapping[tuple[How, What], str] = {
    ("added", "module"): "It is there for everybody, and not begun.",
    ("added", "page"): "Its module is finished only when it is read.",
    ("added", "question"): "Its module is finished only when it is answered.",
    ("added", "writing"): "Its module is finished only when something is written there.",
    ("added", "task"): "It also waits for those who have finished its module.",
    ("removed", "module"): "What people did in it is kept, counts no longer, and counts again if it comes back.",
    ("removed", "page"): "That people read it is kept, counts no longer, and counts again if it comes back.",
    ("removed", "question"): "Answers are kept and no longer shown.",
    ("removed", "writing"): "What people wrote is kept, and they no longer see it.",
    ("removed", "task"): "Nobody can hand in any more. What was handed in is still shown and marked.",
    ("moved", "module"): "What people did in it stays.",
    ("moved", "page"): "Whoever read it has read it where it stands now.",
    ("moved", "question"): "Answers go with it.",
    ("moved", "writing"): "What people wrote goes with it.",
    ("moved", "task"): "Drafts and answers go with it.",
}

_HANDED_IN = "What was handed in is shown and marked with the task as it was."

OF_ASPECTS: Mapping[tuple[What, str], str] = {
    ("programme", "engagement"): "Everybody's share of the work is held against the new rule, from now on.",
    ("page", "minutes"): "How far people are is weighed by the new minutes; what they read stays read.",
    ("question", "kind"): "It stays answered. An answer that does not fit the new kind is no longer shown.",
    ("question", "options"): (
        "Answers stay on record as they were judged, and with the words that were chosen. If those are put otherwise "
        "now, the letter or number tells where; if they are gone, the answer is no longer shown."
    ),
    ("question", "right answer"): (
        "Answers stay on record as they were judged. Shown again, they are judged by the new right answer."
    ),
    ("task", "brief"): _HANDED_IN,
    ("task", "prompts"): f"{_HANDED_IN} A draft for a prompt that is gone is kept and no longer shown.",
    ("task", "criteria"): _HANDED_IN,
    ("task", "word limit"): "What was handed in stays; a draft must keep to the new limit.",
    ("task", "maximum"): (
        "Marks given stay as they are. A gradebook column that exists keeps the old maximum, and the LMS converts "
        "scores to it; a new column has the new one."
    ),
}


def effects(change: Change) -> Iterator[str]:
    """Yield what a change means for people in mid-course; nothing where it means nothing."""
    if (change.how, change.what) in _OF_PIECES:
        yield _OF_PIECES[change.how, change.what]
    seen = (OF_ASPECTS.get((change.what, aspect.name), "") for aspect in _of_change(change))
    yield from dict.fromkeys(filter(None, seen))


def in_words(aspect: Aspect) -> str:
    """Return what changed about a piece: its name, and both values where they are short."""
    if aspect.old is None or aspect.new is None:
        return aspect.name
    old, new = ("none" if value == "" else value for value in (aspect.old, aspect.new))
    return f"{aspect.name}: {old} → {new}"


def _of_change(change: Change) -> tuple[Aspect, ...]:
    return change.aspects if change.how == "changed" else ()
