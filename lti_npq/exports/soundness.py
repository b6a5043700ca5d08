"""What is exported passes the check that files of unknown origin pass (`linting`), before anything of it is written.

Only documents are looked at, and they are in memory already: media are names and sizes here.
"""

from collections.abc import Sequence
from pathlib import Path

from lti_npq.errors import ExportError
from lti_npq.exports.archive import Entry
from lti_npq.exports.linting import check_package, check_site
from lti_npq.exports.linting.package import Package

_SHOWN = 3


def refuse_unsound(entries: Sequence[Entry], schemas: Path | None, *, has_manifest: bool = True) -> None:
    """Stop an export that an LMS might not take.

    Raises:
        ExportError: If there is an error; the first few of them are in its message.
    """
    package = Package.of(entries)
    findings = check_package(package, schemas).findings if has_manifest else check_site(package)
    errors = [f"{each.place}: {each.message} [{each.code}]" for each in findings if each.severity == "error"]
    if errors:
        more = f" and {len(errors) - _SHOWN} more" if len(errors) > _SHOWN else ""
        raise ExportError(
            f"The package would have {len(errors)} fault{'s' if len(errors) > 1 else ''}: "
            f"{'; '.join(errors[:_SHOWN])}{more}.",
            advice="Nothing was written. Mend what is named in the content; what you cannot mend is a fault of this "
            "product: tell whoever looks after it. The codes are explained in docs/package-check.md.",
        )
