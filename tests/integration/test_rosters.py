"""Who is in a course: read by the delivery, applied as differences, shown to facilitators."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from couriers import deliver, hand_over, later, take
from fakes import LTI, MEMBERSHIP, FakePlatform
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.services import housekeeping, registry
from lti_npq.services.delivery import Doors
from lti_npq.services.registry import NewRegistration
from lti_npq.storage.models import Enrolment, LtiUser, Membership, Roster, ToolSession
from stored import rows
from visitors import Visitor

ROSTER_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS_CLAIM = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
LISTED = {ROSTER_CLAIM: {"context_memberships_url": "https://lms.example.org/members", "service_versions": ["2.0"]}}
GROUPED = {**LISTED, GROUPS_CLAIM: {"context_groups_url": "https://lms.example.org/groups"}}

Visit = Callable[..., Visitor]


def listing(*members: dict[str, Any]) -> Answer:
    return Answer(200, {}, json.dumps({"members": list(members)}).encode())


def person(subject: str, name: str | None = None, role: str = "Learner", **more: Any) -> dict[str, Any]:
    return {"user_id": subject, "roles": [role], **({"name": name} if name else {}), **more}


HELEN = person("facilitator-1", "Helen Marsh", "Instructor")
AMARA = person("user-1", "Amara Osei")
COURSE = (HELEN, AMARA, person("user-2", "Ben Clarke"), person("user-3", "Chloé Diaz", status="Inactive"))


def many(count: int) -> list[dict[str, Any]]:
    return [person(f"extra-{number}", f"Extra {number:02}") for number in range(count)]


def facilitates(visit: Visit, **claims: Any) -> Visitor:
    return visit(**Visitor.AS_FACILITATOR, **(claims or LISTED))


def reads(
    engine: Engine, doors: Doors, lms: FakePlatform, *answers: Answer | DoorError, at: datetime | None = None
) -> None:
    """Have the delivery read the course's list."""
    lms.answers[:] = answers
    deliver(engine, doors, at or later(seconds=1))


def asks_again(engine: Engine, doors: Doors, lms: FakePlatform, who: Visitor, *answers: Answer | DoorError) -> None:
    """Have a facilitator ask for the list, and the delivery read it."""
    assert who.post("people/refresh", {}, follow=False).status_code == 303
    reads(engine, doors, lms, *answers, at=rows(engine, Roster)[0].due_at)
    assert not lms.answers


def shown(visitor: Visitor, group: str = "") -> dict[str, str]:
    """Return what the page says of each person, in its order."""
    page = visitor.get(f"people?group={group}" if group else "people").text
    entries = re.findall(r'<li class="row">(.*?)</li>', page, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]*>", " ", entry).split()) for entry in entries]
    names = [found[1].strip() for entry in entries if (found := re.search(r"<b>(.*?)</b>", entry))]
    return {name: text.removeprefix(name).strip() for name, text in zip(names, texts, strict=True)}


def test_a_facilitator_sees_who_never_came(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit, participant: Visitor
) -> None:
    participant.studies_everything()
    participant.hands_in()
    helen = facilitates(visit)
    assert "being asked" in helen.get("people").text
    reads(engine, doors, lms, listing(*COURSE))
    people = shown(helen)
    assert list(people) == ["Amara Osei", "Ben Clarke", "Chloé Diaz", "Helen Marsh"]
    assert people["Amara Osei"].startswith("1 of 1 module done, 1 task waiting for you Last here")
    assert people["Ben Clarke"] == "Never opened it"
    assert people["Chloé Diaz"] == "Suspended in your LMS"
    assert people["Helen Marsh"].startswith("Facilitator Last here")
    page = helen.get("people").text
    assert "1 of 3 has never opened the programme" in page
    assert "As your LMS listed them" in page


def test_nothing_is_asked_where_the_lms_offers_no_list(
    engine: Engine, doors: Doors, lms: FakePlatform, participant: Visitor, facilitator: Visitor
) -> None:
    reads(engine, doors, lms)
    assert rows(engine, Roster) == []
    assert list(shown(facilitator)) == ["Amara Osei", "Helen Marsh"]
    assert "does not tell this tool who is in the course" in facilitator.get("people").text
    assert facilitator.post("people/refresh", {}).status_code == 404


def test_a_participant_s_launch_asks_for_nothing(engine: Engine, visit: Visit) -> None:
    visit(**LISTED)
    assert rows(engine, Roster) == []


def test_no_launch_talks_to_the_lms(lms: FakePlatform, visit: Visit) -> None:
    facilitates(visit)
    assert [url for _, url in lms.requests if "/jwks" not in url] == []


