"""The model that every format is written from."""

import msgspec
import pytest
from export_sample import large_programme, page, programme, question, task

from lti_npq.domain.blocks import Prose
from lti_npq.domain.programme import Programme
from lti_npq.errors import ExportError
from lti_npq.exports.course import course_of


def test_the_work_is_the_minutes_of_all_pages() -> None:
    assert course_of(programme()).total_seconds == 40 * 60


def test_a_pages_minutes_are_spread_evenly_over_reading_and_its_self_checks() -> None:
    sheet = course_of(programme()).sheets[1]
    assert sheet.seconds == 200
    assert [check.seconds for check in sheet.checks] == [200, 200]


def test_seconds_that_cannot_be_spread_evenly_go_to_reading() -> None:
    odd = page("odd", "see", *(question(f"check-{number}") for number in range(6)), minutes=10)
    [module, *_] = programme().modules
    changed = msgspec.structs.replace(programme(), modules=(msgspec.structs.replace(module, pages=(odd,)),))
    [sheet] = course_of(changed).sheets
    assert (sheet.seconds, sheet.checks[0].seconds) == (90, 85)
    assert sheet.total_seconds == 600


def test_identifiers_and_tokens_survive_new_titles_order_and_version() -> None:
    before = programme()
    pages = tuple(
        msgspec.structs.replace(each, title="New", blocks=(*each.blocks, Prose("<p>New</p>")))
        for each in reversed(before.modules[0].pages)
    )
    module = msgspec.structs.replace(before.modules[0], title="New", pages=pages)
    after = msgspec.structs.replace(before, title="New", version="9.0.0", modules=(before.modules[1], module))

    def names(version: Programme) -> dict[str, tuple[str, str]]:
        return {sheet.page.key: (sheet.id, sheet.token) for sheet in course_of(version).sheets}

    assert names(after) == names(before)


def test_a_section_knows_the_tasks_it_leads_to() -> None:
    course = course_of(programme())
    assert [assignment.id for assignment in course.assignments_of(course.sections[0])] == ["fat_change"]
    assert course.assignments_of(course.sections[1]) == ()


def test_a_large_level_is_remembered_within_the_limit_of_scorm_12() -> None:
    course = course_of(large_programme(modules=10, pages=8, questions=8))
    assert len(course.checks) == 640
    assert course.longest_state == 3524


def test_a_programme_without_pages_is_refused() -> None:
    with pytest.raises(ExportError, match="has no pages"):
        course_of(msgspec.structs.replace(programme(), modules=()))


def test_tasks_that_no_module_leads_to_are_there_and_a_final_case_is_only_named() -> None:
    practice = msgspec.structs.replace(task(), key="practice", kind="practice-case", module="")
    final = msgspec.structs.replace(task(), key="final", kind="summative")
    whole = programme()
    course = course_of(msgspec.structs.replace(whole, tasks=(*whole.tasks, practice, final)))
    assert [assignment.task.key for assignment in course.other_assignments] == ["practice"]
    assert course.later == (final,)
    assert "final" not in [assignment.task.key for assignment in course.assignments]
