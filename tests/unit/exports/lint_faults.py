"""One fault for every rule, made in a small package without any.

A fault says which text of which file is replaced by what, wherever it stands; `fine` is another text in the same place
that the same rule lets pass, where the sample itself does not show that.
"""

from typing import NamedTuple

MANIFEST = "imsmanifest.xml"


class Fault(NamedTuple):
    code: str
    sample: str
    file: str
    old: str
    new: str
    fine: str | None = None


def _of(sample: str, file: str, *faults: tuple[str, ...]) -> list[Fault]:
    return [Fault(code, sample, file, *texts) for code, *texts in faults]


_LONG = "x" * 201
_TEXTS = "".join(f'<{tag}><langstring lang="en">E</langstring></{tag}>' for tag in ("title", "description"))
_UNIT = f'<au id="urn:example:second">{_TEXTS}<url>https://example.org/</url></au>'
_MAPPED = (
    '<imsss:objective objectiveID="q">'
    '<imsss:mapInfo targetObjectiveID="{}" readSatisfiedStatus="false" writeNormalizedMeasure="true"/>'
    "</imsss:objective>"
)
_OF_AN_ASSET = (
    "<metadata><imsmd:lom>"
    '<imsmd:general><imsmd:title><imsmd:langstring xml:lang="en">T</imsmd:langstring></imsmd:title>'
    '<imsmd:description><imsmd:langstring xml:lang="en">D</imsmd:langstring></imsmd:description></imsmd:general>'
    "<imsmd:metametadata><imsmd:metadatascheme>ADL SCORM 1.2</imsmd:metadatascheme></imsmd:metametadata>"
    "<imsmd:technical><imsmd:format>text/plain</imsmd:format><imsmd:location>app.js</imsmd:location></imsmd:technical>"
    "<imsmd:rights><imsmd:cost><imsmd:source>L</imsmd:source><imsmd:value>no</imsmd:value></imsmd:cost>"
    "<imsmd:copyrightandotherrestrictions><imsmd:source>L</imsmd:source><imsmd:value>no</imsmd:value>"
    "</imsmd:copyrightandotherrestrictions></imsmd:rights></imsmd:lom></metadata>"
)
"""Metadata with what SCORM 1.2 wants of an asset, which is less than it wants of a SCO."""
_EMPTY_BLOCK = f'<block id="urn:example:empty">{_TEXTS}</block>'
_FULL_BLOCK = f'<block id="urn:example:full">{_TEXTS}{_UNIT}</block>'
FAULTS = [
    *_of(
        "scorm12",
        MANIFEST,
        ("xml-malformed", "</manifest>", "<open></manifest>"),
        ("xml-malformed", "<title>Course</title>", "<title>A & B</title>", "<title>A &amp; B</title>"),
        ("xml-doctype", "<manifest xmlns", '<!DOCTYPE m [<!ENTITY a "b">]><manifest xmlns'),
        (
            "namespace",
            "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
            "http://www.imsglobal.org/xsd/imscp_rootv1p1p2",
        ),
        ("namespace", "manifest", "package"),
        ("schema", "ADL SCORM", "SCORM"),
        ("schema", "<schema>ADL SCORM</schema>", ""),
        ("schemaversion", "<schemaversion>1.2<", "<schemaversion>1.2 <"),
        ("schemaversion", "<schemaversion>1.2</schemaversion>", ""),
        ("default-organization", 'default="o"', 'default="p"'),
        ("default-organization", ' default="o"', ""),
        ("title-missing", "<title>First</title>", ""),
        ("title-missing", "<title>Course</title>", "<title> </title>"),
        ("title-long", "<title>First</title>", f"<title>{_LONG}</title>", f"<title>{_LONG[:200]}</title>"),
        ("identifier-missing", 'item identifier="second"', "item"),
        ("identifier-duplicate", 'resource identifier="other"', 'resource identifier="first"'),
        ("identifier-syntax", '"second" identifierref', '"2nd" identifierref', '"_2nd" identifierref'),
        ("identifier-syntax", '"second" identifierref', '"a b" identifierref', '"a.b-c" identifierref'),
        ("identifier-characters", '"second" identifierref', '"zweité" identifierref'),
        ("identifier-long", '"second" identifierref', f'"{"i" * 101}" identifierref', f'"{"i" * 100}" identifierref'),
        ("identifierref-dangling", 'identifierref="other"', 'identifierref="nothing"'),
        ("dependency-dangling", 'dependency identifierref="shared"', 'dependency identifierref="nothing"'),
        (
            "dependency-cycle",
            '<file href="app.js"/>',
            '<file href="app.js"/><dependency identifierref="sco"/>',
            '<file href="app.js"/><dependency identifierref="other"/>',
        ),
        ("item-visible", 'isvisible="true"', 'isvisible="yes"', 'isvisible="false"'),
        ("item-parameters", '"?a=1"', '"a=1"', '"#a"'),
        ("resource-unused", '<dependency identifierref="shared"/>', ""),
        ("file-missing", '<file href="a.png"/>', '<file href="a.png"/><file href="b.png"/>'),
        ("file-not-listed", '<file href="index.html"/>', ""),
        ("file-stray", '<file href="a.png"/>', ""),
        ("href-case", '<file href="a.png"/>', '<file href="A.png"/>'),
        ("href-syntax", '<file href="a.png"/>', '<file href="a.png"/><file href="media\\b.png"/>'),
        ("href-syntax", '<file href="b%20c.html"/>', '<file href="b%2c%.html"/>'),
        ("href-escape", '<file href="b%20c.html"/>', '<file href="b c.html"/>'),
        (
            "href-outside",
            '<file href="a.png"/>',
            '<file href="a.png"/><file href="../b.png"/>',
            '<file href="x/../a.png"/>',
        ),
        ("href-outside", '<file href="a.png"/>', '<file href="a.png"/><file href="/a.png"/>'),
        ("href-outside", '<file href="a.png"/>', '<file href="a.png"/><file href="%2e%2e/a.png"/>'),
        ("href-other-host", 'href="index.html" adlcp', 'href="https://example.org/" adlcp'),
        ("sub-manifest", "</resources>", '</resources><manifest identifier="inner"/>'),
        ("lom-root", "imsmd_rootv1p2p1", "imsmd_v1p3"),
        ("lom-language", ' xml:lang="en">A', ">A"),
        ("lom-empty", ">A</imsmd:langstring>", "></imsmd:langstring>"),
        ("lom-duration", "PT1H30M", "01:30", "P1DT2H"),
        ("lom-mandatory", '<imsmd:keyword><imsmd:langstring xml:lang="en">K</imsmd:langstring></imsmd:keyword>', ""),
        ("lom-mandatory", "imsmd:metametadata", "imsmd:annotation"),
        ("lom-mandatory", 'adlcp:scormtype="sco">', f'adlcp:scormtype="sco">{_OF_AN_ASSET}'),
        (
            "lom-mandatory",
            '<resource identifier="shared" type="webcontent" adlcp:scormtype="asset">',
            f'<resource identifier="shared" type="webcontent" adlcp:scormtype="asset">{_OF_AN_ASSET}'.replace(
                "location", "size"
            ),
            f'<resource identifier="shared" type="webcontent" adlcp:scormtype="asset">{_OF_AN_ASSET}',
        ),
        ("scormtype-missing", 'href="index.html" adlcp:scormtype="sco"', 'href="index.html"'),
        ("scormtype-case", 'adlcp:scormtype="sco"', 'adlcp:scormType="sco"'),
        ("scormtype-case", 'adlcp:scormtype="sco"', 'scormtype="sco"'),
        ("scormtype-value", 'adlcp:scormtype="sco"', 'adlcp:scormtype="SCO"'),
        ("sco-without-address", 'href="index.html" adlcp', "adlcp"),
        ("resource-type", '"other" type="webcontent"', '"other" type="text/html"'),
        ("no-sco", 'adlcp:scormtype="sco"', 'adlcp:scormtype="asset"'),
        ("several-scos", 'html" adlcp:scormtype="asset"', 'html" adlcp:scormtype="sco"'),
        ("heading-without-content", 'identifier="second" identifierref="other"', 'identifier="second"'),
        (
            "other-version",
            "adlcp:masteryscore>80",
            's:x xmlns:s="http://www.imsglobal.org/xsd/imsss"/><adlcp:masteryscore>80',
        ),
        ("prerequisites", ">first<", ">first &amp; (second<", ">first &amp; ~(second)<"),
        ("prerequisites", ">first<", ">nobody<", '>first = "passed"<'),
        ("prerequisites", ">first<", ">first second<", ">2*{first, second}<"),
        ("prerequisites", 'type="aicc_script"', 'type="script"'),
        ("mastery-score", ">80<", ">101<", ">99.5<"),
        ("mastery-score", ">80<", ">80%<", ">0<"),
        ("time-allowed", ">01:30:00<", ">90 minutes<", ">0001:30:00.50<"),
        ("time-limit-action", "exit,no message", "exit, no message", "continue,message"),
        ("data-from-lms", ">data<", f">{'d' * 256}<", f">{'d' * 255}<"),
        ("manifest-version", '"m" version="1.0"', f'"m" version="{"1" * 21}"', f'"m" version="{"1" * 20}"'),
    ),
    *_of(
        "scorm2004-4",
        MANIFEST,
        ("schemaversion", "2004 4th Edition", "2004 5th Edition"),
        ("namespace", "http://www.imsglobal.org/xsd/imscp_v1p1", "http://www.imsproject.org/xsd/imscp_rootv1p1p2"),
        ("metadata-file-missing", ">lom.xml<", ">md.xml<"),
        ("scormtype-case", 'adlcp:scormType="sco"', 'adlcp:scormtype="sco"'),
        ("leaf-without-resource", 'identifier="second" identifierref="other"', 'identifier="second"'),
        ("parent-with-resource", '<item identifier="unit">', '<item identifier="unit" identifierref="sco">'),
        (
            "other-version",
            "<adlcp:dataFromLMS>",
            '<a:masteryscore xmlns:a="http://www.adlnet.org/xsd/adlcp_rootv1p2"/><adlcp:dataFromLMS>',
        ),
        ("other-version", "2004 4th Edition", "2004 3rd Edition"),
        ("time-limit-action", "exit,no message", "exit"),
        ("data-from-lms", ">data<", f">{'d' * 4001}<", f">{'d' * 4000}<"),
        ("completion-threshold", 'minProgressMeasure="0.9"', 'minProgressMeasure="90"', 'minProgressMeasure="1"'),
        ("hide-lms-ui", ">continue<", ">next<", ">suspendAll<"),
        ("sequencing-reference", 'IDRef="seq"', 'IDRef="none"'),
        ("sequencing-twice", "<imsss:sequencing IDRef", "<imsss:sequencing/><imsss:sequencing IDRef"),
        ("sequencing-value", 'operator="not"', 'operator="no"', 'operator="noOp"'),
        ("sequencing-value", 'action="disabled"', 'action="exit"', 'action="skip"'),
        ("sequencing-value", 'attemptLimit="3"', 'attemptLimit="-1"', 'attemptLimit="0"'),
        ("sequencing-value", 'Weight="0.5"', 'Weight="1.5"', 'Weight="1.0"'),
        ("sequencing-value", ">0.8<", ">80<", ">-1<"),
        ("sequencing-value", 'choice="false"', 'choice="no"', 'choice="0"'),
        ("unreachable-activities", 'choice="false" flow="true"', 'choice="false" flow="false"', 'choice="true"'),
        ("unreachable-activities", 'choice="false" flow="true"', 'choice="false"'),
        ("control-mode-on-leaf", "<imsss:limitConditions", '<imsss:controlMode flow="true"/><imsss:limitConditions'),
        ("objective-id", 'primaryObjective objectiveID="p"', "primaryObjective"),
        ("objective-id", '<imsss:objective objectiveID="q"/>', "<imsss:objective/>"),
        ("objective-id", '<imsss:objective objectiveID="q"/>', '<imsss:objective objectiveID="p"/>'),
        ("objective-reference", 'referencedObjective="r"', 'referencedObjective="p"', ""),
        (
            "objective-map",
            '<imsss:objective objectiveID="q"/>',
            _MAPPED.format("global"),
            _MAPPED.format("two"),
        ),
        (
            "objective-map",
            '<imsss:mapInfo targetObjectiveID="global"/>',
            '<imsss:mapInfo targetObjectiveID="global"/><imsss:mapInfo targetObjectiveID="two"/>',
        ),
        ("objective-map-unwritten", 'writeSatisfiedStatus="true"', "", 'writeNormalizedMeasure="true"'),
        ("rollup-rule", 'minimumCount="1"', "", 'minimumCount="2"'),
        (
            "rollup-rule",
            '"atLeastCount" minimumCount="1"',
            '"atLeastPercent" minimumPercent="50"',
            '"atLeastPercent" minimumPercent="0.5"',
        ),
        ("rollup-rule", '<imsss:rollupAction action="completed"/>', ""),
        ("rollup-weight", 'Weight="0.5"', 'Weight="0"', 'Weight="0.1"'),
        ("no-organization", "organization", "nothing"),
    ),
    *_of(
        "scorm2004-4",
        "lom.xml",
        ("lom-root", "lom", "learning"),
        ("lom-vocabulary", "<source>LOMv1.0</source>", ""),
        ("lom-duration", ">PT1H<", ">1 hour<", ">P2D<"),
        ("lom-language", ' language="en"', ""),
        ("xml-malformed", "</general>", ""),
    ),
    *_of(
        "cmi5",
        "cmi5.xml",
        ("namespace", "CourseStructure.xsd", "Course.xsd"),
        ("cmi5-id", '"https://example.org/course"', '"course"', '"urn:uuid:5a3c2a5e-3a0f-4f0a-9f6e-0d8f5f6a7c11"'),
        ("cmi5-id", ' id="https://example.org/unit"', ""),
        ("cmi5-id-duplicate", 'au id="https://example.org/unit"', 'au id="https://example.org/course"'),
        ("cmi5-text", '<title><langstring lang="en">Unit</langstring></title>', ""),
        ("cmi5-text", ">Unit</langstring></title>", "> </langstring></title>"),
        (
            "cmi5-language",
            '<langstring lang="en">Course</langstring></title>',
            "<langstring>Course</langstring></title>",
        ),
        ("cmi5-language", 'lang="de"', 'lang="EN"', 'lang="en-GB"'),
        ("cmi5-no-unit", "</block>", f"</block>{_EMPTY_BLOCK}", f"</block>{_FULL_BLOCK}"),
        ("cmi5-url", "<url>index.html?a=1</url>", ""),
        ("cmi5-url", "index.html?a=1", "ftp://example.org/a", "https://example.org/a?b=1"),
        ("cmi5-url-parameters", "?a=1", "?actor=1", "?actors=1"),
        ("file-missing", "index.html?a=1", "none.html"),
        ("href-outside", "index.html?a=1", "../index.html"),
        ("cmi5-mastery-score", "0.8", "80", "1.0"),
        ("cmi5-mastery-score", "0.8", "-0.1", "0"),
        ("cmi5-move-on", '"Passed"', '"passed"', '"CompletedOrPassed"'),
        ("cmi5-launch-method", '"AnyWindow"', '"NewWindow"', '"OwnWindow"'),
        ("cmi5-objective", 'idref="https://example.org/objective"', 'idref="https://example.org/goal"'),
        ("cmi5-element", "<url>", "<extra/><url>", '<e:extra xmlns:e="urn:example:mine"/><url>'),
    ),
    *_of(
        "cc11",
        MANIFEST,
        ("schema", "IMS Common Cartridge", "IMS Content"),
        ("schemaversion", "1.1.0", "1.1"),
        ("schemaversion", "1.1.0", "1.3.0"),
        ("namespace", "imsccv1p1/imscp_v1p1", "imsccv1p9/imscp_v1p1"),
        ("cc-namespace-place", "<manifest xmlns", f"<!-- {'x' * 1024} --><manifest xmlns", "<!-- x --><manifest xmlns"),
        ("cc-organization", ' structure="rooted-hierarchy"', ""),
        ("cc-organization", '<item identifier="root">', '<item identifier="a"/><item identifier="root">'),
        ("cc-organization", "</organization>", '</organization><organization identifier="p"/>'),
        ("cc-folder-with-resource", '<item identifier="folder">', '<item identifier="folder" identifierref="web">'),
        ("cc-empty-folder", '"i_web" identifierref="web"', '"i_web"'),
        ("title-missing", "<title>Quiz</title>", ""),
        ("identifierref-dangling", 'identifierref="web"', 'identifierref="none"'),
        ("file-missing", 'file href="topic.xml"', 'file href="talk.xml"'),
        ("file-stray", '<file href="a.png"/>', ""),
        ("cc-resource-type", '"imsdt_xmlv1p1"', '"imsdt_xmlv1p2"'),
        ("cc-lti-type", '"imsbasiclti_xmlv1p0"', '"imsbasiclti_xmlv1p3"'),
        ("cc-resource-files", '<file href="topic.xml"/>', '<file href="topic.xml"/><file href="web.xml"/>'),
        ("cc-resource-files", ' href="index.html">', ">"),
        ("cc-resource-files", 'type="imsdt_xmlv1p1"', 'type="imsdt_xmlv1p1" href="topic.xml"'),
        ("cc-question-bank", 'identifierref="web"', 'identifierref="bank"'),
        ("cc-thin-content", "IMS Common Cartridge", "IMS Thin Common Cartridge"),
        ("lom-language", ' language="en"', ""),
    ),
    *_of(
        "cc11",
        "topic.xml",
        ("cc-document", "imsdt_v1p1", "imsdt_v1p0"),
        ("cc-topic", "<title>Topic</title>", ""),
        ("cc-topic", "text/plain", "text/markdown", "text/html"),
        ("cc-file-reference", "Talk.", "$IMS-CC-FILEBASE$/none.png", "$IMS-CC-FILEBASE$/a.png"),
        ("xml-malformed", "</topic>", ""),
    ),
    *_of("cc11", "web.xml", ("cc-web-link", "https://example.org/page", "page.html", "http://example.org/")),
    *_of("cc11", "web.xml", ("cc-web-link", "<title>Web</title>", "")),
    *_of(
        "cc11",
        "link.xml",
        ("cc-document", "cartridge_basiclti_link", "basic_lti_link"),
        ("cc-lti-link", "<blti:title>Link</blti:title>", ""),
        ("cc-lti-link", "<blti:launch_url>https://tool.example.org/launch</blti:launch_url>", ""),
        ("cc-lti-link", "<lticp:code>v</lticp:code>", ""),
        ("cc-lti-link", "https://tool.example.org/launch", "/launch"),
        ("cc-lti-address", "https:", "http:"),
        ("cc-lti-secret", 'name="content"', 'name="shared_secret"', 'name="page"'),
    ),
    *_of(
        "cc11",
        "quiz.xml",
        ("qti-assessment", "cc_profile</fieldlabel><fieldentry>cc.exam", "profile</fieldlabel><fieldentry>cc.exam"),
        ("qti-assessment", "</section>", '</section><section ident="two"/>'),
        (
            "qti-metadata",
            "<fieldentry>2</fieldentry>",
            "<fieldentry>9</fieldentry>",
            "<fieldentry>unlimited</fieldentry>",
        ),
        ("qti-profile", "cc.multiple_choice.v0p1", "cc.ordering.v0p1", "cc.true_false.v0p1"),
        ("qti-response", "cc.multiple_choice.v0p1", "cc.fib.v0p1"),
        ("qti-response", '"Single"', '"Multiple"'),
        ("qti-reference", ">a</varequal>", ">c</varequal>", ">b</varequal>"),
        ("qti-reference", 'respident="response"', 'respident="other"'),
        ("qti-reference", 'linkrefid="right"', 'linkrefid="wrong"'),
        ("qti-identifier", 'response_label ident="b"', 'response_label ident="a"', 'response_label ident="c"'),
        ("qti-score", ">100</setvar>", ">0</setvar>", ">50</setvar>"),
        ("qti-score", ">100</setvar>", ">200</setvar>"),
        ("cc-file-reference", "$/a.png", "$/c.png"),
    ),
    *_of(
        "cc13",
        "task.xml",
        ("cc-assignment", "<title>Task</title>", ""),
        ("cc-assignment", 'points_possible="10"', 'points_possible="ten"', 'points_possible="0.5"'),
    ),
    *_of("cc-thin", MANIFEST, ("cc-thin-content", "imsbasiclti_xmlv1p3", "webcontent", "imswl_xmlv1p3")),
    *_of(
        "scorm12",
        "index.html",
        ("page-missing-file", 'src="a.png"', 'src="b.png"', 'src="b%20c.html"'),
        ("page-other-host", 'src="app.js"', 'src="https://cdn.example.org/app.js"', 'src="./app.js?v=1"'),
    ),
]
