"""Markdown as participants get it, and what never reaches them."""

import re
from typing import Any

import pytest
from small_package import IN_MODULE, PNG, SHAPE

from lti_npq.domain.fragments import media_digests, with_media
from lti_npq.packages import compile_package
from lti_npq.packages.documents import Fragment
from lti_npq.packages.markdown import Markdown
from lti_npq.packages.media import Shelf
from lti_npq.packages.report import Place, Report
from lti_npq.packages.sanitise import sanitise
from lti_npq.packages.source import Source
from lti_npq.packages.traces import Traces

DIGEST = "0" * 64


def rendered(text: str) -> str:
    """Return the HTML of Markdown on a page beside `media/shape.svg`, problems or not."""
    report = Report()
    shelf = Shelf(Source({"media/shape.svg": SHAPE.encode(), "media/dot.png": PNG, "paper.pdf": b"%PDF-1.7"}), report)
    return Markdown(shelf, report, Traces()).block(Fragment("page.md", tuple(text.split("\n")), 0, text)).html


class CountedLine(str):
    """A line that counts how often something is looked for in a line."""

    __slots__ = ()
    looks = 0

    def find(self, *args: Any) -> int:
        CountedLine.looks += 1
        return super().find(*args)


def looks_for(references: int) -> int:
    """Return how often lines are looked at for a page of links that all name one reference above them."""
    CountedLine.looks = 0
    text = "[a]: https://example.org/\n\n" + "[a]\n\n" * references
    lines = tuple(map(CountedLine, text.split("\n")))
    report = Report()
    Markdown(Shelf(Source({}), report), report, Traces()).block(Fragment("page.md", lines, 0, text))
    return CountedLine.looks


def test_looking_for_the_places_of_links_takes_no_longer_for_each_on_a_long_page():
    assert 0 < looks_for(5_000) < 3 * looks_for(2_500)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "text <script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<iframe src='https://example.org'></iframe>",
        "<style>p { display: none }</style>",
        "<p style='position:fixed'>over everything</p>",
        "<form action='https://example.org'><input></form>",
        "<!-- a remark -->",
        "[link](javascript:alert(1))",
        "[link](JaVaScRiPt:alert(1))",
        "[link](javascript&#58;alert(1))",
        "[link](<java script:alert(1)>)",
        "[link](vbscript:x)",
        "[link](data:text/html,<script>alert(1)</script>)",
        "[link](file:///etc/passwd)",
        "[link][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![picture](javascript:alert(1))",
        "![picture](https://example.org/pixel.gif)",
        '![picture" onerror="alert(1)](media/shape.svg)',
        '[link](https://example.org/ "title\\" onclick=\\"alert(1)")',
    ],
)
def test_nothing_that_acts_comes_through_markdown(hostile):
    html = rendered(hostile)
    tags = "".join(re.findall(r"<[^>]*>", html))
    assert not re.search(r"<(script|iframe|style|svg|form|input|!--)", tags)
    outside_quotes = re.sub(r'"[^"]*"', "", tags)
    assert not re.search(r"\bon\w+|style", outside_quotes)
    assert not re.search(r'(href|src)="(?!https://example\.org/"|media:)', tags)


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("<p onclick='a()'>text</p>", "<p>text</p>"),
        ("<script>a()</script>text", "text"),
        ("<style>p{}</style>text", "text"),
        ("<iframe src='https://example.org'></iframe>text", "text"),
        ("<p style='color:red'>text</p>", "<p>text</p>"),
        ("<p class='box'>text</p>", "<p>text</p>"),
        ("<p id='main'>text</p>", "<p>text</p>"),
        ("<a href='javascript:a()'>text</a>", "<a>text</a>"),
        ("<a href='/admin/'>text</a>", "<a>text</a>"),
        ("<img src='https://example.org/a.png' alt='a'>", '<img alt="a">'),
        ("<img src='/s/token/a.png' alt='a'>", '<img alt="a">'),
        ("<img src='media:../../a.png' alt='a'>", '<img alt="a">'),
        ("<h1>text</h1>", "text"),
        ("text<!-- remark -->", "text"),
        (f"<img src='media:{DIGEST}/a.png' alt='a'>", f'<img src="media:{DIGEST}/a.png" alt="a">'),
    ],
)
def test_the_sanitiser_lets_only_harmless_html_through(hostile, left):
    assert sanitise(hostile) == left


