"""A sound package becomes a programme, and the programme bytes and back."""

import pytest
from small_package import IN_MODULE, PHASES, PNG, SEE, SmallPackage

from lti_npq.domain.blocks import Box, Prose, Writing
from lti_npq.domain.plan import Component, Engagement, Shortfall
from lti_npq.domain.programme import Evidence
from lti_npq.domain.questions import Choice, Option
from lti_npq.errors import ContentError
from lti_npq.packages import compile_package, decode, encode
from lti_npq.packages.outline import DEFAULT_PHASES


@pytest.fixture
def compiled(package: SmallPackage, frameworks):
    return compile_package(package.source, frameworks)


def question(package: SmallPackage, frameworks, body: str) -> Choice:
    """Return the self-check of the small package with another body."""
    start = package.files[SEE].decode().index("Which one?")
    end = package.files[SEE].decode().index("::: reflection") - len(":::\n\n")
    package.replace(SEE, package.files[SEE].decode()[start:end], body)
    found = compile_package(package.source, frameworks).question("check-one")
    assert found
    return found[1]


def test_the_outline_comes_through(compiled):
    assert (compiled.key, compiled.version, compiled.framework, compiled.qualification) == (
        "small",
        "1.0.0",
        "2021",
        "NPQH",
    )
    assert [(module.key, module.area, module.tasks) for module in compiled.modules] == [
        ("module-one", "culture", ("task-one",))
    ]


def test_a_page_is_its_blocks_in_order(compiled):
    [page] = compiled.modules[0].pages
    assert (page.key, page.phase, page.minutes, page.statements) == ("page-one", "see", 20, ("culture-k1",))
    assert [type(block) for block in page.blocks] == [Prose, Box, Choice, Writing]
    assert page.blocks[1] == Box("scenario", "A school", "<p>It is invented.</p>")
    assert page.blocks[3] == Writing("think-one", "reflection", "Reflection", "<p>What do you think?</p>")


def test_a_question_is_its_prompt_and_its_options(compiled):
    _, found = compiled.question("check-one")
    assert (found.html, found.text, found.multiple) == ("<p>Which one?</p>", "Which one?", False)
    assert found.options == (
        Option("a", "The wrong one", False, "<p>Not this: it comes later.</p>"),
        Option("b", "The right one", True, "<p>Yes, it comes first.</p>"),
    )


def test_options_with_brackets_are_chosen_together_and_lettered_in_order(package, frameworks):
    found = question(package, frameworks, "Which *two*?\n\n[*] One\n... .\n[ ] Two\n... .\n[*] Three\n... .\n")
    assert found.multiple
    assert found.text == "Which two?"
    assert [option.key for option in found.options] == ["a", "b", "c"]
    assert found.correct_keys == {"a", "c"}


def test_option_letters_are_the_authors_own(package, frameworks):
    found = question(package, frameworks, "Which?\n\nd) One\n... .\n*b) Two\n... .\n")
    assert [option.key for option in found.options] == ["d", "b"]


def test_options_and_feedback_go_on_over_lines_and_paragraphs(package, frameworks):
    body = "Which?\n\na) One that\n   goes on\n... Because\nof this.\n\n    And that.\n*b) Two\n... Yes.\n"
    [first, _] = question(package, frameworks, body).options
    assert first.html == "One that\ngoes on"
    assert first.feedback == "<p>Because\nof this.</p>\n<p>And that.</p>"


def test_a_task_is_its_brief_its_parts_and_its_criteria(compiled):
    task = compiled.task("task-one")
    assert (task.module, task.cycle, task.minutes, task.words, task.maximum) == ("module-one", 1, 60, 500, 2)
    assert task.html == "<p>Write about it.</p>"
    assert [(part.key, part.title, part.html) for part in task.parts] == [
        ("part-one", "The account", "<p>What happened?</p>")
    ]
    assert [level.points for level in task.criteria[0].levels] == [0, 2]


def test_a_programme_has_three_phases_by_itself(package, frameworks):
    package.replace("package.yaml", PHASES, "")
    assert compile_package(package.source, frameworks).phases == DEFAULT_PHASES


def test_a_programme_may_name_its_own_phases(package, frameworks):
    package.replace("package.yaml", PHASES, "phases: [{id: look, title: Look, summary: Look.}]\n")
    package.replace(SEE, "phase: see", "phase: look")
    assert [phase.key for phase in compile_package(package.source, frameworks).phases] == ["look"]


