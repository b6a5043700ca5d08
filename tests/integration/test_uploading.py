"""Packages sent by the browser: checked, previewed, released; whatever is wrong with them changes nothing."""

import io
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factories import small_package
from fakes import LTI, MEMBERSHIP
from lti_npq.errors import Conflict
from lti_npq.services import audit, publishing, uploading
from lti_npq.services.content import Library, shipped_frameworks
from lti_npq.services.files import ContentStore
from lti_npq.settings import Settings
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import PackageUpload, Tenant
from new_content import ask_for_several
from overlapping import at_once
from stored import rows
from uploads import AS_AUTHOR, PICTURE, Changing, files, path_of, upload, versions
from visitors import Visitor
from zips import zipped


def reworded(folder: Path) -> None:
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("A plan that held", "A better title"))


def drawn(folder: Path) -> None:
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("A fictional", "![A small box](box.svg)\n\nA fictional"))
    (page.parent / "box.svg").write_text(PICTURE)


def broken(folder: Path) -> None:
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("phase: see", "phase: sea"))


def test_an_author_uploads_previews_and_releases(
    author: Visitor, participant: Visitor, engine: Engine, package: Callable[..., bytes]
) -> None:
    page = upload(author, package(reworded))
    assert "Ready" in page.text
    assert "in place of 1.0.0" in page.text
    assert "A plan that held" in participant.get("pages/planning-see").text
    preview = author.post(f"{path_of(page)}/preview", {})
    assert "Nothing that you do in its pages is recorded." in preview.text
    token = preview.request.path.split("/")[2]
    assert "A better title" in author.client.get(f"/s/{token}/pages/planning-see").text
    listing = author.post(f"{path_of(page)}/release", {"instead_of": "1.0.0"})
    assert "Version 1.1.0" in listing.text
    assert "A better title" in participant.get("pages/planning-see").text
    assert rows(engine, PackageUpload) == []
    with Session(engine) as session:
        noted = [(entry.who, entry.action, entry.subject) for entry in audit.newest(session)][:2]
    who = "Ada Author (lms.example.org)"
    assert noted == [
        (who, "released a version", "small-2021 1.1.0"),
        (who, "published a version", "small-2021 1.1.0"),
    ]


def sessions_named_on(page: str) -> set[str]:
    return set(re.findall(r'"(/s/[^"/]*)', page))


def test_every_page_of_an_author_leads_to_nobody_elses_session(
    author: Visitor, visit: Callable[..., Visitor], package: Callable[..., bytes]
) -> None:
    people = author, visit(**(AS_AUTHOR | {"sub": "author-2", "name": "Otis Other"}))
    for person in people:
        report = upload(person, package(reworded)).text
        listing = person.get("content").text
        export = person.get("content/programmes/small-2021/export").text
        for page in (report, listing, export):
            assert sessions_named_on(page) == {person.base}


def test_whoever_teaches_and_writes_has_both_pages(
    visit: Callable[..., Visitor], engine: Engine, package: Callable[..., bytes]
) -> None:
    both = visit(**(AS_AUTHOR | {LTI + "roles": [MEMBERSHIP + "Instructor", MEMBERSHIP + "ContentDeveloper"]}))
    home = both.get("/").text
    assert re.findall(r'class="bar-link" href="[^"]*/([a-z]+)"', home) == ["people", "marking", "content"]
    page = upload(both, package(reworded))
    both.post(f"{path_of(page)}/release", {"instead_of": "1.0.0"})
    assert versions(engine) == ["1.0.0", "1.1.0"]


def shorter(folder: Path) -> None:
    reworded(folder)
    task = folder / "tasks/fat-planning.md"
    task.write_text(task.read_text().replace("words: 50", "words: 40"))
    ask_for_several(folder)


