"""Publishing content: versions that never change, compiled once, kept whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factories import small_package
from lti_npq import packages
from lti_npq.domain.programme import Programme
from lti_npq.errors import Conflict, ContentError, NotFound
from lti_npq.services import content, installation
from lti_npq.services.content import Library
from lti_npq.services.files import ContentStore
from lti_npq.services.publishing import Published
from lti_npq.settings import Settings
from lti_npq.storage.models import CompiledPackage, PackageVersion, ProgrammeRelease
from stored import rows
from visitors import Visitor
from zips import zipped

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="4" height="3"/></svg>\n'


def publish(engine: Engine, settings: Settings, folder: Path) -> Published:
    with Session(engine) as session, session.begin():
        return installation.publish_folder(session, settings, folder, datetime.now(UTC))


def released(engine: Engine, settings: Settings, library: Library | None = None) -> Programme:
    library = library or Library(ContentStore(settings.data_dir))
    with Session(engine) as session:
        return library.released(session, "small-2021")


def files(settings: Settings) -> set[Path]:
    return {path for path in settings.data_dir.rglob("*") if path.is_file()}


def reworded(folder: Path, old: str, new: str) -> Path:
    page = folder / "modules/planning/see.md"
    text = page.read_text()
    assert old in text
    page.write_text(text.replace(old, new))
    return folder


def test_the_same_version_again_changes_nothing(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    before = files(settings)
    again = publish(engine, settings, small_package(tmp_path / "again"))
    assert not again.is_new
    assert files(settings) == before
    assert len(rows(engine, PackageVersion)) == len(rows(engine, CompiledPackage)) == 1


def test_a_published_version_never_changes(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    before = files(settings)
    changed = reworded(small_package(tmp_path / "changed"), "A plan that held", "Another title")
    with pytest.raises(
        Conflict, match=r"small-2021 1\.0\.0 was published .* by command line, with other content"
    ) as refused:
        publish(engine, settings, changed)
    assert "raise `version`" in refused.value.advice
    assert files(settings) == before
    assert len(rows(engine, PackageVersion)) == 1
    assert released(engine, settings).modules[0].pages[0].title == "A plan that held"


def test_a_new_version_is_what_people_see_and_the_old_one_stays(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    newer = reworded(small_package(tmp_path / "newer", version="1.0.1"), "A plan that held", "A better title")
    assert publish(engine, settings, newer).is_new
    assert released(engine, settings).modules[0].pages[0].title == "A better title"
    assert sorted(row.version for row in rows(engine, PackageVersion)) == ["1.0.0", "1.0.1"]
    [release] = rows(engine, ProgrammeRelease)
    assert release.programme_key == "small-2021"


def test_a_broken_package_leaves_nothing(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    before = files(settings)
    broken = reworded(small_package(tmp_path / "broken", version="2.0.0"), "phase: see", "phase: nowhere")
    with pytest.raises(ContentError) as refused:
        publish(engine, settings, broken)
    assert "modules/planning/see.md:4" in str(refused.value)
    assert files(settings) == before
    assert [row.version for row in rows(engine, PackageVersion)] == ["1.0.0"]
    assert released(engine, settings).version == "1.0.0"


def test_a_folder_without_a_package_is_refused_in_words(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises((ContentError, NotFound)):
        publish(engine, settings, tmp_path)
    assert len(rows(engine, PackageVersion)) == 1


def test_pictures_are_kept_under_the_digest_of_their_bytes(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    folder = reworded(
        small_package(tmp_path / "drawn", version="1.1.0"),
        "A fictional school",
        "![A small box](media/box.svg)\n\nA fictional school",
    )
    (folder / "modules/planning/media").mkdir()
    (folder / "modules/planning/media/box.svg").write_text(PICTURE)
    [picture] = publish(engine, settings, folder).programme.media
    store = ContentStore(settings.data_dir)
    with store.media(picture.digest) as file:
        assert b"<rect" in file.read()
    with pytest.raises(NotFound):
        store.media("0" * 64)


def test_a_programme_is_served_from_its_compiled_form(engine: Engine, settings: Settings) -> None:
    [compiled] = rows(engine, CompiledPackage)
    assert compiled.compiler_version == packages.COMPILER_VERSION
    for path in files(settings):
        path.unlink()
    assert released(engine, settings) == packages.decode(compiled.document)


def test_a_programme_read_once_is_kept_in_memory(engine: Engine, settings: Settings) -> None:
    library = Library(ContentStore(settings.data_dir))
    assert released(engine, settings, library) is released(engine, settings, library)


def test_a_newer_compiler_starts_from_the_stored_source(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = released(engine, settings)
    with Session(engine) as session, session.begin():
        session.query(CompiledPackage).update({"document": b"what an older compiler made of it"})
    monkeypatch.setattr(packages, "COMPILER_VERSION", packages.COMPILER_VERSION + 1)
    assert released(engine, settings) == before


def test_what_a_newer_compiler_made_is_stored_once_for_all(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "COMPILER_VERSION", packages.COMPILER_VERSION + 1)
    before = released(engine, settings)
    assert len(rows(engine, CompiledPackage)) == 2
    for path in files(settings):
        path.unlink()
    assert released(engine, settings) == before


def test_a_version_that_a_stricter_compiler_would_refuse_is_served_and_told_in_the_log(
    engine: Engine,
    settings: Settings,
    participant: Visitor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # As if today's rules were newer than the version: its source was let in once.
    folder = reworded(
        small_package(tmp_path / "old"), "A fictional school", "<script>x()</script>\n\nA fictional school"
    )
    [version] = rows(engine, PackageVersion)
    (settings.data_dir / "packages" / f"{version.digest}.zip").write_bytes(zipped(folder))
    monkeypatch.setattr(packages, "COMPILER_VERSION", packages.COMPILER_VERSION + 1)
    participant.client.application.extensions["lti_npq"].library = Library(ContentStore(settings.data_dir))
    page = participant.get("pages/planning-see")
    assert page.status_code == 200
    assert "A fictional school" in page.text
    assert "x()" not in page.text
    assert "small-2021 1.0.0 would be refused today, and is served: modules/planning/see.md:10:1" in caplog.text


def test_a_version_whose_source_broke_is_served_from_what_was_compiled(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = released(engine, settings)
    [version] = rows(engine, PackageVersion)
    (settings.data_dir / "packages" / f"{version.digest}.zip").write_bytes(b"PK")
    monkeypatch.setattr(packages, "COMPILER_VERSION", packages.COMPILER_VERSION + 1)
    assert released(engine, settings) == before


def test_a_programme_that_is_not_published_says_which_are(engine: Engine, settings: Settings) -> None:
    with Session(engine) as session, pytest.raises(NotFound) as missing:
        Library(ContentStore(settings.data_dir)).released(session, "large-2021")
    assert "Published are: small-2021." in missing.value.advice


def test_everything_that_comes_with_the_product_can_be_published(engine: Engine, settings: Settings) -> None:
    with Session(engine) as session, session.begin():
        published = installation.publish_shipped(session, settings, datetime.now(UTC))
    assert {one.programme.key for one in published} >= {"npqh-2021"}
    assert len(published) == len(content.shipped_packages())
    assert all(one.is_new for one in published)
