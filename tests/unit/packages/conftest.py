"""A small package and a small framework."""

import pytest
from small_package import SmallPackage

from lti_npq.domain.framework import Area, Framework, Frameworks, Statement


@pytest.fixture
def package() -> SmallPackage:
    return SmallPackage()


@pytest.fixture
def frameworks() -> Frameworks:
    statement = Statement("culture-k1", "knowledge", "that a culture is what people do")
    area = Area("culture", 1, "Culture", (statement,))
    return Frameworks((Framework("2021", "NPQH", "Headship", "npq-headship", "leadership", "headteachers", (area,)),))
