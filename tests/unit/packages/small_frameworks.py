"""A small folder of sound frameworks, and every slip that can be made in it."""

from pathlib import Path
from typing import Self

HEAD_2021, HEAD_2017, BEHAVIOURS = "2021/npqh.yaml", "2017/npqh.yaml", "2017/behaviours.yaml"
STANDARDS, PROGRESSION = "standards.yaml", "progression.yaml"

FILES = {
    HEAD_2021: """\
edition: "2021"
code: NPQH
title: Headship
course_identifier: npq-headship
route: leadership
audience: headteachers
duration: {months: 18, most_months: 22, summative_months: 3}
open: [order]
areas:
  - id: culture
    number: 1
    title: Culture
    statements:
      - {id: culture-k1, kind: knowledge, text: It is what people do.}
      - {id: culture-p1, kind: practice, text: Notice it.}
""",
    HEAD_2017: """\
edition: "2017"
code: NPQH
title: Headship
route: leadership
audience: headteachers
closed: 2022
level: 3
tasks:
  - {id: change, title: Change, summary: A change., words: 4000, conditions: [two terms]}
areas:
  - id: strategy
    number: 1
    title: Strategy
    statements:
      - {id: strategy-t1, kind: topic, text: Plans.}
      - {id: strategy-p1, kind: practice, text: Make plans.}
    criteria:
      - {number: "1.3.1", task: change, text: Plans hold.}
""",
    BEHAVIOURS: """\
behaviours:
  - {id: respect, title: Respect, text: Hears others.}
""",
    STANDARDS: """\
edition: "2020"
title: Standards
force: non-statutory
open: [domains]
frameworks: [2021/NPQH]
domains:
  - {id: ethos, title: Ethos}
standards:
  - {id: culture, number: 1, title: Culture, text: Sets it., domain: ethos, area: culture}
  - {id: change, number: 2, title: Change, text: Leads it., near: culture}
""",
    PROGRESSION: """\
levels:
  - {id: early, title: Before}
  - {id: late, title: After}
strands:
  - id: culture
    title: Culture
    steps:
      - {level: early, areas: [2017/NPQH/strategy], reach: Plans.}
      - {level: late, areas: [2021/NPQH/culture], reach: Habits.}
""",
}

