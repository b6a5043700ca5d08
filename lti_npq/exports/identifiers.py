"""Names for the parts of a course that stay the same for ever and that every LMS accepts.

An LMS finds a learner's progress again by these names, so they hang on the author's ids alone: never on a title, a
position or a version.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

from lti_npq.errors import ExportError

TOKEN_LENGTH = 4
"""Characters of a token: 24 bits, so that two of 700 ids meet in about one programme in seventy (see `tokens`)."""

_LONGEST_NAME = 120
_AUTHORS_ID = re.compile(r"[a-z][a-z0-9-]*")


def identifier(key: str) -> str:
    """Return an author's id in the characters that all engines take, `[A-Za-z0-9_]`; two ids never become one.

    Raises:
        ExportError: If it is not an author's id (docs/content-format.md).
    """
    if not _AUTHORS_ID.fullmatch(key):
        raise ExportError(f"“{key}” cannot be exported: an id is made of lower-case letters, digits and hyphens.")
    return key.replace("-", "_")


def tokens(keys: Iterable[str]) -> dict[str, str]:
    """Return a short name for each key, for the few characters that SCORM 1.2 remembers.

    A token is a hash of its key, so it survives other keys coming and going. Where two keys meet in one token, the one
    that sorts later is hashed again; only then can a new key change an old token.
    """
    taken: dict[str, str] = {}
    for key in sorted(set(keys)):
        attempt = key
        while (token := _hashed(attempt)) in taken:
            attempt += "+"
        taken[token] = key
    return {key: token for token, key in taken.items()}


def file_name(identifier_: str, suffix: str) -> str:
    """Return a name for the file of something that has this identifier, short enough for every disk."""
    if len(identifier_) > _LONGEST_NAME:
        identifier_ = f"{identifier_[:_LONGEST_NAME]}_{sha256(identifier_.encode()).hexdigest()[:8]}"
    return f"{identifier_}.{suffix}"


def _hashed(text: str) -> str:
    return urlsafe_b64encode(sha256(text.encode()).digest())[:TOKEN_LENGTH].decode()
