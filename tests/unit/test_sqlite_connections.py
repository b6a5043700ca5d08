"""What every connection to SQLite promises."""

from pathlib import Path

import pytest

from lti_npq.storage.database import open_engine


@pytest.mark.parametrize(
    ("pragma", "promised"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("wal_autocheckpoint", 4_000)],
)
def test_a_commit_is_on_disk_and_readers_wait_for_nobody(pragma: str, promised: object, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == promised
        # A connection made anew, not the one of before.
        engine.dispose()
