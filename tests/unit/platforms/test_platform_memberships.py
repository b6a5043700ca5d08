"""Who is in a course, as LMSs of every kind say it."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_door import LMS, REGISTRATION, ScriptedDoor, answer

from lti_npq.domain.participant import Role, Status
from lti_npq.platforms import memberships as memberships_module
from lti_npq.platforms.door import Answer, DoorError
from lti_npq.platforms.memberships import Listing, Memberships
from lti_npq.platforms.service_calls import ServiceCalls
from lti_npq.platforms.service_errors import Remedy, ServiceError
from lti_npq.platforms.service_tokens import ServiceTokens

ROSTER = f"{LMS}/members"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def reading(door: ScriptedDoor) -> Memberships:
    return Memberships(ServiceCalls(door, ServiceTokens(door, lambda _: "assertion")))  # type: ignore[arg-type]


def read(*script: Answer | DoorError, with_groups: bool = False) -> Listing:
    return reading(ScriptedDoor(list(script))).read(REGISTRATION, ROSTER, with_groups=with_groups)


def page(*members: Any, **headers: str) -> Answer:
    return answer({"id": ROSTER, "context": {"id": "1"}, "members": list(members)}, **headers)


def person(number: int, **more: Any) -> dict[str, Any]:
    return {"user_id": str(number), "roles": ["Learner"], **more}


def test_people_come_with_name_role_and_status() -> None:
    listing = read(
        page(
            {"user_id": "1", "name": "Amara Osei", "roles": ["Learner"], "status": "Active"},
            {"user_id": "2", "given_name": "Helen", "family_name": "Marsh", "roles": [MEMBERSHIP + "Instructor"]},
            {"user_id": 3, "roles": ["Learner"], "status": "Inactive"},
            {"user_id": "4", "roles": "Learner", "status": "Deleted"},
            {"user_id": "5", "roles": ["Mentor"], "status": "strange"},
        )
    )
    assert listing.complete
    assert [(each.name, each.role, each.status) for each in listing.members.values()] == [
        ("Amara Osei", Role.PARTICIPANT, Status.ACTIVE),
        ("Helen Marsh", Role.FACILITATOR, Status.ACTIVE),
        (None, Role.PARTICIPANT, Status.SUSPENDED),
        (None, Role.PARTICIPANT, Status.LEFT),
        (None, None, Status.ACTIVE),
    ]


@pytest.mark.parametrize(
    "link",
    [
        f'<{ROSTER}?page=2>; rel="next"',
        f"<{ROSTER}?page=2>; REL=NEXT",
        '</members?page=2>; rel="next"',
        f'<{ROSTER}?page=1>; rel="first", <{ROSTER}?page=2>; rel="next", <{ROSTER}?page=2>; rel="last"',
        f"<{ROSTER}?limit=1&amp;page=2>; rel=“next”".encode().decode("latin-1"),
    ],
)
def test_every_page_is_read_however_it_is_linked(link: str) -> None:
    listing = read(page(person(1), Link=link), page(person(2)))
    assert (list(listing.members), listing.complete) == (["1", "2"], True)


def test_a_hundred_are_asked_for_at_once_with_the_address_s_own_query_kept() -> None:
    door = ScriptedDoor([page(person(1))])
    reading(door).read(REGISTRATION, f"{ROSTER}?type_id=3&limit=5", with_groups=True)
    assert door.sent[0].url == f"{ROSTER}?type_id=3&limit=100&groups=true"
    assert door.sent[0].headers["Accept"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def test_somebody_listed_in_two_sections_is_one_person_who_is_there() -> None:
    listing = read(
        page(
            person(1, status="Inactive", group_enrollments=[{"group_id": "a"}]),
            {"user_id": "1", "name": "Amara", "roles": ["Instructor"], "group_enrollments": [{"group_id": "b"}]},
        )
    )
    [member] = listing.members.values()
    assert (member.name, member.role, member.status) == ("Amara", Role.FACILITATOR, Status.ACTIVE)
    assert member.group_ids == {"a", "b"}


@pytest.mark.parametrize(
    "entry", [{}, None, "1", {"user_id": ""}, {"user_id": True}, {"user_id": "\0"}, {"user_id": "1" * 256}]
)
def test_an_entry_that_names_nobody_makes_the_list_incomplete(entry: object) -> None:
    listing = read(page(person(1), entry))
    assert (list(listing.members), listing.complete) == (["1"], False)


@pytest.mark.parametrize("link", [f'<{ROSTER}?limit=100>; rel="next"', '<javascript:x>; rel="next"'])
def test_a_next_page_that_cannot_be_read_makes_the_list_incomplete(link: str) -> None:
    assert not read(page(person(1), Link=link)).complete


def test_a_list_in_circles_is_incomplete() -> None:
    second = f'<{ROSTER}?page=2>; rel="next"'
    assert not read(page(person(1), Link=second), page(person(2), Link=second)).complete


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (answer([]), "it is no list of a course"),
        (answer({"members": None}), "it is no list of a course"),
        (answer({"members": {"1": {}}}), "it is no list of a course"),
        (Answer(200, {}, b'{"members": [{"user_id": "1"'), "not JSON"),
        (Answer(200, {}, b"<!DOCTYPE html>"), "a web page"),
        (Answer(403, {}, b""), "it does not allow that"),
        (Answer(500, {}, b""), "out of order"),
        (DoorError("the answer is too large"), "too large"),
        (DoorError("the answer takes too long"), "takes too long"),
    ],
)
def test_a_page_that_fails_fails_the_whole_reading_in_words(broken: Answer | DoorError, words: str) -> None:
    with pytest.raises(ServiceError, match=words):
        read(page(person(1), Link=f'<{ROSTER}?page=2>; rel="next"'), broken)


def test_a_list_that_drips_page_by_page_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memberships_module, "_LONGEST_READING_SECONDS", -1)
    with pytest.raises(ServiceError, match="it took too long") as error:
        read(page(person(1)))
    assert error.value.remedy is Remedy.WAIT


def test_a_list_without_end_is_given_up() -> None:
    pages = [page(person(number), Link=f'<{ROSTER}?page={number}>; rel="next"') for number in range(101)]
    with pytest.raises(ServiceError, match="has no end"):
        read(*pages)


def test_groups_come_with_their_names() -> None:
    script = [
        answer({"id": "x", "groups": [{"id": "a", "name": "Primary"}, {"id": 2, "name": "Secondary"}, {"id": "c"}, 7]})
    ]
    assert reading(ScriptedDoor(script)).groups(REGISTRATION, f"{LMS}/groups") == {"a": "Primary", "2": "Secondary"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
MORE = ("roles", "status", "name", "given_name", "family_name", "group_enrollments", "message")
ENTRY = JSON | st.fixed_dictionaries({"user_id": JSON}, optional=dict.fromkeys(MORE, JSON))


@given(st.lists(ENTRY, max_size=6))
def test_whatever_stands_in_a_list_nobody_in_it_is_dropped(entries: list[Any]) -> None:
    good = [person(900), person(901)]
    listing = read(page(good[0], *entries, good[1]))
    assert {"900", "901"} <= set(listing.members)
    assert listing.complete or len(listing.members) < len(entries) + len(good)


@given(JSON | st.lists(ENTRY, max_size=4).map(lambda members: {"members": members}))
def test_a_document_of_any_shape_is_read_or_refused_in_words(document: Any) -> None:
    with contextlib.suppress(ServiceError):
        listing = read(Answer(200, {}, json.dumps(document).encode()))
        assert all(_storable(each.name) for each in listing.members.values())


def _storable(text: str | None) -> bool:
    return text is None or ("\0" not in text and bool(text.encode()))
