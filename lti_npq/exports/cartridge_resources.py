"""The small documents of a cartridge: discussions, assignments and links into the tool.

None holds a key or a secret: the LMS matches a link to a tool that its administrator registered.

Source: Common Cartridge 1.1, 4.6 (discussion topic), 4.9 (Basic LTI links); its Canvas extension for assignments.
"""

from urllib.parse import urlencode

from lxml import etree

from lti_npq.domain.blocks import Writing
from lti_npq.domain.programme import Task
from lti_npq.exports.markup import add, document, root, shortened
from lti_npq.exports.media import in_cartridge

LAUNCH_PATH = "/lti/launch"
_ASSIGNMENT = "http://www.imsglobal.org/xsd/imscc_extensions/assignment"
_BLTI = "http://www.imsglobal.org/xsd/imsbasiclti_v1p0"
_LTICM = "http://www.imsglobal.org/xsd/imslticm_v1p0"
_LTICP = "http://www.imsglobal.org/xsd/imslticp_v1p0"
_CANVAS = "canvas.instructure.com"
_FORMATS = ("html", "file")
_LONGEST_TEXT = 1000


def discussion(namespace: str, writing: Writing) -> bytes:
    """Return a topic in which peers answer each other."""
    topic = root("topic", namespace)
    add(topic, "title", shortened(" ".join(writing.title.split())))
    add(topic, "text", in_cartridge(writing.html), texttype="text/html")
    return document(topic)


def assignment(identifier: str, task: Task, html: str) -> bytes:
    """Return an assignment with the points that a marker can give."""
    top = root("assignment", _ASSIGNMENT)
    top.set("identifier", identifier)
    add(top, "title", shortened(task.title))
    add(top, "text", in_cartridge(html), texttype="text/html")
    add(top, "gradable", "true", points_possible=str(task.maximum))
    formats = add(top, "submission_formats")
    for kind in _FORMATS:
        add(formats, "format", type=kind)
    return document(top)


def lti_link(namespace: str, *, title: str, text: str, key: str, tool_url: str, points: int | None) -> bytes:
    """Return a link to content in the tool.

    Its address carries the key, since Moodle drops custom fields and the secure address on import.
    """
    address = f"{tool_url.rstrip('/')}{LAUNCH_PATH}?{urlencode({'content': key})}"
    link = root("cartridge_basiclti_link", namespace, blti=_BLTI, lticm=_LTICM, lticp=_LTICP)
    add(link, f"{{{_BLTI}}}title", shortened(" ".join(title.split())))
    add(link, f"{{{_BLTI}}}description", shortened(text, _LONGEST_TEXT))
    _add_property(add(link, f"{{{_BLTI}}}custom"), "content", key)
    if points is not None:
        _add_property(add(link, f"{{{_BLTI}}}extensions", platform=_CANVAS), "outcome", str(points))
    add(link, f"{{{_BLTI}}}launch_url", address)
    if address.startswith("https:"):
        add(link, f"{{{_BLTI}}}secure_launch_url", address)
    vendor = add(link, f"{{{_BLTI}}}vendor")
    add(vendor, f"{{{_LTICP}}}code", "lti-npq")
    add(vendor, f"{{{_LTICP}}}name", "lti-npq")
    return document(link)


def _add_property(parent: etree._Element, name: str, value: str) -> None:
    add(parent, f"{{{_LTICM}}}property", value, name=name)
