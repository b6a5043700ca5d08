"""Rules of the zip file itself, and of the XML in it."""

from lti_npq.exports.linting.rules.rule import Rule

RULES = (
    Rule(
        "zip-damaged",
        "error",
        "An LMS refuses the upload, or unpacks a part of it and says nothing.",
        "Export or pack it again; if it came over a network, fetch it again.",
    ),
    Rule(
        "zip-bomb",
        "error",
        "It would fill the disk of whoever unpacks it; an LMS that is careful refuses it.",
        "Leave out what unpacks to so much, and pack it again with an ordinary zip program.",
    ),
    Rule(
        "zip-unsafe-name",
        "error",
        "A name that leads out of the package could overwrite files of the server; LMSs refuse such a package whole.",
        "Use relative names of printable characters with “/” between folders, without “..”, “:” or “\\”.",
    ),
    Rule(
        "zip-link",
        "error",
        "A link can lead anywhere on the server, so LMSs leave it out or refuse the package.",
        "Pack the file itself instead of a link to it.",
    ),
    Rule("zip-encrypted", "error", "No LMS asks for a password.", "Pack it without a password."),
    Rule(
        "zip-compression",
        "error",
        "Many zip readers, and so many LMSs, know stored and deflated files only.",
        "Choose ordinary zip compression (deflate).",
    ),
    Rule(
        "zip-duplicate",
        "error",
        "Which of the two a reader takes is chance.",
        "Keep one file of each name.",
    ),
    Rule(
        "zip-clash",
        "error",
        "On Windows and macOS one file overwrites the other.",
        "Rename one, so that they differ in more than capitals or how accents are composed.",
    ),
    Rule(
        "zip-name-encoding",
        "warning",
        "Without the mark for UTF-8, each system reads other letters in the name, and the file is not found.",
        "Pack it with a program that writes UTF-8 names, or use plain ASCII names.",
    ),
    Rule(
        "zip-long-name",
        "warning",
        "Disks take 255 bytes for a name, and Windows 260 characters for a whole path.",
        "Shorten the name of the file, or of its folders.",
    ),
    Rule(
        "zip-litter",
        "warning",
        "It is left over by a system, takes room and can make an LMS mistake the layout of the package.",
        "Leave it out when you pack the files.",
    ),
    Rule(
        "manifest-missing",
        "error",
        "Without imsmanifest.xml or cmi5.xml at its root, no LMS knows what to do with the file.",
        "Export it again as a package, or put the manifest, in small letters, at the root of the zip file.",
    ),
    Rule(
        "manifest-in-folder",
        "error",
        "LMSs look for the manifest at the root alone, find none and refuse the package.",
        "Pack what is in the folder, not the folder itself.",
    ),
    Rule(
        "xml-malformed",
        "error",
        "A reader stops at the first mistake, and so does the import.",
        "Correct the XML there: unclosed elements, a bare “&” or “<”, or a wrong encoding.",
    ),
    Rule(
        "xml-doctype",
        "error",
        "Through a DOCTYPE, files of the server can be read and its memory filled; careful readers refuse it.",
        "Remove the DOCTYPE and write out its entities.",
    ),
    Rule(
        "xml-too-large",
        "error",
        "Readers hold the whole document in memory and give up.",
        "Divide the course into several packages.",
    ),
    Rule(
        "many-findings",
        "information",
        "More would help nobody; most of them have one cause.",
        "Mend what is named and check again.",
    ),
    Rule(
        "xsd",
        "error",
        "The standard's own test suite refuses what its schema does not allow, and strict LMSs do as well.",
        "Write it as the schema has it.",
    ),
    Rule(
        "page-missing-file",
        "warning",
        "Whoever opens the page sees a gap, or a page without its looks or scripts.",
        "Add the file, or correct the address.",
    ),
    Rule(
        "page-other-host",
        "warning",
        "What comes from another host is blocked by an LMS's content security policy, and tells that host who learns.",
        "Put the file into the package.",
    ),
)
