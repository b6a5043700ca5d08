"""A new version of the content under people who are in the middle of it."""

from pathlib import Path

from sqlalchemy import Engine

from fakes import LTI
from new_content import Publish, ask_for_several
from stored import owed, percents
from visitors import Visitor
from xapi import vocabulary

ANSWERS = "questions/planning-check/answers"
READ_SEE, READ_DO = "pages/planning-see/read", "pages/planning-do/read"
REFLECTION = "writing/planning-reflection"
ANOTHER_COURSE = {LTI + "context": {"id": "course-2", "title": "Spring cohort"}}


def test_progress_and_answers_survive_new_content(participant: Visitor, engine: Engine, publish: Publish) -> None:
    participant.post(READ_SEE, {})
    participant.post(ANSWERS, {"option": "b"})
    participant.post(REFLECTION, {"text": "One year group."})

    def reword(folder: Path) -> None:
        page = folder / "modules/planning/see.md"
        page.write_text(page.read_text().replace("planned *one* change", "planned its change with care"))

    publish(reword)
    page = participant.get("pages/planning-see").text
    assert "planned its change with care" in page
    assert "That is right." in page
    assert "One year group." in participant.get("pages/planning-do").text
    participant.post(READ_DO, {})
    [completed] = owed(engine, vocabulary.COMPLETED)
    assert completed["context"]["revision"] == "1.0.1"
    assert percents(engine) == [10, 30, 60, 100]


def test_new_content_asks_only_for_what_is_new(participant: Visitor, engine: Engine, publish: Publish) -> None:
    participant.studies_everything()
    publish(ask_for_several)
    assert "Still needed: 1 self-check" in participant.get("/").text
    participant.post(ANSWERS, {"option": "b"})
    assert percents(engine)[-1] == 100, "progress that was told is not taken back"
    participant.post("questions/planning-parts/answers", {"option": ["a", "b"]})
    assert len(owed(engine, vocabulary.COMPLETED)) == 1
