"""References to pictures and files in a package."""

from export_sample import PICTURE_FILE

from lti_npq.domain.programme import MediaFile
from lti_npq.exports.media import packed_names, with_packed_names

DIGEST = "ab" * 32


def test_a_reference_and_the_file_it_means_get_the_same_name() -> None:
    [name] = packed_names([PICTURE_FILE])
    html = f'<img src="media:{PICTURE_FILE.digest}/a%20cycle%20&amp;%20%C3%A9.svg" alt="">'
    assert with_packed_names(html) == f'<img src="{name}" alt="">'


def test_a_name_is_plain_whatever_the_author_called_the_file() -> None:
    for written in ("Été & sun.PNG", "x" * 255 + ".png", "a b.png", "A B.png"):
        assert list(packed_names([MediaFile(written, DIGEST, "image/png", 1)])) == ["media/abababababababab.png"]


def test_an_odd_suffix_is_left_out() -> None:
    assert list(packed_names([MediaFile("picture.p&g", DIGEST, "image/png", 1)])) == ["media/abababababababab"]
    assert with_packed_names(f'<img src="media:{DIGEST}/picture.p&amp;g">') == '<img src="media/abababababababab">'


def test_two_files_of_the_same_bytes_are_packed_once() -> None:
    files = [MediaFile("a.png", DIGEST, "image/png", 1), MediaFile("b.png", DIGEST, "image/png", 1)]
    assert len(packed_names(files)) == 1


def test_a_link_to_a_file_opens_a_new_tab_so_that_the_visit_goes_on() -> None:
    found = with_packed_names(f'<a href="media:{DIGEST}/plan.pdf">Plan</a>')
    assert found == '<a href="media/abababababababab.pdf" target="_blank">Plan</a>'


def test_text_that_only_looks_like_a_reference_is_left_alone() -> None:
    html = f"<p>src=&quot;media:{DIGEST}/a.png&quot;</p>"
    assert with_packed_names(html) == html
