"""Rules of IMS Simple Sequencing as SCORM 2004 has it."""

from lti_npq.exports.linting.rules.rule import Rule

RULES = (
    Rule(
        "sequencing-reference",
        "error",
        "The rules that it points to do not exist, so none apply.",
        "Name the ID of a sequencing in this manifest's sequencingCollection.",
    ),
    Rule(
        "sequencing-twice",
        "error",
        "An activity has one sequencing; which of two a player takes is chance.",
        "Put all of it into one sequencing element.",
    ),
    Rule(
        "sequencing-value",
        "error",
        "Sequencers compare words exactly and read numbers within a range; with another value the rule is dropped.",
        "Use a value that the standard lists (SCORM 2004 SN, CAM 5.1).",
    ),
    Rule(
        "unreachable-activities",
        "error",
        "With neither choice nor flow, nothing below this activity can ever be started.",
        'Set choice="true" or flow="true" in its controlMode.',
    ),
    Rule(
        "control-mode-on-leaf",
        "warning",
        "Control modes are about an activity's children; here there are none, so it does nothing.",
        "Put it at the parent.",
    ),
    Rule(
        "objective-id",
        "error",
        "Objectives of an activity are told apart by their ids, and one that is mapped or referred to must have one.",
        "Give each objective of the activity an objectiveID of its own.",
    ),
    Rule(
        "objective-reference",
        "error",
        "The condition never holds, because the activity has no such objective.",
        "Name an objectiveID of the same activity.",
    ),
    Rule(
        "objective-map",
        "error",
        "Two objectives of one activity may not write to one global objective, nor may one read from two (CAM 5.1.7).",
        "Map each objective to a global objective of its own.",
    ),
    Rule(
        "objective-map-unwritten",
        "warning",
        "No activity writes the global objective that is read here, so it stays unknown for ever.",
        "Correct the id, or set writeSatisfiedStatus or writeNormalizedMeasure where it is to come from.",
    ),
    Rule(
        "rollup-rule",
        "error",
        "A rollup rule without its count, percent, condition or action never applies, or always.",
        "Give atLeastCount a minimumCount, atLeastPercent a minimumPercent from 0 to 1, and each rule both parts.",
    ),
    Rule(
        "rollup-weight",
        "warning",
        "All children weigh nothing, so no score ever reaches the parent.",
        "Give at least one child an objectiveMeasureWeight above 0.",
    ),
)
