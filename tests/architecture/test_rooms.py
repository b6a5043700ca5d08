"""The house rules that no linter knows: rooms, sizes, and nothing from another host."""

import ast
import configparser
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = [ROOT / "lti_npq", ROOT / "xapi"]
MODULES = sorted(module for folder in PRODUCT for module in folder.rglob("*.py"))
# A migration is a list of tables, as long as there are tables.
WRITTEN = [module for module in MODULES if "versions" not in module.parts]
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "lti_npq").rglob("templates/**/*.html")])
STATIC = sorted(path for path in (ROOT / "lti_npq").rglob("static/**/*") if path.suffix in {".css", ".js", ".svg"})
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
MOST_BYTES = 20_000
"""Of the tool's style sheet, and of the scripts of its heaviest page."""

_XMLNS = re.compile(r"""xmlns(:\w+)?=["'][^"']*["']""")
_HOST = re.compile(r"""(?:https?:)?//(?!["'`\s)])[\w\[\].:-]*\.\w{2,}""")
_INLINE = re.compile(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def markup(template: Path) -> str:
    """Return a template without its comments."""
    return re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 80
    assert len(TEMPLATES) > 20
    assert {"npq.css", "writing.js", "scorm12.js"} <= {path.name for path in STATIC}


def test_the_import_rules_hold() -> None:
    # As a process of its own: run in ours, it would silence the loggers that other tests listen to.
    command = [Path(sys.executable).with_name("lint-imports"), "--config", ROOT / "setup.cfg", "--no-cache"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_every_room_is_declared() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / "setup.cfg")
    layers = rules["importlinter:contract:rooms"]
    declared = set(re.findall(r"\w+", layers["layers"] + layers["exhaustive_ignores"]))
    rooms = {
        path.stem for path in (ROOT / "lti_npq").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert rooms - {"__init__"} == declared
    assert layers["exhaustive"] == "True"


def test_setup_cfg_holds_nothing_but_the_import_rules() -> None:
    rules = configparser.ConfigParser()
    rules.read(ROOT / "setup.cfg")
    assert [section for section in rules.sections() if not section.startswith("importlinter")] == []


def test_every_package_folder_is_in_the_wheels_list() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {module.parent for module in MODULES if module.name == "__init__.py"}
    wanted = {relative(folder).replace("/", ".") for folder in folders}
    assert set(settings["packages"]) == wanted | {"lti_npq.content_packages", "lti_npq.templates"}


def test_every_folder_with_modules_is_a_package() -> None:
    migrations = ROOT / "lti_npq/storage/migrations"
    folders = {module.parent for module in MODULES if migrations not in module.parents}
    assert [relative(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("module", WRITTEN, ids=relative)
def test_a_module_is_short_enough_to_read_at_once(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= LONGEST_MODULE


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Yield the functions of a module with their length in lines."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.name, node.end_lineno - node.lineno + 1


def test_functions_are_short() -> None:
    offenders = [
        f"{relative(module)}: {name} has {length} lines"
        for module in WRITTEN
        for name, length in functions(module)
        if length > LONGEST_FUNCTION
    ]
    assert offenders == []


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_templates_hold_no_script_and_no_style_of_their_own(template: Path) -> None:
    found = _INLINE.search(markup(template))
    assert found is None, found
    for script in _SCRIPT.finditer(markup(template)):
        assert not script["body"].strip(), script[0]
        assert "src=" in script["attributes"], script[0]


@pytest.mark.parametrize("file", [*TEMPLATES, *STATIC], ids=relative)
def test_nothing_is_loaded_from_another_host(file: Path) -> None:
    text = (
        markup(file)
        if file.suffix == ".html"
        else re.sub(r"/\*.*?\*/|^\s*//.*$", "", file.read_text(), flags=re.DOTALL | re.MULTILINE)
    )
    found = _HOST.search(_XMLNS.sub("", text))
    assert found is None, found


def test_the_style_sheet_is_light() -> None:
    assert (ROOT / "lti_npq/static/npq.css").stat().st_size < MOST_BYTES


@pytest.mark.parametrize(
    "template", [path for path in TEMPLATES if path.parent.parent == ROOT / "templates"], ids=relative
)
def test_the_scripts_of_a_page_are_light(template: Path) -> None:
    static = ROOT / "lti_npq/static"
    named = re.findall(r"filename='([\w./-]+\.js)'", markup(template))
    scripts = {static / name for name in named}
    for script in list(scripts):
        scripts |= {script.parent / name for name in re.findall(r"""from ["']\./([\w.-]+)["']""", script.read_text())}
    assert sum(script.stat().st_size for script in scripts) < MOST_BYTES
