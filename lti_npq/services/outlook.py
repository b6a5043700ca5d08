"""What a release would mean for people who are in mid-course, for whoever decides on it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_npq.domain import changes
from lti_npq.domain.changes import Change
from lti_npq.domain.programme import Programme
from lti_npq.services.content import Library
from lti_npq.services.effects import effects, in_words
from lti_npq.storage.queries import content


@dataclass(frozen=True, slots=True)
class Meant:
    """One change that means something for what people have done or are to do."""

    how: str
    what: str
    title: str
    where: str
    """The title of the module or page that it stands in; empty where there is none."""
    aspects: list[str]
    effects: list[str]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A version beside the one that people see."""

    since: str
    """The number of the version that people see."""
    meant: list[Meant]
    others: int
    """How many changes mean nothing for what people have done, such as those of wording."""
    reopened: list[str]
    """Titles of the modules that are unfinished again for those who had finished them."""
    minutes_before: int
    """Of online study."""
    minutes_after: int


def outlook(session: Session, library: Library, programme_key: str, digest: str) -> Outlook | None:
    """Return what releasing a version would mean; None where people see nothing yet, or this very version."""
    seen = content.released_digest(session, programme_key)
    if seen is None or seen == digest:
        return None
    before, after = library.programme(session, seen), library.programme(session, digest)
    found = changes.compare(before, after)
    meant = [row for change in found.changes if (row := _meant(change, before, after)).effects]
    return Outlook(
        since=before.version,
        meant=meant,
        others=len(found.changes) - len(meant),
        reopened=[module.title for module in after.modules if module.key in found.reopened],
        minutes_before=found.minutes_before,
        minutes_after=found.minutes_after,
    )


def _meant(change: Change, before: Programme, after: Programme) -> Meant:
    words = [in_words(aspect) for aspect in change.aspects if change.how == "changed"]
    where = _title(before if change.how == "removed" else after, change.where)
    return Meant(change.how, change.what, change.title, where, words, list(effects(change)))


def _title(programme: Programme, key: str) -> str:
    module, page = programme.module(key), programme.page(key)
    return module.title if module else page[1].title if page else ""
