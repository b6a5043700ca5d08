"""Every problem an author can meet: its code, and exactly where it is shown."""

import re
from pathlib import Path
from typing import get_args

import pytest
from rule_slips import BROKEN_RULES
from small_frameworks import BROKEN_FRAMEWORKS
from small_package import IN_MODULE, PNG, SEE, SHAPE, SmallPackage
from small_package import TASK as SMALL_TASK

from lti_npq.domain.framework import Frameworks
from lti_npq.errors import ContentError
from lti_npq.packages import compile_package, problems
from lti_npq.packages.codes import WHY, Code

ROOT = Path(__file__).parents[3]
PACKAGE, MODULE, TASK, PICTURE = (
    "package.yaml",
    f"{IN_MODULE}/module.yaml",
    "tasks/task.md",
    f"{IN_MODULE}/media/shape.svg",
)

CAPTIONS = f"{IN_MODULE}/media/walk.vtt"
NOT_THIS = "... Not this: it comes later."
TASK_CRITERIA = SMALL_TASK[SMALL_TASK.index("criteria:") : SMALL_TASK.index("---\nWrite")]

BROKEN_BY_REPLACING = [
    # file, what stands there, what a hasty author writes, the problem
    (PACKAGE, "id: small", "id: Small!", f"{PACKAGE}:1:5: error bad-id"),
    (PACKAGE, "id: small", "id: 2small", f"{PACKAGE}:1:5: error bad-id"),
    (PACKAGE, "1.0.0", "1.0.x", f"{PACKAGE}:2:10: error bad-version"),
    (PACKAGE, "en-GB", "English", f"{PACKAGE}:6:11: error bad-language"),
    (PACKAGE, '"2021"', "2021", f"{PACKAGE}:4:12: error wrong-type"),
    (PACKAGE, '"2021"', '"2017"', f"{PACKAGE}:4:12: error unknown-reference"),
    (PACKAGE, "licence:", "lisence:", f"{PACKAGE}:7:1: error unknown-key"),
    (PACKAGE, "title: A small programme\n", "", f"{PACKAGE}:1:1: error missing-key"),
    (PACKAGE, "title: A small programme", "title:", f"{PACKAGE}:3:7: error wrong-type"),
    (PACKAGE, "title: A small programme", "title: [a, b]", f"{PACKAGE}:3:8: error wrong-type"),
    (PACKAGE, "0.9", "1.5", f"{PACKAGE}:8:25: error out-of-range"),
    (PACKAGE, "0.9", "most", f"{PACKAGE}:8:25: error wrong-type"),
    (PACKAGE, "{threshold: 0.9}", "high", f"{PACKAGE}:8:13: error wrong-type"),
    (PACKAGE, "version: 1.0.0", "id: again", f"{PACKAGE}:2:1: error duplicate-key"),
    (PACKAGE, "title: A", "title: &a A", f"{PACKAGE}:3:8: error yaml"),
    (PACKAGE, "title: A small", "title: *small", f"{PACKAGE}:3:8: error yaml"),
    (PACKAGE, "modules: [first]", "modules: [first", f"{PACKAGE}:10:6: error yaml"),
    (PACKAGE, "modules: [first]", "modules: []", f"{PACKAGE}:9:10: error wrong-type"),
    (PACKAGE, "modules: [first]", "modules: [first, second]", f"{PACKAGE}:9:18: error missing-file"),
    (PACKAGE, "tasks: [task]", "tasks: [tusk]", f"{PACKAGE}:10:9: error missing-file"),
    (PACKAGE, "modules:", "? [a, b]\n: c\nmodules:", f"{PACKAGE}:9:3: error wrong-type"),
    (PACKAGE, "{threshold: 0.9}", "{way: some}", f"{PACKAGE}:8:19: error unknown-reference"),
    (PACKAGE, "{threshold: 0.9}", "{way: hours}", f"{PACKAGE}:8:13: error missing-key"),
    (PACKAGE, "0.9", "0.9, way: hours, components: [{counts: study}]", f"{PACKAGE}:8:64: error no-hours"),
    (PACKAGE, "0.9", "0.9, components: [{counts: study, weight: 5}]", f"{PACKAGE}:8:67: error weights"),
    (PACKAGE, "0.9", "0.9, components: [{counts: study}, {counts: study}]", f"{PACKAGE}:8:42: error duplicate-id"),
    (PACKAGE, "0.9", "1, way: weighted, components: [{counts: study, weight: 99}]", f"{PACKAGE}:8:55: error weights"),
    (PACKAGE, "0.9", "1, components: [{counts: study, catch_up: maybe}]", f"{PACKAGE}:8:67: error wrong-type"),
    (PACKAGE, "modules:", "shortfall: {minutes: 60}\nmodules:", f"{PACKAGE}:9:12: error missing-key"),
    (
        PACKAGE,
        "modules:",
        "to_come: [{area: art, summary: S}]\nmodules:",
        f"{PACKAGE}:9:18: error unknown-reference",
    ),
    (PACKAGE, "modules:", "to_come: [{area: culture}]\nmodules:", f"{PACKAGE}:9:11: error missing-key"),
    (
        PACKAGE,
        "modules:",
        "to_come: [{area: culture, summary: S}, {area: culture, summary: T}]\nmodules:",
        f"{PACKAGE}:9:47: error duplicate-id",
    ),
    (PACKAGE, "modules:", "to_come: [{summary: S}]\nmodules:", f"{PACKAGE}:9:11: error missing-key"),
    (
        PACKAGE,
        "modules:",
        "to_come: [{title: Art, summary: S}, {title: Art, summary: T}]\nmodules:",
        f"{PACKAGE}:9:37: error duplicate-id",
    ),
    (MODULE, "area: culture\n", "", f"{MODULE}:1:1: error missing-key"),
    (PACKAGE, "modules:", "word_limits: {summative: 0}\nmodules:", f"{PACKAGE}:9:26: error out-of-range"),
    (
        PACKAGE,
        "modules:",
        "stages: [{id: end, kind: summative, title: End, cycles: 2}]\nmodules:",
        f"{PACKAGE}:9:57: error out-of-range",
    ),
    (MODULE, "area: culture", "area: culture\nstage: end", f"{MODULE}:4:8: error unknown-reference"),
    (MODULE, "area: culture", "area: cultural", f"{MODULE}:3:7: error unknown-reference"),
    (MODULE, "[see]", "[sea]", f"{MODULE}:5:9: error missing-file"),
    (MODULE, "[task-one]", "[task-none]", f"{MODULE}:6:9: error unknown-reference"),
    (MODULE, "id: module-one", "id: page-one", f"{SEE}:2:5: error duplicate-id"),
    (SEE, "phase: see", "phase: sea", f"{SEE}:4:8: error unknown-reference"),
    (SEE, "minutes: 20", "minutes: 0", f"{SEE}:5:10: error out-of-range"),
    (SEE, "minutes: 20", "minutes: -5", f"{SEE}:5:10: error out-of-range"),
    (SEE, "minutes: 20", "minutes: soon", f"{SEE}:5:10: error wrong-type"),
    (SEE, "minutes: 20", "minutes: 1:30", f"{SEE}:5:10: error wrong-type"),
    (SEE, "culture-k1", "culture-k9", f"{SEE}:6:14: error unknown-reference"),
    (SEE, "---\nid", "id", f"{SEE}:1:1: error front-matter"),
    (SEE, "---\nProse", "Prose", f"{SEE}:1:1: error front-matter"),
    (SEE, "check-one", "page-one", f"{SEE}:16:14: error duplicate-id"),
    (SEE, "::: question check-one", "::: question", f"{SEE}:16:5: error missing-key"),
    (SEE, "::: question check-one", '::: question check-one "Title"', f"{SEE}:16:5: error directive-syntax"),
    (SEE, '::: scenario "A school"', '::: scenario an-id "A school"', f"{SEE}:12:14: error directive-syntax"),
    (SEE, '::: scenario "A school"', "::: scenario A school", f"{SEE}:12:1: error directive-syntax"),
    (SEE, "::: scenario", "  ::: scenario", f"{SEE}:12:1: error directive-syntax"),
    (SEE, "::: scenario", "::: scenari", f"{SEE}:12:5: error unknown-directive"),
    (SEE, "::: scenario", "::: part", f"{SEE}:12:5: error unknown-directive"),
    (SEE, "What do you think?\n:::", "What do you think?", f"{SEE}:25:1: error unclosed-directive"),
    (SEE, "It is invented.\n:::", "It is invented.", f"{SEE}:15:1: error nested-directive"),
    (SEE, "It is invented.\n:::", "It is invented.\n:::\n\n:::", f"{SEE}:16:1: error unopened-directive"),
    (SEE, "*b)", "b)", f"{SEE}:16:5: error no-right-answer"),
    (SEE, "a) The wrong one\n... Not this: it comes later.\n", "", f"{SEE}:16:5: error few-options"),
    (
        SEE,
        "a) The wrong one\n... Not this: it comes later.\n*b) The right one\n... Yes, it comes first.\n",
        "",
        f"{SEE}:16:5: error few-options",
    ),
    (SEE, "a) The wrong one\n", "[ ] An option\n" * 27, f"{SEE}:16:5: error question-syntax"),
    (SEE, "a) The", "*a) The", f"{SEE}:16:5: error many-right-answers"),
    (SEE, "*b)", "[*]", f"{SEE}:16:5: error question-syntax"),
    (SEE, "*b)", "*a)", f"{SEE}:16:5: error question-syntax"),
    (SEE, "Which one?\n", "", f"{SEE}:16:5: error question-syntax"),
    (SEE, "*b)", "*b.", f"{SEE}:21:1: error question-syntax"),
    (SEE, "*b)", "*B)", f"{SEE}:21:1: error question-syntax"),
    (SEE, NOT_THIS, "...Not this.", f"{SEE}:20:1: error question-syntax"),
    (SEE, "Which one?\n", "Which one?\n... Before any option.\n", f"{SEE}:18:1: error question-syntax"),
    (
        SEE,
        f"{NOT_THIS}\n",
        f"{NOT_THIS}\n... Nor this.\n",
        f"{SEE}:21:1: error question-syntax",
    ),
    (
        SEE,
        f"{NOT_THIS}\n",
        f"{NOT_THIS}\n\nA stray line.\n",
        f"{SEE}:22:1: error question-syntax",
    ),
    (SEE, f"{NOT_THIS}\n", "", f"{SEE}:19:1: warning no-feedback"),
    (SEE, "[Two shapes", "[](media/shape.svg) ![Two shapes", f"{SEE}:10:5: error no-alt-text"),
    (SEE, "(media/shape.svg)", "(media/shapes.svg)", f"{SEE}:10:28: error missing-file"),
    (SEE, "(media/shape.svg)", "(https://example.org/a.svg)", f"{SEE}:10:28: error foreign-image"),
    (SEE, "(media/shape.svg)", "(data:image/png;base64,AA==)", f"{SEE}:10:28: error foreign-image"),
    (SEE, "(https://example.org/)", "(handout.pdf)", f"{SEE}:8:21: error missing-file"),
    (SEE, "(https://example.org/)", "(../../../secret.pdf)", f"{SEE}:8:21: error missing-file"),
    (SEE, "(https://example.org/)", "(javascript:alert(1))", f"{SEE}:8:21: error unsafe-link"),
    (SEE, "(https://example.org/)", "(data:text/html,x)", f"{SEE}:8:21: error unsafe-link"),
    (SEE, "(https://example.org/)", "(//example.org/x)", f"{SEE}:8:21: error unsafe-link"),
    (SEE, "Prose with a", "Prose <b>with</b> a", f"{SEE}:8:7: error raw-html"),
    (SEE, "Prose with a", "::: video\nfile: media/shape.svg\n\nSaid.\n:::\n\nA", f"{SEE}:9:1: error no-captions"),
    (SEE, "Prose with a", "::: audio\nfile: media/shape.svg\n:::\n\nA", f"{SEE}:8:5: error no-transcript"),
    (SEE, "Prose with a", "# Prose with a", f"{SEE}:8:1: error heading-level"),
    (SEE, "Prose with a", "## Prose\n\n#### with a", f"{SEE}:10:1: error heading-level"),
    (PICTURE, "<rect", '<rect onload="a()"', f"{PICTURE}:2:1: error unsafe-svg"),
    (TASK, "kind: formative\n", "", f"{TASK}:2:1: error missing-key"),
    (TASK, "kind: formative", "kind: summative", f"{TASK}:2:1: warning no-case"),
    (TASK, "kind: formative", "kind: practice-case", f"{TASK}:2:1: error missing-key"),
    (TASK, "Write about it.", "::: strong-answer\nIt depends.\n:::", f"{TASK}:17:1: error directive-syntax"),
    (TASK, "words: 500\n", "", f"{TASK}:2:1: error missing-key"),
    (
        TASK,
        "words: 500",
        "words: 500\nevidence: [{id: criterion-one, title: Plan}]",
        f"{TASK}:9:17: error duplicate-id",
    ),
    (TASK, "kind: formative", "kind: formativ", f"{TASK}:3:7: error unknown-reference"),
    (TASK, "module: module-one", "module: modul-one", f"{TASK}:5:9: error unknown-reference"),
    (TASK, "points: 2", "points: 0", f"{TASK}:14:7: error levels-order"),
    (TASK, "points: 2", "points: 101", f"{TASK}:15:18: error out-of-range"),
    (TASK, "      - {points: 2, title: Secure, description: Seen.}\n", "", f"{TASK}:10:3: error maximum"),
    (TASK, "points: 2", "points: two", f"{TASK}:15:18: error wrong-type"),
    (TASK, TASK_CRITERIA, "criteria: []\n", f"{TASK}:9:11: error wrong-type"),
    (TASK, '::: part part-one "The account"', "::: part part-one", f"{TASK}:19:5: error missing-key"),
    (TASK, '::: part part-one "The account"\nWhat happened?\n:::\n', "", f"{TASK}:2:1: error missing-key"),
]

