"""National frameworks: read by edition and code, refused with file, line and column."""

import pytest
from small_frameworks import (
    BEHAVIOURS,
    BROKEN_FRAMEWORKS,
    HEAD_2017,
    HEAD_2021,
    PROGRESSION,
    STANDARDS,
    SmallFrameworks,
)

from lti_npq.domain.progression import AreaName
from lti_npq.errors import ContentError
from lti_npq.packages import frameworks


@pytest.fixture
def small(tmp_path) -> SmallFrameworks:
    return SmallFrameworks(tmp_path)


def shown(small: SmallFrameworks) -> list[str]:
    return [
        f"{found.file}:{found.line}:{found.column}: {found.severity} {found.code}"
        for found in frameworks.problems(small.folder)
    ]


def test_a_framework_is_found_by_edition_and_code(small):
    found = frameworks.load(small.folder)
    assert found.get("2021", "NPQH").areas[0].title == "Culture"
    assert found.get("2017", "NPQH").areas[0].title == "Strategy"
    assert found.get("2021", "NPQSL") is None
    assert found.names == (("2017", "NPQH"), ("2021", "NPQH"))


def test_statements_come_in_the_order_of_the_framework(small):
    framework = frameworks.load(small.folder).get("2021", "NPQH")
    assert [(each.id, each.kind) for each in framework.statements()] == [
        ("culture-k1", "knowledge"),
        ("culture-p1", "practice"),
    ]


def test_what_is_open_and_how_long_a_course_takes_is_told(small):
    framework = frameworks.load(small.folder).get("2021", "NPQH")
    assert framework.open == {"order"}
    duration = framework.duration
    assert (duration.months, duration.most_months, duration.summative_months) == (18, 22, 3)


def test_an_edition_of_2017_has_criteria_tasks_and_behaviours(small):
    framework = frameworks.load(small.folder).get("2017", "NPQH")
    assert [(each.number, each.task) for each in framework.criteria()] == [("1.3.1", "change")]
    assert [(task.words, task.conditions) for task in framework.tasks] == [(4000, ("two terms",))]
    assert [behaviour.title for behaviour in framework.behaviours] == ["Respect"]
    assert (framework.level, framework.closed, framework.duration) == (3, 2022, None)


def test_standards_name_the_areas_that_answer_to_them(small):
    standards = frameworks.load_standards(small.folder)
    assert [(each.domain, each.area, each.near) for each in standards.standards] == [
        ("ethos", "culture", None),
        (None, None, "culture"),
    ]


def test_an_area_returns_at_the_next_level(small):
    [strand] = frameworks.load_progression(small.folder).strands
    assert strand.after(AreaName("2017", "NPQH", "strategy")) == (AreaName("2021", "NPQH", "culture"),)
    assert strand.after(AreaName("2021", "NPQH", "culture")) == ()


def test_sound_frameworks_have_no_problem(small):
    assert shown(small) == []


@pytest.mark.parametrize("slip", BROKEN_FRAMEWORKS, ids=lambda slip: slip[-1])
def test_a_slip_in_a_framework_is_shown_where_it_stands(small, slip):
    file, old, new, problem = slip
    assert problem in shown(small.replace(file, old, new))


@pytest.mark.parametrize("file", [STANDARDS, PROGRESSION])
def test_a_file_that_is_missing_is_named(small, file):
    assert shown(small.remove(file)) == [f"{file}:1:1: error missing-file"]


@pytest.mark.parametrize("file", [HEAD_2021, HEAD_2017, BEHAVIOURS, STANDARDS, PROGRESSION])
def test_a_file_of_frameworks_that_is_not_utf8_is_shown(small, file):
    assert shown(small.put(file, b"title: Caf\xe9")) == [f"{file}:1:1: error encoding"]


@pytest.mark.parametrize("file", ["2021/npqsl.yaml", "2022/npqh.yaml"])
def test_a_framework_in_another_frameworks_file_is_refused(small, file):
    small.put(file, (small.folder / HEAD_2021).read_bytes())
    edition, code = file.removesuffix(".yaml").upper().split("/")
    with pytest.raises(ContentError, match=rf"{file}:\d:\d+: error: the (edition is 2021|code is NPQH), and the file"):
        frameworks.load(small.folder).get(edition, code)


def test_a_broken_framework_is_refused_when_it_is_asked_for_and_not_before(small):
    found = frameworks.load(small.put(HEAD_2017, b"code: [").folder)
    assert found.get("2021", "NPQH").title == "Headship"
    with pytest.raises(ContentError, match=r"2017/npqh\.yaml:\d:\d: error: this is not sound YAML"):
        found.get("2017", "NPQH")


@pytest.mark.parametrize(
    ("read", "file"), [(frameworks.load_standards, STANDARDS), (frameworks.load_progression, PROGRESSION)]
)
def test_what_leads_across_frameworks_is_refused_with_its_line(small, read, file):
    small.put(file, b"title: 5\n")
    with pytest.raises(ContentError, match=rf"{file}:1:1: error: "):
        read(small.folder)


def test_a_framework_is_read_once(small):
    found = frameworks.load(small.folder)
    assert found.get("2017", "NPQH") is found.get("2017", "NPQH") is found.all[0]