def test_an_upload_says_what_its_release_would_mean_for_people_in_mid_course(
    author: Visitor, package: Callable[..., bytes]
) -> None:
    page = upload(author, package(shorter)).text
    outlook = page[page.index("For people in mid-course") : page.index("Discard this upload")]
    for words in (
        "One planned change",
        "Task in Planning · word limit: 50 → 40",
        "What was handed in stays; a draft must keep to the new limit.",
        "Question in Your own plan",
        "Its module is finished only when it is answered.",
        "Unfinished again for those who had finished it: Planning.",
        "1 other change since 1.0.0, such as of wording, means nothing for what people have done.",
    ):
        assert words in outlook, words
    assert "A better title" not in outlook


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (reworded, "What changed since 1.0.0 means nothing for what people have done."),
        (lambda _: None, "Nothing is other than in 1.0.0."),
    ],
    ids=["wording", "nothing"],
)
def test_an_upload_that_means_nothing_for_people_says_so(
    change: Changing, words: str, author: Visitor, package: Callable[..., bytes]
) -> None:
    assert words in upload(author, package(change)).text


def test_a_first_version_and_one_with_errors_have_nobody_in_mid_course(
    author: Visitor, package: Callable[..., bytes], tmp_path: Path
) -> None:
    first = zipped(small_package(tmp_path / "first", id="another-2021"))
    for content in (first, package(broken)):
        assert "For people in mid-course" not in upload(author, content).text


def test_what_is_wrong_is_shown_by_file_and_line_and_nothing_changes(
    author: Visitor, engine: Engine, settings: Settings, package: Callable[..., bytes]
) -> None:
    before = files(settings)
    page = upload(author, package(broken))
    assert "1 thing is to be mended" in page.text
    assert "modules/planning/see.md" in page.text
    assert "Line 4, column 8:" in page.text
    assert "Release to everybody" not in page.text
    for action in ("release", "preview"):
        refused = author.post(f"{path_of(page)}/{action}", {"instead_of": "1.0.0"})
        assert refused.status_code == 409
        assert "This package has errors." in refused.text
    assert versions(engine) == ["1.0.0"]
    assert files(settings) == before


def test_an_upload_that_breaks_off_leaves_nothing(
    author: Visitor, settings: Settings, engine: Engine, package: Callable[..., bytes]
) -> None:
    before = files(settings)
    head = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{author.csrf}\r\n'
    head += '--x\r\nContent-Disposition: form-data; name="package"; filename="small.zip"\r\n\r\n'
    whole = head.encode() + package() + b"\r\n--x--\r\n"
    answer = author.client.post(
        f"{author.base}/content/uploads",
        input_stream=io.BytesIO(whole[:-500]),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(len(whole))},
    )
    assert answer.status_code == 400
    assert files(settings) == before
    assert rows(engine, PackageUpload) == []


def test_a_form_without_a_file_is_answered_in_words(author: Visitor) -> None:
    answer = author.post("content/uploads", {})
    assert answer.status_code == 422
    assert "No file was chosen." in answer.text


def test_nobody_but_authors_may_send_content(
    participant: Visitor,
    facilitator: Visitor,
    visit: Callable[..., Visitor],
    package: Callable[..., bytes],
    engine: Engine,
) -> None:
    nameless = visit(**(AS_AUTHOR | {"sub": None}))
    for person in (participant, facilitator, nameless):
        refused = person.get("content")
        assert refused.status_code == 403
        assert "Content is for its authors." in refused.text
        assert upload(person, package()).status_code == 403
    assert rows(engine, PackageUpload) == []


def test_an_upload_without_the_forms_token_is_refused(author: Visitor, package: Callable[..., bytes]) -> None:
    data = {"package": (io.BytesIO(package()), "small.zip")}
    assert author.client.post(f"{author.base}/content/uploads", data=data).status_code == 403


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read(
    visit: Callable[..., Visitor], app: Flask, settings: Settings
) -> None:
    author = visit(**AS_AUTHOR)
    announced = {"CONTENT_LENGTH": str(settings.max_upload_mb * 1_000_000 + 1)}
    form = "multipart/form-data; boundary=x"
    answer = author.client.post(f"{author.base}/content/uploads", content_type=form, environ_overrides=announced)
    assert answer.status_code == 413
    assert "The file is larger than 500 MB." in answer.text


