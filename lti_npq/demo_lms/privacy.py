"""How much of a person each tool is told. Source: Canvas's documentation of LTI privacy levels."""

from collections.abc import Collection
from enum import StrEnum

from lti_npq.demo_lms.habits import Habits
from lti_npq.demo_lms.people import Person

_NAMES = {"name", "given_name", "family_name"}


class PrivacyLevel(StrEnum):
    """What a tool asks to be told, in Canvas's words; what custom parameters ask for is no part of it."""

    ANONYMOUS = "anonymous"
    NAME_ONLY = "name_only"
    EMAIL_ONLY = "email_only"
    PUBLIC = "public"

    @property
    def has_names(self) -> bool:
        return self in {PrivacyLevel.NAME_ONLY, PrivacyLevel.PUBLIC}

    @property
    def has_address(self) -> bool:
        return self in {PrivacyLevel.EMAIL_ONLY, PrivacyLevel.PUBLIC}

    @property
    def in_words(self) -> str:
        told = [word for word, holds in (("names", self.has_names), ("e-mail addresses", self.has_address)) if holds]
        return " and ".join(told) or "nothing"

    @classmethod
    def for_claims(cls, claims: Collection[str]) -> "PrivacyLevel":
        """Return the level of a tool that names claims and no level."""
        if "picture" in claims:
            return cls.PUBLIC
        if "email" in claims:
            return cls.PUBLIC if _NAMES & set(claims) else cls.EMAIL_ONLY
        return cls.NAME_ONLY if _NAMES & set(claims) else cls.ANONYMOUS


def told_of(person: Person, level: PrivacyLevel, habits: Habits) -> dict[str, str]:
    """Return names and address, as launches and rosters have them for a tool of this level."""
    names = {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
    told = names if level.has_names else {}
    told |= {"email": person.email} if level.has_address else {}
    return told if habits.names_shared else {}
