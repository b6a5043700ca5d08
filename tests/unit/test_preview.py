"""A preview: participants' pages over a folder, for this computer alone, with nothing kept."""

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from factories import small_package
from lti_npq.app import create_preview
from lti_npq.services.previewing import Preview


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_package(tmp_path / "package")


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return create_preview(Preview(folder)).test_client()


@pytest.mark.parametrize("path", ["/", "/pages/planning-see", "/tasks/fat-planning", "/preview/report"])
def test_pages_of_participants_are_shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "preview.js" in answer.text


@pytest.mark.parametrize(
    "path", ["/pages/none", "/tasks/none", f"/media/{'0' * 64}/none.svg"], ids=["page", "task", "file"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_an_answer_without_script_is_judged(client):
    answer = client.post("/questions/planning-check/answers", data={"option": "a"})
    assert "it cannot come before it" in answer.text


def test_no_answer_is_asked_for_again(client):
    assert client.post("/questions/planning-check/answers").status_code == 422
    assert client.post("/questions/none/answers").status_code == 404


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/pages/planning-see/read", "/pages/planning-do"),
        ("/pages/planning-do/read", "/pages/planning-do"),
        ("/writing/planning-reflection", "/pages/planning-do"),
        ("/tasks/fat-planning/draft", "/tasks/fat-planning"),
        ("/tasks/fat-planning/check", "/tasks/fat-planning"),
    ],
)
def test_whatever_would_be_kept_leads_back(client, path, to):
    answer = client.post(path, data={"text": "Kept?"})
    assert (answer.status_code, answer.location) == (303, to)


def test_a_script_hears_that_a_text_arrived(client):
    answer = client.post("/writing/planning-reflection", headers={"X-Requested-With": "fetch"})
    assert "saved_at" in answer.get_json()


def test_a_module_leads_to_its_first_page(client):
    assert client.get("/modules/planning").location == "/pages/planning-see"
    assert client.get("/modules/none").location == "/"


def test_the_author_reads_how_much_study_there_is(client):
    assert "of study in 1 module." in " ".join(client.get("/").text.split())


def test_other_names_for_this_computer_are_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/", headers={"Host": "localhost:8600"}).status_code == 200


def test_a_package_that_cannot_be_read_at_all_says_so_and_comes_back(client, folder):
    manifest = folder / "package.yaml"
    manifest.rename(folder / "gone.yaml")
    answer = client.get("/")
    assert answer.status_code == 422
    assert "it has no package.yaml" in answer.text
    (folder / "gone.yaml").rename(manifest)
    assert client.get("/").status_code == 200


def test_the_stamp_changes_with_the_files_and_with_nothing_else(folder):
    preview = Preview(folder)
    first = preview.stamp
    assert preview.stamp == first
    os.utime(folder / "package.yaml", ns=(1, 1))
    assert preview.stamp != first


def test_an_unchanged_package_is_read_once(folder):
    preview = Preview(folder)
    assert preview.checked() is preview.checked()
