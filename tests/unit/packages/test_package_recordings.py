"""Video, audio, files to download and the words of the glossary."""

import pytest
from small_package import IN_MODULE, SEE, SmallPackage

from every_kind import EVERY_RECORDING, GLOSSARY, MEDIA
from lti_npq.domain.blocks import Box
from lti_npq.packages import compile_package, problems


@pytest.fixture
def recorded(package: SmallPackage) -> SmallPackage:
    for name, content in MEDIA.items():
        package.put(f"{IN_MODULE}/media/{name}", content)
    package.put("glossary.md", GLOSSARY.encode())
    return package.add(EVERY_RECORDING)


def boxes(package: SmallPackage, frameworks) -> dict[str, Box]:
    [page] = compile_package(package.source, frameworks).modules[0].pages
    return {block.role: block for block in page.blocks if isinstance(block, Box)}


def test_recordings_are_read_without_a_problem(recorded, frameworks):
    assert problems(recorded.source, frameworks) == []


def test_a_film_brings_captions_and_a_transcript_all_from_the_package(recorded, frameworks):
    film = boxes(recorded, frameworks)["video"]
    assert film.html.count("media:") == 3
    assert 'kind="captions"' in film.html
    assert "greets <em>everybody</em> by name" in film.html
    assert "https:" not in film.html


def test_a_download_says_what_it_is(recorded, frameworks):
    html = boxes(recorded, frameworks)["download"].html
    assert 'download="sheet.pdf">A planning sheet</a> (PDF, under 1 KB)' in html


def test_a_word_is_linked_the_first_time_on_a_page(package, frameworks):
    package.put("glossary.md", GLOSSARY.encode())
    package.add("Fidelity first, `drift` in code, [fidelity](https://example.org/), then fidelity and Drifting.")
    [page] = compile_package(package.source, frameworks).modules[0].pages
    html = page.blocks[0].html
    assert html.count('class="term"') == 2
    assert '<a href="#term_page-one_fidelity" class="term">Fidelity</a> first' in html
    assert '<a href="#term_page-one_drift" class="term">Drifting</a>' in html
    assert [term.title for term in page.terms] == ["Drift", "Fidelity"]


def test_a_word_within_another_is_no_word(package, frameworks):
    package.put("glossary.md", GLOSSARY.encode()).add("The infidelity of driftwood.")
    assert compile_package(package.source, frameworks).modules[0].pages[0].terms == ()


MEDIA_FOLDER = f"{IN_MODULE}/media"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (SEE, "captions: media/walk.vtt\n", "", (f"{SEE}", 10, "no-captions")),
        (SEE, "\nA head stands at the gate and greets *everybody* by name.", "", (SEE, 9, "no-transcript")),
        (SEE, "file: media/walk.mp4", "file: media/talk.mp3", (SEE, 10, "media-type")),
        (SEE, "file: media/walk.mp4", "file: media/walks.mp4", (SEE, 10, "missing-file")),
        (SEE, "file: media/walk.mp4", "file: https://example.org/walk.mp4", (SEE, 10, "missing-file")),
        (SEE, "file: media/walk.mp4", "film: media/walk.mp4", (SEE, 10, "unknown-key")),
        (SEE, "file: media/sheet.pdf", "file: media/still.png", (SEE, 24, "media-type")),
        (f"{MEDIA_FOLDER}/walk.vtt", "-->", "to", (f"{MEDIA_FOLDER}/walk.vtt", 1, "bad-captions")),
        (f"{MEDIA_FOLDER}/walk.vtt", "WEBVTT", "1", (SEE, 11, "media-type")),
        ("glossary.md", "::: term fidelity", "::: word fidelity", ("glossary.md", 2, "unknown-directive")),
        ("glossary.md", "::: term fidelity", "::: term", ("glossary.md", 2, "missing-key")),
        ("glossary.md", "::: term fidelity", "::: term drift", ("glossary.md", 6, "duplicate-id")),
        (
            "glossary.md",
            '::: term fidelity "Fidelity"',
            "Words.\n\n::: term a-b",
            ("glossary.md", 1, "directive-syntax"),
        ),
    ],
)
def test_a_slip_in_a_recording_is_named_where_it_stands(recorded, frameworks, file, old, new, problem):
    recorded.replace(file, old, new)
    assert problem in [(each.file, each.line, each.code) for each in problems(recorded.source, frameworks)]


def test_a_recording_is_not_linked_to(recorded, frameworks):
    recorded.replace(SEE, "(https://example.org/)", "(media/talk.mp3)")
    assert [each.code for each in problems(recorded.source, frameworks)] == ["media-type"]


@pytest.mark.parametrize("part", [b"word/vbaProject.bin", b"Basic/script-lc.xml"])
def test_a_document_with_macros_is_refused(package, frameworks, part):
    package.put(f"{IN_MODULE}/plan.docx", b"PK\x03\x04 " + part).add("[The plan](plan.docx)")
    assert [each.code for each in problems(package.source, frameworks)] == ["media-type"]


def test_a_document_without_macros_may_be_linked_to(package, frameworks):
    package.put(f"{IN_MODULE}/plan.docx", b"PK\x03\x04 word/document.xml").add("[The plan](plan.docx)")
    assert problems(package.source, frameworks) == []
