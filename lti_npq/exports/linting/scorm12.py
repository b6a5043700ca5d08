"""SCORM 1.2 alone: prerequisites, mastery score, times.

Source: SCORM 1.2 Content Aggregation Model, 2.3.2.5; AICC CMI Guidelines (AICC script).
"""

import re

from lti_npq.exports.linting.documents import text
from lti_npq.exports.linting.manifests import Checks, Manifest
from lti_npq.exports.linting.scorm import is_sco, values

_TIME = re.compile(r"\d{1,4}:[0-5]?\d:[0-5]?\d(?:\.\d{1,2})?")
_SCORE = re.compile(r"\d{1,3}(?:\.\d+)?")
_NAME = r"[^\W\d][\w.\-]*"
_STATUS = r'(?:=|<>)\s*"?(?:passed|completed|browsed|failed|not attempted|incomplete|[pcbfni])"?'
_TOKEN = re.compile(
    rf"\s*(?:(?P<id>{_NAME})(?:\s*{_STATUS})?|(?P<open>\d+\*\{{|[({{~])|(?P<close>[)}}])|(?P<both>[&|,]))"
)
_LONGEST_VERSION = 20
_BEST = 100


def check_prerequisites(manifest: Manifest) -> Checks:
    known = {str(item.get("identifier")) for item in manifest.items}
    for element in manifest.root.iter("{*}prerequisites"):
        script, kind = text(element), element.get("type")
        if kind != "aicc_script":
            yield manifest.finding("prerequisites", element, f"The type is “{kind}”.")
        names = _names(script)
        if names is None:
            yield manifest.finding("prerequisites", element, f"“{script[:80]}” cannot be read.")
            continue
        for name in sorted(names - known):
            yield manifest.finding("prerequisites", element, f"“{name}” is no item.")


def _names(script: str) -> set[str] | None:
    """Return the items that a script names; none where it is no script."""
    names, at, depth, wants = set(), 0, 0, True
    while at < len(script):
        token = _TOKEN.match(script, at)
        if not token or bool(token["id"] or token["open"]) != wants:
            return None
        at = token.end()
        if token["id"]:
            names.add(token["id"])
        depth += (token["open"] not in {None, "~"}) - bool(token["close"])
        wants = not (token["id"] or token["close"])
        if depth < 0:
            return None
    return names if names and not depth and not wants else None


def _is_score(value: str) -> bool:
    return bool(_SCORE.fullmatch(value)) and float(value) <= _BEST


def check_several(manifest: Manifest) -> Checks:
    scos = [item for item in manifest.items if is_sco(manifest.resource_of.get(str(item.get("identifierref"))))]
    if len(scos) > 1:
        yield manifest.finding("several-scos", scos[1], f"The package has {len(scos)} SCOs.")


def check_version(manifest: Manifest) -> Checks:
    version = manifest.root.get("version", "")
    if len(version) > _LONGEST_VERSION:
        yield manifest.finding("manifest-version", manifest.root, f"The version is “{version}”.")


CHECKS = (
    check_prerequisites,
    check_several,
    check_version,
    values("masteryscore", "mastery-score", _is_score),
    values("maxtimeallowed", "time-allowed", lambda value: bool(_TIME.fullmatch(value))),
)
