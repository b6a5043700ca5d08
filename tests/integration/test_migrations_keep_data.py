"""What an installation holds survives its migrations."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from lti_npq.storage import migrating
from lti_npq.storage.database import open_engine

COURSE = """
    INSERT INTO tenant (id, name) VALUES (1, 'Provider');
    INSERT INTO lti_registration (id, tenant_id, name, issuer, client_id, auth_url, token_url, jwks_url, created_at)
        VALUES (1, 1, 'LMS', 'https://lms.example.org', 'client', 'a', 't', 'j', '2026-09-01');
    INSERT INTO lti_deployment (id, registration_id, deployment_id, first_seen_at) VALUES (1, 1, 'd', '2026-09-01');
    INSERT INTO lti_context (id, registration_id, deployment_id, context_id, title) VALUES (1, 1, 1, 'c', 'Autumn');
    INSERT INTO lti_user (id, registration_id, subject) VALUES (1, 1, 'u');
    INSERT INTO resource_link (id, context_id, resource_link_id, title) VALUES (1, 1, 'r', 'Task');
    INSERT INTO enrolment (id, context_id, user_id, programme_key, role, enrolled_at)
        VALUES (1, 1, 1, 'npqh-2021', 'participant', '2026-09-01'),
               (2, 1, 1, 'npqsl-2021', 'participant', '2026-09-01');
    INSERT INTO line_item (id, context_id, task_key, label, maximum, url)
        VALUES (1, 1, 'fat-implementation', 'Scored', 8, 'https://lms.example.org/1'),
               (2, 1, 'fat-culture', 'Never scored', 8, 'https://lms.example.org/2');
    INSERT INTO submission (id, enrolment_id, task_key, number, package_version, answers, words, resource_link_id,
            xapi_registration, submitted_at)
        VALUES ('7b3f4c8e1d524a6b9e0f6c2d8a91b5e7', 1, 'fat-implementation', 1, '1.0.0', '[]', 0, 1, 'x',
            '2026-09-01');
    INSERT INTO owed_score (line_item_id, user_id, submission_id, points, maximum, comment, submitted_at, revision,
            delivered, failures, final)
        VALUES (1, 1, '7b3f4c8e1d524a6b9e0f6c2d8a91b5e7', 5, 8, '', '2026-09-01', 1, false, 0, false);
"""


@pytest.fixture
def old(own_database_url: str) -> Iterator[Engine]:
    """A database as the first schema left it: a course with two programmes, and one score owed."""
    engine = open_engine(own_database_url)
    migrating.upgrade(engine)
    migrating.downgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in filter(str.strip, COURSE.split(";")):
            connection.execute(text(statement))
    yield engine
    engine.dispose()


def columns(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT task_key FROM line_item ORDER BY id")))


def test_a_column_with_scores_is_known_by_the_programme_of_its_scores(old: Engine) -> None:
    migrating.upgrade(old)
    assert columns(old)[0] == "npqh-2021/fat-implementation"


def test_a_column_that_could_be_of_either_programme_is_left_alone(old: Engine) -> None:
    migrating.upgrade(old)
    assert columns(old)[1] == "fat-culture"


def test_a_column_without_scores_is_known_by_the_only_programme_of_its_course(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(text("DELETE FROM enrolment WHERE id = 2"))
    migrating.upgrade(old)
    assert columns(old)[1] == "npqh-2021/fat-culture"


def test_going_back_takes_the_programme_away_again(old: Engine) -> None:
    migrating.upgrade(old)
    migrating.downgrade(old, "0001")
    assert columns(old) == ["fat-implementation", "fat-culture"]


def product(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return connection.scalar(text("SELECT platform FROM lti_registration"))


def test_an_lms_of_no_known_product_waits_for_a_launch_to_say_as_before(old: Engine) -> None:
    migrating.upgrade(old)
    assert product(old) is None
    migrating.downgrade(old, "0007")
    assert product(old) == "other"


KEYS_ALONE = """
    INSERT INTO destination (id, name, endpoint, active) VALUES (1, 'Store', 'https://lrs.example.org', true);
    INSERT INTO statement (sequence, statement_id, body, stored_at)
        VALUES (1, '7b3f4c8e1d524a6b9e0f6c2d8a91b5e7', '{}', '2026-09-01');
    INSERT INTO owed_statement (destination_id, sequence) VALUES (1, 1);
    INSERT INTO used_login (state_digest, expires_at) VALUES ('state', '2026-09-01');
"""
OWED_AND_USED = "SELECT destination_id, sequence, expires_at FROM owed_statement, used_login"


def test_what_is_owed_and_the_logins_in_use_move_into_their_keys_and_back(old: Engine) -> None:
    migrating.upgrade(old)
    migrating.downgrade(old, "0008")
    with old.begin() as connection:
        for statement in filter(str.strip, KEYS_ALONE.split(";")):
            connection.execute(text(statement))
        before = connection.execute(text(OWED_AND_USED)).all()
    migrating.upgrade(old)
    assert kept_by_key_alone(old) == ({"owed_statement", "used_login"} if old.dialect.name == "sqlite" else set())
    with old.connect() as connection:
        assert connection.execute(text(OWED_AND_USED)).all() == before != []
    migrating.downgrade(old, "0008")
    assert kept_by_key_alone(old) == set()
    with old.connect() as connection:
        assert connection.execute(text(OWED_AND_USED)).all() == before


def kept_by_key_alone(engine: Engine) -> set[str]:
    """Return the tables that SQLite keeps without a number of its own for each row."""
    if engine.dialect.name != "sqlite":
        return set()
    wanted = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'")
    with engine.connect() as connection:
        return set(connection.scalars(wanted))
