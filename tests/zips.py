"""Content packages as zip files, sound and hostile."""

import io
import stat
import struct
import zipfile
from pathlib import Path
from zipfile import ZipFile, ZipInfo


def zipped(folder: Path) -> bytes:
    """Return a package's folder as an author would zip it."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent).as_posix())
    return packed.getvalue()


def holding(*entries: tuple[str | ZipInfo, bytes]) -> bytes:
    """Return a package with these entries, whatever their names."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in (("package.yaml", b"id: hostile\n"), *entries):
            archive.writestr(name, content)
    return packed.getvalue()


def twice() -> bytes:
    """Return a package in which one name stands twice; zipfile itself would warn."""
    return holding(("page.md", b"a"), ("page.mD", b"b")).replace(b"page.mD", b"page.md")


def link(name: str) -> ZipInfo:
    """Return an entry that is a symbolic link."""
    entry = ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def encrypted() -> bytes:
    """Return a package that says of its first entry that it is encrypted."""
    content = bytearray(holding())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


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