BROKEN_BY_A_FILE = [
    (SEE, b"---\nid: page-one\ntitle: Caf\xe9\n", f"{SEE}:3:1: error encoding"),
    (SEE, b"-" * (1024 * 1024 + 1), f"{SEE}:1:1: error too-large"),
    (PACKAGE, b"# long\n" * 90_000, f"{PACKAGE}:1:1: error too-large"),
    (PACKAGE, b"[" * 900, f"{PACKAGE}:1:13: error yaml"),
    (PACKAGE, b"a\x00b: c", f"{PACKAGE}:1:1: error yaml"),
    (PACKAGE, b"", f"{PACKAGE}:1:1: error wrong-type"),
    (PICTURE, b"GIF89a", f"{SEE}:10:28: error media-type"),
    (CAPTIONS, b"WEBVTT", f"{CAPTIONS}:1:1: error bad-captions"),
    ("modules/first/lost.md", b"---\n---\n", "modules/first/lost.md:1:1: warning unused-file"),
]


def shown(package: SmallPackage, frameworks: Frameworks) -> list[str]:
    return [
        f"{found.file}:{found.line}:{found.column}: {found.severity} {found.code}"
        for found in problems(package.source, frameworks)
    ]


def test_the_sound_package_has_no_problem(package, frameworks):
    assert shown(package, frameworks) == []


