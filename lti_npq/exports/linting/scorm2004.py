"""SCORM 2004 alone, but for sequencing: thresholds, what players hide, what belongs to one edition.

Source: SCORM 2004 4th Edition, Content Aggregation Model, 3.4.1; the 3rd edition's, 3.4.
"""

from lxml import etree

from lti_npq.exports.linting.documents import namespace, text
from lti_npq.exports.linting.manifests import Checks, Manifest
from lti_npq.exports.linting.numbers import is_within

_HIDDEN = frozenset({"previous", "continue", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"})
_FOURTH = "scorm2004-4"


def check_threshold(manifest: Manifest) -> Checks:
    for element in manifest.root.iter("{*}completionThreshold"):
        is_number = is_within(text(element), 0, 1)
        attributes = [name for name in ("minProgressMeasure", "progressWeight") if name in element.keys()]  # noqa: SIM118
        wrong = [name for name in attributes if not is_within(element.get(name, ""), 0, 1)]
        if manifest.kind.name == _FOURTH:
            if text(element) and not is_number:
                wrong.append("the text")
        elif not is_number:
            wrong.append("the text")
        for name in wrong:
            yield manifest.finding("completion-threshold", element, f"{name} is no number from 0 to 1.")


def check_interface(manifest: Manifest) -> Checks:
    for element in manifest.root.iter("{*}hideLMSUI"):
        if text(element) not in _HIDDEN:
            yield manifest.finding("hide-lms-ui", element, f"hideLMSUI is “{text(element)}”.")


def check_edition(manifest: Manifest) -> Checks:
    """Find what came with the 4th edition in manifests of earlier ones."""
    if manifest.kind.name == _FOURTH:
        return
    for element in manifest.root.iter("*"):
        if _is_of_fourth(element):
            tag = etree.QName(element).localname
            yield manifest.finding("other-version", element, f"“{tag}” came with the 4th edition.")


def _is_of_fourth(element: etree._Element) -> bool:
    tag, space = etree.QName(element).localname, namespace(element)
    if tag == "completionThreshold":
        return bool(element.keys())
    return (tag in {"data", "map"} and "adlcp" in space) or (tag == "objectives" and "adlseq" in space)


CHECKS = (check_threshold, check_interface, check_edition)
