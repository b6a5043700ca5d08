"""Control documents: the XSDs that a manifest names, where a set of them is at hand.

No LMS reads them; strict checkers of SCORM packages look for them. They are not ours to ship, so a setting names a
folder that has them, one folder for each format (`make schemas` fills one).
"""

from pathlib import Path

from lti_npq.errors import ExportError
from lti_npq.exports.archive import Entry

_SUFFIXES = frozenset({".xsd", ".dtd"})


def control_entries(schemas: Path | None, format_name: str) -> list[Entry]:
    """Return the control documents of a format; none if there is no set of them.

    Raises:
        ExportError: If the folder of schemas is not there.
    """
    if schemas is None:
        return []
    if not schemas.is_dir():
        raise ExportError(
            f"There is no folder {schemas} with schemas.", advice="Run `make schemas`, or unset LTI_NPQ_SCHEMAS_DIR."
        )
    folder = schemas / format_name
    files = sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES) if folder.is_dir() else []
    return [_entry(folder, path) for path in files]


def _entry(folder: Path, path: Path) -> Entry:
    return Entry(
        name=path.relative_to(folder).as_posix(),
        size=path.stat().st_size,
        open=lambda: path.open("rb"),
    )
