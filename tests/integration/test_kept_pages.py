"""Pages are rendered once for many; nobody must see anything of another in them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from fakes import LTI, MEMBERSHIP, FakePlatform
from lti_npq.web import kept_pages
from visitors import Visitor

# What is kept is the same whatever the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGES = ("pages/planning-see", "pages/planning-do")
PEOPLE: dict[str, dict[str, Any]] = {
    "a participant": {"sub": "p-1", "name": "Amara Osei"},
    "another": {"sub": "p-2", "name": "<b>Ben & Söhne</b>"},
    "one without a name": {"sub": "p-3", "name": None},
    "one without a way back": {"sub": "p-4", LTI + "launch_presentation": None},
    "one with a way back of their own": {
        "sub": "p-5",
        LTI + "launch_presentation": {"return_url": "https://lms.example.org/course/1?a=1&b=2"},
    },
    "a test user": {
        "sub": "p-6",
        LTI + "roles": ["Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"],
    },
    "nobody": {"sub": None},
    "an author": {"sub": "a-1", LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]},
    "a facilitator": Visitor.AS_FACILITATOR,
}


def forget() -> None:
    kept_pages._PAGES._of.clear()


def read_some(visitor: Visitor) -> None:
    visitor.post("pages/planning-see/read", {})


def answer_some(visitor: Visitor) -> None:
    visitor.post("questions/planning-check/answers", {"option": "b"})


def write_some(visitor: Visitor) -> None:
    visitor.post("writing/planning-reflection", {"text": "Start with one year group."})


@pytest.mark.parametrize("done", [None, read_some, answer_some, write_some])
def test_what_is_kept_is_what_each_person_would_see_alone(
    app: Flask, lms: FakePlatform, done: Callable[[Visitor], None] | None
) -> None:
    visitors = {who: Visitor.launched(app, lms, **claims) for who, claims in PEOPLE.items()}
    if done:
        for who in ("a participant", "another"):
            done(visitors[who])
    for page in PAGES:
        alone = {}
        for who, visitor in visitors.items():
            forget()
            alone[who] = visitor.get(page).text
        together = {who: visitor.get(page).text for who, visitor in visitors.items()}
        assert {who: visitor.get(page).text for who, visitor in visitors.items()} == together == alone
        assert len(set(alone.values())) == len(PEOPLE)


def test_a_page_that_is_kept_holds_no_token_of_anybody(app: Flask, lms: FakePlatform) -> None:
    forget()
    visitor = Visitor.launched(app, lms)
    page = visitor.get(PAGES[0]).text
    token, csrf = visitor.base.rpartition("/")[2], visitor.csrf
    assert min(page.count(token), page.count(csrf), page.count("Amara Osei")) > 0
    kept = [html for _, html in kept_pages._PAGES._of.values()]
    assert kept
    assert not any(secret in html for html in kept for secret in (token, csrf, "Amara Osei"))


def test_a_page_changes_with_what_is_done(app: Flask, lms: FakePlatform) -> None:
    visitor = Visitor.launched(app, lms)
    before = visitor.get(PAGES[0]).text
    read_some(visitor)
    after = visitor.get(PAGES[0]).text
    assert before != after
    assert after == visitor.get(PAGES[0]).text
