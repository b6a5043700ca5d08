"""The words we use in statements: verbs, activity types and extensions, each with its IRI.

Every term was coined by others and is published, so that an LRS and its reports know it already.
"""

from dataclasses import dataclass
from typing import Final

VOCABULARY_LANGUAGE: Final = "en-GB"
"""The language of the display names below; an LRS shows them, it never compares them."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary."""

    iri: str
    name: str
    """For people, in `VOCABULARY_LANGUAGE`."""


class Verb(Term):
    """What somebody did."""

    __slots__ = ()


class ActivityType(Term):
    """What kind of thing it was done to."""

    __slots__ = ()


class Extension(Term):
    """A property that xAPI itself does not have."""

    __slots__ = ()


_ADL_VERBS: Final = "http://adlnet.gov/expapi/verbs/"
_ADL_ACTIVITIES: Final = "http://adlnet.gov/expapi/activities/"
_CMI5: Final = "https://w3id.org/xapi/cmi5/"

LAUNCHED: Final = Verb(_ADL_VERBS + "launched", "launched")
INITIALIZED: Final = Verb(_ADL_VERBS + "initialized", "started")
RESUMED: Final = Verb(_ADL_VERBS + "resumed", "resumed")
EXPERIENCED: Final = Verb(_ADL_VERBS + "experienced", "studied")
PROGRESSED: Final = Verb(_ADL_VERBS + "progressed", "progressed in")
ANSWERED: Final = Verb(_ADL_VERBS + "answered", "answered")
SUBMITTED: Final = Verb("http://activitystrea.ms/submit", "submitted")
SCORED: Final = Verb(_ADL_VERBS + "scored", "was given a score for")
PASSED: Final = Verb(_ADL_VERBS + "passed", "passed")
FAILED: Final = Verb(_ADL_VERBS + "failed", "did not pass")
COMPLETED: Final = Verb(_ADL_VERBS + "completed", "completed")

MODULE: Final = ActivityType(_ADL_ACTIVITIES + "module", "module")
COURSE: Final = ActivityType(_ADL_ACTIVITIES + "course", "course")
PAGE: Final = ActivityType("https://w3id.org/xapi/acrossx/activities/page", "page")
QUESTION: Final = ActivityType(_ADL_ACTIVITIES + "cmi.interaction", "question")
ASSESSMENT: Final = ActivityType(_ADL_ACTIVITIES + "assessment", "assessment")
PROFILE: Final = ActivityType(_ADL_ACTIVITIES + "profile", "profile")

SESSION_ID: Final = Extension(_CMI5 + "context/extensions/sessionid", "session")
"""In the context: text that is the same for every statement of one sitting."""

PROGRESS: Final = Extension(_CMI5 + "result/extensions/progress", "progress")
"""In the result: percent of the module that is done, an integer from 0 to 100."""

ATTEMPT: Final = Extension("http://id.tincanapi.com/extension/attempt-id", "attempt")
"""In the result: which submission of a task this was, an integer from 1."""