def test_by_itself_a_list_is_read_once_a_day_at_most(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    facilitates(visit)
    reads(engine, doors, lms, listing(*COURSE))
    facilitates(visit)
    assert rows(engine, Roster)[0].due_at is None
    with Session(engine) as session, session.begin():
        session.scalars(select(Roster)).one().tried_at = datetime.now(UTC) - timedelta(hours=24)
    facilitates(visit)
    assert rows(engine, Roster)[0].due_at is not None


def test_asking_again_and_again_asks_the_lms_once_a_minute(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(*COURSE))
    asked = len(lms.requests)
    helen.post("people/refresh", {})
    helen.post("people/refresh", {})
    deliver(engine, doors, later(seconds=30))
    assert len(lms.requests) == asked
    reads(engine, doors, lms, listing(*COURSE), at=later(minutes=2))
    assert len(lms.requests) == asked + 1


def test_whoever_left_is_marked_and_keeps_their_work(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit, participant: Visitor
) -> None:
    participant.hands_in()
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(*COURSE))
    asks_again(engine, doors, lms, helen, listing(HELEN, *COURSE[2:]))
    assert "Has left the course" in shown(helen)["Amara Osei"]
    assert "1 task waiting" in shown(helen)["Amara Osei"]
    assert helen.marks().status_code == 200
    deliver(engine, doors, later(minutes=1))
    asks_again(engine, doors, lms, helen, listing(*COURSE))
    assert "Has left" not in shown(helen)["Amara Osei"]


def test_a_list_that_lacks_most_people_is_doubted_until_a_facilitator_says_so(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(HELEN, *many(9)))
    asks_again(engine, doors, lms, helen, listing(HELEN, *many(2)))
    page = helen.get("people").text
    assert "Most people are missing" in page
    assert "Has left" not in page
    helen.post("people/refresh", {"left": "yes"})
    reads(engine, doors, lms, listing(HELEN, *many(2)), at=later(minutes=5))
    assert sum("Has left" in text for text in shown(helen).values()) == 7
    assert "Most people are missing" not in helen.get("people").text


def test_nobody_can_accept_a_loss_that_was_not_shown(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(HELEN, *many(9)))
    helen.post("people/refresh", {"left": "yes"})
    reads(engine, doors, lms, listing(HELEN), at=later(minutes=2))
    assert "Has left" not in helen.get("people").text


def test_an_empty_list_of_a_small_course_drops_nobody(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(HELEN, AMARA))
    asks_again(engine, doors, lms, helen, listing())
    assert "Has left" not in helen.get("people").text


MORE = {"Link": '<https://lms.example.org/members?page=2>; rel="next"'}


@pytest.mark.parametrize(
    "answers",
    [
        [DoorError("the answer takes too long")],
        [Answer(500, {}, b"")],
        [Answer(403, {}, b"")],
        [Answer(200, {}, b'{"members": [')],
        [Answer(200, {}, b"<html>")],
        [Answer(200, {}, b"[]")],
        [Answer(200, MORE, listing(HELEN).body), Answer(500, {}, b"")],
        [Answer(200, MORE, listing(HELEN).body), DoorError("no answer (IncompleteRead)")],
        [Answer(200, {"Link": '<javascript:x>; rel="next"'}, listing(HELEN).body)],
        [listing(HELEN, {"name": "Nobody knows who"})],
    ],
)
def test_a_broken_answer_drops_nobody_and_says_so(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit, answers: list[Answer | DoorError]
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(*COURSE))
    asks_again(engine, doors, lms, helen, *answers)
    page = helen.get("people").text
    assert "Has left" not in page
    assert "could not be taken over whole" in page
    assert len(shown(helen)) == 4


