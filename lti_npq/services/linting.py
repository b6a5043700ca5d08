"""Packages for other systems, ours or not, checked before somebody uploads them."""

from pathlib import Path

from lti_npq.errors import ExportError
from lti_npq.exports import linting
from lti_npq.exports.linting import Finding, Judgement, Severity
from lti_npq.settings import Settings

__all__ = ["Finding", "Judgement", "Severity", "check_file"]

_ADVICE = "Give the zip file that somebody would upload to an LMS."


def check_file(path: Path, settings: Settings) -> Judgement:
    """Check a zip file; nothing of it is written anywhere.

    Raises:
        ExportError: If there is no such file, it cannot be read, or the installation's schemas cannot be used.
    """
    if not path.is_file():
        raise ExportError(f"There is no file {path}.", advice=_ADVICE)
    schemas = Path(settings.schemas_dir) if settings.schemas_dir else None
    try:
        with path.open("rb") as file:
            return linting.check_archive(file, schemas)
    except OSError as failure:
        raise ExportError(f"{path} cannot be read: {failure.strerror or failure}.", advice=_ADVICE) from failure
