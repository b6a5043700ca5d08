"""Small packages without a fault, written by hand, for tests to break one by one."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

Sample = dict[str, str]

PAGE = '<!doctype html><html lang="en"><head><script src="app.js"></script></head><body><img src="a.png"></body></html>'
_FILES = {"index.html": PAGE, "app.js": "1", "a.png": "png", "b c.html": "<p>B</p>"}


def _choice(value: str) -> str:
    """Return a word of a vocabulary in SCORM 1.2's metadata."""
    words = ("source", "LOMv1.0"), ("value", value)
    said = '<imsmd:{0}><imsmd:langstring xml:lang="x-none">{1}</imsmd:langstring></imsmd:{0}>'
    return "".join(said.format(*each) for each in words)


SCORM12: Sample = {
    **_FILES,
    "imscp_rootv1p1p2.xsd": "x",
    "adlcp_rootv1p2.xsd": "x",
    "imsmanifest.xml": """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1" identifier="m" version="1.0">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
    <imsmd:lom>
      <imsmd:general>
        <imsmd:title><imsmd:langstring xml:lang="en">A</imsmd:langstring></imsmd:title>
        <imsmd:catalogentry>
          <imsmd:catalog>c</imsmd:catalog>
          <imsmd:entry><imsmd:langstring xml:lang="x-none">1</imsmd:langstring></imsmd:entry>
        </imsmd:catalogentry>
        <imsmd:description><imsmd:langstring xml:lang="en">D</imsmd:langstring></imsmd:description>
        <imsmd:keyword><imsmd:langstring xml:lang="en">K</imsmd:langstring></imsmd:keyword>
      </imsmd:general>
      <imsmd:lifecycle>
        <imsmd:version><imsmd:langstring xml:lang="en">1</imsmd:langstring></imsmd:version>
        <imsmd:status>"""
    + _choice("Final")
    + """</imsmd:status>
      </imsmd:lifecycle>
      <imsmd:metametadata><imsmd:metadatascheme>ADL SCORM 1.2</imsmd:metadatascheme></imsmd:metametadata>
      <imsmd:technical>
        <imsmd:format>text/html</imsmd:format><imsmd:location type="URI">index.html</imsmd:location>
      </imsmd:technical>
      <imsmd:educational>
        <imsmd:typicallearningtime><imsmd:datetime>PT1H30M</imsmd:datetime></imsmd:typicallearningtime>
      </imsmd:educational>
      <imsmd:rights>
        <imsmd:cost>"""
    + _choice("no")
    + """</imsmd:cost>
        <imsmd:copyrightandotherrestrictions>"""
    + _choice("yes")
    + """</imsmd:copyrightandotherrestrictions>
      </imsmd:rights>
      <imsmd:classification>
        <imsmd:purpose>"""
    + _choice("Educational Objective")
    + """</imsmd:purpose>
        <imsmd:description><imsmd:langstring xml:lang="en">O</imsmd:langstring></imsmd:description>
        <imsmd:keyword><imsmd:langstring xml:lang="en">K</imsmd:langstring></imsmd:keyword>
      </imsmd:classification>
    </imsmd:lom>
  </metadata>
  <organizations default="o">
    <organization identifier="o">
      <title>Course</title>
      <item identifier="first" identifierref="sco" isvisible="true" parameters="?a=1">
        <title>First</title>
        <adlcp:maxtimeallowed>01:30:00</adlcp:maxtimeallowed>
        <adlcp:timelimitaction>exit,no message</adlcp:timelimitaction>
        <adlcp:datafromlms>data</adlcp:datafromlms>
        <adlcp:masteryscore>80</adlcp:masteryscore>
      </item>
      <item identifier="second" identifierref="other">
        <title>Second</title>
        <adlcp:prerequisites type="aicc_script">first</adlcp:prerequisites>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" href="index.html" adlcp:scormtype="sco">
      <file href="index.html"/>
      <dependency identifierref="shared"/>
    </resource>
    <resource identifier="other" type="webcontent" href="b%20c.html" adlcp:scormtype="asset">
      <file href="b%20c.html"/>
    </resource>
    <resource identifier="shared" type="webcontent" adlcp:scormtype="asset">
      <file href="app.js"/>
      <file href="a.png"/>
    </resource>
  </resources>
</manifest>
""",
}