@pytest.mark.parametrize("slip", BROKEN_BY_REPLACING)
def test_a_slip_is_shown_where_it_stands(package, frameworks, slip):
    file, old, new, problem = slip
    assert problem in shown(package.replace(file, old, new), frameworks)


@pytest.mark.parametrize(("file", "content", "problem"), BROKEN_BY_A_FILE)
def test_a_file_that_cannot_be_used_is_shown(package, frameworks, file, content, problem):
    if file == CAPTIONS:
        package.add("::: video\nfile: media/shape.svg\ncaptions: media/walk.vtt\n\nSaid.\n:::")
    assert problem in shown(package.put(file, content), frameworks)


def test_a_drawing_too_large_to_look_through_is_refused(package, frameworks):
    shape = package.files[PICTURE].replace(b"<rect", b"<!--" + b" " * 4 * 1024**2 + b"--><rect")
    assert f"{PICTURE}:1:1: error too-large" in shown(package.put(PICTURE, shape), frameworks)


def test_yaml_nested_deeper_than_its_reader_goes_is_one_problem(package, frameworks):
    [found] = shown(package.put(PACKAGE, b"[" * 5_000), frameworks)
    # Where depends on libyaml: from 0.2.6 on it counts itself, up to a thousand.
    assert found in {f"{PACKAGE}:1:13: error yaml", f"{PACKAGE}:1:1001: error yaml"}


