"""Rules of QTI 1.2 in the profile of Common Cartridge."""

from lti_npq.exports.linting.rules.rule import Rule

RULES = (
    Rule(
        "qti-assessment",
        "error",
        "A quiz is one assessment of profile cc.exam.v0p1 with one section; others are not imported.",
        "Add the metadata cc_profile, and put all items into one section.",
    ),
    Rule(
        "qti-metadata",
        "error",
        "Readers compare the words of the profile exactly.",
        "Use Examination, Percentage, and 1 to 5 or unlimited attempts.",
    ),
    Rule(
        "qti-profile",
        "error",
        "Readers leave out a question without one of the six profiles.",
        "Add cc_profile with cc.multiple_choice.v0p1 or another of the profiles.",
    ),
    Rule(
        "qti-response",
        "error",
        "The question is not asked in the way that its profile says, so it is imported wrongly or not at all.",
        "Give it the one response that its profile has, with its cardinality and choices.",
    ),
    Rule(
        "qti-reference",
        "error",
        "The answer, response or feedback that is named does not exist, so no answer is ever right.",
        "Name an ident of the same item.",
    ),
    Rule(
        "qti-identifier",
        "error",
        "Two of one ident cannot be told apart.",
        "Give each its own ident.",
    ),
    Rule(
        "qti-score",
        "error",
        "A question that no answer scores is worth nothing; the profile sets SCORE, from 0 to 100.",
        "Add a respcondition with setvar SCORE 100, or use the profile cc.essay.v0p1.",
    ),
)
