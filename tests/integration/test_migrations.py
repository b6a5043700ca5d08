"""The schema: one head, the same as the models, up and down on both databases, and never guessed at."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

import lti_npq.storage.models
from lti_npq.errors import SettingsError
from lti_npq.services import opening
from lti_npq.settings import Settings
from lti_npq.storage import migrating
from lti_npq.storage.base import Base
from lti_npq.storage.database import open_engine

MODELS = lti_npq.storage.models.__all__


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database to take the tables out of."""
    return own_database_url


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An engine on a database at the newest schema, and nothing in it."""
    engine = open_engine(database_url)
    migrating.upgrade(engine)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def is_at(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_the_newest_schema_is_what_the_models_say(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_model_has_its_table(database: Engine) -> None:
    assert tables(database) == set(Base.metadata.tables)
    assert len(MODELS) == len(Base.metadata.tables)


def test_there_is_one_head(database: Engine) -> None:
    with database.connect() as connection:
        assert ScriptDirectory.from_config(migrating.configuration(connection)).get_heads() == [migrating.head()]
    assert migrating.current(database) == migrating.head()


def test_the_schema_goes_down_to_nothing_and_up_again(database: Engine) -> None:
    migrating.downgrade(database, "base")
    assert tables(database) == set()
    migrating.upgrade(database)
    assert tables(database) == set(Base.metadata.tables)


def test_a_second_upgrade_does_nothing(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO tenant (name) VALUES ('Kept')"))
    migrating.upgrade(database)
    with database.connect() as connection:
        assert connection.execute(text("SELECT name FROM tenant")).scalars().all() == ["Kept"]
    assert migrating.current(database) == migrating.head()


@pytest.mark.parametrize("use", [migrating.upgrade, migrating.require_current, migrating.refuse_newer])
def test_a_database_ahead_of_the_code_is_refused_with_a_sentence(use: object, database: Engine) -> None:
    is_at(database, "9999")
    with pytest.raises(SettingsError, match="is at revision 9999, which is ahead of the code") as refused:
        use(database)  # type: ignore[operator]
    assert refused.value.advice == "Install the version of lti-npq that made it, or a later one."
    assert tables(database) == set(Base.metadata.tables)


def test_an_empty_database_is_behind_the_code(database: Engine) -> None:
    migrating.downgrade(database, "base")
    with pytest.raises(SettingsError, match="behind the code") as refused:
        migrating.require_current(database)
    assert "lti-npq db upgrade" in refused.value.advice


def test_only_a_database_of_our_own_is_upgraded_by_itself(database: Engine, settings: Settings) -> None:
    migrating.downgrade(database, "base")
    if settings.runs_embedded:
        opening.open_database(settings).dispose()
        assert tables(database) == set(Base.metadata.tables)
    else:
        with pytest.raises(SettingsError, match="behind the code"):
            opening.open_database(settings)
        assert tables(database) == set()


def test_a_fresh_folder_becomes_an_installation(settings: Settings) -> None:
    fresh = replace(settings, database_url="", data_dir=settings.data_dir / "deep" / "down")
    engine = opening.open_database(fresh)
    assert migrating.current(engine) == migrating.head()
    engine.dispose()
