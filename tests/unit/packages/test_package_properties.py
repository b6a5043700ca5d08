"""Whatever stands in a package, reading it ends with a report and never with a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_package import IN_MODULE, MODULE, PACKAGE, PAGE, SEE, TASK, SmallPackage

from every_kind import EVERY_QUESTION, EVERY_RECORDING, GLOSSARY
from lti_npq.domain.framework import Frameworks
from lti_npq.errors import ContentError
from lti_npq.packages import compile_package, decode, encode, problems

TEXTS = {
    "package.yaml": PACKAGE,
    f"{IN_MODULE}/module.yaml": MODULE,
    SEE: PAGE + EVERY_QUESTION + EVERY_RECORDING,
    "tasks/task.md": TASK,
    "glossary.md": GLOSSARY,
}
PIECES = [line + "\n" for text in TEXTS.values() for line in text.split("\n")]
ODD = ["\x00", "\ufeff", "\t", "]: [", "- - -", "&a", "*a", "![](", "<script>", "= x ->", "1e9", "::::", "```", "𝔘"]

LINES = st.one_of(st.sampled_from([*PIECES, *ODD]), st.text(max_size=40))
"""Lines as an author may leave them: pieces of sound files, odd marks, anything."""

KINDS = ["question", "ordering", "matching", "short-text", "numeric"]
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def changed_files(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the package with lines cut out, doubled and put in."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    lines = TEXTS[name].splitlines(keepends=True)
    at = draw(st.integers(0, len(lines)))
    until = draw(st.integers(at, min(at + 4, len(lines))))
    return name, "".join([*lines[:at], *draw(st.lists(LINES, max_size=4)), *lines[until:]])


def check(files: dict[str, str], frameworks: Frameworks) -> None:
    package = SmallPackage()
    for name, text in files.items():
        package.put(name, text.encode("utf-8", "surrogatepass"))
    source = package.source
    found = problems(source, frameworks)
    for problem in found:
        assert problem.message
        assert problem.fix
        lines = source[problem.file].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    if any(problem.severity == "error" for problem in found):
        with pytest.raises(ContentError):
            compile_package(source, frameworks)
    else:
        programme = compile_package(source, frameworks)
        assert decode(encode(programme)) == programme
        assert encode(decode(encode(programme))) == encode(programme)


@FEW
@given(changed=changed_files())
def test_a_file_changed_anyhow_is_reported_or_compiled(frameworks, changed):
    name, text = changed
    check(TEXTS | {name: text}, frameworks)


@FEW
@given(lines=st.lists(LINES, max_size=12))
def test_a_page_of_anything_is_reported_or_compiled(frameworks, lines):
    check({SEE: PAGE[: PAGE.index("Prose with")] + "".join(lines)}, frameworks)


@FEW
@given(text=st.text(max_size=300))
def test_an_outline_of_anything_is_reported(frameworks, text):
    check({"package.yaml": text}, frameworks)


@FEW
@given(
    lines=st.lists(LINES, max_size=12),
    kind=st.sampled_from(["question", "ordering", "matching", "short-text", "numeric"]),
)
def test_a_question_of_anything_is_reported_or_compiled(frameworks, lines, kind):
    body = "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
    check({SEE: PAGE[: PAGE.index("Prose with")] + f"::: {kind} some-key\n{body}:::\n"}, frameworks)
