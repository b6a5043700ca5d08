"""The wheel: complete without the checkout, and alone in its names."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "a secret for tests that is long enough"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what a release is built from, so that the checkout stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in ("lti_npq", "xapi", "templates", "content_packages"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("wheel")
    run("-m", "build", "--wheel", *_isolation(), "--outdir", str(out), str(source))
    [built] = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel in it, and nothing else of ours."""
    target = tmp_path_factory.mktemp("installed")
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    return target


def _isolation() -> list[str]:
    """Build with the setuptools that is here where it is new enough, so that no network is needed."""
    versions = [each.version for each in distributions() if each.metadata["Name"] == "setuptools"]
    return ["--no-isolation"] if versions and int(versions[0].partition(".")[0]) >= 77 else []


def run(*arguments: str, **options: object) -> str:
    """Run Python to its end and return what it printed."""
    ran = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return str(ran.stdout)


def tool(installed: Path, folder: Path, *arguments: str) -> str:
    """Run a command of the installed tool in a folder far from the checkout."""
    ours = {"LTI_NPQ_SECRET_KEY": SECRET, "LTI_NPQ_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(installed)}
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("LTI_NPQ_")}
    return run("-m", "lti_npq", *arguments, cwd=folder, env={**foreign, **ours})


def test_the_wheel_brings_two_names_and_no_more(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = {name.partition("/")[0] for name in archive.namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"lti_npq", "xapi"}


@pytest.mark.parametrize(
    ("folder", "inside"),
    [
        ("templates", "lti_npq/templates"),
        ("content_packages", "lti_npq/content_packages"),
        ("lti_npq", "lti_npq"),
        ("xapi", "xapi"),
    ],
)
def test_every_file_of_the_product_is_in_the_wheel(folder: str, inside: str, wheel: Path) -> None:
    ours = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    with ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    missing = {f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in ours} - packed
    assert len(ours) > 5
    assert missing == set()


def test_the_installed_tool_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    program = "import lti_npq, lti_npq.settings as s; print(lti_npq.__file__, s.shipped('templates'), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    module, templates = run("-c", program, cwd=tmp_path, env=environment).split()
    assert Path(module).is_relative_to(installed)
    assert Path(templates) == installed / "lti_npq/templates"


def test_the_installed_tool_publishes_and_exports(installed: Path, tmp_path: Path) -> None:
    assert tool(installed, tmp_path, "db", "upgrade").startswith("Upgraded from empty")
    assert tool(installed, tmp_path, "content", "publish", "npqh-2021").startswith("Published npqh-2021")
    tool(installed, tmp_path, "export", "npqh-2021", "--format", "scorm12", "-o", "npqh.zip")
    with ZipFile(tmp_path / "npqh.zip") as archive:
        assert "imsmanifest.xml" in archive.namelist()


def test_the_installed_tool_serves_pages_and_styles(installed: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from lti_npq.app import create_app; from lti_npq.settings import Settings\n"
        "from lti_npq.services.opening import open_database\n"
        f"settings = Settings(secret_key={SECRET!r}, data_dir=Path('data'))\n"
        "open_database(settings); client = create_app(settings).test_client()\n"
        "print(*[client.get(path).status_code for path in ('/healthz', '/static/npq.css', '/nowhere')])\n"
        "print(client.get('/nowhere').text)\n"
    )
    printed = run("-c", program, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)})
    assert printed.startswith("200 200 404\n")
    assert "There is no such page" in printed
