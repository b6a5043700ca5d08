"""What a real Moodle 4.5 answered, line by line of shared/recorded/moodle-4.5/services-exchanges.txt."""

import ast
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3].parent / "shared" / "recorded" / "moodle-4.5"
_LINE = re.compile(r"\* (?P<name>.*?): (?P<status>\d+) (?P<rest>.*)", re.DOTALL)
_SCORE = re.compile(r"(?P<reason>.*?) ?(?P<type>application/\S+; charset=utf-8|None) -> db '(?P<book>.*)'$")
_BLANK_GRADE = re.compile(r"(?:.*\s)?(\d+\.\d{5})")
_SERVICE = re.compile(r"(?P<reason>.*?) ?(?P<headers>\{.*?\}) (?P<body>['\"].*['\"])$", re.DOTALL)


@dataclass(frozen=True)
class Recorded:
    """One probe's answer."""

    section: str
    name: str
    status: int
    reason: str
    content_type: str
    link: str
    body: str
    """Cut after some hundred characters where it was long."""
    grade: str | None = None
    """For scores: the final grade in the gradebook afterwards, as Moodle writes numbers; empty for none."""
    feedback: str = ""
    """For scores: the feedback beside that grade."""
    blank_grades: tuple[str, ...] = ()
    """For a changed column: the grades afterwards of people who had none before."""

    @property
    def fields(self) -> set[str]:
        """Names in the body's first object, as far as it was kept."""
        first = re.split(r"},\s*{" if self.section != "NRPS" else r'"members":', self.body)[0]
        return set(re.findall(r'"(\w+)" ?:', first))


def claims(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def exchanges() -> list[Recorded]:
    section, found = "", []
    for line in (FOLDER / "services-exchanges.txt").read_text().splitlines():
        if line.startswith("== "):
            section = line.removeprefix("== ")
        elif match := _LINE.fullmatch(line):
            found.append(_recorded(section, match["name"], int(match["status"]), match["rest"]))
        elif grade := _BLANK_GRADE.fullmatch(line):
            found[-1] = replace(found[-1], blank_grades=(*found[-1].blank_grades, grade[1]))
    return found


def _recorded(section: str, name: str, status: int, rest: str) -> Recorded:
    if score := _SCORE.fullmatch(rest):
        grade, feedback = _grade_and_feedback(ast.literal_eval(f"'{score['book']}'"))
        return Recorded(section, name, status, score["reason"], score["type"], "", "", grade, feedback)
    service = _SERVICE.fullmatch(rest)
    assert service, (name, rest)
    headers = ast.literal_eval(service["headers"])
    kind, link = headers.get("Content-Type", ""), headers.get("Link", "")
    body = ast.literal_eval(service["body"])
    return Recorded(section, name, status, service["reason"], kind, link, body)


def _grade_and_feedback(book: str) -> tuple[str, str]:
    """Read a row of the gradebook: final grade, raw grade, feedback, its format, when."""
    columns = book.split("\t")
    if len(columns) == 5:
        return columns[0], columns[2]
    # Without a grade and a feedback, the blanks before the format were lost in the recording.
    return columns[0] if "." in columns[0] else "", ""