SCORM2004: Sample = {
    **_FILES,
    **dict.fromkeys(["imscp_v1p1.xsd", "adlcp_v1p3.xsd", "adlseq_v1p3.xsd", "adlnav_v1p3.xsd", "imsss_v1p0.xsd"], "x"),
    "lom.xml": """<lom xmlns="http://ltsc.ieee.org/xsd/LOM">
  <general><title><string language="en">A</string></title></general>
  <educational>
    <difficulty><source>LOMv1.0</source><value>easy</value></difficulty>
    <typicalLearningTime><duration>PT1H</duration></typicalLearningTime>
  </educational>
</lom>
""",
    "imsmanifest.xml": """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" identifier="m">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>2004 4th Edition</schemaversion>
    <adlcp:location>lom.xml</adlcp:location>
  </metadata>
  <organizations default="o">
    <organization identifier="o">
      <title>Course</title>
      <item identifier="unit">
        <title>Unit</title>
        <item identifier="first" identifierref="sco">
          <title>First</title>
          <adlcp:timeLimitAction>exit,no message</adlcp:timeLimitAction>
          <adlcp:dataFromLMS>data</adlcp:dataFromLMS>
          <adlcp:completionThreshold minProgressMeasure="0.9" progressWeight="1.0"/>
          <imsss:sequencing>
            <imsss:limitConditions attemptLimit="3"/>
            <imsss:rollupRules objectiveMeasureWeight="0.5"/>
            <imsss:objectives>
              <imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
                <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
                <imsss:mapInfo targetObjectiveID="global" writeSatisfiedStatus="true"/>
              </imsss:primaryObjective>
              <imsss:objective objectiveID="q"/>
            </imsss:objectives>
          </imsss:sequencing>
          <adlnav:presentation><adlnav:navigationInterface>
            <adlnav:hideLMSUI>continue</adlnav:hideLMSUI>
          </adlnav:navigationInterface></adlnav:presentation>
        </item>
        <item identifier="second" identifierref="other">
          <title>Second</title>
          <imsss:sequencing IDRef="seq">
            <imsss:sequencingRules>
              <imsss:preConditionRule>
                <imsss:ruleConditions>
                  <imsss:ruleCondition referencedObjective="r" operator="not" condition="satisfied"/>
                </imsss:ruleConditions>
                <imsss:ruleAction action="disabled"/>
              </imsss:preConditionRule>
            </imsss:sequencingRules>
            <imsss:rollupRules objectiveMeasureWeight="0"/>
            <imsss:objectives>
              <imsss:primaryObjective/>
              <imsss:objective objectiveID="r">
                <imsss:mapInfo targetObjectiveID="global"/>
              </imsss:objective>
            </imsss:objectives>
          </imsss:sequencing>
        </item>
        <imsss:sequencing>
          <imsss:controlMode choice="false" flow="true"/>
          <imsss:rollupRules>
            <imsss:rollupRule childActivitySet="atLeastCount" minimumCount="1">
              <imsss:rollupConditions><imsss:rollupCondition condition="completed"/></imsss:rollupConditions>
              <imsss:rollupAction action="completed"/>
            </imsss:rollupRule>
          </imsss:rollupRules>
        </imsss:sequencing>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" href="index.html" adlcp:scormType="sco">
      <file href="index.html"/>
      <file href="app.js"/>
      <file href="a.png"/>
    </resource>
    <resource identifier="other" type="webcontent" href="b%20c.html" adlcp:scormType="asset">
      <file href="b%20c.html"/>
    </resource>
  </resources>
  <imsss:sequencingCollection>
    <imsss:sequencing ID="seq"><imsss:deliveryControls tracked="true"/></imsss:sequencing>
  </imsss:sequencingCollection>
</manifest>
""",
}

CMI5: Sample = {
    **_FILES,
    "cmi5.xml": """<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="https://example.org/course">
    <title><langstring lang="en">Course</langstring></title>
    <description><langstring lang="en">Course</langstring></description>
  </course>
  <objectives>
    <objective id="https://example.org/objective">
      <title><langstring lang="en">Objective</langstring></title>
      <description><langstring lang="en">Objective</langstring></description>
    </objective>
  </objectives>
  <block id="urn:example:block">
    <title><langstring lang="en">Block</langstring><langstring lang="de">Teil</langstring></title>
    <description><langstring lang="en">Block</langstring></description>
    <au id="https://example.org/unit" moveOn="Passed" masteryScore="0.8" launchMethod="AnyWindow">
      <title><langstring lang="en">Unit</langstring></title>
      <description><langstring lang="en">Unit</langstring></description>
      <objectives><objective idref="https://example.org/objective"/></objectives>
      <url>index.html?a=1</url>
    </au>
  </block>
</courseStructure>
""",
}

