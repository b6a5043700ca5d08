"""Whether a score that makes sense is stored: what is older, locked or a teacher's own stays."""

from dataclasses import replace
from datetime import datetime

from lti_npq.demo_lms import media_types
from lti_npq.demo_lms.context import lms
from lti_npq.demo_lms.errors import RefusedError
from lti_npq.demo_lms.grades import LineItem, Score, Standing
from lti_npq.demo_lms.habits import Habits


def take_over(item: LineItem, score: Score) -> None:
    """Store a score.

    Raises:
        RefusedError: 409 if it is not later than what stands (Canvas: 400 if it is older), 422 (Moodle: 500) if that
            is locked, and 422 if no attempt is left.
    """
    standing = lms().store.grades.standing(item, score.person)
    _require_later(item, score, standing)
    _require_unlocked(standing)
    _require_attempt(item, score)
    lms().store.grades.record(_with_score_preserved(item, score))
    _give_up_protection(item, score, standing)


def _require_later(item: LineItem, score: Score, standing: Standing) -> None:
    habits = lms().settings.habits
    against = last_write(item, standing) if habits.scores_against_own_write else standing.at
    if not against or _comes_after(habits, score.timestamp, against):
        return
    status = 400 if habits.older_is_malformed else 409
    reason = f"Refusing score with an earlier timestamp for item {item.number} and user {score.person}"
    headers = {"Content-Type": f"{media_types.SCORE}; charset=utf-8"}
    raise RefusedError(status, "conflict", "timestamp is not later than the last score's", headers, reason=reason)


def last_write(item: LineItem, standing: Standing) -> str:
    """Return when the gradebook says that it last wrote a grade; empty if never."""
    of_score = standing.points is not None and standing.written == standing.received
    dated_by_score = lms().settings.habits.own_columns_dated_by_scores and not item.made_with_activity and of_score
    return standing.at or "" if dated_by_score else standing.written


def _require_unlocked(standing: Standing) -> None:
    if standing.locked:
        status = 500 if lms().settings.habits.locked_is_an_error else 422
        headers = {"Content-Type": f"{media_types.SCORE}; charset=utf-8"}
        raise RefusedError(status, "locked", "the grade is locked", headers)


def _require_attempt(item: LineItem, score: Score) -> None:
    allowed = lms().settings.habits.attempts
    if not allowed or not _is_attempt(score):
        return
    earlier = [one for one in lms().store.grades.history(item.number) if one.person == score.person]
    if len([one for one in earlier if _is_attempt(one)]) >= allowed:
        raise RefusedError(422, "unprocessable", "the person has no attempts left")


def _is_attempt(score: Score) -> bool:
    return bool((score.submission or {}).get("new_submission", True))


def _with_score_preserved(item: LineItem, score: Score) -> Score:
    """Keep the points that stand, if the score's extension asks for that and brings none."""
    before = lms().store.grades.latest(item.number).get(score.person)
    if before and score.given is None and (score.submission or {}).get("preserve_score"):
        return replace(score, given=before.given, maximum=before.maximum, grading_progress=before.grading_progress)
    return score


def _give_up_protection(item: LineItem, score: Score, standing: Standing) -> None:
    """Let the score replace the teacher's grade, unless its extension says that the teacher's goes first."""
    protected = (score.submission or {}).get("prioritize_non_tool_grade")
    if lms().settings.habits.protection_on_request and standing.overridden and not protected:
        lms().store.grades.write_as_teacher(item.number, score.person, points=None, locked=False)


def _comes_after(habits: Habits, timestamp: str, last: str) -> bool:
    sent, before = (datetime.fromisoformat(text) for text in (timestamp, last))
    if habits.whole_second_scores or habits.scores_against_own_write:
        sent, before = sent.replace(microsecond=0), before.replace(microsecond=0)
    return sent > before or (habits.older_is_malformed and sent == before)
