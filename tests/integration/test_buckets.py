"""Content in a bucket that several hosts share, on a real server of the protocol; failures are said in words."""

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bucket_server import ACCESS, bucket_server, bucket_url, free_port, silent_server
from factories import small_package
from fakes import FakePlatform
from lti_npq import packages
from lti_npq.app import create_app
from lti_npq.errors import Conflict, StorageUnreachable
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.services import installation, publishing, uploading
from lti_npq.services.content import Library, shipped_frameworks
from lti_npq.services.files import ContentStore, content_store, require_reachable
from lti_npq.settings import Settings
from lti_npq.storage import buckets
from lti_npq.storage.binding import db
from lti_npq.storage.buckets import BucketFiles
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import CompiledPackage, PackageUpload
from lti_npq.web.context import EXTENSION
from stored import rows
from visitors import Visitor
from zips import zipped

pytestmark = pytest.mark.peer
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="4" height="3"/></svg>\n'
SILENT = "The storage of files does not answer as it should (GenericError)."


@pytest.fixture(autouse=True)
def access(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ACCESS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def bucket_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with bucket_server(tmp_path_factory.mktemp("bucket")) as port:
        yield port


@pytest.fixture
def shared(settings: Settings, engine: Engine, bucket_port: int, tmp_path: Path) -> Settings:
    """The installation, with a folder of the bucket to itself."""
    return replace(settings, storage_url=bucket_url(bucket_port).replace("/content", f"/{tmp_path.name}"))


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Version 1.1.0 of the small programme, with a picture."""
    return with_picture(small_package(tmp_path / "drawn", version="1.1.0"))


def with_picture(folder: Path) -> Path:
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("A fictional", "![A small box](box.svg)\n\nA fictional"))
    (page.parent / "box.svg").write_text(PICTURE)
    return folder


def publish(engine: Engine, settings: Settings, folder: Path) -> None:
    with Session(engine) as session, session.begin():
        installation.publish_folder(for_writing(session), settings, folder, datetime.now(UTC))


@pytest.fixture
def other_host(shared: Settings, lms: FakePlatform, tmp_path: Path) -> Iterator[Flask]:
    """Another machine: the same database and bucket, a data folder of its own."""
    url = shared.effective_database_url
    elsewhere = replace(shared, database_url=url, data_dir=tmp_path / "elsewhere")
    elsewhere.data_dir.mkdir()
    app = create_app(elsewhere)
    app.extensions[EXTENSION].platform_keys = PlatformKeys(lms)  # type: ignore[arg-type]
    app.extensions[EXTENSION].door = lms
    yield app
    with app.app_context():
        db.engine.dispose()


def picture_address(person: Visitor) -> str:
    found = re.search(r'src="([^"]*/media/[^"]*box\.svg)"', person.get("pages/planning-see").text)
    assert found is not None
    return found[1]


def test_one_host_publishes_and_another_serves(
    engine: Engine, shared: Settings, other_host: Flask, drawn: Path, lms: FakePlatform
) -> None:
    before = set(shared.data_dir.rglob("*"))
    publish(engine, shared, drawn)
    assert set(shared.data_dir.rglob("*")) == before, "nothing stays in the data folder"
    person = Visitor.launched(other_host, lms)
    address = picture_address(person)
    assert person.client.get(address).text == PICTURE
    piece = person.client.get(address, headers={"Range": "bytes=5-9"})
    assert (piece.status_code, piece.text) == (206, PICTURE[5:10])


def test_another_host_compiles_a_stored_package_anew_when_the_compiler_is_newer(
    engine: Engine, shared: Settings, drawn: Path
) -> None:
    publish(engine, shared, drawn)
    digest = packages.read(drawn).digest
    with Session(engine) as session, session.begin():
        for row in session.query(CompiledPackage).filter_by(digest=digest):
            session.delete(row)
    with Session(engine) as session, session.begin():
        programme = Library(content_store(shared)).programme(for_writing(session), digest)
    assert programme.version == "1.1.0"


def test_discarding_an_upload_takes_its_files_out_of_the_bucket(engine: Engine, shared: Settings, drawn: Path) -> None:
    store, now = content_store(shared), datetime.now(UTC)
    received = uploading.receive(store, io.BytesIO(zipped(drawn)), "drawn.zip", shipped_frameworks())
    assert len(received.brought) == 2
    files = BucketFiles(shared.storage_url)
    assert all(files.has(name) for name in received.brought)
    with Session(engine) as session, session.begin():
        number = uploading.note(for_writing(session), store, received, now, who="Ada", enrolment_id=None)
        session.flush()
        uploading.discard(session, store, Library(store), number, None)
    assert not any(files.has(name) for name in received.brought)
    assert rows(engine, PackageUpload) == []


def test_a_large_file_goes_in_parts_and_is_read_from_any_place(shared: Settings) -> None:
    files, content = BucketFiles(shared.storage_url), bytes(range(256)) * 80_000
    files.put("media/large", io.BytesIO(content))
    with files.open("media/large") as file:
        assert file.read(4) == content[:4]
        assert file.seek(17_000_001) == 17_000_001
        assert file.read(1000) == content[17_000_001:17_001_001]
        assert file.seek(-3, io.SEEK_END) == len(content) - 3
        assert file.read() == content[-3:]


def test_of_two_hosts_that_publish_the_same_number_at_once_one_wins_and_the_other_is_told(
    engine: Engine, shared: Settings, tmp_path: Path
) -> None:
    told: list[str] = []
    start = threading.Barrier(2)

    def publish_from(host: str) -> None:
        folder = with_picture(small_package(tmp_path / host / "small", version="1.1.0", title=f"As {host} has it"))
        (tmp_path / host / "data").mkdir()
        store = content_store(replace(shared, data_dir=tmp_path / host / "data"))
        received = uploading.receive(store, io.BytesIO(zipped(folder)), host, shipped_frameworks())
        assert received.compiled is not None
        start.wait()
        try:
            with Session(engine) as session, session.begin():
                publishing.enter(for_writing(session), received.compiled, datetime.now(UTC), who=host)
        except Conflict as conflict:
            told.append(conflict.message)

    hosts = [threading.Thread(target=publish_from, args=(name,)) for name in ("ann", "bob")]
    for host in hosts:
        host.start()
    for host in hosts:
        host.join()
    [message] = told
    winner = re.search(r"was published a moment ago by (ann|bob), with other content", message)
    assert winner is not None
    with Session(engine) as session, session.begin():
        programme = Library(content_store(shared)).released(session, "small-2021")
    assert programme.title == f"As {winner[1]} has it"
    [picture] = programme.media
    assert content_store(shared).media(picture.digest).read() == PICTURE.encode()


def refusals(files: BucketFiles) -> set[str]:
    """Return what is said when a file is written, and when a start asks for the bucket."""
    said = set()
    for work in (lambda: files.put("media/x", io.BytesIO(b"x")), files.require_reachable):
        with pytest.raises(StorageUnreachable) as refusal:
            work()
        said.add(refusal.value.message)
    return said


def test_a_bucket_that_does_not_exist_is_said_in_words(bucket_port: int) -> None:
    said = refusals(BucketFiles(bucket_url(bucket_port, "elsewhere")))
    assert said == {"The storage of files has no bucket of this name."}


def test_wrong_access_keys_are_said_in_words(bucket_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    [words] = {re.sub(r"\(\w+\)", "", each) for each in refusals(BucketFiles(bucket_url(bucket_port)))}
    assert words == "The storage of files does not let this tool in ."


def test_a_storage_that_is_not_there_is_said_in_words() -> None:
    assert refusals(BucketFiles(bucket_url(free_port()))) == {SILENT}


def test_a_storage_that_never_answers_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "PATIENCE", timedelta(milliseconds=200))
    with silent_server() as port:
        assert refusals(BucketFiles(bucket_url(port))) == {SILENT}


def test_a_start_with_a_bucket_that_does_not_answer_is_refused_in_words(bucket_port: int, settings: Settings) -> None:
    require_reachable(replace(settings, storage_url=bucket_url(bucket_port)))
    with pytest.raises(StorageUnreachable, match="has no bucket of this name"):
        require_reachable(replace(settings, storage_url=bucket_url(bucket_port, "elsewhere")))


def test_a_picture_that_cannot_be_fetched_is_answered_in_words_and_its_page_still_shown(
    engine: Engine, shared: Settings, other_host: Flask, drawn: Path, lms: FakePlatform
) -> None:
    publish(engine, shared, drawn)
    person = Visitor.launched(other_host, lms)
    away = content_store(replace(shared, storage_url=bucket_url(free_port())))
    other_host.extensions[EXTENSION].library = Library(away)
    answer = person.client.get(picture_address(person))
    assert answer.status_code == 503
    assert "The storage of files does not answer as it should" in answer.text
    assert "A plan that held" in person.get("pages/planning-see").text


def test_nothing_is_entered_of_a_package_whose_files_cannot_be_stored(
    engine: Engine, shared: Settings, drawn: Path
) -> None:
    away = replace(shared, storage_url=bucket_url(free_port()))
    with pytest.raises(StorageUnreachable):
        publish(engine, away, drawn)
    with Session(engine) as session, session.begin():
        assert Library(ContentStore(shared.data_dir)).released(session, "small-2021").version == "1.0.0"
