"""Figures, as a table for people and as build/bench.json for scripts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HEADINGS = ("name", "value", "unit", "peer_value", "ratio", "peer")
_NUMBERS = frozenset({"value", "peer_value", "ratio"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its peer's."""

    name: str
    value: float
    unit: str
    peer: str | None
    """What was measured beside it, with its version; None where it is not installed."""
    peer_value: float | None
    details: Mapping[str, float] = field(default_factory=dict)
    """Further numbers of the same runs, for bench.json only."""

    @property
    def ratio(self) -> float | None:
        """Value over the peer's; None without one."""
        return self.value / self.peer_value if self.peer_value else None

    def to_json(self) -> dict[str, str | float | None]:
        own: dict[str, str | float | None] = {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": rounded(self.peer_value),
            "ratio": rounded(self.ratio),
        }
        return own | {name: rounded(number) for name, number in self.details.items()}


def rounded(number: float | None) -> float | None:
    """Return a number with four significant digits: more would be noise."""
    return None if number is None else float(f"{number:.4g}")


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as aligned text, numbers to the right."""
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as a JSON list, over what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([figure.to_json() for figure in figures], indent=2) + "\n", encoding="utf-8")


def _row(figure: Figure) -> tuple[str, ...]:
    values = figure.to_json()
    return tuple("–" if values[name] is None else str(values[name]) for name in HEADINGS)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = zip(HEADINGS, row, widths, strict=True)
    return "  ".join(
        f"{cell:>{width}}" if name in _NUMBERS else f"{cell:<{width}}" for name, cell, width in cells
    ).rstrip()
