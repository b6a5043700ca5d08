"""Packages made to do harm: refused in words, with nothing of them kept and everything running as before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from lti_npq.settings import Settings
from uploads import PICTURE, Changing, files, upload, versions
from visitors import Visitor
from zips import bomb, claiming, claiming_10_gb, encrypted, holding, link, twice


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a sound zip file"),
        (b"PK\x03\x04 and then nothing", "is not a sound zip file"),
        (bomb(), "would unpack to more than 200 times its size"),
        (claiming(4_000_000_000), "is larger than 1024 MB"),
        (claiming_10_gb(), "is larger than 1024 MB"),
        (claiming(900_000_000), "would unpack to more than 200 times its size"),
        (claiming(6), "page.md is not as long as it is said to be"),
        (holding(("../evil.md", b"")), "leads outside the package"),
        (holding(("/etc/evil.md", b"")), "is not safe"),
        (holding((link("link.md"), b"/etc/passwd")), "link.md is a link or a device"),
        (twice(), "page.md stands in the archive 2 times"),
        (holding(("Page.md", b""), ("page.md", b"")), "Page.md and page.md are the same name on some systems"),
        (encrypted(), "package.yaml is encrypted"),
    ],
    ids=[
        "empty",
        "truncated",
        "bomb",
        "claims 4 GB",
        "claims 10 GB",
        "claims 900 MB",
        "claims a byte too much",
        "leads outside",
        "absolute",
        "link",
        "twice",
        "other case",
        "encrypted",
    ],
)
def test_a_hostile_file_is_refused_in_words_and_nothing_is_kept(
    author: Visitor, settings: Settings, engine: Engine, content: bytes, words: str
) -> None:
    before = files(settings)
    page = upload(author, content)
    assert page.status_code == 200
    assert "This file cannot be read" in page.text
    assert words in page.text
    assert files(settings) == before
    assert versions(engine) == ["1.0.0"]


def with_aliases(folder: Path) -> None:
    """Nine names, each standing for nine of the one before: 3 billion words in 300 bytes."""
    lines = ["a0: &a0 [" + ", ".join(["word"] * 9) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 9)]
    manifest = folder / "package.yaml"
    manifest.write_text(manifest.read_text() + "\n".join(lines) + "\n")


def lengthened(text: str, times: int) -> Changing:
    """Numbered, or the zip file would be refused for what it grows to."""

    def change(folder: Path) -> None:
        page = folder / "modules/planning/see.md"
        page.write_text(page.read_text() + "".join(text.format(number) for number in range(times)))

    return change


def holds(text: str) -> Changing:
    """Put text on a page, with the media that it may speak of beside it."""

    def change(folder: Path) -> None:
        page = folder / "modules/planning/see.md"
        page.write_text(f"{page.read_text()}\n{text}\n")
        (page.parent / "acts.svg").write_text(PICTURE.replace("<rect", "<script>a()</script><rect"))
        (page.parent / "other.png").write_bytes(b"MZ, no picture")

    return change


def garbled(folder: Path) -> None:
    page = folder / "modules/planning/see.md"
    page.write_bytes(page.read_bytes() + "café".encode("latin-1"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (holds("<script>a()</script>"), "raw HTML is not used here"),
        (holds('<p onclick="a()">Read on.</p>'), "raw HTML is not used here"),
        (holds('<iframe src="https://example.org/"></iframe>'), "raw HTML is not used here"),
        (holds("<style>p { display: none }</style>"), "raw HTML is not used here"),
        (holds("[Read on](javascript:a())"), "this link cannot be followed safely"),
        (holds("[Read on](data:text/html,a)"), "this link cannot be followed safely"),
        (holds("![A small box](data:image/png;base64,AA==)"), "pictures of other hosts are not shown"),
        (holds("![A small box](acts.svg)"), "the picture holds the element &lt;script&gt;"),
        (holds("![A small box](other.png)"), "other.png is not image/png inside"),
        (garbled, "this line is not UTF-8"),
    ],
    ids=[
        "script",
        "handler",
        "iframe",
        "style",
        "javascript:",
        "data:",
        "data: picture",
        "SVG",
        "media type",
        "encoding",
    ],
)
def test_what_could_act_or_garble_is_refused_at_its_line_and_nothing_is_kept(
    author: Visitor, settings: Settings, engine: Engine, package: Callable[..., bytes], change: Changing, words: str
) -> None:
    before = files(settings)
    page = upload(author, package(change)).text
    assert words in page
    assert "Release to everybody" not in page
    assert files(settings) == before
    assert versions(engine) == ["1.0.0"]
    assert "A plan that held" in author.get("pages/planning-see").text


@pytest.mark.parametrize(
    ("change", "file", "words"),
    [
        (with_aliases, "package.yaml", "anchors (&amp;) and aliases (*) are refused"),
        (lengthened("# Heading {}\n", 1_000_000), "modules/planning/see.md", "the file is larger than 1 MB"),
        (lengthened("Sentence {} of many. ", 500_000), "modules/planning/see.md", "the file is larger than 1 MB"),
    ],
    ids=["anchors in YAML", "a million headings", "a page of 10 MB"],
)
def test_a_package_made_to_exhaust_the_tool_is_refused_at_its_file_and_nothing_is_kept(
    author: Visitor,
    settings: Settings,
    engine: Engine,
    package: Callable[..., bytes],
    change: Changing,
    file: str,
    words: str,
) -> None:
    before = files(settings)
    page = upload(author, package(change))
    assert page.status_code == 200
    assert file in page.text
    assert words in page.text
    assert files(settings) == before
    assert versions(engine) == ["1.0.0"]
    assert author.get("pages/planning-see").status_code == 200
