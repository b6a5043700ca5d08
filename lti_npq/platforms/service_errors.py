"""What a platform's service meant by refusing, and who can do something about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, StrEnum, auto

from lti_npq.platforms.door import Answer, DoorError

LONGEST_WAIT_SECONDS = 3_600.0


class Remedy(Enum):
    """What helps."""

    WAIT = auto()
    """Trying again later; the LMS as a whole has trouble, so nothing else is sent to it until then."""
    WAIT_ALONE = auto()
    """Trying again later; the trouble is this score's own, and others go on."""
    READ_BACK = auto()
    """Reading the result: something newer stands there already."""
    NEW_COLUMN = auto()
    """Finding or making the gradebook's column again: the known one is gone."""
    RIGHTS = auto()
    """Somebody who may give this tool more rights in the LMS; trying again by itself does not help."""
    PERSON = auto()
    """Somebody who looks after the LMS or the course; trying again by itself does not help."""


BY_PEOPLE = frozenset({Remedy.RIGHTS, Remedy.PERSON})


class Doing(StrEnum):
    """What was asked of the platform, as words to continue a sentence with."""

    ACCESS = "give access to its services"
    COLUMNS = "list the gradebook's columns"
    MAKING = "make a gradebook column"
    SCORE = "take the grade"
    RESULT = "show the grade"
    NOTICES = "agree to tell of copied courses"
    ROSTER = "list the people of a course"
    GROUPS = "list the groups of a course"


class ServiceError(Exception):
    """A service call that came to nothing."""

    def __init__(
        self, words: str, remedy: Remedy, retry_after: float | None = None, *, shuts_out: bool = False
    ) -> None:
        super().__init__(words)
        self.words = words
        self.remedy = remedy
        self.retry_after = retry_after
        """Seconds, where the platform named them."""
        self.shuts_out = shuts_out
        """Whether the platform no longer lets this tool in at all, rather than not to one thing."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """One way of refusing; what is not named may be anything."""

    status: range
    remedy: Remedy
    words: str
    doing: frozenset[Doing] = frozenset(Doing)
    says: bytes = b""
    """In lower case, somewhere in the body."""
    asks_to_wait: bool = False
    """Whether it must come with a Retry-After header."""

    def fits(self, answer: Answer, doing: Doing) -> bool:
        return (
            answer.status in self.status
            and doing in self.doing
            and (not self.says or self.says in answer.body[:_MOST_READ].lower())
            and (not self.asks_to_wait or "Retry-After" in answer.headers)
        )


_MOST_READ = 10_000


def _only(status: int) -> range:
    return range(status, status + 1)


_SCORE, _ACCESS = frozenset({Doing.SCORE}), frozenset({Doing.ACCESS})
_OF_COLUMN = frozenset({Doing.SCORE, Doing.RESULT})
_SLOWER = "it asks for fewer requests, so the tool waits"
_DENIED = "it does not allow that; its administrator can, in the settings of the tool"
_NOT_GRADED = "the person is not, or no longer, a participant of the course there"
_ENDS = range(100, 600)

# The first that fits counts.
_REFUSALS = (
    # Moodle fetches our keys itself, and shows a page of its own where it cannot.
    _Refusal(_only(404), Remedy.WAIT, "it could not fetch this tool's public keys", _ACCESS),
    _Refusal(_only(400), Remedy.RIGHTS, _DENIED, _ACCESS, b"invalid_scope"),
    _Refusal(_only(401), Remedy.RIGHTS, "it no longer knows this tool's access; register the tool again"),
    # Canvas throttled with 403 before it did with 429.
    _Refusal(_only(403), Remedy.WAIT, _SLOWER, says=b"rate limit"),
    _Refusal(_only(403), Remedy.WAIT, _SLOWER, asks_to_wait=True),
    _Refusal(_only(403), Remedy.RIGHTS, _DENIED),
    _Refusal(_only(429), Remedy.WAIT, _SLOWER),
    _Refusal(_only(409), Remedy.READ_BACK, "a newer grade stands there", _SCORE),
    _Refusal(_only(400), Remedy.READ_BACK, "a newer grade stands there", _SCORE, b"before last updated timestamp"),
    _Refusal(_only(400), Remedy.PERSON, _NOT_GRADED, _SCORE, b"incorrect score received"),
    _Refusal(_only(422), Remedy.PERSON, "the person has no attempts left there", _SCORE, b"attempts"),
    _Refusal(_only(422), Remedy.PERSON, _NOT_GRADED, _SCORE),
    _Refusal(_only(404), Remedy.NEW_COLUMN, "the column is gone from the gradebook", _OF_COLUMN),
    _Refusal(_only(410), Remedy.NEW_COLUMN, "the column is gone from the gradebook", _OF_COLUMN),
    _Refusal(_only(404), Remedy.PERSON, "it says that there is no such course"),
    _Refusal(_only(500), Remedy.WAIT_ALONE, "something there failed; the grade may be locked in the gradebook", _SCORE),
    _Refusal(_only(408), Remedy.WAIT, "it took too long"),
    _Refusal(_only(425), Remedy.WAIT, "it asks to try again later"),
    _Refusal(range(500, 600), Remedy.WAIT, "it is out of order for the moment"),
    _Refusal(range(300, 400), Remedy.PERSON, "it sends this tool elsewhere; check the addresses of the registration"),
    _Refusal(_ENDS, Remedy.PERSON, "it does not accept what was sent"),
)


def unreachable(failure: DoorError) -> ServiceError:
    return ServiceError(f"the LMS could not be reached: {failure}", Remedy.WAIT)


def malformed(what: str) -> ServiceError:
    """Return the error for an answer that says yes and then makes no sense: never to be taken for "nothing there"."""
    return ServiceError(f"the LMS's answer makes no sense: {what}", Remedy.WAIT)


def refused(answer: Answer, doing: Doing) -> ServiceError:
    """Return what an answer other than yes stands for."""
    refusal = next((known for known in _REFUSALS if known.fits(answer, doing)), _REFUSALS[-1])
    words = f"the LMS did not {doing}: {refusal.words} (HTTP {answer.status})"
    # A token refused over its scope is one right missing; refused altogether, none of the platform's services is left.
    shuts_out = doing is Doing.ACCESS and answer.status in {401, 403} and refusal.remedy is Remedy.RIGHTS
    return ServiceError(words, refusal.remedy, _retry_after(answer.headers), shuts_out=shuts_out)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the platform asks us to wait, from either form of the header."""
    text = headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT_SECONDS)
    moment = http_date(text)
    if moment is None:
        return None
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT_SECONDS)


def http_date(text: str) -> datetime | None:
    """Return the moment that a header names, or None."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
