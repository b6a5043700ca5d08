"""Points given for a task."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Points out of a maximum, both whole numbers."""

    given: int
    maximum: int

    def __post_init__(self) -> None:
        if not 0 <= self.given <= self.maximum or self.maximum < 1:
            raise ValueError(f"{self.given} out of {self.maximum} is not a score")
