"""What an author would want to know of a package that can be read: a table of rules, each a small function.

A rule looks at the compiled programme and yields what it finds; where things stand in the source it asks the traces.
A good package has no warning.
"""

from lti_npq.domain.framework import Framework
from lti_npq.domain.programme import Programme
from lti_npq.packages.reading import Reading
from lti_npq.packages.rules import coverage, feedback, hours, media, pace, questions, steps, tasks, wording
from lti_npq.packages.rules.subject import Rule, Subject

OF_PARTS: tuple[Rule, ...] = (
    pace.too_few_minutes,
    pace.too_many_minutes,
    feedback.thin_feedback,
    feedback.same_feedback,
    tasks.few_levels,
    tasks.no_evidence,
    media.large_media,
    wording.long_paragraphs,
    wording.long_sentences,
)
"""Rules that look at one page, question or task at a time."""

OF_THE_WHOLE: tuple[Rule, ...] = (
    coverage.areas_without_module,
    coverage.areas_to_come,
    coverage.areas_that_came,
    coverage.uncovered_statements,
    coverage.areas_without_task,
    coverage.cycles_without_task,
    hours.study_hours,
    hours.formative_hours,
    steps.missing_steps,
    questions.few_questions,
    questions.telling_position,
    questions.telling_length,
)
"""Rules that count: after an error nobody can tell what would be there without it."""


def judge(programme: Programme, framework: Framework | None, reading: Reading) -> None:
    """Report what the rules find, except in files that an error keeps from being understood."""
    subject = Subject(programme, framework, reading.traces)
    errors = reading.report.errors
    broken = {problem.file for problem in errors}
    for rule in OF_PARTS if errors else (*OF_PARTS, *OF_THE_WHOLE):
        for found in rule(subject):
            if found.file not in broken:
                reading.report.add(found)
