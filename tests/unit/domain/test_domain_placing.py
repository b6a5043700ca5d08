"""Which activities a programme becomes in a course."""

from msgspec.structs import replace
from programme_sample import MODULE, OTHER, PROGRAMME, TASK

from lti_npq.domain.placing import home_of, placed, whole_programme

TWO_TASKS = replace(
    PROGRAMME,
    modules=(replace(MODULE, tasks=("task", "task-2")), OTHER),
    tasks=(TASK, replace(TASK, key="task-2", title="Another change")),
)


def test_a_whole_programme_is_every_module_followed_by_its_tasks() -> None:
    activities = whole_programme(TWO_TASKS)
    assert [each.content_key for each in activities] == [
        "small/planning",
        "small/task",
        "small/task-2",
        "small/sharing",
    ]
    assert [each.is_task for each in activities] == [False, True, True, False]


def test_activities_stand_in_the_programmes_order_and_once() -> None:
    assert [each.item for each in placed(PROGRAMME, ["sharing", "task", "planning", "task"])] == [
        "planning",
        "task",
        "sharing",
    ]


def test_a_column_belongs_to_one_activity_only() -> None:
    module, task = placed(PROGRAMME, ["planning", "task"])
    assert (module.graded, module.column_key) == (None, "")
    assert (task.graded, task.column_key) == (TASK, "small/task")


def test_a_module_without_its_task_brings_the_tasks_column() -> None:
    [module] = placed(PROGRAMME, ["planning"])
    assert (module.graded, module.column_key) == (TASK, "small/task")


def test_a_module_with_several_tasks_brings_none_since_it_could_be_any() -> None:
    [module] = placed(TWO_TASKS, ["planning"])
    assert module.graded is None


def test_one_activity_may_open_it_all() -> None:
    home = home_of(PROGRAMME)
    assert (home.item, home.content_key, home.title, home.graded) == ("", "small", "Small", None)


def test_a_case_to_practise_on_is_an_activity_without_a_column_and_a_final_case_is_none() -> None:
    practice = replace(TASK, key="practice", kind="practice-case", module="", criteria=())
    final = replace(TASK, key="final", kind="summative")
    programme = replace(
        PROGRAMME, modules=(replace(MODULE, tasks=("task", "final")), OTHER), tasks=(final, practice, TASK)
    )
    activities = whole_programme(programme)
    assert [each.item for each in activities] == ["planning", "task", "sharing", "practice"]
    assert (activities[-1].graded, activities[-1].column_key, activities[-1].is_task) == (None, "", True)
    [module] = placed(programme, ["planning"])
    assert module.graded == TASK


def test_a_final_account_is_an_activity_with_a_column() -> None:
    project = replace(TASK, key="account", kind="project", module="", cycle=0)
    [activity] = whole_programme(replace(PROGRAMME, modules=(), tasks=(project,)))
    assert (activity.item, activity.graded) == ("account", project)
