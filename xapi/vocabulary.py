"""The words we use in statements: verbs, activity types and extensions, each with its IRI.

Every term but those in `OWN_TERMS` was coined by others and is published, so that an LRS and its reports know it
already. `profile.jsonld` describes all of them; a test keeps both in step.
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
_ADL: Final = "https://w3id.org/xapi/adl/verbs/"
_CMI5: Final = "https://w3id.org/xapi/cmi5/"
_VIDEO: Final = "https://w3id.org/xapi/video"

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
SUSPENDED: Final = Verb(_ADL_VERBS + "suspended", "paused")
TERMINATED: Final = Verb(_ADL_VERBS + "terminated", "left")
ABANDONED: Final = Verb(_ADL + "abandoned", "went silent in")
SATISFIED: Final = Verb(_ADL + "satisfied", "took part enough in")
VOIDED: Final = Verb(_ADL_VERBS + "voided", "took back")
PLAYED: Final = Verb(_VIDEO + "/verbs/played", "played")
PAUSED: Final = Verb(_VIDEO + "/verbs/paused", "paused")
SEEKED: Final = Verb(_VIDEO + "/verbs/seeked", "moved within")

MODULE: Final = ActivityType(_ADL_ACTIVITIES + "module", "module")
COURSE: Final = ActivityType(_ADL_ACTIVITIES + "course", "course")
PAGE: Final = ActivityType("https://w3id.org/xapi/acrossx/activities/page", "page")
QUESTION: Final = ActivityType(_ADL_ACTIVITIES + "cmi.interaction", "question")
ASSESSMENT: Final = ActivityType(_ADL_ACTIVITIES + "assessment", "assessment")
PROFILE: Final = ActivityType(_ADL_ACTIVITIES + "profile", "profile")
VIDEO: Final = ActivityType(_VIDEO + "/activity-type/video", "video")

VIDEO_PROFILE: Final = _VIDEO
"""The category of statements that follow the xAPI video profile too."""

SESSION_ID: Final = Extension(_CMI5 + "context/extensions/sessionid", "session")
"""In the context: text that is the same for every statement of one sitting."""

PROGRESS: Final = Extension(_CMI5 + "result/extensions/progress", "progress")
"""In the result: percent of the module that is done, an integer from 0 to 100."""

ATTEMPT: Final = Extension("http://id.tincanapi.com/extension/attempt-id", "attempt")
"""In the result: which submission of a task this was, an integer from 1."""

VIDEO_SESSION: Final = Extension(_VIDEO + "/extensions/session-id", "session of a video")
"""In the context: the same for all statements from one opening of a video to its end."""

VIDEO_LENGTH: Final = Extension(_VIDEO + "/extensions/length", "length of a video")
"""In the context: seconds."""

VIDEO_THRESHOLD: Final = Extension(_VIDEO + "/extensions/completion-threshold", "share of a video that completes it")
"""In the context: 0.0 to 1.0."""

VIDEO_TIME: Final = Extension(_VIDEO + "/extensions/time", "place in a video")
"""In the result: seconds from the beginning, as the two below."""

VIDEO_FROM: Final = Extension(_VIDEO + "/extensions/time-from", "place in a video moved from")
VIDEO_TO: Final = Extension(_VIDEO + "/extensions/time-to", "place in a video moved to")

VIDEO_PROGRESS: Final = Extension(_VIDEO + "/extensions/progress", "share of a video that was played")
"""In the result: 0.0 to 1.0, what was played twice counted once."""

VIDEO_SEGMENTS: Final = Extension(_VIDEO + "/extensions/played-segments", "parts of a video that were played")
"""In the result: text such as `0[.]12.5[,]30[.]41`."""

ENGAGEMENT_SHARE: Final = "engagement-share"
"""In the result: how far the programme's rule of engagement was met, 0.0 to 1.0; at least what it asks for."""

ENGAGEMENT_RULE: Final = "engagement-rule"
"""In the result: the version of that rule, text that changes whenever the rule does."""

OWN_TERMS: Final = (ENGAGEMENT_SHARE, ENGAGEMENT_RULE)
"""Extensions of our own; each installation publishes them under its own address."""


def own_term(profile: str, name: str) -> str:
    """Return the IRI of an extension of our own, beside the version of the profile that describes it."""
    return f"{profile.rpartition('/')[0]}/terms/{name}"
