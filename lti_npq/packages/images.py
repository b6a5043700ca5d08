"""What a picture's own bytes say of its size: PNG, GIF, JPEG, WebP."""

import struct

Size = tuple[int, int]
"""Width and height in pixels."""

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""JPEG markers in the range of frame headers that are something else: tables and a reserved one."""


def png_size(content: bytes) -> Size | None:
    return struct.unpack(">II", content[16:24]) if len(content) >= 24 else None


def gif_size(content: bytes) -> Size | None:
    return struct.unpack("<HH", content[6:10]) if len(content) >= 10 else None


def jpeg_size(content: bytes) -> Size | None:
    """Walk from segment to segment until the one that starts a frame.

    Source: ITU-T T.81, B.1.1.4 and B.2.2.
    """
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def webp_size(content: bytes) -> Size | None:
    """Read the size from whichever of the three chunks comes first.

    Source: WebP container specification; RFC 6386, 9.1; WebP lossless bitstream, 3.
    """
    chunk, body = content[12:16], content[20:30]
    if len(body) < 10:
        return None
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF
