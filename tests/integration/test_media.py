"""Pictures and films as players ask for them: whole, in pieces, from the end, or only if they changed."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from new_content import Publish
from visitors import Visitor

LINES = "".join(f"{number:07}\n" for number in range(1, 1001))
"""8,000 bytes, every eight of which say where they are."""
CONTENT = f"%PDF-1.4\n{LINES}"
LINK = "[The plan](plan.pdf)\n\nA fictional"


@pytest.fixture
def address(publish: Publish, participant: Visitor) -> str:
    """Of a file of the programme that the participant studies."""

    def add_file(folder: Path) -> None:
        page = folder / "modules/planning/see.md"
        page.write_text(page.read_text().replace("A fictional", LINK))
        (page.parent / "plan.pdf").write_text(CONTENT)

    publish(add_file)
    found = re.search(r'href="([^"]*/media/[^"]*plan\.pdf)"', participant.get("pages/planning-see").text)
    assert found is not None
    return found[1]


def ask(person: Visitor, address: str, method: str = "GET", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return person.client.open(address, method=method, headers=named, buffered=True)


def test_a_whole_file_says_that_pieces_may_be_asked_for(participant: Visitor, address: str) -> None:
    answer = ask(participant, address)
    assert (answer.status_code, answer.text) == (200, CONTENT)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.content_length == len(CONTENT)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=4000-4007", 4000, 4007),
        ("bytes=8000-", 8000, len(CONTENT) - 1),
        ("bytes=-16", len(CONTENT) - 16, len(CONTENT) - 1),
        ("bytes=8000-999999", 8000, len(CONTENT) - 1),
    ],
)
def test_a_piece_is_sent_from_its_place(participant: Visitor, address: str, asked: str, first: int, last: int) -> None:
    answer = ask(participant, address, Range=asked)
    assert answer.status_code == 206
    assert answer.text == CONTENT[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer.content_length == last + 1 - first


@pytest.mark.parametrize("asked", ["bytes=9999-", "bytes=99999-100000"])
def test_a_piece_beyond_the_end_is_refused_with_the_length(participant: Visitor, address: str, asked: str) -> None:
    answer = ask(participant, address, Range=asked)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_a_piece_is_sent_only_of_the_file_that_the_player_began_with(participant: Visitor, address: str) -> None:
    etag = ask(participant, address).headers["ETag"]
    assert ask(participant, address, Range="bytes=0-9", If_Range=etag).status_code == 206
    other = ask(participant, address, Range="bytes=0-9", If_Range='"another"')
    assert (other.status_code, other.text) == (200, CONTENT)


def test_a_file_that_the_browser_has_is_not_sent_again(participant: Visitor, address: str) -> None:
    etag = ask(participant, address).headers["ETag"]
    answer = ask(participant, address, If_None_Match=etag)
    assert (answer.status_code, answer.text) == (304, "")


def test_whoever_asks_for_the_head_learns_the_length_without_the_file(participant: Visitor, address: str) -> None:
    answer = ask(participant, address, "HEAD")
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.content_length == len(CONTENT)


def test_a_file_of_another_programme_is_not_found(participant: Visitor, address: str) -> None:
    elsewhere = re.sub(r"/media/[0-9a-f]+/", f"/media/{'0' * 64}/", address)
    missing = ask(participant, elsewhere)
    assert missing.status_code == 404
    assert "This programme has no such picture or file." in missing.text
