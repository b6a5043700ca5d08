"""The address that every statement names as its category leads to the profile."""

import json

import pytest
from flask import Flask
from sqlalchemy import Engine

from stored import owed
from visitors import Visitor
from xapi.profile import profile

SITE = "http://localhost:8500"


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path) -> str:
    """SQLite alone: the profile has nothing to do with the database."""
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"


def test_the_category_of_a_statement_resolves_to_the_profile(app: Flask, participant: Visitor, engine: Engine) -> None:
    [category] = owed(engine)[0]["context"]["contextActivities"]["category"]
    answer = app.test_client().get(category["id"].removeprefix(SITE))
    assert answer.mimetype == "application/ld+json"
    assert answer.json == json.loads(json.dumps(profile(SITE)))
    assert category["id"] in {version["id"] for version in answer.json["versions"]}


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("*/*", "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("image/png", "application/ld+json"),
    ],
)
def test_people_get_a_page_and_programs_get_data(accept: str, mimetype: str, app: Flask) -> None:
    answer = app.test_client().get("/xapi/profile/v1", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert "Accept" in answer.headers["Vary"]


def test_every_address_of_ours_in_the_profile_leads_to_it(app: Flask) -> None:
    found, client = profile(SITE), app.test_client()
    ours = {part["id"] for kind in ("concepts", "templates", "patterns") for part in found[kind]}
    for address in {found["id"], *(each for each in ours if each.startswith(SITE))}:
        assert client.get(address.removeprefix(SITE)).status_code == 200, address
    assert len([each for each in ours if "/terms/" in each and each.startswith(SITE)]) == 2


@pytest.mark.parametrize("part", ["v2", "terms/nothing", "templates", "../../etc"])
def test_what_the_profile_does_not_describe_is_not_found(part: str, app: Flask) -> None:
    assert app.test_client().get(f"/xapi/profile/{part}").status_code == 404


def test_the_page_says_every_statement_and_word(app: Flask) -> None:
    page = app.test_client().get("/xapi/profile", headers={"Accept": "text/html"}).text
    for part in (*profile(SITE)["templates"], *profile(SITE)["concepts"]):
        assert part["id"] in page
