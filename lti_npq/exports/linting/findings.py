"""What a check finds: where, what, why it matters and what to do."""

from typing import Self

from msgspec import Struct

from lti_npq.exports.linting.rules import RULES, Rule, Severity

_LONGEST = 400
"""Characters of a message."""


class Finding(Struct, frozen=True):
    """One thing that is wrong with a package."""

    file: str
    """Its name in the package; empty where it is the zip file itself."""
    line: int | None
    """Counted from 1; none where it is the file as a whole."""
    column: int | None
    code: str
    message: str
    """What is wrong."""

    @classmethod
    def of(cls, code: str, message: str, file: str = "", line: int | None = None, column: int | None = None) -> Self:
        return cls(printable(file), line, column, code, printable(message)[:_LONGEST])

    @property
    def rule(self) -> Rule:
        return RULES[self.code]

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def place(self) -> str:
        """Where it is, as editors and compilers write it."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


def printable(text: str) -> str:
    """Return a text that a terminal can show: what is quoted from a file may hold anything."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def in_order(findings: list[Finding]) -> list[Finding]:
    """Return findings in the order in which somebody meets them, each once."""
    return sorted(
        set(findings), key=lambda each: (each.file, each.line or 0, each.column or 0, each.code, each.message)
    )
