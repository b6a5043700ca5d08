"""Exports in the browser, by authors in an LMS and by administrators: looked at, written, downloaded."""

import io
import json
import os
import time
from collections.abc import Callable
from zipfile import ZipFile

import pytest

from fakes import LTI, MEMBERSHIP
from lti_npq import exports
from lti_npq.errors import ExportError
from lti_npq.services import preparing
from lti_npq.settings import Settings
from visitors import Visitor

EXPORT = "content/programmes/small-2021/export"
AS_AUTHOR = {"sub": "author-1", "name": "Ada Author", LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]}


@pytest.fixture
def author(visit: Callable[..., Visitor]) -> Visitor:
    return visit(**AS_AUTHOR)


def test_an_author_chooses_a_format_and_gets_the_file(author: Visitor, settings: Settings) -> None:
    assert EXPORT in author.get("content").text
    page = author.get(EXPORT).text
    assert all(each.title in page for each in exports.FORMATS.values() if not each.needs_tool)
    answer = author.get(f"{EXPORT}/file?format=scorm12", buffered=True)
    assert answer.status_code == 200
    assert "small-2021-1.0.0-scorm12.zip" in answer.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(answer.data)) as package:
        assert "imsmanifest.xml" in package.namelist()


def test_progress_ends_with_the_address_of_the_file_which_is_written_once(author: Visitor, settings: Settings) -> None:
    said = [json.loads(line) for line in author.get(f"{EXPORT}/progress?format=cc11&module=planning").text.splitlines()]
    assert said[-2]["done"] == said[-2]["total"] > 0
    [written] = (settings.data_dir / "exports").iterdir()
    before = written.stat().st_ino
    answer = author.client.get(said[-1]["address"], buffered=True)
    assert "small-2021-planning-1.0.0-cc11.imscc" in answer.headers["Content-Disposition"]
    assert answer.data == written.read_bytes()
    assert written.stat().st_ino == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("format=scorm21", "is not a format"),
        ("", "is not a format"),
        ("format=scorm12&module=nowhere", "has no module"),
        ("format=scorm12&per=module", "has no rule"),
        ("format=scorm12&per=page", "a programme or a module"),
        ("format=cc-thin", "its address is not known"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_words_and_leaves_nothing(
    asked: str, words: str, author: Visitor, settings: Settings
) -> None:
    answer = author.get(f"{EXPORT}/file?{asked}")
    assert answer.status_code == 422
    assert words in answer.text
    progress = author.get(f"{EXPORT}/progress?{asked}")
    assert words in progress.text
    folder = settings.data_dir / "exports"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_programme_that_is_not_published_is_not_found(author: Visitor) -> None:
    for path in ("", "/file?format=html", "/progress?format=html"):
        assert author.get(f"content/programmes/nothing/export{path}").status_code == 404


def test_only_authors_export(participant: Visitor, facilitator: Visitor) -> None:
    for somebody in (participant, facilitator):
        for path in ("", "/file?format=html", "/progress?format=html"):
            assert somebody.get(EXPORT + path).status_code == 403


def test_a_file_that_was_asked_for_long_ago_goes_when_another_one_comes(author: Visitor, settings: Settings) -> None:
    author.get(f"{EXPORT}/file?format=html", buffered=True)
    [old] = (settings.data_dir / "exports").iterdir()
    long_ago = time.time() - preparing.KEPT_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    author.get(f"{EXPORT}/file?format=scorm12", buffered=True)
    [new] = (settings.data_dir / "exports").iterdir()
    assert new != old


def test_a_full_disk_is_told_and_leaves_nothing(
    author: Visitor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise ExportError("“x.zip” could not be written: No space left on device.")

    monkeypatch.setattr(preparing, "export", full)
    said = [json.loads(line) for line in author.get(f"{EXPORT}/progress?format=html").text.splitlines()]
    assert "No space left on device" in said[-1]["failure"]
    assert list((settings.data_dir / "exports").iterdir()) == []