_QUIZ = """<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
  <assessment ident="quiz" title="Quiz">
    <qtimetadata>
      <qtimetadatafield><fieldlabel>cc_profile</fieldlabel><fieldentry>cc.exam.v0p1</fieldentry></qtimetadatafield>
      <qtimetadatafield><fieldlabel>cc_maxattempts</fieldlabel><fieldentry>2</fieldentry></qtimetadatafield>
    </qtimetadata>
    <section ident="section">
      <item ident="one">
        <itemmetadata><qtimetadata>
          <qtimetadatafield>
            <fieldlabel>cc_profile</fieldlabel><fieldentry>cc.multiple_choice.v0p1</fieldentry>
          </qtimetadatafield>
        </qtimetadata></itemmetadata>
        <presentation>
          <material><mattext texttype="text/html">&lt;img src="$IMS-CC-FILEBASE$/a.png"&gt;</mattext></material>
          <response_lid ident="response" rcardinality="Single">
            <render_choice>
              <response_label ident="a"><material><mattext>A</mattext></material></response_label>
              <response_label ident="b"><material><mattext>B</mattext></material></response_label>
            </render_choice>
          </response_lid>
        </presentation>
        <resprocessing>
          <outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
          <respcondition>
            <conditionvar><varequal respident="response">a</varequal></conditionvar>
            <setvar action="Set" varname="SCORE">100</setvar>
            <displayfeedback feedbacktype="Response" linkrefid="right"/>
          </respcondition>
        </resprocessing>
        <itemfeedback ident="right"><material><mattext>Yes</mattext></material></itemfeedback>
      </item>
    </section>
  </assessment>
</questestinterop>
"""
_LTI = """<?xml version="1.0" encoding="UTF-8"?>
<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
  xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0" xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0"
  xmlns:lticp="http://www.imsglobal.org/xsd/imslticp_v1p0">
  <blti:title>Link</blti:title>
  <blti:custom><lticm:property name="content">one</lticm:property></blti:custom>
  <blti:launch_url>https://tool.example.org/launch</blti:launch_url>
  <blti:vendor><lticp:code>v</lticp:code><lticp:name>V</lticp:name></blti:vendor>
</cartridge_basiclti_link>
"""
_TOPIC = """<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1">
  <title>Topic</title>
  <text texttype="text/plain">Talk.</text>
</topic>
"""
_WEB_LINK = """<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1">
  <title>Web</title>
  <url href="https://example.org/page"/>
</webLink>
"""
_BANK = '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><objectbank ident="b"/></questestinterop>'

CARTRIDGE: Sample = {
    "index.html": PAGE.replace('"a.png"', '"$IMS-CC-FILEBASE$/a.png"'),
    "app.js": "1",
    "a.png": "png",
    "quiz.xml": _QUIZ,
    "link.xml": _LTI,
    "topic.xml": _TOPIC,
    "web.xml": _WEB_LINK,
    "bank.xml": _BANK,
    "imsmanifest.xml": """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
  xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest" identifier="m">
  <metadata>
    <schema>IMS Common Cartridge</schema>
    <schemaversion>1.1.0</schemaversion>
    <lomimscc:lom><lomimscc:general>
      <lomimscc:title><lomimscc:string language="en">A</lomimscc:string></lomimscc:title>
    </lomimscc:general></lomimscc:lom>
  </metadata>
  <organizations>
    <organization identifier="o" structure="rooted-hierarchy">
      <item identifier="root">
        <item identifier="folder">
          <title>Folder</title>
          <item identifier="i_page" identifierref="page"><title>Page</title></item>
          <item identifier="i_quiz" identifierref="quiz"><title>Quiz</title></item>
          <item identifier="i_topic" identifierref="topic"><title>Topic</title></item>
          <item identifier="i_web" identifierref="web"><title>Web</title></item>
          <item identifier="i_link" identifierref="link"><title>Link</title></item>
        </item>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" href="index.html">
      <file href="index.html"/>
      <file href="app.js"/>
      <file href="a.png"/>
    </resource>
    <resource identifier="quiz" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="quiz.xml"/></resource>
    <resource identifier="bank" type="imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"><file href="bank.xml"/></resource>
    <resource identifier="topic" type="imsdt_xmlv1p1"><file href="topic.xml"/></resource>
    <resource identifier="web" type="imswl_xmlv1p1"><file href="web.xml"/></resource>
    <resource identifier="link" type="imsbasiclti_xmlv1p0"><file href="link.xml"/></resource>
  </resources>
</manifest>
""",
}

ASSIGNMENTS: Sample = {
    "task.xml": """<assignment xmlns="http://www.imsglobal.org/xsd/imscc_extensions/assignment" identifier="a">
  <title>Task</title>
  <text texttype="text/html">Do it.</text>
  <gradable points_possible="10">true</gradable>
</assignment>
""",
    "imsmanifest.xml": """<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1" identifier="m">
  <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.3.0</schemaversion></metadata>
  <organizations>
    <organization identifier="o" structure="rooted-hierarchy">
      <item identifier="root">
        <item identifier="i" identifierref="task"><title>Task</title></item>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="task" type="assignment_xmlv1p0"><file href="task.xml"/></resource>
  </resources>
</manifest>
""",
}

THIN: Sample = {
    "link.xml": _LTI.replace("imslticc_v1p0", "imslticc_v1p3"),
    "imsmanifest.xml": ASSIGNMENTS["imsmanifest.xml"]
    .replace("IMS Common", "IMS Thin Common")
    .replace("assignment_xmlv1p0", "imsbasiclti_xmlv1p3")
    .replace("task.xml", "link.xml"),
}

SAMPLES = {
    "scorm12": SCORM12,
    "scorm2004-4": SCORM2004,
    "cmi5": CMI5,
    "cc11": CARTRIDGE,
    "cc13": ASSIGNMENTS,
    "cc-thin": THIN,
}
"""By the format that each of them is."""


def packed(sample: dict[str, str]) -> BytesIO:
    """Return a sample as a zip file."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in sample.items():
            archive.writestr(name, content)
    return file
