"""The list of rules in docs/package-check.md, made of the rules themselves.

    python -m tests.architecture.package_rules

writes it anew, and leaves the rest of the page as it is.
"""

from collections.abc import Iterator
from pathlib import Path

from lti_npq.exports.linting.rules import FAMILIES, Rule

PAGE = Path(__file__).parents[2] / "docs" / "package-check.md"
_MARK = "<!-- rules: python -m tests.architecture.package_rules -->\n"


def page() -> str:
    """Return the page with the rules as they are now."""
    above, mark, _ = PAGE.read_text().partition(_MARK)
    return above + mark + "\n" + "\n".join(_lines())


def _lines() -> Iterator[str]:
    for title, rules in FAMILIES.items():
        yield from (f"### {title}", "", "| Code | | Why it matters | What to do |", "|---|---|---|---|")
        yield from map(_row, rules)
        yield ""


def _row(rule: Rule) -> str:
    why, fix = (text.replace("|", "\\|").replace("<", "&lt;") for text in (rule.why, rule.fix))
    return f"| `{rule.code}` | {rule.severity} | {why} | {fix} |"


if __name__ == "__main__":
    PAGE.write_text(page())
