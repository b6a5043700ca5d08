"""Video, audio and files to download: keys, an empty line, then what stands beside the file in words.

file: media/walk.mp4
captions: media/walk.vtt

The transcript, or what the file is for.
"""

from html import escape
from pathlib import PurePosixPath

from lti_npq.domain.blocks import Box
from lti_npq.packages.documents import Fragment, Passage
from lti_npq.packages.media import Medium, Use
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Name
from lti_npq.packages.sanitise import sanitise
from lti_npq.packages.yaml_nodes import Fields, read_yaml

_UNITS = ((1024 * 1024, "MB"), (1024, "KB"))


def read_video(passage: Passage, title: str, reading: Reading) -> Box:
    """Return a film with its captions and its transcript; one without them is reported."""
    keys, words = _split(passage, reading)
    with keys:
        film = _medium(keys.name("file"), "video", reading)
        captions = _medium(keys.name("captions", ""), "captions", reading)
        poster = _medium(keys.name("poster", ""), "picture", reading)
        language = keys.text("language", "en-GB")
    if "file" in keys and "captions" not in keys:
        fix = "add a line 'captions: …' with a WebVTT file"
        reading.report.error(keys.at, "no-captions", "the film has no captions for those who cannot hear it", fix)
    shown = f' poster="{poster.address}"' if poster else ""
    track = (
        f'<track kind="captions" src="{captions.address}" srclang="{escape(language)}" label="Captions" default>'
        if captions
        else ""
    )
    player = f'<video src="{film.address}" controls preload="metadata"{shown}>{track}</video>' if film else ""
    return Box("video", title, sanitise(player + _transcript(words, passage, reading)))


def read_audio(passage: Passage, title: str, reading: Reading) -> Box:
    """Return a recording with its transcript; one without is reported."""
    keys, words = _split(passage, reading)
    with keys:
        sound = _medium(keys.name("file"), "audio", reading)
    player = f'<audio src="{sound.address}" controls preload="metadata"></audio>' if sound else ""
    return Box("audio", title, sanitise(player + _transcript(words, passage, reading)))


def read_download(passage: Passage, title: str, reading: Reading) -> Box:
    """Return a file to keep, with what it is for."""
    keys, words = _split(passage, reading)
    with keys:
        file = _medium(keys.name("file"), "document", reading)
    link = _download_link(file, title) if file else ""
    return Box("download", title, sanitise(reading.markdown.block(words).html + link))


def _split(passage: Passage, reading: Reading) -> tuple[Fields, Fragment]:
    """Cut a passage at its first empty line: keys above, prose below."""
    lines = passage.body.text.split("\n")
    end = next((index for index, line in enumerate(lines) if not line.strip()), len(lines))
    keys = passage.body.part(0, end)
    return read_yaml(keys.text, keys.place(), reading.report), passage.body.part(end, len(lines))


def _medium(name: Name, use: Use, reading: Reading) -> Medium | None:
    """Return a file of the package that serves this use; report any other."""
    medium = reading.shelf.take(name.text, name.place) if name.text else None
    if medium and medium.use != use:
        fix = f"name {'captions as .vtt' if use == 'captions' else f'a file that holds {use}'}"
        reading.report.error(name.place, "media-type", f"{name.text} is not {use}", fix)
        return None
    return medium


def _transcript(words: Fragment, passage: Passage, reading: Reading) -> str:
    shown = reading.markdown.block(words)
    if not shown.text:
        place = passage.directive.place if passage.directive else words.place()
        fix = "add an empty line and what is said and seen, in words"
        reading.report.error(place, "no-transcript", "the recording has no transcript", fix)
    return f"<details><summary>Transcript</summary>{shown.html}</details>"


def _download_link(file: Medium, title: str) -> str:
    name = PurePosixPath(file.file.name)
    kind = name.suffix[1:].upper()
    return f'<p><a href="{file.address}" download="{escape(name.name)}">{escape(title)}</a> ({kind}, {_size(file)})</p>'


def _size(file: Medium) -> str:
    for unit, word in _UNITS:
        if file.file.size >= unit:
            return f"{round(file.file.size / unit)} {word}"
    return "under 1 KB"
