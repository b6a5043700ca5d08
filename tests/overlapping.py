"""Two transactions that overlap."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.errors import Conflict
from lti_npq.storage.database import for_writing

Act = Callable[[Session], object]


def at_once(engine: Engine, first: Act, second: Act) -> list[Conflict]:
    """Do two things in transactions that overlap; return the conflicts that the second met."""
    conflicts: list[Conflict] = []

    def meanwhile() -> None:
        try:
            with Session(engine) as session, session.begin():
                second(for_writing(session))
        except Conflict as conflict:
            conflicts.append(conflict)

    thread = threading.Thread(target=meanwhile)
    with Session(engine) as session, session.begin():
        first(for_writing(session))
        thread.start()
        # Long enough for the second to come as far as it can while the first has not ended.
        thread.join(0.5)
    thread.join(10)
    assert not thread.is_alive()
    return conflicts
