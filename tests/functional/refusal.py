"""How every command fails: in one sentence."""

import subprocess


def assert_refused(ran: subprocess.CompletedProcess[str], *words: str) -> None:
    """Check that a command ended in one sentence that says these things."""
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.startswith("lti-npq: ")
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    for each in words:
        assert each in ran.stderr
