"""Rules of cmi5's course structure; requirements are named by their numbers in @cmi5/requirements."""

from lti_npq.exports.linting.rules.rule import Rule

RULES = (
    Rule(
        "cmi5-id",
        "error",
        "Ids are IRIs with a scheme (3.0.0.0-1); an LMS refuses others.",
        "Use an IRI of your own, such as https://example.org/course/1 or urn:uuid:…",
    ),
    Rule(
        "cmi5-id-duplicate",
        "error",
        "An LMS must refuse a structure with an id that comes twice (13.1.2.0-1, 13.1.3.0-1, 13.1.4.0-1).",
        "Give each course, block, objective and AU its own id.",
    ),
    Rule(
        "cmi5-text",
        "error",
        "Title and description are required, each with at least one text (13.1).",
        "Add a langstring with a text.",
    ),
    Rule(
        "cmi5-language",
        "error",
        "LMSs choose a text by its language; one without, or two of the same, cannot be chosen.",
        "Give each langstring a lang of its own, such as en-GB.",
    ),
    Rule(
        "cmi5-no-unit",
        "error",
        "A course, and each block, needs something to launch (CourseStructure.xsd).",
        "Add an au, or remove the block.",
    ),
    Rule(
        "cmi5-url",
        "error",
        "An LMS must refuse an address that is not conformant (13.1.4.0-2).",
        "Write a relative address of a file in the package, or a whole one that begins with https:.",
    ),
    Rule(
        "cmi5-url-parameters",
        "error",
        "The launch adds parameters of these names; an LMS must refuse an address that has one (8.1.0.0-6).",
        "Rename the parameter: endpoint, fetch, actor, registration and activityId are taken.",
    ),
    Rule(
        "cmi5-mastery-score",
        "error",
        "It is a decimal number from 0 to 1 (13.1.4); 80 means nothing.",
        "Write 0.8 for 80 per cent.",
    ),
    Rule(
        "cmi5-move-on",
        "error",
        "With another word an LMS refuses the structure, or never counts the unit as satisfied.",
        "Write Passed, Completed, CompletedAndPassed, CompletedOrPassed or NotApplicable.",
    ),
    Rule(
        "cmi5-launch-method",
        "error",
        "LMSs know two ways of launching.",
        "Write OwnWindow or AnyWindow.",
    ),
    Rule(
        "cmi5-objective",
        "error",
        "It refers to an objective that the course does not have.",
        "Name the id of an objective of the course, or add it.",
    ),
    Rule(
        "cmi5-element",
        "error",
        "The course structure's schema does not know it (13.2.0.0-1).",
        "Remove it, or put what is yours into a namespace of its own.",
    ),
)