def test_raw_html_is_shown_as_text():
    assert rendered("a <b>bold</b> word") == "<p>a &lt;b&gt;bold&lt;/b&gt; word</p>"


def test_a_picture_gets_its_placeholder_and_its_size_and_waits_to_be_seen():
    [image] = re.findall(r"<img ([^>]*)>", rendered("![Shape](media/shape.svg)"))
    [source] = re.findall(r'src="media:[0-9a-f]{64}/shape\.svg"', image)
    assert set(image.split()) == {source, 'alt="Shape"', 'loading="lazy"', 'width="40"', 'height="30"'}


def test_a_link_to_another_site_opens_apart_and_tells_it_nothing():
    html = rendered("[link](https://example.org/)")
    assert html == '<p><a href="https://example.org/" target="_blank" rel="noopener noreferrer">link</a></p>'


def test_a_link_to_a_file_of_the_package_stays_here():
    assert re.fullmatch(r'<p><a href="media:[0-9a-f]{64}/paper\.pdf">paper</a></p>', rendered("[paper](paper.pdf)"))


def test_a_link_to_mail_is_kept():
    assert rendered("<mailto:a@example.org>") == '<p><a href="mailto:a@example.org">mailto:a@example.org</a></p>'


def test_a_table_is_wrapped_and_aligned_without_inline_styles():
    html = rendered("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="table-wrap" role="group" tabindex="0" aria-label="Table"><table>')
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_an_empty_corner_of_a_table_is_no_header():
    html = rendered("|  | a |\n|--:|---|\n| b | 2 |")
    assert '<td class="align-right"></td>\n<th>a</th>' in html


def test_first_level_headings_become_second_level_ones():
    assert rendered("# Too high") == "<h2>Too high</h2>"


def test_placeholders_become_addresses_where_the_fragment_is_served():
    html = rendered("![Shape](media/shape.svg) and [paper](paper.pdf)")
    [paper, shape] = sorted(media_digests(html), key=lambda digest: f"{digest}/shape.svg" in html)
    served = with_media(html, "/s/token/media/")
    assert f'src="/s/token/media/{shape}/shape.svg"' in served
    assert f'href="/s/token/media/{paper}/paper.pdf"' in served
    assert "media:" not in served


def test_a_fragment_without_media_is_served_as_it_is():
    assert with_media("<p>text</p>", "/m") == "<p>text</p>"


def test_a_word_that_looks_like_a_placeholder_is_left_alone():
    html = '<p>She called it "media: new and old".</p>'
    assert with_media(html, "/m") == html


def test_a_file_name_with_spaces_is_found_and_quoted(package, frameworks):
    package.put(f"{IN_MODULE}/media/a dot.png", PNG).add("![Dot](<media/a dot.png>)")
    programme = compile_package(package.source, frameworks)
    assert re.search(r'src="media:[0-9a-f]{64}/a%20dot\.png"', programme.modules[0].pages[0].blocks[0].html)


def test_only_the_first_of_many_missing_files_are_given_a_suggestion():
    report = Report()
    shelf = Shelf(Source({"media/shape.svg": SHAPE.encode()}), report)
    for number in range(200):
        shelf.take(f"media/shape{number}.svg", Place("page.md", number + 1))
    fixes = [problem.fix for problem in report.problems]
    assert len(fixes) == 200
    assert fixes[0] == "did you mean 'media/shape.svg'?"
    assert sum(fix.startswith("did you mean") for fix in fixes) == 20
