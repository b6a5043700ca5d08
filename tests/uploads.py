"""Packages as authors send them by the browser."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from werkzeug.test import TestResponse

from fakes import LTI, MEMBERSHIP
from lti_npq.settings import Settings
from lti_npq.storage.models import PackageVersion
from stored import rows
from visitors import Visitor

AS_AUTHOR = {"sub": "author-1", "name": "Ada Author", LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="4" height="3"/></svg>\n'

Changing = Callable[[Path], None]
"""Changes the folder of a package."""


def upload(person: Visitor, content: bytes, name: str = "small.zip") -> TestResponse:
    file: Any = (io.BytesIO(content), name)
    return person.post("content/uploads", {"package": file})


def path_of(page: TestResponse) -> str:
    """Return the path of an upload's page, within the session."""
    return page.request.path.split("/", 3)[3]


def versions(engine: Engine) -> list[str]:
    return sorted(row.version for row in rows(engine, PackageVersion))


def files(settings: Settings) -> set[Path]:
    return {path for path in settings.data_dir.rglob("*") if path.is_file()}
