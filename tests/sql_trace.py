"""What SQLite is asked, whoever asks it and by whatever way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def traced(engine: Engine) -> Iterator[list[str]]:
    """Collect every statement that an engine's connections run meanwhile, with its values filled in.

    They do not run again with their old connections afterwards: those would go on telling.
    """
    statements: list[str] = []

    def listen(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_trace_callback(statements.append)

    event.listen(engine, "checkout", listen)
    yield statements
    event.remove(engine, "checkout", listen)
    engine.dispose()
