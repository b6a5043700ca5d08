"""What a launch may not do is the same on every database, so these tests use the quick one."""

from pathlib import Path

import pytest
from attempts import Attempt
from flask import Flask
from sqlalchemy import Engine

from fakes import FakePlatform


@pytest.fixture
def attempt(app: Flask, lms: FakePlatform, engine: Engine, caplog: pytest.LogCaptureFixture) -> Attempt:
    """A launch half way."""
    return Attempt.begun(app, lms, engine, caplog)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"
