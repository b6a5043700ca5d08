"""What a check says of a package that can be read: each rule finds its slip, and nothing in the mended twin."""

import pytest
from rule_slips import AREA_TO_COME, MENDED, MODULE, PACKAGE, SLIPS, TASK, UNREACHED_AREA
from small_package import PHASES, SEE, SmallPackage

from lti_npq.domain.framework import Area, Framework, Frameworks, Statement
from lti_npq.domain.plan import ToCome
from lti_npq.packages import check, compile_package


def found(package: SmallPackage, frameworks: Frameworks) -> list[str]:
    return [
        f"{each.file}:{each.line}:{each.column}: {each.severity} {each.code}"
        for each in check(package.source, frameworks).problems
    ]


@pytest.mark.parametrize(("file", "old", "new", "finding"), SLIPS, ids=lambda value: value[-40:])
def test_a_slip_is_found_where_it_stands_and_not_before_it_was_made(package, frameworks, file, old, new, finding):
    assert finding not in found(package, frameworks)
    assert finding in found(package.replace(file, old, new), frameworks)


@pytest.mark.parametrize(("file", "old", "new", "finding"), MENDED, ids=lambda value: value[-40:])
def test_what_is_lacking_is_found_until_it_is_there(package, frameworks, file, old, new, finding):
    assert finding in found(package, frameworks)
    assert finding not in found(package.replace(file, old, new), frameworks)


@pytest.fixture
def wider(frameworks) -> Frameworks:
    """A framework with one area more than the package has modules for."""
    known = frameworks.get("2021", "NPQH")
    area = Area("teaching", 2, "Teaching", (Statement("teaching-k1", "knowledge", "that teaching matters"),))
    more = Framework("2021", "NPQH", "Headship", "npq-headship", "leadership", "heads", (*known.areas, area))
    return Frameworks((more,))


def test_an_area_without_a_module_is_found(package, frameworks, wider):
    assert UNREACHED_AREA in found(package, wider)
    assert UNREACHED_AREA not in found(package, frameworks)


def test_a_declared_shortfall_makes_what_is_not_there_yet_information(package, wider):
    package.replace(PACKAGE, PHASES, f"{PHASES}shortfall: {{minutes: 60, reason: In spring.}}\n")
    assert UNREACHED_AREA.replace("warning", "information") in found(package, wider)


def test_an_area_that_is_to_come_is_information_and_by_the_frameworks_title(package, wider):
    package.replace(PACKAGE, PHASES, f"{PHASES}to_come: [{{area: teaching, summary: How lessons become good.}}]\n")
    [teaching] = compile_package(package.source, wider).to_come
    assert teaching == ToCome("teaching", "Teaching", "How lessons become good.")
    assert UNREACHED_AREA not in found(package, wider)
    assert AREA_TO_COME in found(package, wider)


def test_a_part_of_an_area_is_to_come_by_a_title_of_its_own(package, wider):
    part = "to_come: [{title: Lesson study, summary: How lessons become good.}]\n"
    package.replace(PACKAGE, PHASES, f"{PHASES}{part}")
    assert compile_package(package.source, wider).to_come == (ToCome("", "Lesson study", "How lessons become good."),)
    assert UNREACHED_AREA in found(package, wider)
    assert AREA_TO_COME in found(package, wider)


def test_a_module_about_all_areas_does_not_bring_a_part_that_is_to_come(package, frameworks):
    stage = "stages: [{id: prep, kind: preparation, title: Preparation}]\n"
    package.replace(
        PACKAGE, PHASES, f"{PHASES}{stage}to_come: [{{title: Lesson study, summary: How lessons become good.}}]\n"
    )
    package.replace(MODULE, "area: culture\n", "stage: prep\n")
    codes = {each.code for each in check(package.source, frameworks).problems}
    assert "area-to-come" in codes
    assert "area-has-come" not in codes


def test_where_the_account_of_a_project_applies_all_areas_no_other_task_is_wanted_and_no_case(package, frameworks):
    package.replace(TASK, "kind: formative", "kind: project")
    assert not {each.code for each in check(package.source, frameworks).problems} & {"area-without-fat", "no-case"}


def test_the_message_names_every_statement_that_is_missing(package, frameworks):
    package.replace(SEE, "statements: [culture-k1]\n", "")
    [problem] = [each for each in check(package.source, frameworks).problems if each.code == "uncovered-statements"]
    assert problem.fix == "write and list on a page: culture-k1"


def test_an_area_is_served_by_the_task_of_its_cycle(package, frameworks):
    package.replace(MODULE, "tasks: [task-one]\n", "cycle: 1\n")
    package.replace(TASK, "module: module-one", "module: module-two")
    package.replace(PACKAGE, "[first]", "[first, second]")
    second = package.files[MODULE].decode().replace("module-one", "module-two").replace("[see]", "[more]")
    package.put("modules/second/module.yaml", second.encode())
    page = "---\nid: page-two\ntitle: More\nphase: see\nminutes: 1\n---\nMore.\n"
    package.put("modules/second/more.md", page.encode())
    assert not any("area-without-fat" in each for each in found(package, frameworks))


def test_a_page_with_an_error_is_not_judged_further(package, frameworks):
    package.replace(SEE, "minutes: 20", "minutes: many")
    assert found(package, frameworks) == [f"{SEE}:5:10: error wrong-type", f"{TASK}:2:5: information no-evidence"]


def test_a_film_takes_a_time_that_no_count_of_words_tells(package, frameworks):
    package.replace(SEE, "minutes: 20", "minutes: 90")
    package.replace(SEE, '::: scenario "A school"', '::: case-study "A school"')
    assert not any("too-many-minutes" in each for each in found(package, frameworks))