def test_an_author_sees_own_uploads_only(
    author: Visitor, visit: Callable[..., Visitor], package: Callable[..., bytes]
) -> None:
    page = path_of(upload(author, package()))
    other = visit(**(AS_AUTHOR | {"sub": "author-2"}))
    missing = other.get(page)
    assert missing.status_code == 404
    assert "There is no such upload any more." in missing.text
    for action in ("release", "discard", "preview"):
        assert other.post(f"{page}/{action}", {"instead_of": "1.0.0"}).status_code == 404
    assert author.get(page).status_code == 200


def test_where_several_providers_share_an_installation_an_administrator_releases(
    author: Visitor, engine: Engine, package: Callable[..., bytes]
) -> None:
    with Session(engine) as session, session.begin():
        session.add(Tenant(name="Another provider"))
    page = upload(author, package())
    assert "An administrator releases it" in page.text
    refused = author.post(f"{path_of(page)}/release", {"instead_of": "1.0.0"})
    assert refused.status_code == 403
    assert "This installation serves several providers, so an administrator releases content." in refused.text
    assert versions(engine) == ["1.0.0"]


def test_a_preview_keeps_nothing_and_sends_nothing(
    author: Visitor, engine: Engine, package: Callable[..., bytes]
) -> None:
    page = upload(author, package(drawn))
    preview = author.post(f"{path_of(page)}/preview", {})
    looker = Visitor(author.client, preview.request.path)
    assert "<textarea" not in looker.get("pages/planning-do").text
    assert "That is right." in looker.post("questions/planning-check/answers", {"option": "b"}, script=True).text
    assert looker.post("writing/planning-reflection", {"text": "A plan"}).status_code == 403
    assert looker.get("tasks/fat-planning").status_code == 200
    assert looker.get("content").status_code == 403
    picture = re.search(r'src="([^"]*/media/[^"]*box\.svg)"', looker.get("pages/planning-see").text)
    assert picture is not None
    assert author.client.get(picture[1], buffered=True).text == PICTURE


def test_discarding_removes_what_only_the_upload_needed(
    author: Visitor, settings: Settings, package: Callable[..., bytes], engine: Engine
) -> None:
    before = files(settings)
    first = upload(author, package(drawn))
    again = upload(author, package(drawn, version="1.2.0"))
    author.post(f"{path_of(first)}/discard", {})
    assert len(files(settings) - before) == 2, "the picture is needed by the other upload"
    author.post(f"{path_of(again)}/discard", {})
    assert rows(engine, PackageUpload) == []
    assert files(settings) == before


@pytest.mark.parametrize("discards_first", [True, False])
def test_discarding_leaves_the_files_that_somebody_publishes_at_that_moment(
    discards_first: bool, author: Visitor, settings: Settings, engine: Engine, package: Callable[..., bytes]
) -> None:
    upload(author, package(drawn))
    [waiting] = rows(engine, PackageUpload)
    store, now = ContentStore(settings.data_dir), datetime.now(UTC)
    received = uploading.receive(store, io.BytesIO(package(drawn, version="1.2.0")), "two.zip", shipped_frameworks())
    assert received.compiled is not None
    assert received.package is not None
    compiled, packed = received.compiled, received.package
    picture = ContentStore.names("", compiled.programme.media)[1]
    assert picture not in received.brought, "it was there already"

    def discard(session: Session) -> None:
        uploading.discard(session, store, Library(store), waiting.id, None)
        assert store.lacks([picture]) == discards_first

    def publish(session: Session) -> None:
        publishing.keep(session, store, packed, compiled)
        publishing.enter(session, compiled, now, who="Otis Other")

    acts = (discard, publish) if discards_first else (publish, discard)
    assert at_once(engine, *acts) == []
    assert versions(engine) == ["1.0.0", "1.2.0"]
    assert not store.lacks(ContentStore.names(compiled.digest, compiled.programme.media))


def test_an_upload_whose_files_are_gone_is_not_released(
    author: Visitor, settings: Settings, engine: Engine, package: Callable[..., bytes]
) -> None:
    before = files(settings)
    page = upload(author, package(drawn))
    for path in files(settings) - before:
        path.unlink()
    told = author.post(f"{path_of(page)}/release", {"instead_of": "1.0.0"})
    assert told.status_code == 409
    assert "Files of this upload are not there any more." in told.text
    assert versions(engine) == ["1.0.0"]


