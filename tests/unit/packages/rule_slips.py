"""Every slip that a rule finds in a package that can be read, each beside what it was before: its mended twin."""

from small_package import IN_MODULE, PHASES, SEE

PACKAGE, MODULE, TASK = "package.yaml", f"{IN_MODULE}/module.yaml", "tasks/task.md"
SHAPE = f"{IN_MODULE}/media/shape.svg"

ONE_LEVEL_MORE = "      - {points: 0, title: Not yet, description: Not seen.}\n"
LAST = "::: reflection think-one"
ASKED = "::: question check-one"
WHICH = "Which one?\n\na) The wrong"


def _asked(*options: str) -> str:
    """Return four questions with these options, as they stand above the one that is there."""
    feedback = "\n".join(f"{option}\n... This is said of {option[3:]}." for option in options)
    return "".join(f"::: question more-{number}\nWhich?\n\n{feedback}\n:::\n\n" for number in range(4)) + ASKED


WORD = "word " * 20

SLIPS = [
    # file, what stands there, what a hasty author writes, the finding
    (TASK, "kind: formative", "kind: summative", f"{MODULE}:3:7: warning area-without-fat"),
    (SEE, "statements: [culture-k1]\n", "", f"{MODULE}:3:7: warning uncovered-statements"),
    (
        PACKAGE,
        PHASES,
        f"{PHASES}stages: [{{id: dev, kind: development, title: Development, cycles: 2}}]\n",
        f"{PACKAGE}:12:9: warning cycle-without-fat",
    ),
    (PACKAGE, PHASES, f"{PHASES}hours: {{study: 3}}\n", f"{PACKAGE}:12:8: warning planned-hours"),
    (
        PACKAGE,
        PHASES,
        f"{PHASES}hours: {{study: 1}}\nshortfall: {{minutes: 40, reason: In spring.}}\n",
        f"{PACKAGE}:12:8: information planned-hours",
    ),
    (
        PACKAGE,
        PHASES,
        f"{PHASES}hours: {{formative: 3}}\nstages: [{{id: dev, kind: development, title: D, cycles: 1}}]\n",
        f"{PACKAGE}:12:8: warning planned-hours",
    ),
    (PACKAGE, PHASES, "", f"{MODULE}:5:8: warning missing-step"),
    (
        PACKAGE,
        PHASES,
        f"{PHASES}to_come: [{{area: culture, summary: What people do.}}]\n",
        f"{PACKAGE}:12:18: warning area-has-come",
    ),
    (SEE, "minutes: 20", "minutes: 90", f"{SEE}:5:10: warning too-many-minutes"),
    (SEE, "Prose with", f"{WORD * 260}\n\nProse with", f"{SEE}:5:10: warning too-few-minutes"),
    (SEE, "Prose with", f"{WORD * 9}\n\nProse with", f"{SEE}:8:1: information long-paragraph"),
    (SEE, "Prose with", f"Short. {WORD * 3}\n\nProse with", f"{SEE}:8:1: information long-sentence"),
    (SEE, "... Yes, it comes first.", "... Well done!", f"{SEE}:22:1: warning thin-feedback"),
    (SEE, "... Yes, it comes first.", "... Not this: it comes later.", f"{SEE}:22:1: warning same-feedback"),
    (SEE, "Two shapes side by side", "Figure 1", f"{SEE}:10:13: warning weak-alt-text"),
    (SEE, "https://example.org/", "https://example/", f"{SEE}:8:21: warning broken-link"),
    (SEE, ASKED, _asked("a) The bad one", "*b) The right one"), f"{SEE}:16:14: information telling-position"),
    (
        SEE,
        f"{ASKED}\n{WHICH} one",
        f"{_asked('*a) Right is this one', 'b) Wrong')}\n{WHICH}",
        f"{SEE}:16:14: information telling-length",
    ),
    (TASK, ONE_LEVEL_MORE, "", f"{TASK}:14:7: warning few-levels"),
    (SHAPE, "<rect", f"<!--{WORD * 25_000}--><rect", f"{SHAPE}:1:1: warning large-media"),
]

MENDED = [
    # file, what stands there, what mends it, the finding while it is not
    (SEE, ASKED, _asked("*a) One", "b) Two"), f"{MODULE}:1:5: information few-questions"),
    (
        TASK,
        "words: 500",
        "words: 500\nevidence: [{id: plan, title: Your plan}]",
        f"{TASK}:2:5: information no-evidence",
    ),
]

UNREACHED_AREA = f"{PACKAGE}:9:10: warning area-without-module"
AREA_TO_COME = f"{PACKAGE}:12:10: information area-to-come"
BROKEN_RULES = [*SLIPS, *MENDED, (UNREACHED_AREA,), (AREA_TO_COME,)]
