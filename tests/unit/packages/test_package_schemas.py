"""The JSON Schemas that ship: as the readers are, and true of every file that ships."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from small_package import MODULE, PACKAGE, PAGE, TASK

from every_kind import PAGE as RICH_PAGE
from lti_npq.packages.schema_words import MEANINGS
from lti_npq.packages.schemas import FOLDER, as_text, schemas

SHIPPED = Path(__file__).parents[3] / "content_packages"


def front_matter(text: str) -> str:
    return text.split("---\n")[1]


def shipped() -> Iterator[tuple[Path, str, str]]:
    """Return every file of keys that ships, with the name of its schema and its YAML."""
    for path in sorted(SHIPPED.rglob("*")):
        parts = path.relative_to(SHIPPED).parts
        if path.suffix == ".yaml" and parts[0] == "frameworks":
            yield path, path.stem if path.stem in schemas() else "framework", path.read_text()
        elif path.suffix == ".yaml":
            yield path, path.stem, path.read_text()
        elif path.suffix == ".md" and parts[1] in {"modules", "tasks"}:
            yield path, "page" if parts[1] == "modules" else "task", front_matter(path.read_text())


SAMPLES = [("package", PACKAGE), ("module", MODULE), ("page", front_matter(PAGE)), ("task", front_matter(TASK))]


def faults(schema: str, text: str) -> list[str]:
    validator = Draft202012Validator(schemas()[schema])
    return [error.message for error in validator.iter_errors(yaml.safe_load(text))]


def test_every_file_that_ships_is_as_its_schema_says():
    found = {str(path): told for path, schema, text in shipped() if (told := faults(schema, text))}
    assert found == {}


@pytest.mark.parametrize(("schema", "text"), [*SAMPLES, ("page", front_matter(RICH_PAGE))])
def test_a_sound_sample_is_as_its_schema_says(schema, text):
    assert faults(schema, text) == []


@pytest.mark.parametrize(("schema", "text"), SAMPLES)
def test_a_key_that_nobody_knows_is_refused(schema, text):
    assert faults(schema, f"{text}colour: blue\n")


@pytest.mark.parametrize(
    ("schema", "old", "new"),
    [
        ("package", '"2021"', "2021"),
        ("package", "id: small", "id: Small!"),
        ("package", "threshold: 0.9", "threshold: 2"),
        ("package", "title: A small programme\n", ""),
        ("module", "[see]", "[]"),
        ("page", "minutes: 20", "minutes: soon"),
        ("task", "kind: formative", "kind: formativ"),
        ("task", "module: module-one\n", ""),
        ("task", "points: 2", "points: 101"),
    ],
)
def test_a_slip_that_the_reader_reports_is_refused_by_the_schema_too(schema, old, new):
    text = dict(SAMPLES)[schema]
    assert old in text
    assert faults(schema, text.replace(old, new))


def test_the_schemas_that_ship_are_those_of_the_readers():
    written = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    derived = {name: as_text(schema) for name, schema in schemas().items()}
    assert written == derived, "run python -m lti_npq.packages.schemas"


def test_the_schemas_are_schemas():
    for schema in schemas().values():
        Draft202012Validator.check_schema(schema)


def test_every_meaning_is_of_a_key_that_exists():
    everything = json.dumps(list(schemas().values()))
    assert [key for key in MEANINGS if f'"{key}": {{' not in everything] == []
