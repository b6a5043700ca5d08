"""Whatever is imported is written as a whole or not at all."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from lti_npq.cli.content.importing import import_
from lti_npq.errors import ContentError, NpqError
from lti_npq.packages import read
from lti_npq.packages.importing import Draft, read_draft
from lti_npq.services.checking import check_package
from lti_npq.services.importing import import_package

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08"


def page_text(folder: Path) -> str:
    """Return all pages of a draft."""
    source = read(folder)
    return "\n".join(source[name].decode() for name in source if name.endswith(".md") and name != "README.md")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "A cycle.PNG").write_bytes(PNG)
    (folder / "pictures" / "run.exe").write_bytes(b"MZ")
    (folder / "one.md").write_text(
        "# Leading change\n\n#### Deep\n\n![A cycle of trials](pictures/A%20cycle.PNG)\n\n[run](pictures/run.exe)\n\n"
        "::: scenario\n\n[Elsewhere](https://www.example.org/)\n",
        encoding="utf-8",
    )
    (folder / "two.md").write_text("---\ntitle: Second\nauthor: Ann\n---\nText.\n", encoding="utf-8")
    return folder


def test_a_folder_of_markdown_becomes_a_page_for_each_file(notes: Path, tmp_path: Path) -> None:
    draft = import_package(notes, tmp_path / "draft", "2021/NPQH", None)
    assert [page.title for page in draft.pages] == ["Leading change", "Second"]
    text = page_text(tmp_path / "draft")
    assert "## Deep" in text
    assert "![A cycle of trials](media/a-cycle.png)" in text
    assert "\n\\::: scenario" in text
    lost = " ".join(f"{loss.place} {loss.reason}" for loss in draft.losses)
    assert "run.exe" in lost
    assert "author" in lost


def test_what_a_page_of_markdown_loses_is_told_in_its_own_names(notes: Path, tmp_path: Path) -> None:
    (notes / "plan.docx").write_bytes(b"no document")
    (notes / "three.md").write_text(
        "# Three\n\n[Second](two.md#part), [plan](plan.docx).[^1]\n\n- [ ] Try it\n\n[^1]: Later.\n", encoding="utf-8"
    )
    draft = import_package(notes, tmp_path / "draft", None, None)
    lost = [f"{loss.place}: {loss.reason}" for loss in draft.losses]
    assert "three.md: pages are not linked to each other: two.md#part" in lost
    assert "three.md: footnotes are shown as they are typed" in lost
    assert "three.md: boxes to tick are shown as they are typed" in lost
    [document] = [loss for loss in lost if loss.startswith("plan.docx: ")]
    assert document.startswith("plan.docx: plan.docx is not application/")
    assert "Second, plan." in page_text(tmp_path / "draft")


def test_what_was_imported_passes_the_check_but_for_what_is_to_be_settled(notes: Path, tmp_path: Path) -> None:
    import_package(notes, tmp_path / "draft", "2021/NPQH", None)
    found = check_package(str(tmp_path / "draft"))
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert {problem.code for problem in errors} == {"missing-key"}
    readme = (tmp_path / "draft" / "README.md").read_text(encoding="utf-8")
    assert all(problem.message in readme for problem in errors)


def test_editors_are_told_where_the_schemas_lie(notes: Path, tmp_path: Path) -> None:
    import_package(notes, tmp_path / "draft", "2021/NPQH", "Course")
    for name in ("package.yaml", "modules/course-module/module.yaml"):
        first = (tmp_path / "draft" / name).read_text(encoding="utf-8").splitlines()[0]
        address = first.removeprefix("# yaml-language-server: $schema=")
        assert json.loads(Path(unquote(urlsplit(address).path)).read_text())["title"] == Path(name).name


def test_a_content_area_of_the_same_title_is_kept(notes: Path, tmp_path: Path) -> None:
    import_package(notes, tmp_path / "draft", "2021/NPQH", "Implementation")
    assert "area: implementation" in (tmp_path / "draft/modules/implementation-module/module.yaml").read_text("utf-8")


def test_the_command_lists_what_was_lost(notes: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(import_, [str(notes), "-o", str(tmp_path / "draft")], catch_exceptions=False)
    assert "not carried over: two.md: keys on top that mean nothing here: author" in done.output
    assert done.exit_code == 0


def test_a_folder_that_holds_something_is_never_written_over(notes: Path, tmp_path: Path) -> None:
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ContentError, match="There is something in"):
        import_package(notes, tmp_path / "draft", None, None)
    assert [path.name for path in (tmp_path / "draft").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["nothing-here", "quiz.docm"])
def test_what_cannot_be_imported_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "quiz.docm").write_bytes(b"?")
    with pytest.raises(NpqError):
        import_package(tmp_path / name, tmp_path / "draft", None, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["quiz.docm"]


def test_questions_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "quiz.gift").write_bytes(b"caf\xe9 {T}")
    with pytest.raises(ContentError, match="not UTF-8"):
        read_draft(tmp_path / "quiz.gift", None)


def test_an_unknown_framework_is_refused_with_those_that_are_known(notes: Path, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no framework “2021/NPQX”") as refused:
        import_package(notes, tmp_path / "draft", "2021/NPQX", None)
    assert "2021/NPQH" in refused.value.advice


def test_text_files_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1. Q?\n*a) x\nb) y\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Q? {=x ~y}\n", encoding="utf-8")
    drafts: list[Draft] = [read_draft(tmp_path / name, None) for name in ("a.txt", "b.txt")]
    assert [len(draft.pages[0].parts) for draft in drafts] == [1, 1]
