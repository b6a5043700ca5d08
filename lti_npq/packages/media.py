"""Pictures and files that pages refer to: found, recognised by their bytes, checked."""

import posixpath
from collections.abc import Callable
from hashlib import sha256
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from lti_npq.domain.programme import MediaFile
from lti_npq.packages import images, svg
from lti_npq.packages.images import Size
from lti_npq.packages.report import Place, Report, did_you_mean, listed
from lti_npq.packages.source import Source

Use = Literal["picture", "video", "audio", "captions", "document"]


class _Type(NamedTuple):
    media_type: str
    starts: tuple[bytes, ...]
    """What the bytes of such a file begin with."""
    size: Callable[[bytes], Size | None] | None = None
    use: Use = "picture"
    offset: int = 0
    """Where that beginning stands."""


_ZIP = (b"PK\x03\x04",)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_JPEG = _Type("image/jpeg", (b"\xff\xd8\xff",), images.jpeg_size)
_SVG = _Type("image/svg+xml", (b"<", b"\xef\xbb\xbf<"))
_TYPES = {
    ".svg": _SVG,
    ".png": _Type("image/png", (b"\x89PNG\r\n\x1a\n",), images.png_size),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".gif": _Type("image/gif", (b"GIF87a", b"GIF89a"), images.gif_size),
    ".webp": _Type("image/webp", (b"RIFF",), images.webp_size),
    ".mp4": _Type("video/mp4", (b"ftyp",), use="video", offset=4),
    ".webm": _Type("video/webm", (b"\x1a\x45\xdf\xa3",), use="video"),
    ".mp3": _Type("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), use="audio"),
    ".m4a": _Type("audio/mp4", (b"ftyp",), use="audio", offset=4),
    ".ogg": _Type("audio/ogg", (b"OggS",), use="audio"),
    ".vtt": _Type("text/vtt", (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"), use="captions"),
    ".pdf": _Type("application/pdf", (b"%PDF-",), use="document"),
    ".docx": _Type(f"{_OFFICE}.wordprocessingml.document", _ZIP, use="document"),
    ".xlsx": _Type(f"{_OFFICE}.spreadsheetml.sheet", _ZIP, use="document"),
    ".pptx": _Type(f"{_OFFICE}.presentationml.presentation", _ZIP, use="document"),
    ".odt": _Type("application/vnd.oasis.opendocument.text", _ZIP, use="document"),
}
_MACROS = (b"vbaProject", b"Basic/script")
"""Names of parts of an office file that act."""
_HEAD = 256 * 1024
"""Bytes in which a picture has said its size, whatever its camera had to say before."""
_MOST_READ = 4 * 1024 * 1024
"""Bytes of a drawing or of captions, which are read as a whole."""

_MOST_SUGGESTED = 20
"""Missing files for which the nearest name is looked up: among thousands of names that takes a tenth of a second."""


class Medium(NamedTuple):
    """One file that a page may show or link to."""

    file: MediaFile
    size: Size | None
    """Of a picture, where its bytes tell."""
    use: Use

    @property
    def address(self) -> str:
        """The placeholder that `lti_npq.domain.fragments.with_media` turns into an address."""
        return f"media:{self.file.digest}/{quote(posixpath.basename(self.file.name))}"


class Shelf:
    """The media of a package; each is read and checked once, when something first refers to it."""

    def __init__(self, source: Source, report: Report) -> None:
        self._source = source
        self._report = report
        self._taken: dict[str, Medium | None] = {}
        self._suggested = 0

    @property
    def files(self) -> tuple[MediaFile, ...]:
        """Every file that something refers to, by name."""
        return tuple(medium.file for _, medium in sorted(self._taken.items()) if medium)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._taken)

    def take(self, target: str, place: Place) -> Medium | None:
        """Return the file that a page means by `target`, relative to itself; report one that is not there."""
        folder = posixpath.dirname(place.file)
        name = posixpath.normpath(posixpath.join(folder, unquote(target)))
        if name not in self._source:
            fix = self._suggestion(unquote(target), folder)
            self._report.error(place, "missing-file", f"there is no file {target!r}", fix)
            return None
        if name not in self._taken:
            self._taken[name] = self._examine(name, place)
        return self._taken[name]

    def _suggestion(self, target: str, folder: str) -> str:
        otherwise = "put the file into the package"
        if self._suggested == _MOST_SUGGESTED:
            return otherwise
        self._suggested += 1
        here = [posixpath.relpath(known, folder or ".") for known in self._source]
        return did_you_mean(target, here, otherwise)

    def _examine(self, name: str, place: Place) -> Medium | None:
        known = _TYPES.get(posixpath.splitext(name)[1].lower())
        if known is None:
            fix = f"use {listed(sorted(_TYPES))}"
            self._report.error(place, "media-type", f"{name} is of a kind that cannot be shown or linked to", fix)
            return None
        head = self._source.head(name, _HEAD)
        if not head.startswith(known.starts, known.offset):
            fix = "save it again in the format that its name promises"
            self._report.error(place, "media-type", f"{name} is not {known.media_type} inside", fix)
            return None
        if known.use == "document" and self._holds_macros(name):
            fix = "save it without macros"
            self._report.error(place, "media-type", f"{name} holds macros", fix)
            return None
        file = MediaFile(name, self._digest(name), known.media_type, self._source.size(name))
        return Medium(file, self._size(known, name, head), known.use)

    def _digest(self, name: str) -> str:
        running = sha256()
        for piece in self._source.chunks(name):
            running.update(piece)
        return running.hexdigest()

    def _holds_macros(self, name: str) -> bool:
        before = b""
        for piece in self._source.chunks(name):
            if any(part in before + piece for part in _MACROS):
                return True
            before = piece[-max(map(len, _MACROS)) :]
        return False

    def _size(self, known: _Type, name: str, head: bytes) -> Size | None:
        """Return a picture's size; look through what is text on the way."""
        if known is not _SVG and known.use != "captions":
            return known.size(head) if known.size else None
        if self._source.size(name) > _MOST_READ:
            fix = f"keep it below {_MOST_READ // 1024**2} MB"
            self._report.error(Place(name), "too-large", "the file is too large to be looked through", fix)
            return None
        if known is _SVG:
            return self._svg_size(name, self._source[name])
        self._check_captions(name, self._source[name])
        return None

    def _svg_size(self, name: str, content: bytes) -> Size | None:
        """Return the size of an SVG and report whatever in it is more than drawing."""
        found = svg.inspect(content)
        for line, danger in found.dangers:
            fix = "remove it, or save the picture as plain SVG"
            self._report.error(Place(name, line), "unsafe-svg", f"the picture holds {danger}", fix)
        return found.size

    def _check_captions(self, name: str, content: bytes) -> None:
        """Report captions that no player could show."""
        try:
            cues = "-->" in content.decode()
        except UnicodeDecodeError:
            cues = False
        if not cues:
            fix = "write times such as 00:01.000 --> 00:04.000, saved as UTF-8"
            self._report.error(Place(name), "bad-captions", "the captions cannot be read", fix)
