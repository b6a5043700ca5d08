"""Content packages as zip files, sound and hostile."""

import io
import struct
import zipfile
from pathlib import Path
from zipfile import ZipFile


def zipped(folder: Path) -> bytes:
    """Return a package's folder as an author would zip it."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent).as_posix())
    return packed.getvalue()


def bomb() -> bytes:
    """Return a package whose one page unpacks to 64 MB of nothing."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.yaml", "id: bomb\n")
        archive.writestr("modules/m/page.md", b"\0" * 64 * 1024**2)
    return packed.getvalue()


def claiming(size: int) -> bytes:
    """Return a package that says of its page that it unpacks to so many bytes."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("package.yaml", "id: liar\n")
        archive.writestr("page.md", b"short")
    content = bytearray(packed.getvalue())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(content)


def claiming_10_gb() -> bytes:
    """Return a package that says of its page, in the longer fields of Zip64, that it unpacks to 10 GB."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("package.yaml", "id: liar\n")
        page = zipfile.ZipInfo("page.md")
        page.extra = struct.pack("<HHQ", 1, 8, 10 * 1024**3)
        archive.writestr(page, b"short")
    content = bytearray(packed.getvalue())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = b"\xff" * 4
    return bytes(content)