def test_uploads_that_nobody_decided_on_are_forgotten(
    author: Visitor, settings: Settings, engine: Engine, package: Callable[..., bytes]
) -> None:
    before = files(settings)
    upload(author, package(drawn))
    store = ContentStore(settings.data_dir)
    with Session(engine) as session, session.begin():
        later = datetime.now(UTC) + timedelta(days=15)
        uploading.discard_old(session, store, Library(store), later)
    assert rows(engine, PackageUpload) == []
    assert files(settings) == before


def test_whoever_releases_second_is_told_of_the_first(
    author: Visitor, visit: Callable[..., Visitor], engine: Engine, package: Callable[..., bytes]
) -> None:
    other = visit(**(AS_AUTHOR | {"sub": "author-2", "name": "Otis Other"}))
    mine, theirs = upload(author, package(reworded)), upload(other, package(drawn))
    other.post(f"{path_of(theirs)}/release", {"instead_of": "1.0.0"})
    told = author.post(f"{path_of(mine)}/release", {"instead_of": "1.0.0"})
    assert told.status_code == 409
    assert "1.1.0 was published a moment ago by Otis Other (lms.example.org), with other content." in told.text
    assert author.get(path_of(mine)).status_code == 200, "the upload is kept"
    newer = upload(author, package(reworded, version="1.2.0"))
    told = author.post(f"{path_of(newer)}/release", {"instead_of": "1.0.0"})
    assert "Otis Other (lms.example.org) released 1.1.0 a moment ago." in told.text
    assert versions(engine) == ["1.0.0", "1.1.0"]


def test_of_two_who_publish_the_same_number_at_once_one_wins_and_the_other_is_told(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    store, told, start = ContentStore(settings.data_dir), [], threading.Barrier(2)

    def publish(name: str, change: Changing) -> None:
        folder = small_package(tmp_path / name, version="1.1.0")
        change(folder)
        received = uploading.receive(store, io.BytesIO(zipped(folder)), name, shipped_frameworks())
        assert received.compiled is not None
        start.wait()
        try:
            with Session(engine) as session, session.begin():
                publishing.enter(for_writing(session), received.compiled, datetime.now(UTC), who=name)
        except Conflict as conflict:
            told.append(conflict.message)

    threads = [threading.Thread(target=publish, args=each) for each in (("ann", reworded), ("bob", drawn))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [message] = told
    assert re.search(r"small-2021 1\.1\.0 was published a moment ago by (ann|bob), with other content", message)
    assert versions(engine) == ["1.0.0", "1.1.0"]


def test_of_two_first_releases_at_once_one_wins_and_the_other_is_told(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    store, now = ContentStore(settings.data_dir), datetime.now(UTC)

    def releasing(version: str, who: str) -> Callable[[Session], object]:
        folder = small_package(tmp_path / version, version=version, id="new-2021")
        received = uploading.receive(store, io.BytesIO(zipped(folder)), "new.zip", shipped_frameworks())
        assert received.compiled is not None
        with Session(engine) as session, session.begin():
            publishing.enter(for_writing(session), received.compiled, now, who=who, releases=False)
        return lambda session: publishing.release(session, "new-2021", version, now, who=who, instead_of="")

    [told] = at_once(engine, releasing("1.0.0", "Ada"), releasing("1.1.0", "Otis"))
    assert told.message == "Ada released 1.0.0 a moment ago."
    with Session(engine) as session:
        assert Library(store).released(session, "new-2021").version == "1.0.0"


def test_the_same_package_may_be_uploaded_twice(author: Visitor, engine: Engine, package: Callable[..., bytes]) -> None:
    content = package(drawn)
    first, again = upload(author, content), upload(author, content)
    assert "Ready" in first.text
    assert "Ready" in again.text
    author.post(f"{path_of(first)}/release", {"instead_of": "1.0.0"})
    assert author.post(f"{path_of(again)}/discard", {}).status_code == 200
    assert versions(engine) == ["1.0.0", "1.1.0"]
    assert author.get("pages/planning-see").status_code == 200
