"""Something to deliver: statements and scores owed in numbers, without anybody studying."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from lti_npq.services import destinations, registry
from lti_npq.services.destinations import NewDestination
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import (
    Enrolment,
    LineItem,
    LtiContext,
    LtiDeployment,
    LtiUser,
    OwedScore,
    OwedStatement,
    ResourceLink,
    Statement,
    Submission,
)
from xapi.encoding import canonical

_NAMES = UUID("5b1b1d67-2f4c-4f53-9f6d-6f2c86f0a001")
_LONG = "https://npq.example.org/npqh-2021/implementation/" + "x" * 900


def statement(number: int) -> dict[str, Any]:
    """Return a statement of about 1.3 kB, the same for the same number."""
    account = {"homePage": "https://lms.example.org", "name": f"user-{number % 997}"}
    return {
        "id": str(uuid5(_NAMES, str(number))),
        "actor": {"objectType": "Agent", "account": account},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en-GB": "studied"}},
        "object": {
            "objectType": "Activity",
            "id": _LONG,
            "definition": {"type": "http://adlnet.gov/expapi/activities/module"},
        },
        "timestamp": "2026-11-01T10:00:00.000Z",
    }


def add_store(session: Session, name: str, endpoint: str, secret: str, **more: Any) -> int:
    """Have one more store; return its number."""
    new = NewDestination(name, endpoint, "key", "secret", **more)
    return destinations.add(session, new, secret, datetime.now(UTC), fill_from=None, who="test").id


def owe_statements(session: Session, count: int, stores: list[int], first: int = 0) -> list[bytes]:
    """Owe so many statements to each of the stores; return their bytes in order."""
    bodies = [canonical(statement(number)) for number in range(first, first + count)]
    now, sequence = datetime.now(UTC), first + 1
    for at in range(0, count, 10_000):
        rows = [
            {
                "sequence": sequence + at + offset,
                "statement_id": uuid5(_NAMES, str(first + at + offset)),
                "body": body,
                "stored_at": now,
            }
            for offset, body in enumerate(bodies[at : at + 10_000])
        ]
        session.execute(insert(Statement), rows)
        owed = [{"destination_id": store, "sequence": row["sequence"]} for store in stores for row in rows]
        if owed:
            session.execute(insert(OwedStatement), owed)
    return bodies


def owe_scores(session: Session, platform: dict[str, str], count: int, *, course: str = "course-1") -> list[str]:
    """Register an LMS and owe it a score for each of so many people, in one column; return their ids there."""
    now = datetime.now(UTC)
    name = platform["issuer"]
    registry.register(session, "Provider", NewRegistration(name=name, deployments=[f"d-{course}"], **platform), now)
    deployment = session.query(LtiDeployment).filter_by(deployment_id=f"d-{course}").one()
    registration_id = deployment.registration_id
    context = LtiContext(
        registration_id=registration_id,
        deployment_id=deployment.id,
        context_id=course,
        title=course,
        lineitems_url=f"{name}/lineitems",
    )
    session.add(context)
    session.flush()
    link = ResourceLink(context_id=context.id, resource_link_id=f"link-{course}", title="Task")
    column = LineItem(
        context_id=context.id, task_key="npqh-2021/fat", label="Task", maximum=10, url=f"{name}/lineitems/1/lineitem"
    )
    session.add_all([link, column])
    session.flush()
    for number in range(count):
        _owe_one(session, context, link, column, registration_id, f"person-{number}", now)
    return [f"person-{number}" for number in range(count)]


def _owe_one(
    session: Session,
    context: LtiContext,
    link: ResourceLink,
    column: LineItem,
    registration_id: int,
    subject: str,
    now: datetime,
) -> None:
    user = LtiUser(registration_id=registration_id, subject=subject, is_test=False)
    session.add(user)
    session.flush()
    enrolment = Enrolment(
        context_id=context.id, user_id=user.id, programme_key="npqh-2021", role="participant", enrolled_at=now
    )
    session.add(enrolment)
    session.flush()
    submission = Submission(
        id=uuid5(_NAMES, f"{context.id} {subject}"),
        enrolment_id=enrolment.id,
        task_key="fat",
        number=1,
        package_version="1.0.0",
        answers={},
        words=0,
        resource_link_id=link.id,
        xapi_registration="x",
        submitted_at=now - timedelta(hours=1),
    )
    session.add(submission)
    session.flush()
    session.add(
        OwedScore(
            registration_id=registration_id,
            line_item_id=column.id,
            user_id=user.id,
            submission_id=submission.id,
            points=7,
            maximum=10,
            comment="Clear.",
            submitted_at=submission.submitted_at,
            revision=1,
            delivered=False,
            failures=0,
            final=False,
            said=[],
        )
    )


def raise_scores(engine: Engine, points: int) -> None:
    """Have everybody's mark corrected, whatever became of the one before."""
    with Session(engine) as session, session.begin():
        for owed in session.query(OwedScore).with_for_update():
            owed.points, owed.revision, owed.delivered, owed.final = points, owed.revision + 1, False, False
            owed.delivered_at = owed.confirmed_at = owed.retry_at = None
