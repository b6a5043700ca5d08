"""Compiled HTML on its way to a page."""

import pytest

from lti_npq.domain.fragments import media_digests, plain_text, with_media

DIGEST, OTHER = "ab" * 32, "cd" * 32


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>One <em>two</em>\nthree</p>\n<p>four</p>", "One two three four"),
        ("<p>Fish &amp; chips &lt;b&gt;</p>", "Fish & chips <b>"),
        ("<p>A&nbsp;B &quot;C&quot; &#233;</p>", 'A B "C" é'),
        ('<p>Left <img alt="a &gt; b" src="x"> right</p>', "Left right"),
        ("  \n <p> \t spaced </p> ", "spaced"),
    ],
)
def test_a_fragment_is_read_out_without_its_markup(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_pictures_and_files_get_the_address_of_whoever_serves_them() -> None:
    html = f'<img src="media:{DIGEST}/a.png" alt="A"> <a href="media:{OTHER}/b.pdf">B</a>'
    served = with_media(html, "/s/token/media/")
    assert served == f'<img src="/s/token/media/{DIGEST}/a.png" alt="A"> <a href="/s/token/media/{OTHER}/b.pdf">B</a>'
    assert media_digests(html) == {DIGEST, OTHER}


@pytest.mark.parametrize(
    "html",
    [
        "<p>Nothing here</p>",
        f"<p>media:{DIGEST}/a.png</p>",
        f'<p title="media:{DIGEST}/a.png">x</p>',
        '<img src="media:short/a.png">',
        f'<img src="https://example.org/media:{DIGEST}/a.png">',
    ],
)
def test_what_is_no_placeholder_stays_as_it_is(html: str) -> None:
    assert with_media(html, "/base") == html
    assert media_digests(html) == frozenset()
