"""The courses that stand there when the LMS is new."""

from collections.abc import Mapping

from lti_npq.demo_lms.courses import Activity, Course
from lti_npq.demo_lms.people import PEOPLE, CourseRole

MODULE, PROGRAMME = "implementation", "all-modules"
FIRST_MAXIMUM = 100
"""Points of the column that comes with the one module."""


def _activities(course_id: str, label: str) -> tuple[Activity, ...]:
    return (
        Activity(
            course_id,
            MODULE,
            "Implementation",
            "One module: plan a change in your school and see it through.",
            {"content": "npqh-2021/implementation", "cohortLabel": label},
        ),
        Activity(
            course_id,
            PROGRAMME,
            "NPQ Headship: all modules",
            "The whole programme, from its home page.",
            {"content": "npqh-2021", "cohortLabel": label},
        ),
    )


def _whole_programme(course_id: str, label: str, title: str, package: str) -> Course:
    """Return a small course that holds nothing but one programme, from its home page."""
    return Course(
        course_id,
        label,
        title,
        {"tom-ridley": CourseRole.PARTICIPANT, "helen-marsh": CourseRole.FACILITATOR},
        (
            Activity(
                course_id,
                PROGRAMME,
                f"{title}: all modules",
                "The whole programme, from its home page.",
                {"content": package, "cohortLabel": label},
            ),
        ),
    )


def _several(course_id: str, label: str, title: str, packages: Mapping[str, str]) -> Course:
    """Return a small course with one activity for each of several programmes.

    Args:
        packages: What each is called in the course, by the id of its package.
    """
    return Course(
        course_id,
        label,
        title,
        {"tom-ridley": CourseRole.PARTICIPANT, "helen-marsh": CourseRole.FACILITATOR},
        tuple(
            Activity(course_id, package, name, "From its home page.", {"content": package, "cohortLabel": label})
            for package, name in packages.items()
        ),
    )


FIRST_COURSES = (
    Course(
        "npqh-autumn",
        "NPQH-AUTUMN",
        "NPQ for Headship: autumn cohort",
        {
            "amara-osei": CourseRole.PARTICIPANT,
            "tom-ridley": CourseRole.PARTICIPANT,
            "priya-nair": CourseRole.PARTICIPANT,
            "noor-hadley": CourseRole.PARTICIPANT,
            "helen-marsh": CourseRole.FACILITATOR,
            "joseph-adeyemi": CourseRole.ASSISTANT,
            "ada-lowe": CourseRole.AUTHOR,
        },
        _activities("npqh-autumn", "NPQH-AUTUMN"),
        suspended=frozenset({"noor-hadley"}),
    ),
    Course(
        "npqh-spring",
        "NPQH-SPRING",
        "NPQ for Headship: spring cohort",
        {
            "priya-nair": CourseRole.PARTICIPANT,
            "ellis-grant": CourseRole.PARTICIPANT,
            "joseph-adeyemi": CourseRole.FACILITATOR,
            **{person.id: CourseRole.PARTICIPANT for person in PEOPLE.values() if not person.signs_in},
        },
        _activities("npqh-spring", "NPQH-SPRING"),
    ),
    _whole_programme("npqltd-autumn", "NPQLTD-AUTUMN", "NPQ for Leading Teacher Development", "npqltd-2021"),
    _whole_programme("npqlt-autumn", "NPQLT-AUTUMN", "NPQ for Leading Teaching", "npqlt-2021"),
    _whole_programme("npqlbc-autumn", "NPQLBC-AUTUMN", "NPQ for Leading Behaviour and Culture", "npqlbc-2021"),
    _whole_programme("npqsl-autumn", "NPQSL-AUTUMN", "NPQ for Senior Leadership", "npqsl-2021"),
    _whole_programme("npqel-autumn", "NPQEL-AUTUMN", "NPQ for Executive Leadership", "npqel-2021"),
    _several(
        "npq-outlines",
        "NPQ-OUTLINES",
        "More NPQs, in outline",
        {
            "npqll-2022": "NPQ for Leading Literacy",
            "npqeyl-2022": "NPQ for Early Years Leadership",
            "npqsenco-2024": "NPQ for SENCOs",
            "npqlpm-2024": "NPQ for Leading Primary Mathematics",
        },
    ),
    _several(
        "npq-archive",
        "NPQ-ARCHIVE",
        "NPQs of the 2017 edition: archive",
        {
            "npqml-2017": "NPQ for Middle Leadership, 2017",
            "npqsl-2017": "NPQ for Senior Leadership, 2017",
            "npqh-2017": "NPQ for Headship, 2017",
            "npqel-2017": "NPQ for Executive Leadership, 2017",
        },
    ),
)
