"""One-time invitations: good once, for a while, for what they were made for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lti_npq.services.invitations import InvitationRefused, Kind, invite, look_at, redeem
from lti_npq.services.registry import tenant_named
from lti_npq.storage.database import for_writing
from lti_npq.storage.models import Invitation

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def token(engine: Engine) -> str:
    with Session(engine) as session, session.begin():
        return invite(session, Kind.REGISTRATION, tenant_named(session, "Provider"), NOW, who="a test")


def test_an_invitation_is_good_for_one_use(engine: Engine, token: str) -> None:
    with Session(engine) as session, session.begin():
        assert redeem(session, Kind.REGISTRATION, token, NOW).tenant_id == tenant_named(session, "Provider")
    with Session(engine) as session, pytest.raises(InvitationRefused, match="used already"):
        redeem(session, Kind.REGISTRATION, token, NOW)


def test_looking_at_an_invitation_does_not_use_it_up(engine: Engine, token: str) -> None:
    with Session(engine) as session, session.begin():
        look_at(session, Kind.REGISTRATION, token, NOW)
        redeem(session, Kind.REGISTRATION, token, NOW)


def test_an_invitation_runs_out(engine: Engine, token: str) -> None:
    with Session(engine) as session, pytest.raises(InvitationRefused, match="run out"):
        redeem(session, Kind.REGISTRATION, token, NOW + timedelta(hours=24))


def test_an_invitation_to_register_makes_nobody_an_administrator(engine: Engine, token: str) -> None:
    with Session(engine) as session, pytest.raises(InvitationRefused, match="no such invitation"):
        redeem(session, Kind.ADMINISTRATOR, token, NOW)


def test_the_token_is_kept_nowhere(engine: Engine, token: str) -> None:
    with Session(engine) as session:
        [stored] = session.scalars(select(Invitation))
    assert token.encode() not in stored.token_digest
    assert len(stored.token_digest) == 32


def test_of_many_at_once_one_gets_the_invitation(engine: Engine, token: str) -> None:
    def attempt(_: int) -> bool:
        try:
            with Session(engine) as session, session.begin():
                redeem(for_writing(session), Kind.REGISTRATION, token, NOW)
        except InvitationRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
