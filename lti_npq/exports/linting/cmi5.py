"""The course structure of cmi5.

Source: cmi5 (Quartz), 13 and 14; requirements by their numbers in npm @cmi5/requirements.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from lti_npq.exports.linting.addresses import target
from lti_npq.exports.linting.documents import Document, local, namespace, text
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.kinds import CMI5
from lti_npq.exports.linting.numbers import is_within
from lti_npq.exports.linting.package import Package

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_TAKEN = ("endpoint", "fetch", "actor", "registration", "activityId")
_MOVE_ON = frozenset({"Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"})
_METHODS = frozenset({"OwnWindow", "AnyWindow"})
_KNOWN = frozenset(
    {
        *("courseStructure", "course", "objectives", "objective", "block", "au"),
        *("title", "description", "langstring", "url", "launchParameters", "entitlementKey"),
    }
)


def check_root(document: Document) -> Iterator[Finding]:
    root = document.root
    if local(root) != "courseStructure" or namespace(root) not in CMI5:
        message = f"“{local(root)}” in “{namespace(root)}” is no course structure."
        yield document.finding("namespace", root, message)
    for element in root.iter("*"):
        if namespace(element) == namespace(root) and local(element) not in _KNOWN:
            yield document.finding("cmi5-element", element, f"cmi5 knows no “{local(element)}”.")
    if root.find("{*}course") is None:
        yield document.finding("cmi5-element", root, "There is no course element.")


def _with_ids(document: Document) -> list[etree._Element]:
    root = document.root
    named = [each for tag in ("course", "block", "au") for each in root.iter(f"{{*}}{tag}")]
    return [*named, *root.findall("{*}objectives/{*}objective")]


def check_ids(document: Document) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for element in _with_ids(document):
        name = element.get("id", "").strip()
        seen[name] += 1
        if not _IRI.fullmatch(name):
            yield document.finding("cmi5-id", element, f"The id of the {local(element)} is “{name}”.")
        elif seen[name] > 1:
            yield document.finding("cmi5-id-duplicate", element, f"“{name}” is the id of something else.")


def check_texts(document: Document) -> Iterator[Finding]:
    for element in _with_ids(document):
        for tag in ("title", "description"):
            words = element.find(f"{{*}}{tag}")
            strings = [] if words is None else words.findall("{*}langstring")
            if not any(text(each) for each in strings):
                yield document.finding("cmi5-text", element, f"The {local(element)} has no {tag}.")
            yield from _languages(document, strings)


def _languages(document: Document, strings: list[etree._Element]) -> Iterator[Finding]:
    seen = set()
    for each in strings:
        language = each.get("lang", "").strip()
        if not _LANGUAGE.fullmatch(language):
            yield document.finding("cmi5-language", each, f"The language is “{language}”.")
        elif language.lower() in seen:
            yield document.finding("cmi5-language", each, f"There are two texts in “{language}”.")
        seen.add(language.lower())


def check_units(document: Document) -> Iterator[Finding]:
    for around in [document.root, *document.root.iter("{*}block")]:
        if around.find("{*}au") is None and around.find("{*}block") is None:
            yield document.finding("cmi5-no-unit", around, f"The {local(around)} has no unit.")
    for unit in document.root.iter("{*}au"):
        score, move_on = unit.get("masteryScore"), unit.get("moveOn", "NotApplicable")
        method = unit.get("launchMethod", "AnyWindow")
        if score is not None and not is_within(score, 0, 1):
            yield document.finding("cmi5-mastery-score", unit, f"masteryScore is “{score}”.")
        if move_on not in _MOVE_ON:
            yield document.finding("cmi5-move-on", unit, f"moveOn is “{move_on}”.")
        if method not in _METHODS:
            yield document.finding("cmi5-launch-method", unit, f"launchMethod is “{method}”.")


def check_objectives(document: Document) -> Iterator[Finding]:
    known = {each.get("id") for each in document.root.findall("{*}objectives/{*}objective")}
    for tag in ("block", "au"):
        for each in document.root.iterfind(f".//{{*}}{tag}/{{*}}objectives/{{*}}objective"):
            if each.get("idref") not in known:
                yield document.finding("cmi5-objective", each, f"“{each.get('idref')}” is no objective.")


def check_addresses(document: Document, package: Package) -> Iterator[Finding]:
    for unit in document.root.iter("{*}au"):
        url = unit.find("{*}url")
        address = text(url)
        if url is None or not address:
            yield document.finding("cmi5-url", unit, "The unit has no address.")
            continue
        try:
            parts = urlsplit(address)
        except ValueError:
            yield document.finding("cmi5-url", url, f"“{address}” is no address.")
            continue
        taken = [name for name in parse_qs(parts.query, keep_blank_values=True) if name in _TAKEN]
        if taken:
            yield document.finding("cmi5-url-parameters", url, f"“{address}” has {', '.join(taken)}.")
        if parts.scheme or parts.netloc:
            if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", address):
                yield document.finding("cmi5-url", url, f"“{address}” is no whole address.")
        else:
            yield from target(document, url, address, package).findings


CHECKS = (check_root, check_ids, check_texts, check_units, check_objectives)
