"""From source to programme, and the programme as bytes.

A package is read once: the same reading yields the programme and the problems, so the two cannot disagree.
"""

from typing import NamedTuple

import msgspec

from lti_npq.domain.framework import Frameworks
from lti_npq.domain.programme import Programme
from lti_npq.errors import ContentError
from lti_npq.packages.outline import read_programme
from lti_npq.packages.reading import Reading
from lti_npq.packages.report import Problem
from lti_npq.packages.rules import judge
from lti_npq.packages.source import Source

COMPILER_VERSION = 5
"""Part of every cache key: raised whenever the same source compiles to something else."""

_decoder = msgspec.json.Decoder(Programme)


class Checked(NamedTuple):
    """What a check found."""

    programme: Programme
    """As far as it could be read; whole if no problem is an error."""
    problems: list[Problem]


def check(source: Source, frameworks: Frameworks) -> Checked:
    """Read a package and find everything that an author would want to know, in the order in which it is met."""
    reading = Reading(source)
    programme = read_programme(reading, frameworks)
    judge(programme, frameworks.get(programme.framework, programme.qualification), reading)
    return Checked(programme, reading.report.problems)


def problems(source: Source, frameworks: Frameworks) -> list[Problem]:
    """Return what is to be mended or weighed in a package: its errors and warnings, without mere information."""
    return [found for found in check(source, frameworks).problems if found.severity != "information"]


def compile_package(source: Source, frameworks: Frameworks) -> Programme:
    """Return the programme of a package, its text as sanitised HTML.

    Raises:
        ContentError: If the package has an error; every one of them is a line of the message.
    """
    reading = Reading(source)
    programme = read_programme(reading, frameworks)
    reading.report.refuse_errors()
    return programme


def encode(programme: Programme) -> bytes:
    """Return a programme as JSON, the same bytes for the same programme."""
    return msgspec.json.encode(programme)


def decode(content: bytes) -> Programme:
    """Return the programme that `encode` made bytes of.

    Raises:
        ContentError: If they are none, for instance of another compiler's version.
    """
    try:
        return _decoder.decode(content)
    except msgspec.DecodeError as error:
        raise ContentError(f"the compiled programme cannot be read: {error}", advice="Compile it again.") from error
