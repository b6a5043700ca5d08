"""What platforms do differently about columns, scores and grades: the part of `Habits` that the gradebook has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GradeHabits:
    """How a gradebook behaves where the specifications leave room, or where a product departs from them."""

    loose_scores: bool = False
    """Take odd numbers, progress and times; refuse the rest as an "Incorrect score" (Moodle)."""
    scores_against_own_write: bool = False
    """A score must be later, by whole seconds, than the gradebook's own last write (Moodle)."""
    own_columns_dated_by_scores: bool = False
    """Date a grade in a column of the tool's own by its score: one in the future locks out later ones (Moodle)."""
    whole_second_scores: bool = False
    """A score must be later than the one before by whole seconds."""
    older_is_malformed: bool = False
    """Answer a score that is older with 400 instead of 409, and take one of the very same moment (Canvas)."""
    pending_manual_counts: bool = False
    """Take the points of a score that somebody is still to look at, `PendingManual` (Canvas)."""
    scores_clamped: bool = False
    """Cut a grade to what the column allows (Moodle)."""
    submissions_as_launches: bool = False
    """Open a submission as a launch of the address in its score's submission extension (Canvas)."""
    protection_on_request: bool = False
    """Let a score replace a teacher's grade unless its submission extension forbids it (Canvas)."""
    attempts: int = 0
    """How many submissions a person has in each column; 0 is no limit (Canvas: 422 beyond)."""
    locked_is_an_error: bool = False
    """Answer 500 to a score for a locked grade (Moodle)."""
    results_unpaged: bool = False
    """Answer `/results?limit=` with an HTML 404 (Moodle)."""
    loose_line_items: bool = False
    """Take any maximum; with a PUT turn blank grades into 0, and let a new tag decouple (Moodle)."""
    linked_columns_nameless: bool = False
    """In launches an empty text stands for a link's only column if the tool made it (Moodle)."""
    coupled_columns_stay: bool = False
    """Refuse with 401 to delete a column that came with its activity (Canvas)."""
    whole_maximum: bool = False
    """An activity's maximum must be a whole number from 1 to 100 (Moodle)."""
