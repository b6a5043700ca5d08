"""The documentation names what exists, and what it points to exists."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from command_tree import commands
from lti_npq.cli import main
from lti_npq.errors import NpqError
from lti_npq.settings import PREFIX, Settings
from lti_npq.storage import migrating

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])
_CODE_BLOCK = re.compile(r"^(?: {4}[^\n]*\n|```.*?^```\n)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MAKE = re.compile(r"^ {4}make ([a-z]+)", re.MULTILINE)
_SETTING = re.compile(rf"{PREFIX}[A-Z_]+")
_LARGEST_IMAGE = 200_000
COMMANDS = {" ".join(["lti-npq", *names]): command for names, command in commands(main)}


def _text(name: str) -> str:
    return (DOCS / name).read_text()


def _errors(root: type[NpqError] = NpqError) -> Iterator[type[NpqError]]:
    yield root
    for each in root.__subclasses__():
        yield from _errors(each)


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, made as GitHub and GitLab make them."""
    headings = _HEADING.findall(_CODE_BLOCK.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in _LINK.findall(_CODE_BLOCK.sub("", page.read_text())):
            if not re.match(r"[a-z]+:", target):
                yield page, target


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_documented_with_its_default(field):
    rows = [row for row in _text("settings.md").splitlines() if row.startswith(f"| `{PREFIX}{field.name.upper()}` |")]
    assert len(rows) == 1
    default = str(field.default).lower() if field.type is bool else str(field.default)
    shown = rows[0].split("|")[2].strip()
    assert shown == f"`{default}`" if default else shown in {"empty", "none"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_setting_that_does_not_exist(page):
    known = {PREFIX + field.name.upper() for field in fields(Settings)} | {PREFIX}
    assert set(_SETTING.findall(page.read_text())) <= known


def test_the_guide_shows_the_schema_that_there_is():
    assert f"Upgraded from empty to {migrating.head()}." in _text("admin.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    assert re.search(rf"^\| `{command}\b", _text("commands.md"), re.MULTILINE)


def test_no_command_is_documented_that_does_not_exist():
    documented = re.findall(r"^\| `(lti-npq[a-z ]*[a-z])", _text("commands.md"), re.MULTILINE)
    assert set(documented) == set(COMMANDS)


@pytest.mark.parametrize("error", list(_errors()), ids=lambda error: error.__name__)
def test_every_error_is_documented_under_the_title_that_people_see(error):
    rows = [row for row in _text("errors.md").splitlines() if row.startswith(f"| `{error.__name__}` |")]
    assert len(rows) == 1
    assert f"| {error.title} |" in rows[0]
    assert str(error.status) in rows[0]


@pytest.mark.parametrize(("page", "target"), list(_links()), ids=lambda value: getattr(value, "name", value))
def test_every_relative_link_leads_somewhere(page, target):
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    assert file.exists()
    assert not anchor or anchor in _anchors(file)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_commands_shown_are_in_the_makefile(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(_MAKE.findall(page.read_text())) <= targets


def test_the_readme_shows_the_two_commands_of_a_newcomer():
    assert {"demo", "test"} <= set(_MAKE.findall((ROOT / "README.md").read_text()))


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_page_is_on_the_map_and_says_first_whom_it_is_for(page):
    assert page.name == "index.md" or f"({page.name})" in _text("index.md")
    opening = page.read_text().partition("\n\n")[2]
    assert opening.startswith("For ")


@pytest.mark.parametrize("image", sorted((DOCS / "images").glob("*")), ids=lambda image: image.name)
def test_pictures_are_small_and_used(image):
    assert image.stat().st_size < _LARGEST_IMAGE
    assert any(f"images/{image.name})" in page.read_text() for page in PAGES)


GUIDES = sorted(DOCS.glob("install-*.md"))
_BOLD, _QUOTED, _COMMAND = (
    re.compile(r"\*\*(.+?)\*\*"),
    re.compile("“(.+?)”"),
    re.compile(r"(?:`|^ +)lti-npq ([a-z]+(?:\s[a-z]+)?)", re.MULTILINE),
)


def _what_people_may_read() -> str:
    """Return all words of templates and code, in one line."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "lti_npq").rglob("*.py")]
    return " ".join(" ".join(file.read_text().split()) for file in files)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_page_button_and_message_that_a_guide_names_is_there(guide):
    text = " ".join(guide.read_text().split())
    named = {*_BOLD.findall(text), *_QUOTED.findall(text)}
    assert len(named) > 20
    there = _what_people_may_read()
    assert {words for words in named if words not in there} == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_that_a_guide_gives_is_there(guide):
    known = {command.removeprefix("lti-npq ") for command in COMMANDS}
    given = {" ".join(words.split()) for words in _COMMAND.findall(guide.read_text())}
    assert given
    assert {words for words in given if not {words, words.split()[0]} & known} == set()
    options = set(re.findall(r"--[a-z][a-z-]+", guide.read_text()))
    assert options <= {option for command in COMMANDS.values() for each in command.params for option in each.opts}
