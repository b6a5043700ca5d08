"""Quizzes: QTI 1.2 in the profile of Common Cartridge.

Source: IMS Common Cartridge Profile 1.1, 4.10 and Appendix (question types); ccv1p1_qtiasiv1p2p1_v1p0.xsd.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from lti_npq.exports.linting.documents import Document, local, text
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.numbers import is_within


class Profile(Struct, frozen=True):
    """How a kind of question is asked."""

    response: str
    cardinality: str = ""
    choices: tuple[int, int] = (0, 0)
    """The fewest and the most."""
    is_scored: bool = True


_MANY = 1_000
PROFILES = {
    "cc.multiple_choice.v0p1": Profile("response_lid", "Single", (1, _MANY)),
    "cc.multiple_response.v0p1": Profile("response_lid", "Multiple", (1, _MANY)),
    "cc.true_false.v0p1": Profile("response_lid", "Single", (2, 2)),
    "cc.fib.v0p1": Profile("response_str", "Single"),
    "cc.pattern_match.v0p1": Profile("response_str", "Single"),
    "cc.essay.v0p1": Profile("response_str", "Single", is_scored=False),
}
_RESPONSES = tuple(f"{{*}}response_{kind}" for kind in ("lid", "str", "num", "xy", "grp", "extension"))
_METADATA = {
    "cc_profile": frozenset({"cc.exam.v0p1"}),
    "qmd_assessmenttype": frozenset({"Examination"}),
    "qmd_scoretype": frozenset({"Percentage"}),
    "qmd_feedbackpermitted": frozenset({"Yes", "No"}),
    "qmd_hintspermitted": frozenset({"Yes", "No"}),
    "qmd_solutionspermitted": frozenset({"Yes", "No"}),
    "cc_maxattempts": frozenset({"1", "2", "3", "4", "5", "unlimited", "Unlimited"}),
}
"""What an assessment may say of itself."""


def check_quiz(document: Document) -> Iterator[Finding]:
    """Check an assessment, or a bank of questions."""
    root = document.root
    assessments = root.findall("{*}assessment")
    if not assessments and root.find("{*}objectbank") is None:
        yield document.finding("qti-assessment", root, "There is neither an assessment nor an object bank.")
    for assessment in assessments:
        yield from _assessment(document, assessment)
    items = list(root.iter("{*}item"))
    times = Counter(item.get("ident") for item in items)
    for item in items:
        if times[item.get("ident")] > 1:
            yield document.finding("qti-identifier", item, f"“{item.get('ident')}” is the ident of several items.")
        yield from _item(document, item)


def _fields(around: etree._Element, path: str) -> dict[str, etree._Element]:
    return {text(each.find("{*}fieldlabel")): each for each in around.iterfind(f"{path}/{{*}}qtimetadatafield")}


def _assessment(document: Document, assessment: etree._Element) -> Iterator[Finding]:
    fields = _fields(assessment, "{*}qtimetadata")
    sections = assessment.findall("{*}section")
    if "cc_profile" not in fields:
        yield document.finding("qti-assessment", assessment, "The assessment has no cc_profile.")
    if len(sections) != 1:
        yield document.finding("qti-assessment", assessment, f"The assessment has {len(sections)} sections.")
    for label, field in fields.items():
        value = text(field.find("{*}fieldentry"))
        if label in _METADATA and value not in _METADATA[label]:
            yield document.finding("qti-metadata", field, f"{label} is “{value}”.")


def _item(document: Document, item: etree._Element) -> Iterator[Finding]:
    name = item.get("ident")
    field = _fields(item, "{*}itemmetadata/{*}qtimetadata").get("cc_profile")
    value = "" if field is None else text(field.find("{*}fieldentry"))
    profile = PROFILES.get(value)
    if profile is None:
        message = f"The question “{name}” has the profile “{value}”." if value else f"“{name}” has no cc_profile."
        yield document.finding("qti-profile", item, message)
        return
    yield from _responses(document, item, profile)
    yield from _references(document, item)
    if profile.is_scored and not any(map(_scores, item.iter("{*}setvar"))):
        yield document.finding("qti-score", item, f"No answer to “{name}” sets SCORE.")
    for setting in item.iter("{*}setvar"):
        if not is_within(text(setting), 0, 100):
            yield document.finding("qti-score", setting, f"SCORE is set to “{text(setting)}”.")


def _scores(setting: etree._Element) -> bool:
    return setting.get("varname", "SCORE") == "SCORE" and not is_within(text(setting), 0, 0)


def _responses(document: Document, item: etree._Element, profile: Profile) -> Iterator[Finding]:
    responses = list(item.iter(*_RESPONSES))
    if [local(each) for each in responses] != [profile.response]:
        yield document.finding("qti-response", item, f"“{item.get('ident')}” does not have one {profile.response}.")
        return
    [response] = responses
    given = response.get("rcardinality", "Single")
    if given != profile.cardinality:
        yield document.finding("qti-response", response, f"rcardinality is “{given}”.")
    labels = [each.get("ident") for each in response.iter("{*}response_label")]
    fewest, most = profile.choices
    if most and not fewest <= len(labels) <= most:
        yield document.finding("qti-response", response, f"There are {len(labels)} choices.")
    if len(labels) > len(set(labels)):
        yield document.finding("qti-identifier", response, "Two choices have one ident.")


def _references(document: Document, item: etree._Element) -> Iterator[Finding]:
    responses = {each.get("ident"): each for each in item.iter("{*}response_lid", "{*}response_str")}
    choices = {
        name: {each.get("ident") for each in found.iter("{*}response_label")} for name, found in responses.items()
    }
    feedback = {each.get("ident") for each in item.findall("{*}itemfeedback")}
    for equal in item.iter("{*}varequal", "{*}varsubstring"):
        response = responses.get(equal.get("respident"))
        if response is None:
            yield document.finding("qti-reference", equal, f"“{equal.get('respident')}” is no response.")
        elif local(response) == "response_lid" and text(equal) not in choices[equal.get("respident")]:
            yield document.finding("qti-reference", equal, f"“{text(equal)}” is no choice.")
    for display in item.iter("{*}displayfeedback"):
        if display.get("linkrefid") not in feedback:
            yield document.finding("qti-reference", display, f"“{display.get('linkrefid')}” is no feedback.")
