"""The audit log: what is written down, and who may read it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from fakes import FakePlatform
from lti_npq.services import audit, registry
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import Tenant

NOW = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)


@pytest.fixture
def tenant_id(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalars(select(Tenant.id)).one()


def test_what_was_done_last_is_read_first(engine: Engine) -> None:
    with Session(engine) as session:
        audit.note(session, who="ann@example.org", action="approved a deployment", subject="Our Moodle", now=NOW)
        audit.note(session, who=audit.COMMAND_LINE, action="removed a platform", subject="Old", detail="7", now=NOW)
        session.commit()
        first, second = audit.newest(session)[:2]
    assert (first.who, first.action, first.subject, first.detail) == ("command line", "removed a platform", "Old", "7")
    assert (second.who, second.at) == ("ann@example.org", NOW)


def test_a_provider_reads_only_what_concerns_it(engine: Engine, tenant_id: int) -> None:
    with Session(engine) as session:
        audit.note(session, who="ann@example.org", action="changed", subject="theirs", tenant_id=tenant_id, now=NOW)
        audit.note(session, who="ann@example.org", action="changed", subject="nobody's", now=NOW)
        session.commit()
        read = {entry.subject for entry in audit.newest(session, tenant_id=tenant_id)}
    assert "theirs" in read
    assert "nobody's" not in read


def test_older_entries_are_read_page_by_page(engine: Engine) -> None:
    with Session(engine) as session:
        for number in range(audit.PAGE + 5):
            audit.note(session, who="ann@example.org", action="counted", subject=str(number), now=NOW)
        session.commit()
        page = audit.newest(session)
        older = audit.newest(session, before=page[-1].id)
    assert len(page) == audit.PAGE
    assert [entry.subject for entry in older][:5] == ["4", "3", "2", "1", "0"]


def test_what_is_changed_about_an_lms_is_told_from_adding_it(engine: Engine, lms: FakePlatform) -> None:
    known = NewRegistration(name="LMS", **lms.registration)
    moved = replace(known, jwks_url="https://elsewhere.example.org/keys", service_hosts=["School.example.org"])
    keys = f"keys address: {lms.issuer}/jwks → https://elsewhere.example.org/keys"
    changes = f"{keys}; hosts of services: none → school.example.org"
    with Session(engine) as session, session.begin():
        number = registry.register(session, "Provider", known, NOW, who="ann@example.org")
        registry.register(session, "Provider", moved, NOW, who="ann@example.org")
        registry.remove(session, number, NOW, who="ann@example.org")
        registry.register(session, "Provider", moved, NOW, who="ann@example.org")
        registry.register(session, "Provider", replace(known, client_id="another"), NOW, who="ann@example.org")
        told = [(entry.action, entry.detail) for entry in reversed(audit.newest(session)) if entry.at == NOW]
    assert told == [
        ("changed an LMS", "nothing about it"),
        ("changed an LMS", changes),
        ("removed an LMS", ""),
        ("registered an LMS again", "nothing about it"),
        ("registered an LMS", ""),
    ]
