"""What stands in the log: lines for people or JSON for machines, each with what it belongs to, none with a secret."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

_correlation: ContextVar[str] = ContextVar("correlation", default="")
_TEXT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; the rest was added by whoever logs."""
# No line of ours names any of these. What a library says, or what an error quotes, might.
_SECRETS: Final = (
    (re.compile(r"(/(?:s|admin/join)/)[\w-]{20,}"), r"\1…"),
    (re.compile(r"\b(Bearer|Basic)\s+[^\s\"',]+", re.IGNORECASE), r"\1 …"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), "…"),
    (
        re.compile(r"\b(\w*(?:token|secret|password|assertion|state|nonce|invitation)=)[^\s&\"']+", re.IGNORECASE),
        r"\1…",
    ),
    (re.compile(r"(://)[^\s/@:]+:[^\s/@]+@"), r"\1…@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
)


def install(level: str, form: str) -> None:
    """Have everything logged to standard error, as `text` or as `json`: one object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Lines(_TEXT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def correlate(identity: str) -> None:
    """Have whatever this thread logs from now on belong to something: a request, for instance."""
    _correlation.set(identity)


@contextmanager
def correlated(identity: str) -> Iterator[None]:
    """The same for a while."""
    before = _correlation.set(identity)
    try:
        yield
    finally:
        _correlation.reset(before)


class Lines(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with a reference where it belongs to something and does not say so."""
        line, identity = super().format(record), _correlation.get()
        first, newline, rest = line.partition("\n")
        reference = f" [{identity}]" if identity and f"[{identity}]" not in first else ""
        return redacted(first + reference + newline + rest)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's name
        """Return the line without its traceback; an address or somebody else's words in it never begin another."""
        line = super().formatMessage(record)
        return line if line.isprintable() else "".join(map(_visible, line))


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, correlation, and what the line adds."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object as text."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        known: dict[str, Any] = {"time": at, "level": record.levelname, "logger": record.name}
        known["message"] = redacted(record.getMessage())
        if identity := _correlation.get():
            known["correlation"] = identity
        known |= {name: _plain(value) for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            known["exception"] = redacted(self.formatException(record.exc_info))
        return json.dumps(known, ensure_ascii=False)


def redacted(text: str) -> str:
    """Return a text without what could let anybody in, or says who somebody is."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _visible(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | None) else redacted(str(value))
