"""The answer to a deep linking request: activities as an LMS makes them, in a message that we sign.

Built here rather than with pylti1p3, whose content items know neither text, iframe nor window.

Source: LTI Deep Linking 2.0, 3.2 and 4.4.2; Submission Review 1.0, 2.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from lti_npq.platforms.claims import LTI
from lti_npq.platforms.profiles import Profile
from lti_npq.platforms.registration import Registration

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RESOURCE_LINK = "ltiResourceLink"
COLUMN_TAG = "fat"
"""What our columns are for: Formative Assessment Tasks."""
_LASTS_SECONDS = 300
# Moodle takes nothing from even one second ahead of its own clock.
_BACKDATED_SECONDS = 5
_LONGEST_TEXT = 1_000
_REVIEWABLE = ["Submitted", "Completed"]
# Whether or not the tool itself was installed with this parameter; a platform that does not know it leaves it be.
_HISTORY = {"context_history": "$Context.id.history"}
_FRAME = {"width": 960, "height": 800}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewColumn:
    """The gradebook column that an activity brings along."""

    resource_id: str
    """Our own stable key, by which scores find the column again, in a copied course too."""
    label: str
    maximum: int
    """Whole points, 1 to 100: some LMSs make the activity ungradable for any other, and say nothing."""


@dataclass(frozen=True, slots=True)
class NewActivity:
    """An activity for a course."""

    content_key: str
    title: str
    text: str
    column: NewColumn | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a platform takes, as its request said."""

    columns: bool
    targets: Collection[str]


def content_item(activity: NewActivity, launch_url: str, accepted: Accepted, profile: Profile) -> Json:
    """Return an activity as a content item; its key goes both ways, since every LMS loses one or the other somewhere.

    Raises:
        ValueError: If its column's maximum is one that LMSs refuse.
    """
    url = f"{launch_url}?{urlencode({'content': activity.content_key})}"
    item: Json = {
        "type": RESOURCE_LINK,
        "title": shortened(activity.title, profile.longest_title),
        "url": url,
        "custom": {"content": activity.content_key, **_HISTORY},
    }
    if activity.text:
        item["text"] = shortened(activity.text, _LONGEST_TEXT)
    if activity.column and accepted.columns:
        item["lineItem"] = _line_item(activity.column, url, activity.content_key, profile)
    return item | _presentation(accepted.targets)


def response(
    registration: Registration, deployment_id: str, data: str | None, items: Sequence[Json], now: float
) -> Json:
    """Return the claims of the answer; without items it says that nothing was chosen.

    Args:
        registration: The platform that asked.
        deployment_id: The placing of the tool that it asked for.
        data: As the request brought it.
        items: In the order that they are to stand in.
        now: POSIX time.
    """
    issued = int(now) - _BACKDATED_SECONDS
    words = f"{len(items)} added from lti-npq." if items else "Nothing was added."
    claims: Json = {
        "iss": registration.client_id,
        "aud": registration.issuer,
        "iat": issued,
        "exp": issued + _LASTS_SECONDS,
        "nonce": token_urlsafe(24),
        LTI + "deployment_id": deployment_id,
        LTI + "message_type": "LtiDeepLinkingResponse",
        LTI + "version": "1.3.0",
        DEEP_LINKING + "content_items": list(items),
        DEEP_LINKING + "msg": words,
        DEEP_LINKING + "log": words,
    }
    return claims if data is None else claims | {DEEP_LINKING + "data": data}


def shortened(text: str, longest: int) -> str:
    """Return text that is at most so many characters long, cut at a word where it must be cut."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:.–-") + "…"


def _line_item(column: NewColumn, url: str, key: str, profile: Profile) -> Json:
    if not 1 <= column.maximum <= 100:
        raise ValueError(f"an LMS takes 1 to 100 points, not {column.maximum}")
    item: Json = {
        "label": shortened(column.label, profile.longest_title),
        "scoreMaximum": column.maximum,
        "resourceId": column.resource_id,
        "tag": COLUMN_TAG,
    }
    if profile.offers_review:
        item["submissionReview"] = {
            "reviewableStatus": _REVIEWABLE,
            "label": "Open the answer",
            "url": url,
            "custom": {"content": key},
        }
    return item


def _presentation(targets: Collection[str]) -> Json:
    """Return how to show an activity: in the course's page where that is accepted, else in a window of its own."""
    if "iframe" in targets:
        return {"iframe": _FRAME}
    return {"window": {"targetName": "_blank"}} if "window" in targets else {}
