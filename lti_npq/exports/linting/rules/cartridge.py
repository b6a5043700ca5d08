"""Rules of Common Cartridge, full and thin."""

from lti_npq.exports.linting.rules.rule import Rule

RULES = (
    Rule(
        "cc-namespace-place",
        "error",
        "Moodle looks for the default namespace in the manifest's first 1,024 bytes and else calls the format unknown.",
        'Put xmlns="…" first in the manifest element, before comments and other namespaces.',
    ),
    Rule(
        "cc-organization",
        "error",
        'A cartridge has one organization with structure="rooted-hierarchy" and one item at its root; Canvas and '
        "Moodle build the course from what is below that.",
        "Write organization > item (without title or resource) > item for each module.",
    ),
    Rule(
        "cc-folder-with-resource",
        "error",
        "An item is a folder or a link, never both; readers drop one of the two.",
        "Move the resource to an item of its own below.",
    ),
    Rule(
        "cc-empty-folder",
        "warning",
        "Readers make an empty module or an empty label of it.",
        "Give the item a resource or children, or remove it.",
    ),
    Rule(
        "cc-resource-type",
        "error",
        "Readers import the types of their version only; what has another type is missing from the course.",
        "Use the types of this version, such as webcontent or imsdt_xmlv1p1.",
    ),
    Rule(
        "cc-lti-type",
        "error",
        "Moodle aborts at an LTI link of another version's type, and others leave it out.",
        "Write imsbasiclti_xmlv1p0 in cartridges 1.0 to 1.2, imsbasiclti_xmlv1p3 in 1.3.",
    ),
    Rule(
        "cc-resource-files",
        "error",
        "A discussion, link, quiz or assignment is one XML file; web content names the file that it opens.",
        "Give the resource exactly one file and no href, or web content an href.",
    ),
    Rule(
        "cc-question-bank",
        "error",
        "A cartridge has at most one question bank, and it is in no contents.",
        "Remove the item that leads to it, or the second bank.",
    ),
    Rule(
        "cc-thin-content",
        "error",
        "A thin cartridge is links only; readers leave out everything else.",
        "Keep imsbasiclti and imswl resources only, or write “IMS Common Cartridge”.",
    ),
    Rule(
        "cc-document",
        "error",
        "The file is not what its resource's type says, so it cannot be imported.",
        "Use the root element and namespace of that type in this version.",
    ),
    Rule(
        "cc-topic",
        "error",
        "A discussion needs a title, and a text whose type is text/plain or text/html.",
        "Add what is missing.",
    ),
    Rule(
        "cc-web-link",
        "error",
        "A web link needs a title and a whole address.",
        "Add a title, and an url whose href begins with https:.",
    ),
    Rule(
        "cc-lti-link",
        "error",
        "Without title, launch address and vendor, the link cannot be made.",
        "Add what is missing.",
    ),
    Rule(
        "cc-lti-address",
        "warning",
        "Browsers refuse to show a plain http: tool inside an https: LMS, except one on the same computer.",
        "Use an https: address, also as secure_launch_url.",
    ),
    Rule(
        "cc-lti-secret",
        "error",
        "Whoever has the file has the secret, and LMSs never read one from it.",
        "Remove it and enter key and secret in the LMS.",
    ),
    Rule(
        "cc-assignment",
        "error",
        "An assignment needs a title, a text and points that are a number.",
        "Add what is missing.",
    ),
    Rule(
        "cc-file-reference",
        "error",
        "The picture or file that a text refers to is not in the cartridge.",
        "Add the file, or correct the address after $IMS-CC-FILEBASE$.",
    ),
)
