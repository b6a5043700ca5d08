"""The published profile and what is really said are kept in step."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from xapi_examples import story

from xapi import profile, vocabulary
from xapi.vocabulary import ActivityType, Extension, Verb
from xapi_profile_rules import breaches, determined_by, follows, matching

SITE = "https://tool.example"
PROFILE = profile.profile(SITE)
CONCEPTS = {concept["id"]: concept for concept in PROFILE["concepts"]}
TEMPLATES = {template["id"]: template for template in PROFILE["templates"]}
VERSION = f"{SITE}{profile.VERSION_PATH}"
KINDS = {"Verb", "ActivityType", "ContextExtension", "ResultExtension"}


def _terms(kind: type[vocabulary.Term]) -> set[str]:
    return {term.iri for term in vars(vocabulary).values() if isinstance(term, kind)}


def _of(*kinds: str) -> set[str]:
    return {iri for iri, concept in CONCEPTS.items() if concept["type"] in kinds}


def _used(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and IRI of every type and extension in a part of a statement."""
    if isinstance(value, dict):
        for name, child in value.items():
            if name == "extensions":
                yield from (("extension", iri) for iri in child)
            elif name == "type":
                yield "ActivityType", child
            yield from _used(child)
    elif isinstance(value, list):
        for child in value:
            yield from _used(child)


def test_the_profile_describes_every_word_of_the_vocabulary_and_no_other() -> None:
    own = {vocabulary.own_term(VERSION, name) for name in vocabulary.OWN_TERMS}
    assert _of("Verb") == _terms(Verb)
    assert _of("ActivityType") == _terms(ActivityType)
    assert _of("ContextExtension", "ResultExtension") == _terms(Extension) | own
    assert len(CONCEPTS) == len(PROFILE["concepts"])


def test_a_word_has_the_same_name_in_the_profile_and_in_statements() -> None:
    for term in vars(vocabulary).values():
        if isinstance(term, vocabulary.Term):
            assert CONCEPTS[term.iri]["prefLabel"] == {vocabulary.VOCABULARY_LANGUAGE: term.name}


@pytest.mark.parametrize("event", story())
def test_everything_in_a_statement_is_a_concept(event: str) -> None:
    statement = story()[event]
    assert CONCEPTS[statement["verb"]["id"]]["type"] == "Verb"
    assert {iri for kind, iri in _used(statement) if kind == "ActivityType"} <= _of("ActivityType")
    for part, kind in (("context", "ContextExtension"), ("result", "ResultExtension")):
        assert set(statement.get(part, {}).get("extensions", {})) <= _of(kind)


@pytest.mark.parametrize("event", story())
def test_every_statement_matches_exactly_one_template_and_keeps_its_rules(event: str) -> None:
    [template] = matching(PROFILE, story()[event])
    assert list(breaches(TEMPLATES[template], story()[event])) == []


def test_every_template_is_of_a_statement_that_is_built() -> None:
    built = {template for statement in story().values() for template in matching(PROFILE, statement)}
    # A launch may be of the whole programme; the builder is the same.
    of_programme = {
        f"{SITE}/xapi/profile/templates/{verb}-programme"
        for verb in ("launched", "initialized", "resumed", "suspended", "terminated", "abandoned")
    }
    practice = f"{SITE}/xapi/profile/templates/completed-practice"
    assert built | of_programme | {practice} == set(TEMPLATES)


@pytest.mark.parametrize("event", story())
def test_a_statement_names_the_published_version_as_its_category(event: str) -> None:
    categories = [each["id"] for each in story()[event]["context"]["contextActivities"]["category"]]
    assert VERSION in categories
    assert [version["id"] for version in PROFILE["versions"]] == [VERSION]


def test_templates_tell_statements_apart() -> None:
    determining = Counter(
        (each["verb"], each.get("objectActivityType"), "objectStatementRefTemplate" in each)
        for each in TEMPLATES.values()
    )
    assert max(determining.values()) == 1


def test_any_statement_may_be_taken_back_but_one_that_takes_back() -> None:
    voided = f"{SITE}/xapi/profile/templates/voided"
    assert set(TEMPLATES[voided]["objectStatementRefTemplate"]) == set(TEMPLATES) - {voided}


def _spoilt(event: str, *path: str) -> dict[str, Any]:
    statement = json.loads(json.dumps(story()[event]))
    part = statement
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return statement


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("progressed", ("result", "extensions")),
        ("submitted", ("result",)),
        ("scored", ("context", "instructor")),
        ("abandoned", ("result", "duration")),
        ("answered", ("context", "extensions")),
        ("satisfied", ("result", "extensions", "https://tool.example/xapi/profile/terms/engagement-rule")),
    ],
)
def test_the_rules_would_find_a_fault(event: str, path: tuple[str, ...]) -> None:
    statement = _spoilt(event, *path)
    [template] = [each for each in TEMPLATES.values() if determined_by(each, statement)]
    assert list(breaches(template, statement))


def _path(*names: str) -> list[str]:
    return [f"{SITE}/xapi/profile/templates/{name}" for name in names]


PRIMARY = next(pattern["id"] for pattern in PROFILE["patterns"] if pattern["primary"])
MODULE_STORY = ("launched-module", "initialized-module", "experienced-page", "answered-question", "progressed-module")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (MODULE_STORY, True),
        ((*MODULE_STORY, "suspended-module", "launched-module", "resumed-module", "completed-module"), True),
        (("launched-programme", "initialized-programme", "abandoned-programme"), True),
        (("launched-module", "initialized-module"), True),
        (MODULE_STORY[1:], False),
        (("launched-module", "experienced-page"), False),
        (("launched-module",), False),
        ((), False),
    ],
)
def test_a_story_begins_with_a_launch_and_a_first_session(names: tuple[str, ...], expected: bool) -> None:
    assert follows(PROFILE, PRIMARY, _path(*names)) is expected


def test_the_examples_in_their_order_follow_the_pattern() -> None:
    told = [template for statement in story().values() for template in matching(PROFILE, statement)]
    assert follows(PROFILE, PRIMARY, told)


def test_the_document_is_shaped_as_the_specification_asks() -> None:
    assert PROFILE["@context"] == "https://w3id.org/xapi/profiles/context"
    assert (PROFILE["type"], PROFILE["conformsTo"]) == ("Profile", "https://w3id.org/xapi/profiles#1.0")
    assert PROFILE["id"] == SITE + profile.PATH
    parts = [*PROFILE["concepts"], *PROFILE["templates"], *PROFILE["patterns"]]
    assert len({part["id"] for part in parts}) == len(parts)
    for part in parts:
        assert part["inScheme"] == VERSION
        assert part["prefLabel"]["en-GB"]
        assert part["definition"]["en-GB"].endswith(".")
    assert {part["type"] for part in parts} == KINDS | {"StatementTemplate", "Pattern"}
    for concept in PROFILE["concepts"]:
        json.loads(concept.get("inlineSchema", "{}"))


def test_whatever_a_pattern_names_is_there() -> None:
    known = {part["id"] for part in (*PROFILE["templates"], *PROFILE["patterns"])}
    for pattern in PROFILE["patterns"]:
        [named] = [pattern[kind] for kind in ("sequence", "alternates", "zeroOrMore") if kind in pattern]
        assert set(named if isinstance(named, list) else [named]) <= known


def test_an_address_that_json_would_have_to_escape_is_escaped() -> None:
    assert profile.profile('https://tool.example/"x"')["id"] == 'https://tool.example/"x"/xapi/profile'
