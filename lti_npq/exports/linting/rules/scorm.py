"""Rules of SCORM 1.2 and 2004, but for sequencing."""

from lti_npq.exports.linting.rules.rule import Rule

RULES = (
    Rule(
        "scormtype-missing",
        "error",
        "A resource of no type is taken for an asset, and nothing that it tells is recorded.",
        "Add adlcp:scormtype (1.2) or adlcp:scormType (2004) with the value sco or asset.",
    ),
    Rule(
        "scormtype-case",
        "error",
        "XML minds capitals: 1.2 has scormtype and 2004 scormType, and the other is as good as none.",
        "Write scormtype in SCORM 1.2 and scormType in SCORM 2004.",
    ),
    Rule(
        "scormtype-value",
        "error",
        "Players know sco and asset, in small letters.",
        "Write sco for what talks to the LMS and asset for everything else.",
    ),
    Rule(
        "sco-without-address",
        "error",
        "There is nothing to launch.",
        "Give the resource an href.",
    ),
    Rule(
        "resource-type",
        "error",
        "SCORM knows resources of the type webcontent only.",
        'Write type="webcontent".',
    ),
    Rule(
        "leaf-without-resource",
        "error",
        "SCORM 2004 wants something to deliver for each item without children; a sequencer stops there.",
        "Give the item an identifierref, or children.",
    ),
    Rule(
        "heading-without-content",
        "warning",
        "It can be clicked in some players and opens nothing.",
        "Give the item an identifierref, or children.",
    ),
    Rule(
        "parent-with-resource",
        "error",
        "In SCORM 2004 an item with children is never delivered, so its own resource is unreachable.",
        "Move the resource to an item of its own below.",
    ),
    Rule(
        "no-sco",
        "warning",
        "Assets cannot talk to the LMS, so it records no progress, completion or score.",
        "If something is to be recorded, make it a SCO.",
    ),
    Rule(
        "several-scos",
        "information",
        "SCORM 1.2 cannot make one result of several; in Moodle such an activity often never completes.",
        "Tell whoever sets it up, or make one SCO of them.",
    ),
    Rule(
        "other-version",
        "error",
        "Elements of another version of SCORM are passed over, and strict players refuse the manifest.",
        "Use the elements of the version that the manifest names.",
    ),
    Rule(
        "prerequisites",
        "error",
        "A script that cannot be read locks the item for ever in one player and never in another.",
        'Name identifiers of items with & | ~ = <> and brackets, with type="aicc_script".',
    ),
    Rule(
        "mastery-score",
        "error",
        "The LMS decides with it whether a score passes; a value that is no number from 0 to 100 never does.",
        "Write a number from 0 to 100.",
    ),
    Rule(
        "time-allowed",
        "error",
        "A time that is not HHHH:MM:SS.SS is read as none, or as zero, which ends the SCO at once.",
        "Write it as 01:30:00.",
    ),
    Rule(
        "time-limit-action",
        "error",
        "Players compare the words exactly.",
        "Write one of: exit,message · exit,no message · continue,message · continue,no message.",
    ),
    Rule(
        "data-from-lms",
        "error",
        "Longer data are cut: 255 characters in SCORM 1.2, 4,000 in SCORM 2004.",
        "Keep it shorter, or have the SCO fetch it from a file of the package.",
    ),
    Rule(
        "completion-threshold",
        "error",
        "A player that works out completion itself needs a progress from 0 to 1 in the form of this edition.",
        "3rd edition: a number as text. 4th: minProgressMeasure and progressWeight from 0 to 1.",
    ),
    Rule(
        "hide-lms-ui",
        "error",
        "A name that no player knows hides nothing.",
        "Use previous, continue, exit, exitAll, abandon, abandonAll or suspendAll.",
    ),
    Rule(
        "manifest-version",
        "warning",
        "SCORM 1.2 gives 20 characters to the manifest's version.",
        "Shorten the version.",
    ),
)
