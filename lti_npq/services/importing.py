"""Making a draft package of what an author already has."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lti_npq.errors import ContentError
from lti_npq.packages.importing import Draft, package_files, read_draft
from lti_npq.services.content import shipped_frameworks
from lti_npq.services.frameworks import find_framework


def import_package(source: Path, folder: Path, framework: str | None, title: str | None) -> Draft:
    """Write a draft of `source` to a folder that is new or empty; return what was read, with what was lost.

    Args:
        framework: Edition and qualification, such as `2021/NPQH`.

    Raises:
        ContentError: If the folder holds something, or if the framework or the source cannot be used; nothing is
            written then.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ContentError(f"There is something in {folder} already.", advice="Give a folder that is not there yet.")
    known = find_framework(framework) if framework else None
    draft = read_draft(source, title)
    _write(package_files(draft, known, shipped_frameworks()), folder)
    return draft


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files beside the folder first, so that it is there as a whole or not at all."""
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".import-", dir=folder.absolute().parent))
    try:
        beside.chmod(0o755)
        for name, content in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        beside.replace(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
