"""What a platform's service meant by refusing, and who can do something about it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from lti_npq.platforms.door import Answer, DoorError

LONGEST_WAIT_SECONDS = 3_600.0


class Remedy(Enum):
    """What helps."""

    WAIT = auto()
    """Trying again later."""
    NEW_TOKEN = auto()
    """Trying again with a fresh access token."""
    READ_BACK = auto()
    """Reading the result: something newer stands there already."""
    NEW_COLUMN = auto()
    """Finding or making the gradebook's column again: the known one is gone."""
    ADMINISTRATOR = auto()
    """A person who looks after the LMS; trying again by itself does not help."""


class ServiceError(Exception):
    """A service call that came to nothing."""

    def __init__(self, words: str, remedy: Remedy, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.remedy = remedy
        self.retry_after = retry_after
        """Seconds, where the platform named them."""


def unreachable(failure: DoorError) -> ServiceError:
    return ServiceError(f"the LMS could not be reached: {failure}", Remedy.WAIT)


def by_status(answer: Answer, doing: str) -> ServiceError:
    """Return the error that a status stands for."""
    words = f"the LMS answered {answer.status} to {doing}"
    if answer.status == 403 and not _is_throttled(answer):
        return ServiceError(f"{words}: it does not allow that", Remedy.ADMINISTRATOR)
    if answer.status in {403, 408, 425, 429} or answer.status >= 500:
        return ServiceError(words, Remedy.WAIT, _retry_after(answer))
    remedies = {401: Remedy.NEW_TOKEN, 404: Remedy.NEW_COLUMN, 409: Remedy.READ_BACK}
    return ServiceError(words, remedies.get(answer.status, Remedy.ADMINISTRATOR))


def _is_throttled(answer: Answer) -> bool:
    """Whether a 403 means "slower": Canvas says so in the body, others in a header."""
    return "Retry-After" in answer.headers or b"rate limit" in answer.body[:1_000].lower()


def _retry_after(answer: Answer) -> float | None:
    """Return the seconds that the platform asks us to wait, from either form of the header."""
    text = answer.headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT_SECONDS)
