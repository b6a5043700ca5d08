"""The outbox as a whole, for those who look after an installation."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from fakes import FakeLrs, FakePlatform
from lti_npq.platforms.door import Answer
from lti_npq.services import delivery
from lti_npq.services.delivery import Doors
from lti_npq.storage.models import OwedScore
from lti_npq.workers.delivering import deliver_all
from stored import owed, rows
from visitors import Visitor

ENDPOINT = "https://lrs.example.org/xapi"


def test_the_overview_counts_what_is_owed_and_what_failed(
    marked: Visitor, engine: Engine, both: Doors, lrs: FakeLrs, lms: FakePlatform
) -> None:
    with Session(engine) as session:
        before = delivery.overview(session, datetime.now(UTC))
    [store] = before.stores
    assert (store.endpoint, store.owed, store.quarantined) == (ENDPOINT, len(owed(engine)), 0)
    assert store.oldest is not None
    assert (before.scores_owed, before.scores_failed, before.is_empty) == (1, 0, False)
    lrs.poison.add(owed(engine)[0]["id"])
    lms.answers += [Answer(403, {}, b"")] * 2
    deliver_all(engine, both)
    with Session(engine) as session:
        after = delivery.overview(session, datetime.now(UTC))
    assert [(store.owed, store.quarantined) for store in after.stores] == [(0, 1)]
    assert (after.scores_owed, after.scores_failed) == (1, 1)
    [trouble] = after.score_troubles
    assert trouble.startswith("the LMS did not list the gradebook's columns: it does not allow that")


def test_what_was_set_aside_can_be_tried_again(
    marked: Visitor, engine: Engine, both: Doors, lrs: FakeLrs, lms: FakePlatform
) -> None:
    told = owed(engine)
    lrs.poison.add(told[0]["id"])
    lms.answers += [Answer(403, {}, b"")] * 2
    deliver_all(engine, both)
    lrs.poison.clear()
    with Session(engine) as session, session.begin():
        assert delivery.retry_failed(session) == 2
    deliver_all(engine, both)
    with Session(engine) as session:
        assert delivery.overview(session, datetime.now(UTC)).is_empty
    assert len(lrs.statements) == len(told)
    assert [score.delivered for score in rows(engine, OwedScore)] == [True]
