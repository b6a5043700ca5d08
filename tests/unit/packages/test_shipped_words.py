"""What ships is written and not copied: no two modules share much of their wording."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from lti_npq.demo_lms.first_courses import FIRST_COURSES

SHIPPED = Path(__file__).parents[3] / "content_packages"
RUN = 8
"""So many words in a row are no longer chance."""
MOST = 0.1
"""The share of a module's runs that may stand in another one."""


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+(?:’[^\W_]+)?", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def too_alike(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of which one shares more than `MOST` of its runs with the other."""
    found = {name: runs(text) for name, text in texts.items()}
    return [
        (one, other)
        for one, other in combinations(sorted(found), 2)
        if len(found[one] & found[other]) > MOST * min(len(found[one]), len(found[other]))
    ]


def written(pages: Iterable[Path]) -> str:
    """Return what an author wrote: pages without the keys on top."""
    return "\n".join(page.read_text(encoding="utf-8").split("\n---\n", 1)[1] for page in sorted(pages))


def test_a_copied_passage_is_noticed():
    shared = " ".join(f"shared{number}" for number in range(30))
    texts = {name: shared + " " + " ".join(f"{name}{number}" for number in range(70)) for name in ("one", "two")}
    assert too_alike(texts) == [("one", "two")]
    assert too_alike({**texts, "two": texts["two"].removeprefix(shared)}) == []


def test_no_two_modules_share_a_tenth_of_their_words():
    pages = defaultdict(list)
    for page in SHIPPED.glob("*/modules/*/*.md"):
        pages[str(page.parent.relative_to(SHIPPED))].append(page)
    assert len(pages) > 30
    assert too_alike({name: written(found) for name, found in pages.items()}) == []


def test_the_demonstration_shows_what_ships():
    shown = {activity.custom["content"].split("/")[0] for course in FIRST_COURSES for activity in course.activities}
    assert shown == {package.parent.name for package in SHIPPED.glob("*/package.yaml")}
