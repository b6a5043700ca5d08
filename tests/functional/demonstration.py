"""The demonstration as processes: the tool and its LMS."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tool_process import free_port


@contextmanager
def started_demo(data: Path, like: str = "plain") -> Iterator[str]:
    """Run the demonstration on this data folder; gives the address that it prints."""
    command = [sys.executable, "-m", "lti_npq", "demo", "--data", str(data), "--like", like]
    command += ["--port", str(free_port()), "--lms-port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _printed_address(process)
        finally:
            # Also after a failure: leaving the block waits for its end.
            process.terminate()
            ended = process.wait(60)
        assert ended == 0


def _printed_address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.fullmatch(r"\s+(http://127\.0\.0\.1:\d+)\s*", line):
            return found[1]
    pytest.fail("the demonstration printed no address")
