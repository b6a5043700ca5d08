"""Points out of a maximum."""

import pytest

from lti_npq.domain.score import Score


@pytest.mark.parametrize(("given", "maximum"), [(0, 1), (1, 1), (7, 10), (100, 100)])
def test_points_up_to_the_maximum_are_a_score(given: int, maximum: int) -> None:
    score = Score(given, maximum)
    assert (score.given, score.maximum) == (given, maximum)


@pytest.mark.parametrize(("given", "maximum"), [(-1, 10), (11, 10), (0, 0), (0, -1), (-2, -1)])
def test_anything_else_is_not(given: int, maximum: int) -> None:
    with pytest.raises(ValueError, match=f"{given} out of {maximum} is not a score"):
        Score(given, maximum)
