"""Who somebody is, from the roles that their LMS gives them.

Source: LTI 1.3 Core, A.2.
"""

import pytest

from lti_npq.domain.participant import Role, role_of, writes_content

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
PARTICIPANT, FACILITATOR, AUTHOR = Role.PARTICIPANT, Role.FACILITATOR, Role.AUTHOR


@pytest.mark.parametrize("written", ["{}", MEMBERSHIP + "{}"])
@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Learner", PARTICIPANT),
        ("Instructor", FACILITATOR),
        ("TeachingAssistant", FACILITATOR),
        ("ContentDeveloper", AUTHOR),
        ("Administrator", None),
        ("Mentor", None),
        ("Member", None),
        ("Guest", None),
        ("learner", None),
    ],
)
def test_a_role_in_the_course_decides_in_short_and_in_full(written: str, name: str, role: Role | None) -> None:
    assert role_of([written.format(name)]) is role


@pytest.mark.parametrize(
    ("sub_role", "role"),
    [
        ("Instructor#TeachingAssistant", FACILITATOR),
        ("Instructor#PrimaryInstructor", FACILITATOR),
        ("Learner#GuestLearner", PARTICIPANT),
        ("Learner#Instructor", PARTICIPANT),
        ("ContentDeveloper#Librarian", AUTHOR),
        ("Mentor#Instructor", None),
        ("Administrator#Administrator", None),
        ("#Instructor", None),
    ],
)
def test_a_sub_role_counts_as_the_role_it_belongs_to(sub_role: str, role: Role | None) -> None:
    assert role_of([SUB_ROLE + sub_role]) is role


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([MEMBERSHIP + "Learner", MEMBERSHIP + "Instructor"], FACILITATOR),
        ([MEMBERSHIP + "Instructor", MEMBERSHIP + "Learner"], FACILITATOR),
        (["ContentDeveloper", "Learner"], AUTHOR),
        (["ContentDeveloper", "Instructor"], FACILITATOR),
        (["Learner", "Mentor"], PARTICIPANT),
        (["Learner", "Learner"], PARTICIPANT),
    ],
)
def test_of_several_roles_the_one_that_sees_more_decides(roles: list[str], role: Role) -> None:
    assert role_of(roles) is role


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([INSTITUTION + "Student"], PARTICIPANT),
        ([INSTITUTION + "Learner"], PARTICIPANT),
        ([INSTITUTION + "Instructor"], None),
        ([INSTITUTION + "Faculty", INSTITUTION + "Student"], PARTICIPANT),
        ([INSTITUTION + "Instructor", MEMBERSHIP + "Learner"], PARTICIPANT),
        ([INSTITUTION + "Student", MEMBERSHIP + "Instructor"], FACILITATOR),
        ([INSTITUTION + "Student", MEMBERSHIP + "Guest"], None),
        ([SYSTEM + "Administrator", INSTITUTION + "Student"], PARTICIPANT),
    ],
)
def test_a_role_of_the_institution_counts_only_without_one_in_the_course(roles: list[str], role: Role | None) -> None:
    assert role_of(roles) is role


@pytest.mark.parametrize(
    "roles",
    [
        [],
        [""],
        ["urn:lti:role:ims/lis/Instructor"],
        ["https://example.org/membership#Instructor"],
        [MEMBERSHIP],
        [SYSTEM + "SysAdmin"],
    ],
)
def test_whatever_is_unknown_gives_no_access(roles: list[str]) -> None:
    assert role_of(roles) is None


def test_roles_may_come_from_anything_that_can_be_gone_through_once() -> None:
    assert role_of(iter([INSTITUTION + "Staff", "Instructor"])) is FACILITATOR


@pytest.mark.parametrize(
    ("roles", "writes"),
    [
        ([MEMBERSHIP + "ContentDeveloper"], True),
        ([MEMBERSHIP + "Instructor", MEMBERSHIP + "ContentDeveloper"], True),
        ([MEMBERSHIP + "Learner", SUB_ROLE + "ContentDeveloper#ContentExpert"], True),
        ([MEMBERSHIP + "Instructor"], False),
        ([INSTITUTION + "Administrator"], False),
        (["urn:lti:role:ims/lis/ContentDeveloper"], False),
        ([], False),
    ],
)
def test_whoever_is_a_content_developer_writes_whatever_else_they_are(roles: list[str], writes: bool) -> None:
    assert writes_content(roles) is writes
