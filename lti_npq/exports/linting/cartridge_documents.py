"""The small documents of a cartridge: discussions, web links, LTI links, assignments; and what texts refer to.

Source: IMS Common Cartridge Profile 1.1, 4.5 to 4.9; the XSDs imsdt, imswl, imslticc.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from lti_npq.exports.linting.addresses import target
from lti_npq.exports.linting.cartridge import is_document, version_of
from lti_npq.exports.linting.documents import Document, local, namespace, read_document, text
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.manifests import Checks, Manifest, children
from lti_npq.exports.linting.numbers import is_within
from lti_npq.exports.linting.quizzes import check_quiz
from lti_npq.exports.linting.schemas import check_schema

Check = Callable[[Document], Iterator[Finding]]

_FILEBASE = re.compile(r"\$IMS-CC-FILEBASE\$/?([^\"'?#<>\s&]*)")
_SECRET = re.compile(r"secret|password|consumer_key|shared_key|api_?key|token", re.IGNORECASE)
_MOST_POINTS = 1_000_000


def check_documents(manifest: Manifest) -> Checks:
    read: set[tuple[str, str]] = set()
    for resource in manifest.resources:
        kind, files = resource.get("type", ""), children(resource, "file")
        if not is_document(kind) or len(files) != 1:
            continue
        name = target(manifest.document, files[0], files[0].get("href", ""), manifest.package).name
        if name and (name, kind) not in read:
            read.add((name, kind))
            yield from _check(read_document(manifest.package, name), kind, manifest)


def _check(document: Document | Finding, kind: str, manifest: Manifest) -> Checks:
    if isinstance(document, Finding):
        yield document
        return
    stem = kind.partition("_")[0]
    tag, spaces, check = _KINDS[stem]
    root, minor = document.root, version_of(manifest)[2]
    expected = [space.format(minor=minor) for space in spaces]
    if local(root) != tag or namespace(root) not in expected:
        message = (
            f"“{local(root)}” in “{namespace(root)}” is not what {kind} stands for: {tag} in {' or '.join(expected)}."
        )
        yield document.finding("cc-document", root, message)
        return
    yield from check_schema(document, manifest.kind.name, manifest.schemas)
    yield from check(document)
    yield from _references(document, manifest)


def _references(document: Document, manifest: Manifest) -> Checks:
    for element in document.root.iter("*"):
        for found in _FILEBASE.finditer(element.text or ""):
            name = unquote(found[1])
            if name not in manifest.package.names:
                yield document.finding("cc-file-reference", element, f"There is no file “{name}” in the cartridge.")


def _topic(document: Document) -> Iterator[Finding]:
    root = document.root
    if not text(root.find("{*}title")):
        yield document.finding("cc-topic", root, "The discussion has no title.")
    words = root.find("{*}text")
    if words is None:
        yield document.finding("cc-topic", root, "The discussion has no text.")
    elif words.get("texttype") not in {"text/plain", "text/html"}:
        yield document.finding("cc-topic", words, f"The text's type is “{words.get('texttype')}”.")


def _web_link(document: Document) -> Iterator[Finding]:
    root = document.root
    if not text(root.find("{*}title")):
        yield document.finding("cc-web-link", root, "The link has no title.")
    url = root.find("{*}url")
    address = "" if url is None else url.get("href", "")
    if not _is_whole(address):
        yield document.finding("cc-web-link", root if url is None else url, f"“{address}” is no whole address.")


def _is_whole(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _lti_link(document: Document) -> Iterator[Finding]:
    root = document.root
    for tag in ("title", "vendor/{*}code", "vendor/{*}name"):
        if not text(root.find(f"{{*}}{tag}")):
            yield document.finding("cc-lti-link", root, f"The link has no {tag.replace('{*}', '')}.")
    addresses = [each for tag in ("launch_url", "secure_launch_url") for each in root.findall(f"{{*}}{tag}")]
    if not addresses:
        yield document.finding("cc-lti-link", root, "The link has no launch_url.")
    for each in addresses:
        if not _is_whole(text(each)):
            yield document.finding("cc-lti-link", each, f"“{text(each)}” is no whole address.")
    if addresses and not any(text(each).startswith("https:") for each in addresses):
        yield document.finding("cc-lti-address", addresses[0], f"“{text(addresses[0])}” is not secure.")
    for each in root.iter("{*}property"):
        if _SECRET.search(each.get("name", "")):
            yield document.finding("cc-lti-secret", each, f"There is a property “{each.get('name')}”.")


def _assignment(document: Document) -> Iterator[Finding]:
    root = document.root
    for tag in ("title", "text"):
        if not text(root.find(f"{{*}}{tag}")):
            yield document.finding("cc-assignment", root, f"The assignment has no {tag}.")
    gradable = root.find("{*}gradable")
    points = None if gradable is None else gradable.get("points_possible")
    if gradable is not None and points is not None and not is_within(points, 0, _MOST_POINTS):
        yield document.finding("cc-assignment", gradable, f"“{points}” are no points.")


_KINDS: dict[str, tuple[str, tuple[str, ...], Check]] = {
    "imsdt": (
        "topic",
        (
            "http://www.imsglobal.org/xsd/imsccv1p{minor}/imsdt_v1p{minor}",
            "http://www.imsglobal.org/xsd/imsdt_v1p{minor}",
        ),
        _topic,
    ),
    "imswl": (
        "webLink",
        (
            "http://www.imsglobal.org/xsd/imsccv1p{minor}/imswl_v1p{minor}",
            "http://www.imsglobal.org/xsd/imswl_v1p{minor}",
        ),
        _web_link,
    ),
    "imsbasiclti": (
        "cartridge_basiclti_link",
        ("http://www.imsglobal.org/xsd/imslticc_v1p0", "http://www.imsglobal.org/xsd/imslticc_v1p{minor}"),
        _lti_link,
    ),
    "assignment": ("assignment", ("http://www.imsglobal.org/xsd/imscc_extensions/assignment",), _assignment),
    "imsqti": ("questestinterop", ("http://www.imsglobal.org/xsd/ims_qtiasiv1p2",), check_quiz),
}
"""The root element, its namespaces and the check of each kind of document."""


CHECKS = (check_documents,)