def test_only_media_that_are_shown_are_listed(package, frameworks):
    package.put(f"{IN_MODULE}/media/unused.png", PNG)
    [shape] = compile_package(package.source, frameworks).media
    assert (shape.name, shape.media_type) == (f"{IN_MODULE}/media/shape.svg", "image/svg+xml")
    assert shape.size == len(package.files[shape.name])


def test_a_programme_survives_the_way_to_bytes_and_back(compiled):
    assert decode(encode(compiled)) == compiled


def test_the_same_package_compiles_to_the_same_bytes(frameworks):
    first, second = (encode(compile_package(SmallPackage().source, frameworks)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_bytes_that_are_no_programme_are_refused(content):
    with pytest.raises(ContentError, match="cannot be read"):
        decode(content)


PLANNED = """\
stages:
  - {id: begin, kind: preparation, title: Beginning}
  - {id: grow, kind: development, title: Growing, cycles: 3}
hours: {events: 18, study: 34}
shortfall: {minutes: 2020, reason: The rest is being written.}
word_limits: {summative: 1500}
modules:"""


def test_stages_hours_and_a_declared_shortfall_come_through(package, frameworks):
    compiled = compile_package(package.replace("package.yaml", "modules:", PLANNED).source, frameworks)
    assert [(stage.key, stage.kind, stage.cycles) for stage in compiled.stages] == [
        ("begin", "preparation", 0),
        ("grow", "development", 3),
    ]
    assert compiled.modules[0].stage == "grow"
    assert (compiled.hours.study, compiled.hours.coaching, compiled.hours.total) == (34, 0, 52)
    assert compiled.shortfall == Shortfall(2020, "The rest is being written.")


def test_only_what_prepares_for_all_content_areas_belongs_to_none(package, frameworks):
    package.replace("package.yaml", "modules:", PLANNED)
    package.replace(f"{IN_MODULE}/module.yaml", "area: culture", "stage: begin")
    [module] = compile_package(package.source, frameworks).modules
    assert (module.area, module.stage) == ("", "begin")


def test_a_programme_that_says_nothing_counts_the_online_study(compiled):
    assert compiled.engagement == Engagement(0.9, "every", (Component("study", "Online study"),))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (
            "{way: weighted, components: [{counts: events, weight: 70}, {counts: reflections, weight: 30}]}",
            ("weighted", [("events", 70, False), ("reflections", 30, False)]),
        ),
        (
            "{way: every, components: [{counts: events, catch_up: true}, {counts: study}]}",
            ("every", [("events", 0, True), ("study", 0, False)]),
        ),
        ("{way: hours, components: [{counts: study}]}\nhours: {study: 34}", ("hours", [("study", 0, False)])),
    ],
)
def test_each_way_to_work_out_engagement_can_be_said(package, frameworks, policy, expected):
    package.replace("package.yaml", "{threshold: 0.9}", policy)
    engagement = compile_package(package.source, frameworks).engagement
    counted = [(each.measure, each.weight, each.catch_up) for each in engagement.components]
    assert (engagement.way, counted) == expected


def test_a_summative_task_takes_the_limit_of_the_programme_and_is_not_open(package, frameworks):
    package.replace("package.yaml", "modules:", PLANNED)
    package.replace("tasks/task.md", "kind: formative", "kind: summative").replace("tasks/task.md", "words: 500\n", "")
    package.replace("tasks/task.md", "Write about it.", '::: case-study "A school"\nIt struggles.\n:::')
    compiled = compile_package(package.source, frameworks)
    [task] = compiled.tasks
    assert (task.kind, task.words) == ("summative", 1500)
    assert task.case == Box("case-study", "A school", "<p>It struggles.</p>")
    assert compiled.open_tasks == ()


def test_a_practice_case_needs_no_criteria_and_says_what_strong_answers_attend_to(package, frameworks):
    text = package.files["tasks/task.md"].decode()
    start, end = text.index("criteria:"), text.index("---\nWrite")
    package.replace("tasks/task.md", text[start:end], "evidence: [{id: plan, title: Your plan}]\n")
    package.replace("tasks/task.md", "kind: formative", "kind: practice-case")
    package.replace("tasks/task.md", "happened?\n:::", "happened?\n:::\n::: strong-answer\nThe causes.\n:::")
    [task] = compile_package(package.source, frameworks).tasks
    assert (task.kind, task.criteria, task.maximum) == ("practice-case", (), 0)
    assert task.parts[0].strong == "<p>The causes.</p>"
    assert task.evidence == (Evidence("plan", "Your plan", ""),)
