"""What `lti-npq demo` tells whoever started it."""

import os
import subprocess
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

demo = import_module("lti_npq.cli.demo")


@pytest.mark.parametrize("data", [".", "demo-data", "with a space"])
def test_what_another_terminal_is_to_read_is_found_from_anywhere(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def without_processes(*_: object) -> Sequence[object]:
        return []

    for step in ("require_free_port", "_prepare", "_start_lms", "_start_tool", "_await_answers", "_await_end", "_stop"):
        monkeypatch.setattr(demo, step, without_processes)
    monkeypatch.setattr("signal.signal", without_processes)
    shown = CliRunner().invoke(demo.demo, ["--data", data])
    assert shown.exit_code == 0, shown.output
    [line] = [line for line in shown.output.splitlines() if line.strip().startswith(". ")]
    read = f"{line} && echo $LTI_NPQ_DATA_DIR"
    said = subprocess.run(["/bin/sh", "-c", read], cwd=os.sep, capture_output=True, text=True, check=False, timeout=10)
    assert said.stdout.strip() == str(tmp_path / data / "tool"), said.stderr
