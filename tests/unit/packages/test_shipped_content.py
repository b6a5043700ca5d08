"""What ships with the tool is sound: every framework, every package, without a warning."""

from pathlib import Path

import pytest

from lti_npq.packages import compile_package, frameworks, problems, read

SHIPPED = Path(__file__).parents[3] / "content_packages"
PACKAGES = sorted(path.parent for path in SHIPPED.glob("*/package.yaml"))


def test_something_is_shipped():
    assert PACKAGES


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_a_shipped_package_compiles_without_a_warning(folder):
    source, known = read(folder), frameworks.load(SHIPPED / "frameworks")
    assert [str(problem) for problem in problems(source, known)] == []
    assert compile_package(source, known).key == folder.name
