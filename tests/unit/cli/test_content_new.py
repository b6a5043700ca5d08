"""`lti-npq content new`: a starting point for every framework, and nothing written over."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner, Result

from lti_npq.cli import main
from lti_npq.packages.directives import IN_TASKS, ON_PAGES
from lti_npq.services.checking import check_package
from lti_npq.services.content import shipped_frameworks
from lti_npq.services.starting import STARTER

OF_OTHER_TASKS = {"strong-answer"}


def new(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["content", "new", str(folder), *arguments])


@pytest.mark.parametrize("name", ["/".join(name) for name in shipped_frameworks().names])
def test_a_new_package_of_any_framework_passes_strictly(tmp_path, name):
    assert new(tmp_path / "mine", "--framework", name).exit_code == 0
    checked = check_package(str(tmp_path / "mine"))
    assert (checked.count("error"), checked.count("warning")) == (0, 0)
    assert checked.programme.key == "mine"


def test_the_title_is_the_authors(tmp_path):
    new(tmp_path / "mine", "--framework", "2021/NPQH", "--title", 'Headship: "our" way')
    assert check_package(str(tmp_path / "mine")).programme.title == "Headship: 'our' way"


def test_it_shows_every_passage(tmp_path):
    text = "".join(path.read_text() for path in STARTER.rglob("*.md"))
    assert [name for name in {**ON_PAGES, **IN_TASKS} if f"::: {name}" not in text and name not in OF_OTHER_TASKS] == []


def test_editors_are_told_where_the_schemas_lie(tmp_path):
    new(tmp_path / "mine", "--framework", "2021/NPQH")
    for name in ("package.yaml", "modules/first/module.yaml"):
        first = (tmp_path / "mine" / name).read_text().splitlines()[0]
        address = first.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads(Path(unquote(urlsplit(address).path)).read_text())
        assert schema["title"] == Path(name).name


def test_a_framework_that_is_near_is_offered(tmp_path):
    result = new(tmp_path / "mine", "--framework", "2021/NPQHH")
    assert result.exit_code == 1
    assert "Did you mean 2021/NPQH?" in result.output
    assert not (tmp_path / "mine").exists()


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/draft.md").write_text("A year's work.")
    result = new(tmp_path / "mine", "--framework", "2021/NPQH")
    assert result.exit_code == 1
    assert "There is something in" in result.output
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["draft.md"]


def test_a_name_that_cannot_be_an_id_is_refused(tmp_path):
    result = new(tmp_path / "My Programme", "--framework", "2021/NPQH")
    assert result.exit_code == 1
    assert "lower-case letters" in result.output