def test_every_code_has_a_test_and_a_line_in_the_documentation():
    rows = [*BROKEN_BY_REPLACING, *BROKEN_BY_A_FILE, *BROKEN_FRAMEWORKS, *BROKEN_RULES]
    tested = {row[-1].rpartition(" ")[2] for row in rows}
    documented = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/content-format.md").read_text(), re.MULTILINE)
    assert tested == set(get_args(Code))
    assert documented == sorted(get_args(Code))


def test_a_problem_reads_as_a_compiler_would_write_it(package, frameworks):
    package.replace(SEE, "phase: see", "phase: sea")
    [problem] = problems(package.source, frameworks)
    assert str(problem) == f"{SEE}:4:8: error: there is no phase 'sea' (did you mean 'see'?)"


@pytest.mark.parametrize(
    "slip",
    [
        (PACKAGE, "licence:", "lisence:", "licence"),
        (PACKAGE, "[task]", "[tasc]", "tasks/task.md"),
        (MODULE, "area: culture", "area: cultur", "culture"),
        (SEE, "culture-k1", "culture-k2", "culture-k1"),
        (SEE, "::: scenario", "::: senario", "scenario"),
        (SEE, "media/shape.svg", "media/shap.svg", "media/shape.svg"),
        (TASK, "kind: formative", "kind: formativ", "formative"),
    ],
)
def test_a_misspelt_word_is_met_with_the_nearest_one(package, frameworks, slip):
    file, old, new, nearest = slip
    package.replace(file, old, new)
    assert f"did you mean {nearest!r}?" in [problem.fix for problem in problems(package.source, frameworks)]


