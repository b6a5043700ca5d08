"""The last gate before HTML is stored: whatever wrote it, only this much passes."""

import re

import nh3

_INLINE = {"a", "br", "code", "em", "img", "strong"}
_BLOCK = {"blockquote", "div", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_RECORDING = {"audio", "details", "summary", "track", "video"}
_TABLE = {"table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "target", "download"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "poster"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "div": {"role", "tabindex", "aria-label"},
}
_CLASSES = {
    "a": {"term"},
    "div": {"table-wrap"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
}
_MEDIA = re.compile(r"media:[0-9a-f]{64}/[^/\\]+")
_TERM = re.compile(r"#term_[a-z0-9-]+_[a-z0-9-]+")
_ELSEWHERE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def sanitise(html: str) -> str:
    """Return HTML without anything that acts, styles, frames or loads from another host."""
    return _cleaner.clean(html)


def _address(_tag: str, attribute: str, value: str) -> str | None:
    """Let through media of the package only, and links to it, to its terms, to web sites and to mail."""
    if attribute in {"src", "poster"}:
        return value if _MEDIA.fullmatch(value) else None
    if attribute == "href":
        return value if _MEDIA.fullmatch(value) or _ELSEWHERE.match(value) or _TERM.fullmatch(value) else None
    return value


# Made once: setting the rules up takes longer than holding a paragraph against them.
_cleaner = nh3.Cleaner(
    tags=_INLINE | _BLOCK | _TABLE | _RECORDING,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    attribute_filter=_address,
    url_schemes={"http", "https", "mailto", "media"},
    link_rel=None,
)
