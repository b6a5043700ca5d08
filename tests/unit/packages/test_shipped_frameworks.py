"""The frameworks that come with the tool say what the tables of the domain say, in statements that are not repeated."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from lti_npq.domain.framework import Framework, Frameworks
from lti_npq.domain.progression import AreaName
from lti_npq.packages import frameworks

FOLDER = Path(__file__).parents[3] / "content_packages" / "frameworks"

QUALIFICATIONS = [
    # edition, code, the department’s identifier, route, (months, most months, summative months)
    ("2017", "NPQML", "", "middle leadership", None),
    ("2017", "NPQSL", "", "leadership", None),
    ("2017", "NPQH", "", "leadership", None),
    ("2017", "NPQEL", "", "leadership", None),
    ("2021", "NPQLTD", "npq-leading-teaching-development", "specialist", (12, 12, 3)),
    ("2021", "NPQLT", "npq-leading-teaching", "specialist", (12, 12, 3)),
    ("2021", "NPQLBC", "npq-leading-behaviour-culture", "specialist", (12, 12, 3)),
    ("2022", "NPQLL", "npq-leading-literacy", "specialist", (12, 12, 3)),
    ("2024", "NPQLPM", "npq-leading-primary-mathematics", "specialist", (12, 12, 3)),
    ("2021", "NPQSL", "npq-senior-leadership", "leadership", (18, 18, 3)),
    ("2021", "NPQH", "npq-headship", "leadership", (18, 18, 3)),
    ("2021", "NPQEL", "npq-executive-leadership", "leadership", (18, 18, 3)),
    ("2022", "NPQEYL", "npq-early-years-leadership", "leadership", (18, 18, 3)),
    ("2024", "NPQSENCO", "npq-senco", "leadership", (18, 22, None)),
]

SEND = "Additional and Special Educational Needs and Disabilities"
LEADERSHIP = [
    "School Culture",
    "Teaching",
    "Curriculum and Assessment",
    "Behaviour",
    SEND,
    "Professional Development",
    "Organisational Management",
    "Implementation",
    "Working in Partnership",
    "Governance and Accountability",
]
AREAS_2017 = [
    "Strategy and Improvement",
    "Teaching and Curriculum Excellence",
    "Leading with Impact",
    "Working in Partnership",
    "Managing Resources and Risks",
    "Increasing Capability",
]
AREAS = {
    ("2021", "NPQSL"): LEADERSHIP,
    ("2021", "NPQH"): LEADERSHIP,
    ("2021", "NPQEL"): ["Trust Culture", *LEADERSHIP[1:]],
    ("2021", "NPQLTD"): [
        "Teaching",
        "Designing Effective Professional Development",
        "Delivering Effective Professional Development",
        "Implementation",
    ],
    ("2021", "NPQLT"): [
        "Teaching",
        "School Culture",
        "How Pupils Learn",
        "Subject and Curriculum",
        "Classroom Practice",
        "Adaptive Teaching",
        "Assessment",
        "Professional Development",
        "Implementation",
    ],
    ("2021", "NPQLBC"): [
        "Teaching",
        "School Culture",
        "Enabling Conditions for Good Behaviour",
        "Complex Behavioural Needs",
        "Professional Development",
        "Implementation",
    ],
    ("2022", "NPQLL"): [
        "Teaching",
        "School Culture",
        "Developing Language",
        "Reading",
        "Writing",
        "Professional Development",
        "Implementation",
    ],
    ("2022", "NPQEYL"): [
        "Culture",
        "Child Development, Curriculum and Assessment",
        SEND,
        "Professional Development",
        "Organisational Management",
        "Implementation",
        "Working in Partnership",
    ],
    ("2024", "NPQSENCO"): [
        "School Culture",
        "Statutory Framework",
        "Identification of Need",
        "Teaching",
        "Behaviour",
        "Leading and Managing Provision",
        "Professional Development",
        "Implementation",
    ],
    **{("2017", code): AREAS_2017 for code in ("NPQML", "NPQSL", "NPQH", "NPQEL")},
}
OPEN = {
    ("2022", "NPQLL"): {"order"},
    ("2024", "NPQLPM"): {"duration", "sections"},
    ("2024", "NPQSENCO"): {"duration", "order"},
    ("2017", "NPQH"): {"assessment"},
    ("2017", "NPQEL"): {"assessment"},
}
FULL_COURSES = {"NPQLTD": 4, "NPQLT": 9, "NPQLBC": 6, "NPQSL": 10, "NPQH": 10, "NPQEL": 10}

TASKS = [
    # code of 2017, the level in its criteria, what each task is called, the most words, what its conditions speak of
    ("NPQML", 1, [("team", 4500, ["at least 2 terms"])]),
    ("NPQSL", 2, [("across the school", 5000, ["at least 2 terms"])]),
    (
        "NPQH",
        3,
        [
            ("change programme", 4000, ["at least 2 terms", "governing board first", "feedback"]),
            ("placement school", 2500, ["contrasting school", "at least 9 days", "its board", "feedback"]),
        ],
    ),
    (
        "NPQEL",
        4,
        [
            ("business development strategy", 4000, ["presented to the board", "recorded", "questions", "feedback"]),
            (
                "several schools",
                4000,
                ["agreed with the schools", "to stakeholders", "recorded", "questions", "feedback"],
            ),
        ],
    ),
]
AUDIENCES = {
    "NPQLTD": "those who support the training and development of others",
    "NPQLT": "subject leads and those responsible for teaching in a subject or phase",
    "NPQLBC": "those responsible for behaviour and culture",
    "NPQML": "leaders of a team",
    "NPQSL": "(aspiring) senior leaders working across a school",
    "NPQH": "(aspiring) headteachers leading a whole school",
    "NPQEL": "(aspiring) executive leaders responsible for more than one school",
}
BEHAVIOURS = ["Commitment", "Collaboration", "Personal Drive", "Resilience", "Awareness", "Integrity", "Respect"]
STANDARDS = [*LEADERSHIP[:7], "Continuous School Improvement", *LEADERSHIP[8:]]


@pytest.fixture(scope="module")
def shipped() -> Frameworks:
    return frameworks.load(FOLDER)


def found(shipped: Frameworks, edition: str, code: str) -> Framework:
    framework = shipped.get(edition, code)
    assert framework, f"{code} of {edition} is missing"
    return framework


def texts(shipped: Frameworks) -> Iterator[str]:
    for framework in shipped.all:
        yield from (statement.text for statement in framework.statements())
        yield from (criterion.text for criterion in framework.criteria())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w’]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_every_id_is_unique_and_every_reference_leads_somewhere():
    assert [str(problem) for problem in frameworks.problems(FOLDER)] == []


def test_every_qualification_of_every_edition_is_there(shipped):
    assert sorted(shipped.names) == sorted((edition, code) for edition, code, *_ in QUALIFICATIONS)


@pytest.mark.parametrize(("edition", "code", "identifier", "route", "duration"), QUALIFICATIONS)
def test_a_qualification_has_its_identifier_route_and_duration(shipped, edition, code, identifier, route, duration):
    framework = found(shipped, edition, code)
    assert (framework.course_identifier, framework.route) == (identifier, route)
    known = framework.duration
    assert (known and (known.months, known.most_months, known.summative_months)) == duration
    assert framework.closed == (2022 if edition == "2017" else None)
    assert framework.audience


@pytest.mark.parametrize("code", AUDIENCES)
def test_a_qualification_says_whom_it_is_for_in_every_edition(shipped, code):
    told = {framework.audience for framework in shipped.all if framework.code == code}
    assert told == {AUDIENCES[code]}


@pytest.mark.parametrize("name", AREAS)
def test_areas_come_in_order(shipped, name):
    areas = found(shipped, *name).areas
    assert [area.title for area in areas] == AREAS[name]
    assert [area.number for area in areas] == list(range(1, len(areas) + 1))


def test_what_is_not_established_is_marked_as_open(shipped):
    marked = {name: found(shipped, *name).open for name in shipped.names}
    assert {name: facts for name, facts in marked.items() if facts} == OPEN
    assert frameworks.load_standards(FOLDER).open == {"domains"}


@pytest.mark.parametrize("code", FULL_COURSES)
def test_each_area_of_a_full_course_has_four_statements_of_each_kind(shipped, code):
    areas = found(shipped, "2021", code).areas
    assert len(areas) == FULL_COURSES[code]
    for area in areas:
        kinds = Counter(statement.kind for statement in area.statements)
        assert min(kinds["knowledge"], kinds["practice"]) >= 4, area.id


def test_each_area_has_two_statements_of_each_kind(shipped):
    for framework in shipped.all:
        wanted = {"topic" if framework.edition == "2017" else "knowledge", "practice"}
        for area in framework.areas:
            kinds = Counter(statement.kind for statement in area.statements)
            assert set(kinds) == wanted, (framework.code, area.id)
            assert min(kinds.values()) >= 2, (framework.code, area.id)


def test_a_statements_id_begins_with_its_area(shipped):
    for framework in shipped.all:
        for area in framework.areas:
            assert all(re.fullmatch(rf"{area.id}-[kpt]\d+", statement.id) for statement in area.statements)


@pytest.mark.parametrize("words", ["learn that", "learn how", "learn about"])
def test_a_statement_leaves_the_words_before_it_to_the_page(shipped, words):
    assert [text for text in texts(shipped) if text.lower().startswith(words)] == []


def test_a_statement_is_one_sentence(shipped):
    assert [text for text in texts(shipped) if not re.fullmatch(r"[A-Z][^.!?]*\.", text)] == []


def test_no_statement_says_again_what_another_says(shipped):
    seen = Counter(run for text in texts(shipped) for run in runs(text, 8))
    assert [" ".join(run) for run, times in seen.items() if times > 1] == []
    assert [text for text, times in Counter(texts(shipped)).items() if times > 1] == []


@pytest.mark.parametrize(("code", "level", "tasks"), TASKS)
def test_a_qualification_of_2017_has_tasks_and_numbered_criteria(shipped, code, level, tasks):
    framework = found(shipped, "2017", code)
    assert framework.level == level
    for task, (title, words, conditions) in zip(framework.tasks, tasks, strict=True):
        assert title in task.title
        assert task.words == words
        told = "; ".join(task.conditions)
        assert [condition for condition in conditions if condition not in told] == []
        assert "design, implementation and evaluation" in told
    assert {criterion.task for criterion in framework.criteria()} == {task.id for task in framework.tasks}
    for area in framework.areas:
        assert [criterion.number for criterion in area.criteria] == [f"{area.number}.{level}.{n}" for n in (1, 2, 3)]


def test_the_qualifications_of_2017_share_seven_behaviours(shipped):
    for edition, code in shipped.names:
        titles = [behaviour.title for behaviour in found(shipped, edition, code).behaviours]
        assert titles == (BEHAVIOURS if edition == "2017" else [])


def test_nine_of_ten_standards_match_an_area_of_the_leadership_qualifications():
    standards = frameworks.load_standards(FOLDER)
    assert (standards.edition, standards.is_statutory) == ("2020", False)
    assert standards.frameworks == (("2021", "NPQSL"), ("2021", "NPQH"), ("2021", "NPQEL"))
    assert [standard.title for standard in standards.standards] == STANDARDS
    assert sum(standard.area is not None for standard in standards.standards) == 9
    [improvement] = [standard for standard in standards.standards if standard.area is None]
    assert (improvement.title, improvement.near) == ("Continuous School Improvement", "implementation")


def test_a_standard_matches_the_area_of_the_same_name(shipped):
    titles = {area.id: area.title for area in found(shipped, "2021", "NPQH").areas}
    for standard in frameworks.load_standards(FOLDER).standards:
        assert standard.area is None or titles[standard.area] == standard.title


def test_the_standards_stand_in_three_domains_one_of_which_has_two_names():
    domains = frameworks.load_standards(FOLDER).domains
    assert [(domain.title, domain.also) for domain in domains] == [
        ("Culture and ethos", ""),
        ("Curriculum and teaching", ""),
        ("Organisational management", "Organisational effectiveness"),
    ]


@pytest.mark.parametrize(
    "ladder",
    [
        [("2021", "NPQSL"), ("2021", "NPQH"), ("2021", "NPQEL")],
        [("2017", "NPQML"), ("2017", "NPQSL"), ("2017", "NPQH"), ("2017", "NPQEL")],
    ],
)
def test_every_area_of_a_ladder_returns_at_its_next_level(shipped, ladder):
    strands = frameworks.load_progression(FOLDER).strands
    for lower, higher in pairwise(ladder):
        for area in found(shipped, *lower).areas:
            here, there = AreaName(*lower, area.id), AreaName(*higher, area.id)
            assert any(there in strand.after(here) for strand in strands), here


def test_areas_of_a_specialist_course_lead_on_to_a_leadership_course():
    strands = frameworks.load_progression(FOLDER).strands
    after = {later for strand in strands for later in strand.after(AreaName("2021", "NPQLT", "adaptive-teaching"))}
    assert AreaName("2021", "NPQSL", "teaching") in after
