"""The benchmark harness's arithmetic and the shape of what it writes; nothing here depends on how fast anything is."""

import json
import os
from pathlib import Path

import pytest

from tests.benchmarks import results
from tests.benchmarks.measuring import Cost, interleaved, median_cost, process_cpu
from tests.benchmarks.results import Figure

LAUNCHES = Figure("launches", 250.0, "per second", "a bare tool", 500.0, {"wall_value": 200.0})
EXPORT = Figure("export", 1.23456, "s", None, None)


def test_the_ratio_is_the_value_over_the_peers() -> None:
    assert LAUNCHES.ratio == 0.5


def test_a_figure_without_a_peer_has_no_ratio() -> None:
    assert EXPORT.ratio is None


def test_the_median_of_cpu_and_of_clock_time_are_taken_apart() -> None:
    costs = [Cost(cpu=1.0, wall=9.0), Cost(cpu=2.0, wall=1.0), Cost(cpu=9.0, wall=2.0)]
    assert median_cost(costs) == Cost(cpu=2.0, wall=2.0)


def test_the_sides_run_in_turn_and_each_gets_its_own_median() -> None:
    order: list[str] = []

    def side(name: str, seconds: float) -> Cost:
        order.append(name)
        return Cost(seconds * len(order), seconds)

    ours, peer = interleaved(lambda: side("ours", 1.0), lambda: side("peer", 10.0), rounds=3)
    assert order == ["ours", "peer", "ours", "peer", "ours", "peer"]
    assert ours == Cost(cpu=3.0, wall=1.0)
    assert peer == Cost(cpu=40.0, wall=10.0)


def test_a_cost_is_that_of_one_unit() -> None:
    cost = Cost.of(os.getpid(), 1_000, lambda: None)
    assert 0 <= cost.wall < 0.001


def test_the_cpu_time_of_a_process_grows_with_its_work() -> None:
    before = process_cpu(os.getpid())
    sum(range(100_000))
    assert process_cpu(os.getpid()) > before


def test_a_process_that_is_not_there_has_no_cpu_time() -> None:
    with pytest.raises(OSError, match="Invalid argument"):
        process_cpu(2**22 + 1)


def test_the_file_lists_every_figure_with_its_peer(tmp_path: Path) -> None:
    results.write([LAUNCHES, EXPORT], tmp_path / "build" / "bench.json")
    launches, export = json.loads((tmp_path / "build" / "bench.json").read_text(encoding="utf-8"))
    assert launches == {
        "name": "launches",
        "value": 250.0,
        "unit": "per second",
        "peer": "a bare tool",
        "peer_value": 500.0,
        "ratio": 0.5,
        "wall_value": 200.0,
    }
    assert export == {
        "name": "export",
        "value": 1.235,
        "unit": "s",
        "peer": None,
        "peer_value": None,
        "ratio": None,
    }


def test_the_table_has_a_line_for_each_figure_and_a_dash_where_there_is_no_peer() -> None:
    heading, launches, export = results.table([LAUNCHES, EXPORT]).splitlines()
    assert heading.split() == ["name", "value", "unit", "peer_value", "ratio", "peer"]
    assert launches.split() == ["launches", "250.0", "per", "second", "500.0", "0.5", "a", "bare", "tool"]
    assert export.split() == ["export", "1.235", "s", "–", "–", "–"]
