"""Activities as an LMS is told to make them."""

import pytest

from lti_npq.platforms.content_items import Accepted, NewActivity, NewColumn, content_item, response, shortened
from lti_npq.platforms.profiles import CANVAS, MOODLE
from lti_npq.platforms.registration import Registration
from moodle_rules import DEEP_LINKING, LTI, complaints

LAUNCH = "https://tool.example.org/lti/launch"
LMS = Registration(1, "https://lms", "client-1", "https://lms/auth", "https://lms/token", "https://lms/jwks")
EVERYTHING = Accepted(columns=True, targets=["frame", "iframe", "window"])


def activity(title: str = "One planned change", maximum: int = 6, text: str = "Task") -> NewActivity:
    column = NewColumn("npqh/fat", title, maximum)
    return NewActivity("npqh/fat", title, text, column)


def test_an_activity_brings_its_key_twice_and_its_column() -> None:
    url = f"{LAUNCH}?content=npqh%2Ffat"
    assert content_item(activity(), LAUNCH, EVERYTHING, MOODLE) == {
        "type": "ltiResourceLink",
        "title": "One planned change",
        "text": "Task",
        "url": url,
        "custom": {"content": "npqh/fat", "context_history": "$Context.id.history"},
        "iframe": {"width": 960, "height": 800},
        "lineItem": {
            "label": "One planned change",
            "scoreMaximum": 6,
            "resourceId": "npqh/fat",
            "tag": "fat",
            "submissionReview": {
                "reviewableStatus": ["Submitted", "Completed"],
                "label": "Open the answer",
                "url": url,
                "custom": {"content": "npqh/fat"},
            },
        },
    }


def test_moodle_has_nothing_to_complain_of() -> None:
    items = [content_item(activity("x " * 400), LAUNCH, EVERYTHING, MOODLE)]
    claims = response(LMS, "1", None, items, now=1_000_000)
    assert complaints(claims, client_id="client-1", deployment_id="1") == []


def test_a_platform_that_takes_no_columns_or_reviews_is_sent_none() -> None:
    assert "lineItem" not in content_item(activity(), LAUNCH, Accepted(columns=False, targets=[]), MOODLE)
    line_item = content_item(activity(), LAUNCH, EVERYTHING, CANVAS)["lineItem"]
    assert "submissionReview" not in line_item


@pytest.mark.parametrize(
    ("targets", "shown"), [(["iframe", "window"], {"iframe"}), (["window"], {"window"}), (["embed"], set())]
)
def test_an_activity_is_shown_as_the_platform_accepts_it(targets: list[str], shown: set[str]) -> None:
    item = content_item(activity(), LAUNCH, Accepted(columns=True, targets=targets), MOODLE)
    assert set(item) & {"iframe", "window"} == shown


@pytest.mark.parametrize("maximum", [0, 101])
def test_a_maximum_that_would_make_the_activity_ungradable_is_never_sent(maximum: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        content_item(activity(maximum=maximum), LAUNCH, EVERYTHING, MOODLE)


def test_an_answer_is_for_this_platform_and_this_deployment_and_lasts_minutes() -> None:
    claims = response(LMS, "deployment-7", "opaque", [], now=1_000_000.9)
    assert (claims["iss"], claims["aud"]) == ("client-1", "https://lms")
    assert claims["iat"] < 1_000_000 < claims["exp"] <= 1_000_600
    assert claims[LTI + "deployment_id"] == "deployment-7"
    assert claims[DEEP_LINKING + "data"] == "opaque"
    assert claims[DEEP_LINKING + "content_items"] == []
    assert claims["nonce"] != response(LMS, "deployment-7", "opaque", [], now=1_000_000.9)["nonce"]


def test_no_data_is_made_up_where_none_was_sent() -> None:
    assert DEEP_LINKING + "data" not in response(LMS, "1", None, [], now=1)


@pytest.mark.parametrize(
    ("text", "longest", "short"),
    [
        ("as it is", 8, "as it is"),
        ("cut at a word, please", 16, "cut at a word…"),
        ("unbreakable", 5, "unbr…"),
    ],
)
def test_a_long_text_ends_at_a_word(text: str, longest: int, short: str) -> None:
    assert shortened(text, longest) == short
