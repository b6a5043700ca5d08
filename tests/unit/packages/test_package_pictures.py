"""Pictures: their size from their bytes, and SVG that only draws."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_package import PNG, SHAPE

from lti_npq.packages import images, svg

GIF = b"GIF89a" + struct.pack("<HH", 64, 48)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 48, 64) + b"\x03"
RIFF = b"RIFF\x00\x00\x00\x00WEBP"
WEBP_EXTENDED = RIFF + b"VP8X" + b"\x00" * 8 + (63).to_bytes(3, "little") + (47).to_bytes(3, "little")
WEBP_LOSSLESS = RIFF + b"VP8L" + b"\x00" * 4 + b"\x2f" + (63 | 47 << 14).to_bytes(4, "little") + b"\x00" * 5
WEBP_LOSSY = RIFF + b"VP8 " + b"\x00" * 4 + b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 64, 48)


@pytest.mark.parametrize(
    ("size", "content"),
    [
        (images.png_size, PNG),
        (images.gif_size, GIF),
        (images.jpeg_size, JPEG),
        (images.webp_size, WEBP_EXTENDED),
        (images.webp_size, WEBP_LOSSLESS),
        (images.webp_size, WEBP_LOSSY),
    ],
)
def test_a_picture_tells_its_width_and_height(size, content):
    assert size(content) == (64, 48)


@pytest.mark.parametrize(
    ("size", "content"),
    [
        (images.png_size, PNG[:20]),
        (images.gif_size, GIF[:8]),
        (images.jpeg_size, JPEG[:14]),
        (images.webp_size, RIFF),
    ],
)
def test_a_picture_that_is_cut_off_has_no_size(size, content):
    assert size(content) is None


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="30.4px"', (40, 30)),
        ('viewBox="0 0 40 30"', (40, 30)),
        ('viewBox="-5,-5,40,30" width="100%"', (40, 30)),
        ("", None),
    ],
)
def test_the_size_of_an_svg_comes_from_its_sides_or_its_box(attributes, size):
    assert svg.inspect(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode()).size == size


@pytest.mark.parametrize(
    ("inside", "danger"),
    [
        ("<script>a()</script>", "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<iframe xmlns='http://www.w3.org/1999/xhtml'/>", "<iframe>"),
        ("<image href='https://example.org/a.png'/>", "<image>"),
        ("<animate attributeName='href' to='javascript:a()'/>", "<animate>"),
        ("<set attributeName='onclick' to='a()'/>", "<set>"),
        ("<a href='https://example.org'/>", "<a>"),
        ("<rect onclick='a()'/>", "event handler onclick"),
        ("<rect ONCLICK='a()'/>", "event handler ONCLICK"),
        ("<use href='https://example.org/a.svg#a'/>", "reference outside"),
        ("<use xmlns:x='http://www.w3.org/1999/xlink' x:href='data:x'/>", "reference outside"),
        ("<rect fill='url(https://example.org/a)'/>", "in fill"),
        ("<rect style='fill: u\\72l(https://example.org/a)'/>", "in style"),
        ("<style>@import 'https://example.org/a.css';</style>", "style that reaches outside"),
        ("<style>rect { fill: url( 'https://example.org/a') }</style>", "style that reaches outside"),
        ("<style>rect { fill: url(<![CDATA[https://example.org/a]]>) }</style>", "style that reaches outside"),
        ("<?xml-stylesheet href='https://example.org/a.css'?>", "<?xml-stylesheet?>"),
        ("<rect>", "not sound XML"),
        ("<rect fill='&unknown;'/>", "not sound XML"),
    ],
)
def test_an_svg_that_acts_or_reaches_out_is_named_with_its_line(inside, danger):
    content = f'<svg xmlns="http://www.w3.org/2000/svg">\n<g>\n{inside}\n</g>\n</svg>'.encode()
    line, found = svg.inspect(content).dangers[0]
    assert danger in found
    assert line >= 3


def test_a_doctype_ends_the_reading_before_any_entity_grows():
    bomb = "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>\n<svg>&b;</svg>"
    assert svg.inspect(bomb.encode()).dangers == ((1, "a DOCTYPE"),)


def test_an_svg_must_be_one():
    assert svg.inspect(b"<html/>").dangers


@pytest.mark.parametrize(
    "inside",
    [
        "<rect fill='url(#a)'/>",
        "<rect style=\"fill:url('#a')\"/>",
        "<use href='#a'/>",
        "<style>rect { fill: red }</style>",
        "<i:view xmlns:i='http://www.inkscape.org/namespaces/inkscape'/>",
        "<!-- drawn by hand -->",
    ],
)
def test_an_svg_that_only_draws_is_welcome(inside):
    assert svg.inspect(SHAPE.replace("<rect", f"{inside}<rect").encode()).dangers == ()


@pytest.mark.parametrize(
    ("picture", "danger"),
    [
        (f'<svg xmlns="http://www.w3.org/2000/svg" width="{"9" * 400}" height="1"/>', "a size that no screen can show"),
        (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 {"9" * 400}"/>', "a size that no screen can show"),
        ('<?xml version="1.0" encoding="foo"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an encoding that"),
        ('<?xml version="1.0" encoding="shift_jis"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an encoding that"),
    ],
)
def test_a_picture_that_cannot_be_measured_or_decoded_is_reported(picture, danger):
    found = svg.inspect(picture.encode())
    assert found.size is None
    assert [said for _, said in found.dangers if said.startswith(danger)]


ENCODINGS = st.sampled_from([b"", b"foo", b"hex", b"utf-7", b"utf-16", b"big5", b"idna", b"\xff"])
DRAWINGS = st.builds(
    lambda encoding, inside: b'<?xml version="1.0" encoding="' + encoding + b'"?><svg ' + inside,
    ENCODINGS,
    st.one_of(st.binary(), st.from_regex(rb'(width|height|viewBox)="[0-9. -]*"/?>', fullmatch=True)),
)


@given(content=st.one_of(st.binary(), DRAWINGS))
def test_any_bytes_can_be_looked_at_as_a_drawing(content):
    found = svg.inspect(content)
    assert found.dangers or found.size is None or min(found.size) >= 0


@given(content=st.binary(), start=st.sampled_from([PNG, GIF, JPEG, WEBP_EXTENDED, WEBP_LOSSLESS, WEBP_LOSSY, b""]))
@pytest.mark.parametrize("size", [images.png_size, images.gif_size, images.jpeg_size, images.webp_size])
def test_any_bytes_can_be_looked_at_as_a_picture(size, content, start):
    for length in range(0, len(start) + 1, 4):
        found = size(start[:length] + content)
        assert found is None or min(found) >= 0
