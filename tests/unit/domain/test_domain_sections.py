"""How a programme's home is laid out by its stages and cycles."""

from msgspec.structs import replace
from programme_sample import MODULE, OTHER, PROGRAMME, TASK

from lti_npq.domain.plan import Stage
from lti_npq.domain.programme import Programme
from lti_npq.domain.sections import sections

STAGES = (
    Stage("begin", "preparation", "Preparation", "", 0),
    Stage("grow", "development", "Development", "", 2),
    Stage("end", "summative", "Assessment", "", 0),
)
PRACTICE = replace(TASK, key="practice", kind="practice-case", module="", cycle=0, criteria=())
PROJECT = replace(TASK, key="account", kind="project", module="", cycle=0)
FINAL = replace(TASK, key="final", kind="summative", module="planning", cycle=0)


def laid_out(programme: Programme) -> dict[str, list[tuple[int, list[str]]]]:
    """Return the keys of what stands in each cycle of each section."""
    return {
        section.key: [(group.cycle, [each.key for each in (*group.modules, *group.tasks)]) for group in section.groups]
        for section in sections(programme)
    }


def test_without_stages_modules_come_before_tasks() -> None:
    assert laid_out(PROGRAMME) == {"modules": [(0, ["planning", "sharing"])], "tasks": [(0, ["task"])]}
    assert laid_out(replace(PROGRAMME, tasks=())) == {"modules": [(0, ["planning", "sharing"])]}


def test_modules_and_their_tasks_stand_in_their_stage_and_cycle() -> None:
    programme = replace(
        PROGRAMME,
        stages=STAGES,
        modules=(replace(MODULE, stage="grow", cycle=2), replace(OTHER, stage="begin")),
        tasks=(replace(TASK, cycle=2), PRACTICE, PROJECT, FINAL),
    )
    assert laid_out(programme) == {
        "begin": [(0, ["sharing"])],
        "grow": [(2, ["planning", "task"])],
        "end": [(0, ["practice", "account", "final"])],
    }


def test_what_names_no_stage_belongs_to_development_and_a_stage_may_be_empty() -> None:
    loose = replace(TASK, key="loose", module="", cycle=1)
    assert laid_out(replace(PROGRAMME, stages=STAGES, tasks=(TASK, loose))) == {
        "begin": [],
        "grow": [(0, ["planning", "sharing"]), (1, ["task", "loose"])],
        "end": [],
    }


def test_where_there_is_no_stage_of_its_kind_a_case_comes_last() -> None:
    assert laid_out(replace(PROGRAMME, stages=STAGES[:2], tasks=(FINAL,)))["grow"][0] == (
        0,
        ["planning", "sharing", "final"],
    )
