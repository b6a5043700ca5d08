"""Running text that comes from elsewhere fits a page, whatever it holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_npq.packages.importing.drafts import Draft
from lti_npq.packages.importing.folder import read_folder
from lti_npq.packages.importing.luggage import Luggage
from lti_npq.packages.importing.naming import Names
from lti_npq.packages.importing.prose import escaped, levelled
from lti_npq.packages.source import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n#### B\n\n## C", "## A\n\n### B\n\n## C"),
        ("A\n===\ntext", "## A\ntext"),
        ("::: scenario", "\\::: scenario"),
        ("```\n::: x\n```", "```\n::: x\n```"),
        ("```\nopen", "```\nopen\n```"),
    ],
)
def test_headings_passages_and_code_are_made_to_fit(text: str, expected: str) -> None:
    assert levelled(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab#>*_`[]<:=~-1.\n \\"), max_size=60))
def test_any_text_can_be_levelled_and_escaped(text: str) -> None:
    levelled(text)
    assert "\n:::" not in f"\n{levelled(escaped(text))}"


def test_titles_make_ids_that_differ_and_stay() -> None:
    names = Names()
    assert [names.give(title, "page") for title in ("Één jaar!", "Een jaar", "2021 again", "???", "x" * 99)] == [
        "een-jaar",
        "een-jaar-2",
        "page-2021-again",
        "page",
        "page-2",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'),
        ("a.png", b"MZ, no picture"),
        ("a.exe", b"MZ"),
        ("a.docx", b"PK\x03\x04vbaProject"),
    ],
)
def test_files_that_no_package_may_hold_stay_behind_and_are_told(name: str, content: bytes) -> None:
    draft = Draft("x")
    assert not Luggage(Source({name: content}), draft).take(name, "page.md")
    assert not draft.media
    assert draft.losses


@pytest.mark.parametrize("tag", ["timestamp foo", "bool foo", "int ''", "int foo", "float foo", "binary é", "set foo"])
def test_a_title_that_is_not_what_its_tag_says_is_told_as_lost(tag: str) -> None:
    draft = read_folder(Source({"one.md": f"---\ntitle: !!{tag}\n---\n# Said below\n".encode()}), "Draft")
    assert [page.title for page in draft.pages] == ["Said below"]
    assert "the keys on top cannot be read" in str(draft.losses)
