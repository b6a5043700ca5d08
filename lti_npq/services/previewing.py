"""A package as participants will see it, read again whenever its files change. Nothing is stored."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from lti_npq import packages
from lti_npq.domain.assessment import TaskState
from lti_npq.domain.programme import MediaFile, Page, Programme, Task
from lti_npq.domain.progress import Done
from lti_npq.domain.questions import Question, Response
from lti_npq.errors import ContentError, NotFound, NpqError
from lti_npq.services import study
from lti_npq.services.assessment import TaskView
from lti_npq.services.checking import CheckedPackage, check_source, open_package
from lti_npq.services.engagement import AnswerView
from lti_npq.services.home import HomeView, arranged_home

_NOTHING = Done(frozenset(), frozenset(), frozenset())


class Preview:
    """The package in a folder or zip file, as it is on disk now; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._read_at = ""
        self._source = packages.Source({})
        self._found: CheckedPackage | NpqError = ContentError(f"{path} was not read yet")

    @property
    def stamp(self) -> str:
        """Changes when a file of the package does."""
        seen = sha256()
        for path in self._files():
            try:
                status = path.stat()
            except OSError:  # gone between the listing and the look: an editor that saves by renaming
                continue
            seen.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0".encode())
        return seen.hexdigest()[:16]

    def checked(self) -> CheckedPackage:
        """Return the package with its problems.

        Raises:
            ContentError: If it cannot be read at all.
        """
        with self._lock:
            stamp = self.stamp
            if stamp != self._read_at:
                self._found = self._read()
                self._read_at = stamp
            if isinstance(self._found, NpqError):
                raise self._found
            return self._found

    def media(self, digest: str) -> tuple[MediaFile, bytes]:
        """Return a file that a page shows, by the digest of its bytes, or raise NotFound."""
        for file in self.checked().programme.media:
            if file.digest == digest:
                return file, self._source[file.name]
        raise NotFound("This package has no such picture or file.")

    def _files(self) -> Iterator[Path]:
        if self._path.is_file():
            yield self._path
        else:
            yield from (path for path in sorted(self._path.rglob("*")) if path.is_file())

    def _read(self) -> CheckedPackage | NpqError:
        try:
            self._source = open_package(self._path)
            return check_source(self._path, self._source)
        except (NpqError, OSError) as error:
            return error if isinstance(error, NpqError) else ContentError(f"{self._path} cannot be read: {error}")


def home(programme: Programme) -> HomeView:
    """Return the first page of a programme that somebody has not begun."""
    return arranged_home(programme, _NOTHING, {}, [])


def page(programme: Programme, page_key: str, answer: tuple[Question, Response] | None = None) -> study.PageView:
    """Return a page as somebody meets it who has not begun, with one answer just given.

    Raises:
        NotFound: If the programme has no such page.
    """
    found = programme.page(page_key)
    if found is None:
        raise NotFound("This package has no such page.")
    module, this = found
    rows = study.rows_of([task for key in module.tasks if (task := programme.task(key))], {})
    given = {answer[0].key: AnswerView(answer[1], answer[0].judge(answer[1]))} if answer else {}
    tasks = rows if this is module.pages[-1] else []
    return study.arranged_page(programme, this, _NOTHING, answers=given, texts={}, tasks=tasks)


def find_question(programme: Programme, question_key: str) -> tuple[Page, Question]:
    """Return a question with its page, or raise NotFound."""
    found = programme.question(question_key)
    if found is None:
        raise NotFound("This package has no such question.")
    return found


def task(programme: Programme, task_key: str) -> TaskView:
    """Return a task that nobody has begun, also one that participants do not see yet.

    Raises:
        NotFound: If the programme has no such task.
    """
    found: Task | None = programme.task(task_key)
    if found is None:
        raise NotFound("This package has no such task.")
    return TaskView(found, TaskState.OPEN, {}, None, 0, [], None, handed_in=found)
