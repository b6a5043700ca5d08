"""Finding a national framework by its edition and code."""

from lti_npq.domain.framework import Area, Framework, Frameworks, Statement


def framework(edition: str, code: str) -> Framework:
    areas = (
        Area("culture", 1, "Culture", (Statement("c1", "knowledge", "That."), Statement("c2", "practice", "How to."))),
        Area("change", 2, "Change", (Statement("h1", "practice", "How to."),)),
    )
    return Framework(edition, code, code, "", "leadership", "", areas)


def test_a_framework_is_found_by_edition_and_code_together() -> None:
    older, newer, other = framework("2020", "NPQH"), framework("2021", "NPQH"), framework("2021", "NPQSL")
    every = Frameworks((older, newer, other))
    assert every.get("2021", "NPQH") is newer
    assert every.get("2020", "NPQH") is older
    assert every.get("2020", "NPQSL") is None
    assert every.get("2021", "npqh") is None
    assert Frameworks().get("2021", "NPQH") is None


def test_the_statements_of_all_areas_come_in_order() -> None:
    assert [statement.id for statement in framework("2021", "NPQH").statements()] == ["c1", "c2", "h1"]
