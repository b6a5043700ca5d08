"""The published xAPI profile, for programs and for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xapi import profile
from xapi.encoding import JsonObject

PROFILE_PATH: Final = profile.PATH
VERSION_PATH: Final = profile.VERSION_PATH

_KINDS = {
    "Verb": "Verb",
    "ActivityType": "Kind of activity",
    "ContextExtension": "Extension of the context",
    "ResultExtension": "Extension of the result",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that the profile describes."""

    id: str
    kind: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The profile as people read it."""

    title: str
    about: str
    version: str
    order: str
    """In which order statements come."""
    statements: Sequence[Entry]
    words: Sequence[Entry]


def document(site: str) -> bytes:
    """Return the profile as JSON-LD."""
    return profile.document(site)


def profile_view(site: str) -> ProfileView:
    """Return the profile in words."""
    found = profile.profile(site)
    [primary] = [pattern for pattern in found["patterns"] if pattern["primary"]]
    return ProfileView(
        title=_words(found["prefLabel"]),
        about=_words(found["definition"]),
        version=found["versions"][-1]["id"],
        order=_words(primary["definition"]),
        statements=[_entry(template, "Statement") for template in found["templates"]],
        words=[_entry(concept, _KINDS[concept["type"]]) for concept in found["concepts"]],
    )


def describes(site: str, path: str) -> bool:
    """Whether a path of this site is the address of something in the profile."""
    found = profile.profile(site)
    parts = [*found["versions"], *found["concepts"], *found["templates"], *found["patterns"]]
    return site + path in {found["id"], *(part["id"] for part in parts)}


def _entry(part: JsonObject, kind: str) -> Entry:
    return Entry(part["id"], kind, _words(part["prefLabel"]), _words(part["definition"]))


def _words(languages: dict[str, str]) -> str:
    return next(iter(languages.values()))
