"""What somebody may choose about an export, beside its format."""

from pathlib import Path
from typing import Literal

from msgspec import Struct

Per = Literal["programme", "module"]
"""What one activity in the LMS holds."""


class Options(Struct, frozen=True):
    """The choices; the defaults suit an LMS of which nothing is known."""

    modules: tuple[str, ...] = ()
    """Keys of the modules to export; all of the programme where there are none."""
    per: Per = "programme"
    """`module` makes one SCO (SCORM 2004) or assignable unit (cmi5) of each module."""
    tool_url: str = ""
    """Where LTI links lead, as `https://npq.example.org`; without it a cartridge has none."""
    schemas: Path | None = None
    """A folder with control documents (XSDs), one folder inside it for each format."""
