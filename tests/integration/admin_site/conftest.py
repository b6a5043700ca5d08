"""An installation with two providers, each with an LMS, and people who look after them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from admins import Admin
from lti_npq.app import create_app
from lti_npq.services import registry
from lti_npq.services.administration import administrators, inviting, passwords
from lti_npq.services.invitations import Kind
from lti_npq.services.registry import NewRegistration
from lti_npq.settings import Settings
from lti_npq.storage.binding import db
from lti_npq.storage.models import LtiContext, LtiDeployment

Invite = Callable[..., str]


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords cost little: what they cost outside tests is a matter of two of these."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1))
    passwords._decoy.cache_clear()


@pytest.fixture
def app_with(engine: Engine, settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Start the application once more, with other settings, on the same database."""
    started = []

    def start(**changes: object) -> Flask:
        started.append(create_app(replace(settings, **changes)))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for app in started:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def invite(engine: Engine, settings: Settings) -> Invite:
    """Make a link, by default for an administrator of everything, and return its path."""

    def make(tenant: str = "", kind: Kind = Kind.ADMINISTRATOR, now: datetime | None = None) -> str:
        with Session(engine) as session, session.begin():
            provider = inviting.provider_for(session, kind, tenant)
            moment = now or datetime.now(UTC)
            link = inviting.make_link(session, settings, kind, provider, moment, who="command line")
        return link.removeprefix(settings.base_url)

    return make


@pytest.fixture
def ann(app: Flask, invite: Invite) -> Admin:
    """An administrator of the whole installation, signed in."""
    return Admin.joined(app, invite(), name="Ann Other", email="ann@example.org")


@pytest.fixture
def bob(app: Flask, invite: Invite) -> Admin:
    """An administrator of one provider, “Northern”, signed in."""
    return Admin.joined(app, invite("Northern"), name="Bob Best", email="bob@example.org")


@dataclass(frozen=True)
class Foreign:
    """What belongs to a provider that is not Bob's."""

    platform_id: int
    context_id: int
    administrator_id: int
    words: tuple[str, ...] = ("Southern", "southern.example", "cara@example.org", "Autumn in the south", "south-1")
    """None of which Bob may read."""


@pytest.fixture
def foreign(app: Flask, engine: Engine, invite: Invite) -> Foreign:
    """Another provider's LMS with a pending deployment and a course, and its administrator."""
    Admin.joined(app, invite("Southern"), name="Cara Crow", email="cara@example.org")
    now = datetime.now(UTC)
    with Session(engine) as session, session.begin():
        number = registry.register(session, "Southern", southern(), now, who="cara@example.org")
        session.add(LtiDeployment(registration_id=number, deployment_id="south-2", first_seen_at=now))
        approved = session.scalars(select(LtiDeployment.id).filter_by(deployment_id="south-1")).one()
        course = LtiContext(registration_id=number, deployment_id=approved, context_id="c", title="Autumn in the south")
        session.add(course)
        session.flush()
        cara = administrators.number_of(session, "cara@example.org")
        return Foreign(number, course.id, cara)


def southern(**changes: object) -> NewRegistration:
    """The data of an LMS of the provider “Southern”."""
    site = "https://southern.example"
    data = {
        "name": "Southern's Moodle",
        "issuer": site,
        "client_id": "south",
        "auth_url": f"{site}/auth",
        "token_url": f"{site}/token",
        "jwks_url": f"{site}/certs",
        "deployments": ["south-1"],
    }
    return NewRegistration(**{**data, **changes})  # type: ignore[arg-type]