def test_all_problems_come_at_once_and_in_order(package, frameworks):
    package.replace(SEE, "phase: see", "phase: sea").replace(SEE, "minutes: 20", "minutes: 0")
    package.replace(MODULE, "area: culture", "area: arts").replace(TASK, "cycle: 1", "cycle: 0")
    assert [found.partition(": ")[0] for found in shown(package, frameworks)] == [
        f"{MODULE}:3:7", f"{SEE}:4:8", f"{SEE}:5:10", f"{TASK}:6:8",
    ]  # fmt: skip


def test_a_broken_package_is_not_compiled_and_the_error_lists_every_problem(package, frameworks):
    package.replace(SEE, "phase: see", "phase: sea").replace(SEE, "minutes: 20", "minutes: 0")
    with pytest.raises(ContentError) as refused:
        compile_package(package.source, frameworks)
    assert len(refused.value.message.splitlines()) == 2


def test_a_warning_does_not_keep_a_package_from_being_compiled(package, frameworks):
    package.replace(SEE, f"{NOT_THIS}\n", "")
    assert compile_package(package.source, frameworks).key == "small"


def test_an_unknown_framework_is_one_problem_not_one_for_every_reference(package, frameworks):
    package.replace(PACKAGE, '"2021"', '"2017"')
    assert len(shown(package, frameworks)) == 1


def test_one_forgotten_close_is_one_problem(package, frameworks):
    package.replace(SEE, "It is invented.\n:::", "It is invented.")
    assert len(shown(package, frameworks)) == 1


def test_a_directive_within_code_is_code(package, frameworks):
    package.add("```\n::: scenario\n~~~\n```")
    assert shown(package, frameworks) == []


def test_a_line_of_code_that_starts_with_three_backticks_opens_no_block(package, frameworks):
    package.add("```code``` in a line\n\n::: callout\nText.\n:::")
    assert shown(package, frameworks) == []
    assert len(compile_package(package.source, frameworks).modules[0].pages[0].blocks) == 6


def test_a_file_that_is_no_picture_cannot_be_shown_as_one(package, frameworks):
    package.put(f"{IN_MODULE}/media/paper.pdf", b"%PDF-1.7").add("![A paper](media/paper.pdf)")
    assert shown(package, frameworks) == [f"{SEE}:8:12: error media-type"]


def test_a_file_of_an_unknown_kind_cannot_be_linked_to(package, frameworks):
    package.put(f"{IN_MODULE}/plan.docx", b"PK").add("[The plan](plan.docx)")
    assert shown(package, frameworks) == [f"{SEE}:8:12: error media-type"]


def test_files_that_only_authors_read_are_no_problem(package, frameworks):
    package.put("README.md", b"For authors.").put("LICENCE", b"CC-BY-4.0")
    assert shown(package, frameworks) == []


def test_a_picture_is_checked_once_however_often_it_is_shown(package, frameworks):
    package.put(PICTURE, SHAPE.replace("<rect", '<rect onload="a()"').encode())
    package.add("![Again](media/shape.svg)")
    assert shown(package, frameworks) == [f"{PICTURE}:2:1: error unsafe-svg"]


def test_files_saved_on_windows_keep_their_lines(package, frameworks):
    page = package.files[SEE].replace(b"phase: see", b"phase: sea").replace(b"\n", b"\r\n")
    package.put(SEE, b"\xef\xbb\xbf" + page).put(f"{IN_MODULE}/media/dot.png", PNG).add("![Dot](media/dot.png)")
    assert shown(package, frameworks) == [f"{SEE}:4:8: error unknown-reference"]


def test_every_code_says_why_it_matters():
    assert set(WHY) == set(get_args(Code))
    assert all(why[0].isupper() and why.endswith(".") for why in WHY.values())
