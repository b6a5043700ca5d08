"""What SCORM 1.2 makes mandatory in metadata, wherever there are any; which elements, depends on what they describe.

The later standards leave that to whoever writes them.

Source: SCORM 1.2 Content Aggregation Model, 2.2 (application profiles for content aggregations, SCOs and assets).
"""

from lxml import etree

from lti_npq.exports.linting.documents import local
from lti_npq.exports.linting.findings import Finding
from lti_npq.exports.linting.lom import records
from lti_npq.exports.linting.manifests import Checks, Manifest, named
from lti_npq.exports.linting.scorm import is_sco

_ASSET = (
    *("general/title", "general/description", "metametadata/metadatascheme"),
    *("technical/format", "technical/location", "rights/cost", "rights/copyrightandotherrestrictions"),
)
_AGGREGATION_OR_SCO = (
    *_ASSET,
    *("general/catalogentry", "general/keyword", "lifecycle/version", "lifecycle/status"),
    *("classification/purpose", "classification/description", "classification/keyword"),
)


def check_mandatory(manifest: Manifest) -> Checks:
    for document, root, described in records(manifest):
        if isinstance(document, Finding) or local(root) != "lom":
            continue
        missing = sorted(path for path in _profile(described) if not _has(root, path))
        if missing:
            message = f"The metadata of “{named(described)}” lack {', '.join(missing)}."
            yield document.finding("lom-mandatory", root, message)


def _profile(described: etree._Element) -> tuple[str, ...]:
    is_asset = local(described) == "file" or (local(described) == "resource" and not is_sco(described))
    return _ASSET if is_asset else _AGGREGATION_OR_SCO


def _has(root: etree._Element, path: str) -> bool:
    category, _, element = path.partition("/")
    return root.find(f"{{*}}{category}/{{*}}{element}") is not None


CHECKS = (check_mandatory,)
