"""What a new version changes for people who are in mid-course."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from lti_npq.domain.carrying import carried, offer_of
from lti_npq.domain.pieces import Piece, What, pieces
from lti_npq.domain.programme import Module, Page, Programme
from lti_npq.domain.progress import Done, is_complete
from lti_npq.domain.questions import Choice, Matching, Ordering, Question, Response

How = Literal["added", "removed", "moved", "changed"]

_WORDING = frozenset({"summary", "text"})
"""Aspects too long to be shown as they were and as they are."""

_By = Mapping[tuple[What, str], Piece]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing about a piece that is not as it was."""

    name: str
    old: str | int | None
    """None where it is too much to show, as a text is."""
    new: str | int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One piece that is not as it was."""

    how: How
    what: What
    key: str
    title: str
    where: str
    """Key of the module or page that it stands in, or stood in if it was removed."""
    aspects: tuple[Aspect, ...] = ()
    """What changed; of a piece that moved, the place."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two versions of a programme, and what that means for those who have begun."""

    changes: tuple[Change, ...]
    """In the order of study, what was removed last."""
    reopened: tuple[str, ...]
    """Keys of the modules that are unfinished again for those who had finished them."""
    hidden: tuple[str, ...]
    """Keys of the questions and writings of which an answer given before may no longer be shown."""
    minutes_before: int
    """Of online study."""
    minutes_after: int


def compare(old: Programme, new: Programme) -> Changes:
    """Return what differs between two versions of one programme."""
    before = {(piece.what, piece.key): piece for piece in pieces(old)}
    after = {(piece.what, piece.key): piece for piece in pieces(new)}
    gone = [Change("removed", *_named(piece)) for name, piece in before.items() if name not in after]
    return Changes(
        changes=(*_arrived(before, after), *gone),
        reopened=tuple(_reopened(old, new)),
        hidden=tuple(_hidden(old, new, before)),
        minutes_before=old.study_minutes,
        minutes_after=new.study_minutes,
    )


def _arrived(before: _By, after: _By) -> Iterator[Change]:
    """Yield what the pieces of the new version are beside those of the old."""
    in_order = _in_order(before, after)
    for name, piece in after.items():
        if name not in before:
            yield Change("added", *_named(piece))
            continue
        was = before[name]
        if was.where != piece.where:
            yield Change("moved", *_named(piece), (Aspect("place", was.where, piece.where),))
        elif name not in in_order:
            yield Change("moved", *_named(piece), (Aspect("order", None, None),))
        if aspects := tuple(_differing(was, piece)):
            yield Change("changed", *_named(piece), aspects)


def _named(piece: Piece) -> tuple[What, str, str, str]:
    return piece.what, piece.key, piece.title, piece.where


def _differing(was: Piece, piece: Piece) -> Iterator[Aspect]:
    for name, new in piece.aspects.items():
        if (old := was.aspects[name]) != new:
            yield Aspect(name, _shown(name, old), _shown(name, new))


def _shown(name: str, value: object) -> str | int | None:
    return value if isinstance(value, str | int) and name not in _WORDING else None


def _in_order(before: _By, after: _By) -> set[tuple[What, str]]:
    """Return the pieces that stand among their old neighbours as they did: all but the few that were moved."""
    stayed = {name for name, piece in after.items() if name in before and before[name].where == piece.where}
    old, new = _by_place(before, stayed), _by_place(after, stayed)
    kept: set[tuple[What, str]] = set()
    for place, names in new.items():
        for block in SequenceMatcher(None, old[place], names, autojunk=False).get_matching_blocks():
            kept.update(names[block.b : block.b + block.size])
    return kept


def _by_place(found: _By, names: AbstractSet[tuple[What, str]]) -> dict[tuple[bool, str], list[tuple[What, str]]]:
    """Return names by the place that they stand in; tasks stand beside a module's pages, not among them."""
    places = defaultdict(list)
    for name, piece in found.items():
        if name in names:
            places[piece.what == "task", piece.where].append(name)
    return places


def _reopened(old: Programme, new: Programme) -> Iterator[str]:
    """Yield the modules whose old work alone does not finish them."""
    for module in new.modules:
        was = old.module(module.key)
        if was is not None and not is_complete(module, _all_of(was)):
            yield module.key


def _all_of(module: Module) -> Done:
    return Done(
        pages={page.key for page in module.pages},
        questions={question.key for page in module.pages for question in page.questions()},
        writings={writing.key for page in module.pages for writing in page.writings()},
    )


def _hidden(old: Programme, new: Programme, before: _By) -> Iterator[str]:
    for what, key in before:
        was = old.question(key) if what == "question" else None
        if (was and not _takes_all(new.question(key), was[1])) or (what == "writing" and not new.writing(key)):
            yield key


def _takes_all(found: tuple[Page, Question] | None, old: Question) -> bool:
    """Whether every answer that could be given to the old question can still be shown at what was found."""
    if found is None:
        return False
    _, new = found
    return new.kind == old.kind and all(carried(new, answer, offer_of(old)) for answer in _possible(old))


def _possible(question: Question) -> Iterator[Response]:
    """Yield what can be answered, piece by piece; nothing where people write what they like."""
    match question:
        case Choice():
            yield from ((option.key,) for option in question.options)
        case Ordering():
            yield question.correct_keys
        case Matching():
            yield from ((f"{item.key}.{key}",) for item in question.items for key, _ in question.offered)
