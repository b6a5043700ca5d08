"""How values look in pages: times in the installation's zone, durations and counts in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app, url_for
from markupsafe import Markup

from lti_npq.domain.assessment import word_count
from lti_npq.domain.durations import in_words
from lti_npq.domain.fragments import with_media
from lti_npq.web.answers import offer_field

ZONE = "LTI_NPQ_ZONE"


def clock(moment: datetime) -> str:
    """Return `21:41`."""
    return f"{_local(moment):%H:%M}"


def day(moment: datetime) -> str:
    """Return `21 November 2026`."""
    local = _local(moment)
    return f"{local.day} {local:%B %Y}"


def moment_in_words(moment: datetime) -> str:
    """Return `21 November 2026 at 21:41`."""
    return f"{day(moment)} at {clock(moment)}"


def media(html: str) -> Markup:
    """Return a compiled fragment with the addresses of its pictures filled in.

    The compiler has sanitised it; that is why it may be called markup here.
    """
    if "media:" not in html:
        return Markup(html)  # noqa: S704
    # A placeholder is replaced by the start of the address, so one address serves as the pattern of all.
    base = url_for("media.file", digest="0" * 64, _name="x").removesuffix("/" + "0" * 64 + "/x")
    return Markup(with_media(html, base))  # noqa: S704


def install(app: Flask, time_zone: str) -> None:
    """Give the templates their filters."""
    app.config[ZONE] = ZoneInfo(time_zone)
    app.jinja_env.filters.update(
        clock=clock,
        day=day,
        moment=moment_in_words,
        minutes=in_words,
        media=media,
        words=word_count,
        offer=offer_field,
    )


def _local(moment: datetime) -> datetime:
    zone: ZoneInfo = current_app.config[ZONE]
    return moment.astimezone(zone)
