"""Every sentence in which the content rooms say what is wrong, read out of the code that says it.

    python -m tests.architecture.sentences

writes docs/messages.md. A sentence stands in the call that reports or raises it, as a text or under a name that the
same function gives to texts; what is filled in while the tool runs is shown as `…`.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

from lti_npq import errors
from lti_npq.errors import NpqError
from lti_npq.packages.codes import Code
from lti_npq.services import uploading

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "messages.md"
_ROOMS = (
    "packages",
    "cli/content",
    *(f"services/{name}.py" for name in ("checking", "comparing", "content", "files", "frameworks", "importing")),
    *(f"services/{name}.py" for name in ("opening", "previewing", "publishing", "starting", "study", "uploading")),
    *(f"storage/{name}.py" for name in ("buckets", "files")),
    *(f"web/{name}.py" for name in ("authoring", "media", "previewing", "releasing", "study", "uploads")),
    "web/admin/content.py",
)
_REPORTERS = frozenset({"error", "_error", "warning", "at", "_told"})
"""Functions whose last arguments are code, sentence and fix."""
_FILLED_IN = "…"
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_Scope = tuple[ast.AST, ...]
"""The module and the functions that something stands in, the innermost last."""

_TOP = """\
# Messages

For content authors: every sentence in which the check, the import, the preview and publishing say what is wrong, and
what to do. `…` stands for what is filled in. What a code means is in
[the content format](content-format.md#what-the-checker-says), what a name such as `Conflict` means in
[errors](errors.md). The page is made from the code by `python -m tests.architecture.sentences`.
"""


class Sentence(NamedTuple):
    """One thing that may be said."""

    under: str
    """The code of the problem, or the name of the error."""
    text: str
    fix: str


class NotWritten(Exception):
    """A sentence that cannot be read where it is said."""


def sentences() -> list[Sentence]:
    """Return every sentence, by what it stands under and by its text, each once."""
    return sorted({found for file in _files() for found in said_in(ast.parse(file.read_text()), file)})


def page() -> str:
    """Return docs/messages.md."""
    found = sentences()
    parts = [_TOP, *_section("Problems of a package", get_args(Code), found)]
    names = sorted({each.under for each in found} - set(get_args(Code)))
    return "\n".join([*parts, *_section("What stops a command or a page", names, found)]).rstrip() + "\n"


def _section(title: str, names: Iterable[str], found: list[Sentence]) -> Iterator[str]:
    yield f"## {title}\n\n| Code | It says | Mend it |\n|---|---|---|"
    for name in names:
        yield from (f"| `{name}` | {_cell(each.text)} | {_cell(each.fix)} |" for each in found if each.under == name)
    yield ""


def _cell(text: str) -> str:
    """Return a text so that Markdown takes nothing in it for its own."""
    return re.sub(r"[\\|*\[(]", r"\\\g<0>", text).replace("<", "&lt;")


def _files() -> Iterator[Path]:
    for room in _ROOMS:
        path = ROOT / "lti_npq" / room
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def said_in(module: ast.Module, file: Path) -> Iterator[Sentence]:
    """Yield what a module says.

    Raises:
        NotWritten: If a sentence does not stand where it is said.
    """
    for call, scope in _calls(module, (module,)):
        try:
            yield from _said_by(call, scope)
        except NotWritten as error:
            raise NotWritten(f"{file.relative_to(ROOT)}:{call.lineno}: {error}") from None


def _calls(node: ast.AST, scope: _Scope) -> Iterator[tuple[ast.Call, _Scope]]:
    """Yield every call with what it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, scope
        yield from _calls(child, (*scope, child) if isinstance(child, _FUNCTION) else scope)


def _said_by(call: ast.Call, scope: _Scope) -> Iterator[Sentence]:
    name, owner = _name_of(call)
    if name in _REPORTERS and owner != "log" and len(call.args) >= 3:
        code, message, fix = call.args[-3:]
        if not _passes_on(message, scope):
            yield from _paired(_texts(code, scope), _texts(message, scope), _fixes(fix, scope))
    elif name in _failures() and call.args and not _passes_on(call.args[0], scope):
        advice = next((keyword.value for keyword in call.keywords if keyword.arg == "advice"), None)
        own = [_failures()[name].advice]
        yield from _paired([name], _texts(call.args[0], scope), _fixes(advice, scope) if advice else own)


def _paired(codes: list[str], texts: list[str], fixes: list[str]) -> Iterator[Sentence]:
    """Match what branches of the same condition say; a single one goes with all the others."""
    count = max(len(codes), len(texts), len(fixes))
    columns = [each * count if len(each) == 1 else each for each in (codes, texts, fixes)]
    if any(len(each) != count for each in columns):
        raise NotWritten("code, sentence and fix do not go together")
    yield from (Sentence(*row) for row in zip(*columns, strict=True))


def _passes_on(message: ast.expr, scope: _Scope) -> bool:
    """Whether it is a parameter of the function, whose callers say it then."""
    function = scope[-1]
    return isinstance(message, ast.Name) and isinstance(function, _FUNCTION) and message.id in _parameters(function)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {each.arg for each in (*function.args.args, *function.args.kwonlyargs)}


def _fixes(node: ast.expr, scope: _Scope) -> list[str]:
    """Return what a fix may say; one that is worked out elsewhere is filled in as a whole."""
    try:
        return _texts(node, scope)
    except NotWritten:
        return [_FILLED_IN]


def _texts(node: ast.expr, scope: _Scope) -> list[str]:
    """Return what an expression may say."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(_part(part) for part in parts)]
        case ast.IfExp(body=first, orelse=second):
            return [*_texts(first, scope), *_texts(second, scope)]
        case ast.Name(id=name) if given := _given_to(name, node.lineno, scope):
            return _texts(given, scope)
        case ast.Call(func=ast.Name(id="did_you_mean"), args=[_, _, otherwise]):
            return [f"did you mean {_FILLED_IN}? Otherwise: {text}" for text in _texts(otherwise, scope)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value="\n"), attr="join")):
            return [_FILLED_IN]  # problems that were reported one by one
    raise NotWritten(f"{ast.unparse(node)} is not a text that stands here")


def _part(part: ast.expr) -> str:
    match part:
        case ast.Constant(value=str(text)):
            return text
        case ast.FormattedValue(conversion=mark) if mark == ord("r"):
            return f"'{_FILLED_IN}'"
    return _FILLED_IN


def _given_to(name: str, line: int, scope: _Scope) -> ast.expr | None:
    """Return what a name stands for at a line: the last of what it was given in the function, else in the module."""
    for owner in reversed(scope):
        assigned = [node for node in ast.walk(owner) if isinstance(node, ast.Assign) and node.lineno <= line]
        pairs = ((target, node.value) for node in assigned for target in node.targets)
        given = [value for target, value in pairs for value in _given_by(target, value, name)]
        if given:
            return max(given, key=lambda value: value.lineno)
    return None


def _given_by(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, given in zip(target.elts, value.elts, strict=True):
            yield from _given_by(inner, given, name)


def _name_of(call: ast.Call) -> tuple[str, str]:
    """Return the name that is called, and that of what it is called on."""
    match call.func:
        case ast.Name(id=name):
            return name, ""
        case ast.Attribute(value=owner, attr=name):
            return name, owner.id if isinstance(owner, ast.Name) else ""
    return "", ""


@cache
def _failures() -> dict[str, type[NpqError]]:
    """Return the classes of failures that a person may see, by name."""
    known = [*vars(errors).values(), *vars(uploading).values()]
    return {each.__name__: each for each in known if isinstance(each, type) and issubclass(each, NpqError)}


if __name__ == "__main__":
    PAGE.write_text(page())
