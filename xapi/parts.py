"""The parts a statement is made of, as plain values that refuse what xAPI could not say.

Each part renders itself as the JSON object that xAPI has for it.
"""

import math
from typing import Self
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from xapi.encoding import JsonObject
from xapi.interactions import Interaction
from xapi.vocabulary import PROFILE, QUESTION, ActivityType


class Actor(Struct, frozen=True):
    """A person as an account on the platform: no name and no mail address, by design."""

    home_page: str
    """The platform's issuer, an absolute URL."""
    name: str
    """The platform's opaque subject for the person."""

    def as_agent(self) -> JsonObject:
        """Return the Agent, identified by its account alone."""
        return {"objectType": "Agent", "account": {"homePage": self.home_page, "name": self.name}}


class Activity(Struct, frozen=True):
    """Something a person does, or a larger thing that it belongs to."""

    id: str
    """An IRI that stays the same across versions of the content."""
    type: ActivityType
    name: str
    description: str | None = None
    interaction: Interaction | None = None
    """For a question, and only for a question."""

    def __post_init__(self) -> None:
        """Raise ValueError for a question without its interaction, or an interaction on anything else."""
        if (self.type == QUESTION) != (self.interaction is not None):
            raise ValueError(f"{self.id}: a question has an interaction and nothing else has")

    def as_object(self, language: str) -> JsonObject:
        """Return the Activity with its full definition, texts marked as being in `language`."""
        definition: JsonObject = {"type": self.type.iri, "name": {language: self.name}}
        if self.description is not None:
            definition["description"] = {language: self.description}
        if self.interaction is not None:
            definition |= self.interaction.definition(language)
        return {"objectType": "Activity", "id": self.id, "definition": definition}


class Score(Struct, frozen=True):
    """Points given out of a maximum, from nought upwards."""

    given: float
    maximum: float

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 <= given <= maximum, with a finite maximum above nought."""
        if not (0 <= self.given <= self.maximum and 0 < self.maximum < math.inf):
            raise ValueError(f"{self.given} out of {self.maximum} is not a score")

    def as_result(self) -> JsonObject:
        """Return xAPI's score, `scaled` to 4 places. Source: xAPI 1.0.3, Data, 2.4.5.1."""
        scaled = round(self.given / self.maximum, 4)
        return {"scaled": scaled, "raw": self.given, "min": 0, "max": self.maximum}


class Scene(Struct, frozen=True):
    """What all statements of one person's sitting have in common."""

    actor: Actor
    xapi_registration: UUID
    """See `xapi.identity.registration`."""
    platform: str
    """The software the person uses, for example the tool's name."""
    language: str
    """The language of the content, as in RFC 5646; also of the names of the activities."""
    revision: str
    """The version of the content."""
    profile: str
    """The IRI of the version of our xAPI profile that the statement follows."""
    session_id: str | None = None
    """None for what happens outside a sitting, such as marking."""
    parent: tuple[Activity, ...] = ()
    """What directly contains the object: the module of a page, the programme of a module."""
    grouping: tuple[Activity, ...] = ()
    """What it belongs to more widely: the programme, the course in the LMS."""

    def within(self, *parent: Activity) -> Self:
        """Return the same scene one level further in or out."""
        return replace(self, parent=parent)

    def context_activities(self) -> JsonObject:
        """Return xAPI's contextActivities, always as lists, without empty ones."""
        parts = {
            "parent": [activity.as_object(self.language) for activity in self.parent],
            "grouping": [activity.as_object(self.language) for activity in self.grouping],
            "category": [{"objectType": "Activity", "id": self.profile, "definition": {"type": PROFILE.iri}}],
        }
        return {relation: activities for relation, activities in parts.items() if activities}
