"""A programme in its compiled form, small enough to count by hand."""

from lti_npq.domain.blocks import Box, Prose, Writing
from lti_npq.domain.plan import Engagement
from lti_npq.domain.programme import Criterion, Level, Module, Page, Phase, Programme, Task, TaskPart
from lti_npq.domain.questions import Choice, Option

QUESTION = Choice(
    key="check",
    html="<p>Which <em>two</em>?</p>",
    text="Which two?",
    options=(
        Option("a", "<p>One</p>", correct=True, feedback=""),
        Option("b", "<p>Fish &amp; chips</p>", correct=False, feedback=""),
        Option("c", "<p>Three</p>", correct=True, feedback=""),
    ),
    multiple=True,
)
WRITING = Writing("plan", "practice-plan", "Your plan", "")
SEE = Page("see", "See it", "see", 10, (), (Prose("<p>Read.</p>"), QUESTION))
NAME = Page("name", "Name it", "name", 20, (), (Box("features", "Features", "<p>Look.</p>"),))
DO = Page("do", "Do it", "do", 30, (), (WRITING, Prose("<p>Write.</p>")))
MODULE = Module("planning", "Planning", "implementation", "", (SEE, NAME, DO), ("task",))
OTHER = Module("sharing", "Sharing", "implementation", "", ())
CLEAR = Criterion("clear", "Clear", "", (Level(0, "Not yet", ""), Level(2, "Secure", ""), Level(4, "Strong", "")))
HONEST = Criterion("honest", "Honest", "", (Level(0, "Not yet", ""), Level(1, "Yes", "")))
TASK = Task(
    key="task",
    title="One change",
    module="planning",
    cycle=1,
    minutes=60,
    words=12,
    html="",
    parts=(TaskPart("problem", "The problem", ""), TaskPart("plan", "The plan", "")),
    criteria=(CLEAR, HONEST),
)
PROGRAMME = Programme(
    key="small",
    version="1.0.0",
    title="Small",
    framework="2021",
    qualification="NPQH",
    language="en-GB",
    licence="",
    engagement=Engagement(0.9),
    phases=(Phase("see", "See it", ""), Phase("name", "Name it", ""), Phase("do", "Do it", "")),
    modules=(MODULE, OTHER),
    tasks=(TASK,),
)
