"""One builder per event of a film, as the xAPI video profile has them; otherwise like `xapi.statements`.

Places and lengths are seconds. `viewing` is the same for everything from one opening of a film to its end.

Source: xAPI Video Profile 1.0, Statement Data Model (https://w3id.org/xapi/video).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from xapi import vocabulary as words
from xapi.assembling import statement
from xapi.encoding import JsonObject
from xapi.encoding import duration as iso_duration
from xapi.parts import Activity, Scene

Segment = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Viewing:
    """One opening of a film."""

    id: UUID
    length: float
    threshold: float = 1.0
    """The share to be played for the film to count as seen, above 0.0 to 1.0."""

    def __post_init__(self) -> None:
        """Raise ValueError for a film without length, or a threshold that is no share."""
        if not (0 < self.length < float("inf") and 0 < self.threshold <= 1):
            raise ValueError(f"a film of {self.length} seconds cannot be seen at {self.threshold}")


@dataclass(frozen=True, slots=True)
class Playback:
    """How far somebody came with a film."""

    time: float
    """Where it stands."""
    segments: Sequence[Segment]
    """What was played until now, in the order in which it was; the same part perhaps more than once."""


def initialized(scene: Scene, film: Activity, viewing: Viewing, *, statement_id: UUID, at: datetime) -> JsonObject:
    """Say that the film is ready to be played."""
    return _seen(scene, words.INITIALIZED, film, viewing, {}, statement_id, at)


def played(
    scene: Scene, film: Activity, viewing: Viewing, *, time: float, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that it plays from here on."""
    return _seen(scene, words.PLAYED, film, viewing, _places(viewing, {words.VIDEO_TIME: time}), statement_id, at)


def paused(
    scene: Scene, film: Activity, viewing: Viewing, playback: Playback, *, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that it stopped here, and what was played until now."""
    return _seen(scene, words.PAUSED, film, viewing, _reached(viewing, playback), statement_id, at)


def seeked(
    scene: Scene,
    film: Activity,
    viewing: Viewing,
    *,
    time_from: float,
    time_to: float,
    statement_id: UUID,
    at: datetime,
) -> JsonObject:
    """Say that the person moved from one place to another."""
    result = _places(viewing, {words.VIDEO_FROM: time_from, words.VIDEO_TO: time_to})
    return _seen(scene, words.SEEKED, film, viewing, result, statement_id, at)


def completed(
    scene: Scene,
    film: Activity,
    viewing: Viewing,
    playback: Playback,
    *,
    duration: timedelta,
    statement_id: UUID,
    at: datetime,
) -> JsonObject:
    """Say that as much was played as makes the film count as seen.

    Raises:
        ValueError: If it was less.
    """
    if share_of(viewing, playback.segments) < viewing.threshold:
        raise ValueError("less was played than makes the film count as seen")
    result = _reached(viewing, playback) | {"completion": True, "duration": iso_duration(duration)}
    return _seen(scene, words.COMPLETED, film, viewing, result, statement_id, at)


def terminated(
    scene: Scene, film: Activity, viewing: Viewing, playback: Playback, *, statement_id: UUID, at: datetime
) -> JsonObject:
    """Say that the film was closed here."""
    return _seen(scene, words.TERMINATED, film, viewing, _reached(viewing, playback), statement_id, at)


def share_of(viewing: Viewing, segments: Sequence[Segment]) -> float:
    """Return how much of the film was played, 0.0 to 1.0; what was played twice counts once."""
    covered = reached = 0.0
    for begun, ended in sorted(segments):
        covered += max(0.0, ended - max(begun, reached))
        reached = max(reached, ended)
    return round(min(covered / viewing.length, 1.0), 4)


def _reached(viewing: Viewing, playback: Playback) -> JsonObject:
    """Return a result that says where the film stands and what was played of it."""
    segments = playback.segments
    if any(begun > ended for begun, ended in segments):
        raise ValueError(f"not parts of a film: {segments}")
    edges = [edge for segment in segments for edge in segment]
    result = _places(viewing, {words.VIDEO_TIME: playback.time}, *edges)
    result["extensions"] |= {
        words.VIDEO_PROGRESS.iri: share_of(viewing, segments),
        words.VIDEO_SEGMENTS.iri: "[,]".join(f"{begun:.12g}[.]{ended:.12g}" for begun, ended in segments),
    }
    return result


def _places(viewing: Viewing, named: dict[words.Extension, float], *others: float) -> JsonObject:
    """Return a result that names places in the film; the others need only be some."""
    places = [*named.values(), *others]
    if any(not 0 <= place <= viewing.length for place in places):
        raise ValueError(f"not places of a film of {viewing.length} seconds: {places}")
    return {"extensions": {term.iri: round(place, 3) for term, place in named.items()}}


def _seen(
    scene: Scene,
    verb: words.Verb,
    film: Activity,
    viewing: Viewing,
    result: JsonObject,
    statement_id: UUID,
    at: datetime,
) -> JsonObject:
    said = statement(scene, verb, film, statement_id, at, result=result)
    of_video = {words.VIDEO_SESSION.iri: str(viewing.id), words.VIDEO_LENGTH.iri: viewing.length}
    if viewing.threshold != 1:
        of_video[words.VIDEO_THRESHOLD.iri] = viewing.threshold
    said["context"]["extensions"] = said["context"].get("extensions", {}) | of_video
    category = {"objectType": "Activity", "id": words.VIDEO_PROFILE, "definition": {"type": words.PROFILE.iri}}
    said["context"]["contextActivities"]["category"].append(category)
    return said