def test_a_failure_is_tried_again_and_then_left_to_a_facilitator(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    for minutes in range(1, 60, 10):
        reads(engine, doors, lms, Answer(503, {}, b""), at=later(minutes=minutes))
    [roster] = rows(engine, Roster)
    assert (roster.due_at, roster.failures) == (None, 5)
    with Session(engine) as session, session.begin():
        session.scalars(select(Roster)).one().tried_at = datetime.now(UTC)
    asks_again(engine, doors, lms, helen, listing(*COURSE))
    assert rows(engine, Roster)[0].trouble is None


def test_a_worker_that_comes_back_too_late_changes_nothing(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    facilitates(visit)
    lms.answers[:] = [listing(*COURSE), listing(HELEN), DoorError("no answer")]
    early = take(engine, doors, later(seconds=1))
    late = take(engine, doors, later(minutes=10))
    hand_over(engine, doors, early, later(minutes=11))
    assert rows(engine, Membership) == []
    hand_over(engine, doors, late, later(minutes=11))
    assert len(rows(engine, Membership)) == 1


def test_names_follow_the_list_and_a_name_held_back_is_not_forgotten(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(HELEN, person("user-9", "Old Name"), person("user-8")))
    asks_again(engine, doors, lms, helen, listing(HELEN, person("user-9", "New Name"), person("user-8")))
    asks_again(engine, doors, lms, helen, listing(HELEN, person("user-9"), person("user-8")))
    assert list(shown(helen)) == ["New Name", "Participant (name not shared)", "Helen Marsh"]


def test_the_role_at_a_launch_is_finer_than_the_list(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(person("facilitator-1", "Helen Marsh"), person("m", "Mo", "Mentor")))
    people = shown(helen)
    assert people["Helen Marsh"].startswith("Facilitator")
    assert people["Mo"].startswith("Another role in the course")


def groups() -> Answer:
    named = [{"id": "g2", "name": "Secondary schools"}, {"id": "g1", "name": "Primary schools"}]
    return Answer(200, {}, json.dumps({"groups": named}).encode())


def in_group(one: dict[str, Any], *groups: str) -> dict[str, Any]:
    return {**one, "group_enrollments": [{"group_id": group} for group in groups]}


def test_a_facilitator_looks_at_people_and_queue_by_group(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit, participant: Visitor
) -> None:
    participant.hands_in()
    ben = visit(sub="user-2", name="Ben Clarke")
    ben.hands_in("Another answer.")
    helen = facilitates(visit, **GROUPED)
    members = listing(HELEN, in_group(AMARA, "g1"), in_group(person("user-2", "Ben Clarke"), "g2", "unknown"))
    reads(engine, doors, lms, groups(), members)
    assert [url for _, url in lms.requests if "/members" in url][-1].endswith("groups=true")
    assert list(shown(helen)) == ["Amara Osei", "Ben Clarke", "Helen Marsh"]
    assert list(shown(helen, "g2")) == ["Ben Clarke"]
    assert "Secondary schools" in shown(helen)["Ben Clarke"]
    assert len(helen.waiting()) == 2
    filtered = helen.get("marking?group=g1").text
    assert ("Amara Osei" in filtered, "Ben Clarke" in filtered) == (True, False)
    assert len(shown(helen, "g3")) == 3


def test_groups_that_cannot_be_read_cost_nobody_their_place(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit, **GROUPED)
    reads(engine, doors, lms, groups(), listing(HELEN, in_group(AMARA, "g1")))
    asks_again(engine, doors, lms, helen, Answer(403, {}, b""), listing(HELEN, AMARA))
    assert list(shown(helen, "g1")) == ["Amara Osei"]


def test_people_are_for_facilitators_only(participant: Visitor) -> None:
    assert participant.get("people").status_code == 403
    assert participant.post("people/refresh", {}).status_code == 403


def test_a_list_of_one_course_is_not_seen_in_another(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    facilitates(visit, **GROUPED)
    reads(engine, doors, lms, groups(), listing(*(in_group(each, "g1") for each in COURSE)))
    other = visit(**Visitor.AS_FACILITATOR, **{LTI + "context": {"id": "course-2", "title": "Spring"}})
    assert list(shown(other)) == ["Helen Marsh"]
    assert list(shown(other, "g1")) == ["Helen Marsh"]


def test_the_same_ids_in_two_lmss_are_different_people(
    engine: Engine, doors: Doors, lms: FakePlatform, app: Flask, visit: Visit
) -> None:
    stranger = FakePlatform(issuer=lms.issuer, client_id="client-2")
    with Session(engine) as session, session.begin():
        registration = NewRegistration(name="Other", deployments=["deployment-1"], **stranger.registration)
        registry.register(session, "Another provider", registration, datetime.now(UTC))
    facilitates(visit)
    reads(engine, doors, lms, listing(*COURSE))
    other = Visitor.launched(app, stranger, **{**Visitor.AS_FACILITATOR, "name": "Olga Reyes"})
    assert list(shown(other)) == ["Olga Reyes"]
    assert {user.registration_id for user in rows(engine, LtiUser) if user.name == "Ben Clarke"} == {1}


def test_when_somebody_was_last_here_outlives_the_session(
    engine: Engine, doors: Doors, participant: Visitor, facilitator: Visitor
) -> None:
    used = datetime.now(UTC).replace(microsecond=0) - timedelta(days=400)
    with Session(engine) as session, session.begin():
        enrolment = session.scalars(select(Enrolment).join(LtiUser).where(LtiUser.subject == "user-1")).one()
        enrolment.enrolled_at = used
        opened = session.scalars(select(ToolSession).filter_by(enrolment_id=enrolment.id)).one()
        opened.last_used_at, opened.expires_at = used, used + timedelta(hours=1)
        housekeeping.forget_expired(session, datetime.now(UTC))
    kept = next(each for each in rows(engine, Enrolment) if each.enrolled_at == used)
    assert kept.last_here_at == used
    assert str(used.year) in shown(facilitator)["Amara Osei"]


def test_a_large_course_is_taken_over_whole(engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(HELEN, *many(950)))
    assert len(rows(engine, Membership)) == 951
    asks_again(engine, doors, lms, helen, listing(HELEN, *many(900)))
    assert sum(each.status == "left" for each in rows(engine, Membership)) == 50


def test_a_platform_role_of_full_length_is_understood(
    engine: Engine, doors: Doors, lms: FakePlatform, visit: Visit
) -> None:
    helen = facilitates(visit)
    reads(engine, doors, lms, listing(HELEN, person("u", "Una", MEMBERSHIP + "Instructor")))
    assert shown(helen)["Una"] == "Facilitator Never opened it"
