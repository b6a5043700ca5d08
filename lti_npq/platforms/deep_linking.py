"""Choosing content from inside an LMS: what it accepts, and where the choice goes.

Source: LTI Deep Linking 2.0, 4.4.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_npq.errors import LaunchRefused
from lti_npq.platforms.addresses import web_address
from lti_npq.platforms.claims import Claims, flag, mapping, optional, texts

SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"


@dataclass(frozen=True, slots=True)
class DeepLinkingSettings:
    """What a platform accepts of a choice of content.

    Its defaults for an item's title and text are not among it: our items have their own, and Moodle sends the tool's
    name as title. Nor is whether it makes what is chosen at once, which changes nothing about the choice.
    """

    return_url: str
    """Where the browser posts the choice to."""
    accept_types: Sequence[str]
    """Types of content items: `ltiResourceLink`, `link`, `html`, `file`, `image`."""
    accept_presentation_document_targets: Sequence[str]
    """`iframe`, `window`, `embed`."""
    accept_multiple: bool
    accept_line_item: bool
    """Whether an item may bring a gradebook column. A platform that does not say so is taken to accept one."""
    data: str | None
    """Returned with the choice as it is."""


def to_settings(claims: Claims) -> DeepLinkingSettings:
    """Read what a deep linking request says of the choice that it waits for.

    Raises:
        LaunchRefused: If there is nowhere to send a choice, or nothing that may be chosen.
    """
    settings = mapping(claims, SETTINGS)
    return_url = web_address(settings.get("deep_link_return_url"))
    if return_url is None:
        raise LaunchRefused("the LMS does not say where the chosen content goes (deep_link_return_url)", status=400)
    return DeepLinkingSettings(
        return_url=return_url,
        accept_types=_required(settings, "accept_types"),
        accept_presentation_document_targets=_required(settings, "accept_presentation_document_targets"),
        accept_multiple=flag(settings, "accept_multiple", default=False),
        accept_line_item=flag(settings, "accept_lineitem", default=True),
        data=optional(settings, "data"),
    )


def _required(settings: Claims, name: str) -> Sequence[str]:
    values = texts(settings, name)
    if not values:
        raise LaunchRefused(f"the LMS does not say what content it accepts ({name})", status=400)
    return values
