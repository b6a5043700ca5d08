"""Plain text is shown without a parser, and as the parser would show it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lti_npq.packages import markdown
from lti_npq.packages.documents import Fragment
from lti_npq.packages.markdown import Markdown
from lti_npq.packages.media import Shelf
from lti_npq.packages.plain import is_plain
from lti_npq.packages.report import Report
from lti_npq.packages.source import Source
from lti_npq.packages.traces import Traces

LINES = st.text(alphabet="abéZ09 ,.;:?!'’“”\"()%/–—…-#*_=+>&<|~`\\[]\t", max_size=12)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)


def shown(text: str, *, inline: bool) -> tuple[object, ...]:
    """Return everything that rendering leaves behind."""
    report, traces = Report(), Traces()
    rendering = Markdown(Shelf(Source({}), report), report, traces)
    fragment = Fragment("page.md", tuple(text.split("\n")), 0, text)
    html = rendering.inline(fragment) if inline else rendering.block(fragment)
    return html, traces.paragraphs, report.problems


@settings(max_examples=400, deadline=None)
@given(text=TEXTS)
@example("It comes first: “why” (and not 'how'), 100%.\nThen: a second line – with dashes.")
@example("A line\n---")
@example("A line  \nbroken")
@example("http://example.org/ is no link")
@example("(a) no list\n“1. neither”")
@pytest.mark.parametrize("inline", [True, False])
def test_what_counts_as_plain_is_shown_as_the_parser_shows_it(inline: bool, text: str) -> None:
    quick = shown(text, inline=inline)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "is_plain", lambda _: False)
        assert shown(text, inline=inline) == quick


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Yes: it says what the plan is for.", True),
        ("Café, naïve – “quoted”", True),
        ("one\ntwo", True),
        ("1. one", False),
        ("- one", False),
        ("    code", False),
        ("one  ", False),
        ("one\n\ntwo", False),
        ("a *b*", False),
        ("a & b", False),
        ("a <b>", False),
        ("", False),
    ],
)
def test_only_text_without_marks_is_plain(text: str, plain: bool) -> None:
    assert is_plain(text) is plain