BROKEN_FRAMEWORKS = [
    # file, what stands there, what a hasty author writes, the problem
    (HEAD_2021, "id: culture\n", "id: Culture\n", f"{HEAD_2021}:10:9: error bad-id"),
    (HEAD_2021, "culture-p1", "culture-k1", f"{HEAD_2021}:15:14: error duplicate-id"),
    (HEAD_2021, "kind: practice", "kind: practise", f"{HEAD_2021}:15:32: error unknown-reference"),
    (HEAD_2021, "kind: knowledge", "kind: topic", f"{HEAD_2021}:14:32: error unknown-reference"),
    (HEAD_2021, "route: leadership", "route: leader", f"{HEAD_2021}:5:8: error unknown-reference"),
    (HEAD_2021, "open: [order]", "open: [odder]", f"{HEAD_2021}:8:8: error unknown-reference"),
    (HEAD_2021, "number: 1", "number: one", f"{HEAD_2021}:11:13: error wrong-type"),
    (HEAD_2021, "number: 1", "number: 2", f"{HEAD_2021}:11:13: error bad-number"),
    (HEAD_2021, "    number: 1\n", "", f"{HEAD_2021}:10:5: error missing-key"),
    (HEAD_2021, "    title: Culture\n", "    titel: Culture\n", f"{HEAD_2021}:12:5: error unknown-key"),
    (HEAD_2021, "most_months: 22", "most_months: 12", f"{HEAD_2021}:7:37: error out-of-range"),
    (HEAD_2021, "most_months: 22", "moth_months: 22", f"{HEAD_2021}:7:24: error unknown-key"),
    (HEAD_2021, "months: 18", "months: 0", f"{HEAD_2021}:7:20: error out-of-range"),
    (HEAD_2021, 'edition: "2021"', "edition: 2021", f"{HEAD_2021}:1:10: error wrong-type"),
    (HEAD_2021, 'edition: "2021"', 'edition: "2022"', f"{HEAD_2021}:1:10: error misplaced-file"),
    (HEAD_2021, "code: NPQH", "code: NPQSL", f"{HEAD_2021}:2:7: error misplaced-file"),
    (HEAD_2021, "areas:\n", "areas: [\n", f"{HEAD_2021}:10:3: error yaml"),
    (
        HEAD_2021,
        "      - {id: culture-k1",
        "    criteria: []\n      - {id: culture-k1",
        f"{HEAD_2021}:15:7: error yaml",
    ),
    (HEAD_2017, "kind: topic", "kind: knowledge", f"{HEAD_2017}:15:33: error unknown-reference"),
    (HEAD_2017, "level: 3", "level: 5", f"{HEAD_2017}:7:8: error out-of-range"),
    (HEAD_2017, "level: 3\n", "", f"{HEAD_2017}:14:33: error unknown-reference"),
    (HEAD_2017, "task: change", "task: chance", f"{HEAD_2017}:18:33: error unknown-reference"),
    (HEAD_2017, '"1.3.1"', '"1.2.1"', f"{HEAD_2017}:18:18: error bad-number"),
    (HEAD_2017, '"1.3.1"', '"2.3.1"', f"{HEAD_2017}:18:18: error bad-number"),
    (HEAD_2017, '"1.3.1"', '"1.3.2"', f"{HEAD_2017}:18:18: error bad-number"),
    (HEAD_2017, '"1.3.1"', "1.3", f"{HEAD_2017}:18:18: error wrong-type"),
    (HEAD_2017, "words: 4000", "words: many", f"{HEAD_2017}:9:60: error wrong-type"),
    (HEAD_2017, ", conditions: [two terms]", "", f"{HEAD_2017}:9:5: error missing-key"),
    (BEHAVIOURS, ", text: Hears others.", "", f"{BEHAVIOURS}:2:5: error missing-key"),
    (BEHAVIOURS, "id: respect", "id: '-'", f"{BEHAVIOURS}:2:10: error bad-id"),
    (STANDARDS, "2021/NPQH", "2021/NPQS", f"{STANDARDS}:5:14: error unknown-reference"),
    (STANDARDS, "[2021/NPQH]", "[2021/NPQH, 2017/NPQH]", f"{STANDARDS}:9:83: error unknown-reference"),
    (STANDARDS, "area: culture", "area: cultures", f"{STANDARDS}:9:83: error unknown-reference"),
    (STANDARDS, "near: culture", "near: cultures", f"{STANDARDS}:10:67: error unknown-reference"),
    (STANDARDS, "near: culture", "near: culture, area: culture", f"{STANDARDS}:10:67: error unknown-key"),
    (STANDARDS, "domain: ethos", "domain: etos", f"{STANDARDS}:9:70: error unknown-reference"),
    (STANDARDS, "id: change, number: 2", "id: culture, number: 2", f"{STANDARDS}:10:10: error duplicate-id"),
    (STANDARDS, "number: 2", "number: 3", f"{STANDARDS}:10:26: error bad-number"),
    (STANDARDS, "force: non-statutory", "force: statutary", f"{STANDARDS}:3:8: error unknown-reference"),
    (STANDARDS, "open: [domains]", "open: [domain]", f"{STANDARDS}:4:8: error unknown-reference"),
    (PROGRESSION, "2017/NPQH/strategy", "2017/NPQH/strategies", f"{PROGRESSION}:8:32: error unknown-reference"),
    (PROGRESSION, "2017/NPQH/strategy", "2018/NPQH/strategy", f"{PROGRESSION}:8:32: error unknown-reference"),
    (PROGRESSION, "level: late", "level: later", f"{PROGRESSION}:9:17: error unknown-reference"),
    (PROGRESSION, "level: late", "level: early", f"{PROGRESSION}:8:7: error levels-order"),
    (PROGRESSION, ", reach: Plans.", "", f"{PROGRESSION}:8:9: error missing-key"),
    (PROGRESSION, "id: late", "id: early", f"{PROGRESSION}:3:10: error duplicate-id"),
]


class SmallFrameworks:
    """The folder, sound until `replace` or `put` breaks it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for file, text in FILES.items():
            self.put(file, text.encode())

    def put(self, file: str, content: bytes) -> Self:
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return self

    def replace(self, file: str, old: str, new: str) -> Self:
        assert old in FILES[file], f"{file} has no {old!r}"
        return self.put(file, FILES[file].replace(old, new, 1).encode())

    def remove(self, file: str) -> Self:
        (self.folder / file).unlink()
        return self
