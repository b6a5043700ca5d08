"""What ships with the tool is sound: every framework, every package, without a warning."""

from pathlib import Path

import pytest

from lti_npq.packages import compile_package, frameworks, problems, read

SHIPPED = Path(__file__).parents[3] / "content_packages"
PACKAGES = sorted(path.parent for path in SHIPPED.glob("*/package.yaml"))


def test_something_is_shipped():
    assert PACKAGES


STILL_TO_BE_WRITTEN = {"area-without-fat", "area-without-module", "cycle-without-fat", "planned-hours"}


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_a_shipped_package_compiles_with_no_warning_but_of_what_is_still_to_be_written(folder):
    source, known = read(folder), frameworks.load(SHIPPED / "frameworks")
    assert [str(problem) for problem in problems(source, known) if problem.code not in STILL_TO_BE_WRITTEN] == []
    assert compile_package(source, known).key == folder.name
