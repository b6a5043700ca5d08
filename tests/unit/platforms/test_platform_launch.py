"""What a launch of each kind says, in our own words."""

import time
from typing import Any

import pytest

from fakes import AGS, LTI, TARGET, FakePlatform
from lti_npq.errors import LaunchRefused
from lti_npq.platforms.deep_linking import SETTINGS, DeepLinkingSettings
from lti_npq.platforms.launch import Launch, Message, SubmissionReview, validate
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration

RETURN_URL = "https://lms.example.org/mod/lti/contentitem_return.php?course=3"
CHOICE = {
    "deep_link_return_url": RETURN_URL,
    "accept_types": ["ltiResourceLink"],
    "accept_presentation_document_targets": ["frame", "iframe", "window"],
    "accept_multiple": True,
    "auto_create": False,
    "title": "",
    "data": "csrf:1",
}
DEEP_LINKING = {LTI + "message_type": "LtiDeepLinkingRequest", LTI + "resource_link": None, SETTINGS: CHOICE}
COLUMN = "https://lms.example.org/lineitems/4/lineitem?type_id=3"
REVIEW = {
    LTI + "message_type": "LtiSubmissionReviewRequest",
    LTI + "for_user": {"user_id": 42, "name": "Amara Osei"},
    AGS: {"lineitem": COLUMN},
}


def read(lms: FakePlatform, **changes: Any) -> Launch:
    """Return what the tool makes of a launch with these changes to its claims."""
    registration = Registration(1, **lms.registration)
    token = lms.sign(lms.claims("nonce", **changes))
    return validate(token, registration, "nonce", PlatformKeys(lms), TARGET)  # type: ignore[arg-type]


def test_a_deep_linking_request_says_what_it_accepts_and_belongs_to_no_activity(lms: FakePlatform) -> None:
    launch = read(lms, **DEEP_LINKING)
    assert launch.message is Message.DEEP_LINKING
    assert (launch.context_id, launch.resource_link_id, launch.review) == ("course-1", "", None)
    assert launch.deep_linking == DeepLinkingSettings(
        return_url=RETURN_URL,
        accept_types=["ltiResourceLink"],
        accept_presentation_document_targets=["frame", "iframe", "window"],
        accept_multiple=True,
        accept_line_item=True,
        data="csrf:1",
    )


@pytest.mark.parametrize(("sent", "understood"), [(True, True), ("true", True), ("False", False), (None, True)])
def test_whether_columns_are_accepted_may_be_said_in_several_ways(
    lms: FakePlatform, sent: object, understood: bool
) -> None:
    launch = read(lms, **{**DEEP_LINKING, SETTINGS: {**CHOICE, "accept_lineitem": sent}})
    assert launch.deep_linking is not None
    assert launch.deep_linking.accept_line_item is understood


@pytest.mark.parametrize(
    "settings",
    [
        None,
        {},
        "accept everything",
        {**CHOICE, "deep_link_return_url": None},
        {**CHOICE, "deep_link_return_url": "javascript:alert(1)"},
        {**CHOICE, "deep_link_return_url": ["https://lms.example.org/"]},
        {**CHOICE, "accept_types": []},
        {**CHOICE, "accept_types": "ltiResourceLink"},
        {**CHOICE, "accept_presentation_document_targets": [1]},
        {**CHOICE, "data": "a\0"},
    ],
    ids=str,
)
def test_a_deep_linking_request_that_cannot_be_answered_is_refused(lms: FakePlatform, settings: object) -> None:
    with pytest.raises(LaunchRefused) as refused:
        read(lms, **{**DEEP_LINKING, SETTINGS: settings})
    assert refused.value.status == 400


def test_a_submission_review_says_whose_work_for_which_column(lms: FakePlatform) -> None:
    launch = read(lms, **REVIEW)
    assert launch.message is Message.SUBMISSION_REVIEW
    assert launch.review == SubmissionReview("42", COLUMN)
    assert launch.deep_linking is None


@pytest.mark.parametrize("endpoint", [None, {}, {"lineitem": None}, {"lineitem": ""}], ids=str)
def test_a_submission_review_may_leave_open_which_column(lms: FakePlatform, endpoint: object) -> None:
    assert read(lms, **{**REVIEW, AGS: endpoint}).review == SubmissionReview("42", None)


@pytest.mark.parametrize(
    "changes",
    [
        {LTI + "for_user": None},
        {LTI + "for_user": {"name": "Amara Osei"}},
        {LTI + "for_user": {"user_id": ["u"]}},
        {LTI + "for_user": {"user_id": "u" * 256}},
        {LTI + "for_user": "user-1"},
        {AGS: {"lineitem": "javascript:alert(1)"}},
        {LTI + "resource_link": None},
    ],
    ids=str,
)
def test_a_submission_review_of_nobody_or_nothing_is_refused(lms: FakePlatform, changes: dict[str, Any]) -> None:
    with pytest.raises(LaunchRefused):
        read(lms, **{**REVIEW, **changes})


def test_the_services_of_the_course_are_kept(lms: FakePlatform) -> None:
    launch = read(
        lms,
        **{
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": "https://lms.example.org/memberships",
            },
            "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice": {
                "context_groups_url": "https://lms.example.org/groups",
            },
            LTI + "platformnotificationservice": {"platform_notification_service_url": "https://lms.example.org/pns"},
            LTI + "tool_platform": {"guid": "1", "product_family_code": "moodle"},
            AGS: {"lineitems": "https://lms.example.org/items", "scope": 3},
        },
    )
    # What is granted, only the answer to a request for a token says.
    assert launch.lineitems_url == "https://lms.example.org/items"
    assert launch.memberships_url == "https://lms.example.org/memberships"
    assert launch.groups_url == "https://lms.example.org/groups"
    assert launch.notices_url == "https://lms.example.org/pns"
    assert launch.platform_family == "moodle"


@pytest.mark.parametrize("nothing", ["", None, "javascript:alert(1)"])
def test_a_column_that_is_no_address_is_none(lms: FakePlatform, nothing: object) -> None:
    launch = read(lms, **{AGS: {"lineitems": "https://lms.example.org/items", "lineitem": nothing}})
    assert (launch.lineitems_url, launch.lineitem_url) == ("https://lms.example.org/items", None)


def test_a_launch_without_services_has_none(lms: FakePlatform) -> None:
    launch = read(lms, **{AGS: None})
    assert (launch.lineitems_url, launch.memberships_url, launch.groups_url, launch.notices_url) == (None,) * 4
    assert (launch.platform_family, list(launch.context_history)) == (None, [])


@pytest.mark.parametrize(
    ("history", "ids"),
    [("7,3", ["7", "3"]), (" 7 , ", ["7"]), ("", []), ("$Context.id.history", [])],
)
def test_the_courses_that_a_copy_was_made_from_are_kept(lms: FakePlatform, history: str, ids: list[str]) -> None:
    launch = read(lms, **{LTI + "custom": {"context_history": history}})
    assert list(launch.context_history) == ids


def test_somebody_without_a_subject_is_anonymous_and_nameless(lms: FakePlatform) -> None:
    launch = read(lms, sub=None)
    assert (launch.anonymous, launch.name) == (True, None)
    assert not read(lms, sub=0).anonymous


def test_a_token_a_little_too_old_is_too_old(lms: FakePlatform) -> None:
    with pytest.raises(LaunchRefused, match="too long ago"):
        read(lms, iat=int(time.time()) - 661)
