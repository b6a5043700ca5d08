"""Pictures and other files: where they lie in a package, and the pages' references to them.

A file is named after its bytes. So names with spaces, accents, `&` or two spellings of one name cannot go wrong on
any LMS's disk, and a file that two pages use is written once.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from lti_npq.domain.programme import MediaFile

_PLACEHOLDER = re.compile(r'(?<= )(?P<attribute>src|href|poster)="media:(?P<digest>[0-9a-f]{64})/(?P<name>[^"]*)"')
_IN_PACKAGE = re.compile(r'(?<= )((?:src|href|poster)=")media/(?=[0-9a-f]{16})')
_NAME_LENGTH = 16


def packed_names(files: Iterable[MediaFile]) -> dict[str, MediaFile]:
    """Return the files by their path in the package, such as `media/0f3c9a1be5d24477.svg`, each once."""
    return {_packed_name(file.digest, file.name): file for file in files}


def with_packed_names(fragment: str) -> str:
    """Return compiled HTML whose placeholders (`lti_npq.domain.fragments`) are paths in the package.

    A link to a file opens a new tab, because leaving the page would end the visit in the LMS.
    """
    return _PLACEHOLDER.sub(_reference, fragment) if "media:" in fragment else fragment


def in_cartridge(fragment: str) -> str:
    """Return compiled HTML for a document that is no page of a cartridge: there, media need their whole place."""
    return _IN_PACKAGE.sub(r"\1$IMS-CC-FILEBASE$/media/", with_packed_names(fragment))


def _reference(found: re.Match[str]) -> str:
    address = f'{found["attribute"]}="{_packed_name(found["digest"], found["name"])}"'
    return address if found["attribute"] != "href" else f'{address} target="_blank"'


def _packed_name(digest: str, name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    plain = suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ""
    return f"media/{digest[:_NAME_LENGTH]}{plain}"
