"""What stands in a cartridge, in reading order: pages, each followed by its quiz and its discussions, then the tasks.

Every identifier is the course's, a capital letter for its kind and the author's own id, which has no capitals: so no
two meet, and none changes with a new version.
"""

from collections.abc import Iterator

from msgspec import Struct

from lti_npq.domain.blocks import Writing
from lti_npq.domain.placing import content_key, whole_programme
from lti_npq.domain.programme import Task
from lti_npq.exports.archive import Entry, text_entry
from lti_npq.exports.cartridge_pages import Pages, brief, media_of, style_entry
from lti_npq.exports.cartridge_resources import assignment, discussion, lti_link
from lti_npq.exports.course import Assignment, Course, Section, Sheet
from lti_npq.exports.identifiers import file_name, identifier
from lti_npq.exports.qti import is_quizzable, quiz


class Dialect(Struct, frozen=True):
    """How a version of the standard names the kinds of activities."""

    quiz: str
    discussion: str
    discussion_namespace: str
    link: str
    link_namespace: str
    assignments: bool
    """Whether readers of this version make assignments with points."""
    headings: bool
    """Whether a page says its title itself: Moodle puts it above, Canvas may show the page as a mere file."""
    labels: bool
    """Whether a part of the course needs its title inside, too, because readers drop it."""


class Activity(Struct, frozen=True):
    """One thing that the LMS makes of the cartridge."""

    id: str
    title: str
    type: str
    """As the manifest's resource has it."""
    entry: Entry
    media: tuple[str, ...] = ()
    """Paths of the media that it shows."""
    shared: tuple[Entry, ...] = ()
    """Further files that it needs."""


class Folder(Struct, frozen=True):
    """A part of the course with a title of its own."""

    id: str
    title: str
    activities: list[Activity]


def full_tree(course: Course, dialect: Dialect, tool_url: str) -> list[Folder]:
    """Return the whole course; tasks are handed in through links into the tool where its address is known."""
    builder = _Builder(course, dialect, tool_url)
    folders = [
        Folder(f"{course.id}_F_ABOUT", "About this course", [builder.about()]),
        *(Folder(f"{course.id}_F_{each.id}", each.title, list(builder.section(each))) for each in course.sections),
    ]
    if course.other_assignments:
        rest = [each for assignment in course.other_assignments for each in builder.task(assignment)]
        folders.append(Folder(f"{course.id}_F_TASKS", "Tasks of the whole programme", rest))
    return folders


def thin_tree(course: Course, dialect: Dialect, tool_url: str) -> list[Folder]:
    """Return a link into the tool for every module and every task."""
    programme = course.programme
    folders = [Folder(f"{course.id}_F_{section.id}", section.title, []) for section in course.sections]
    by_module = dict(zip((section.key for section in course.sections), folders, strict=True))
    rest = Folder(f"{course.id}_F_TASKS", "Tasks of the whole programme", [])
    for each in whole_programme(programme):
        task = programme.task(each.item)
        folder = by_module.get(task.module if task else each.item, rest)
        link = lti_link(
            dialect.link_namespace,
            title=each.title,
            text=each.text,
            key=each.content_key,
            tool_url=tool_url,
            points=each.graded.maximum if each.graded else None,
        )
        name = f"{course.id}_{'T' if task else 'M'}_{identifier(each.item)}"
        folder.activities.append(Activity(name, each.title, dialect.link, text_entry(file_name(name, "xml"), link)))
    return [folder for folder in (*folders, rest) if folder.activities]


class _Builder:
    """Makes activities of the parts of one course."""

    def __init__(self, course: Course, dialect: Dialect, tool_url: str) -> None:
        self._course = course
        self._dialect = dialect
        self._tool_url = tool_url
        self._pages = Pages(course, headings=dialect.headings)

    def about(self) -> Activity:
        return self._page("ABOUT", f"About {self._course.title}", self._pages.about())

    def section(self, section: Section) -> Iterator[Activity]:
        for sheet in section.sheets:
            yield from self._sheet(sheet)
        for each in self._course.assignments_after(section):
            yield from self.task(each)

    def _sheet(self, sheet: Sheet) -> Iterator[Activity]:
        title = sheet.page.title
        yield self._page(f"P_{sheet.id}", title, self._pages.study(sheet))
        questions = [check for check in sheet.checks if is_quizzable(check.question)]
        if questions:
            heading = f"Self-checks: {title}"
            content = quiz(f"{self._course.id}_Q_{sheet.id}", heading, questions)
            yield self._xml(f"Q_{sheet.id}", heading, self._dialect.quiz, content)
        for writing in sheet.page.writings():
            if writing.role == "peer-feedback":
                yield self._discussion(writing)

    def task(self, assignment: Assignment) -> Iterator[Activity]:
        """Yield what a task becomes: an assignment where readers make one, else a page, and a link to hand it in."""
        task = assignment.task
        is_linked = bool(self._tool_url) and task.is_graded
        if self._dialect.assignments and task.is_graded and not is_linked:
            yield self._assignment(assignment)
            return
        yield self._page(f"T_{assignment.id}", task.title, self._pages.task(task, is_linked=is_linked))
        if is_linked:
            yield self._link(assignment.id, task)

    def _page(self, name: str, title: str, content: bytes) -> Activity:
        return Activity(
            id=f"{self._course.id}_{name}",
            title=title,
            type="webcontent",
            entry=text_entry(file_name(f"{self._course.id}_{name}", "html"), content),
            media=media_of(content),
            shared=(style_entry(),),
        )

    def _xml(self, name: str, title: str, kind: str, content: bytes) -> Activity:
        full = f"{self._course.id}_{name}"
        return Activity(full, title, kind, text_entry(file_name(full, "xml"), content), media_of(content))

    def _discussion(self, writing: Writing) -> Activity:
        content = discussion(self._dialect.discussion_namespace, writing)
        name = f"D_{identifier(writing.key)}"
        return self._xml(name, writing.title, self._dialect.discussion, content)

    def _assignment(self, each: Assignment) -> Activity:
        content = assignment(f"{self._course.id}_T_{each.id}", each.task, brief(each.task))
        return self._xml(f"T_{each.id}", each.task.title, "assignment_xmlv1p0", content)

    def _link(self, task_id: str, task: Task) -> Activity:
        content = lti_link(
            self._dialect.link_namespace,
            title=f"Hand in: {task.title}",
            text="",
            key=content_key(self._course.programme.key, task.key),
            tool_url=self._tool_url,
            points=task.maximum,
        )
        return self._xml(f"L_{task_id}", f"Hand in: {task.title}", self._dialect.link, content)
