"""Whether files are small enough to load."""

from collections.abc import Iterator

from lti_npq.packages.report import Place, Problem
from lti_npq.packages.rules.subject import Subject

_MB = 1024 * 1024
_MOST = {"image": 2 * _MB, "audio": 30 * _MB, "video": 200 * _MB}
"""Bytes by the first part of the media type."""
_MOST_OTHERWISE = 10 * _MB


def large_media(subject: Subject) -> Iterator[Problem]:
    for file in subject.programme.media:
        most = _MOST.get(file.media_type.partition("/")[0], _MOST_OTHERWISE)
        if file.size > most:
            message = f"this file of {file.size / _MB:.0f} MB is larger than {most // _MB} MB"
            fix = "save it smaller, or in parts"
            yield Problem.at(Place(file.name), "warning", "large-media", message, fix)
