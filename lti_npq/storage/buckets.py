"""Files in a bucket that speaks S3, by obstore; the extra `s3` installs it."""

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import parse_qsl, urlsplit

from lti_npq.errors import SettingsError, StorageUnreachable
from lti_npq.storage.files import CHUNK

if TYPE_CHECKING:
    from obstore.store import S3Config

_OPTIONS = frozenset({"endpoint", "region"})
_URL_ADVICE = "Write s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION; all but the bucket may be left out."
_PART = 8 * 1024 * 1024
"""Bytes of one part of an upload, the least being 5 MB; two of them are held at a time."""
_PARTS_AT_ONCE = 2

PATIENCE: Final = timedelta(seconds=20)
"""For one request; somebody waits for the answer."""
_RETRYING: Final = timedelta(seconds=10)

_CODE = re.compile(r"<Code>(\w+)</Code>")
_CLOSED: Final = frozenset(
    {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "PermissionDeniedError", "UnauthenticatedError"}
)

try:
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import S3Store
except ModuleNotFoundError:  # said in words where the setting asks for it
    _IS_INSTALLED = False
else:
    _IS_INSTALLED = True
    # A bucket that is not there is a FileNotFoundError of Python's own to whoever writes.
    _FAILURES = (BaseError, OSError)


class BucketFiles:
    """Files below a prefix of one bucket; who we are to it is told by the usual AWS_… variables."""

    def __init__(self, url: str) -> None:
        """Prepare a bucket; nothing is asked of it yet.

        Args:
            url: `s3://bucket/prefix?endpoint=…&region=…`.

        Raises:
            SettingsError: If the address is none, or obstore is not installed.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if parts.scheme != "s3" or not parts.netloc or not options.keys() <= _OPTIONS:
            raise SettingsError("LTI_NPQ_STORAGE_URL is not the address of a bucket.", advice=_URL_ADVICE)
        if not _IS_INSTALLED:
            raise SettingsError("The S3 client is not installed.", advice="Install it with: pip install 'lti-npq[s3]'")
        endpoint = options.get("endpoint", "")
        config: S3Config = {"region": options.get("region", "us-east-1")}
        if endpoint:
            config["endpoint"] = endpoint
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=config,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "timeout": PATIENCE,
                "connect_timeout": timedelta(seconds=5),
            },
            retry_config={"max_retries": 2, "retry_timeout": _RETRYING},
        )

    def require_reachable(self) -> None:
        """Ask the bucket for a list, which also needs the right to know that a file is not there.

        Raises:
            StorageUnreachable: If there is no such bucket, it does not answer, or does not let us in.
        """
        try:
            next(iter(obstore.list(self._store, chunk_size=1)), None)
        except _FAILURES as failure:
            raise _unreachable(failure) from failure

    def has(self, name: str) -> bool:
        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        except _FAILURES as failure:
            raise _unreachable(failure) from failure
        return True

    def put(self, name: str, content: BinaryIO) -> None:
        try:
            obstore.put(self._store, name, content, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE)
        except _FAILURES as failure:
            raise _unreachable(failure) from failure

    def open(self, name: str) -> BinaryIO:
        try:
            return cast("BinaryIO", io.BufferedReader(_Remote(obstore.open_reader(self._store, name)), CHUNK))
        except FileNotFoundError:
            raise
        except _FAILURES as failure:
            raise _unreachable(failure) from failure

    def remove(self, name: str) -> None:
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return
        except _FAILURES as failure:
            raise _unreachable(failure) from failure


class _Remote(io.RawIOBase):
    """A remote file as Python's own readers want it."""

    def __init__(self, reader: "obstore.ReadableFile") -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        return self._reader.tell()

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            piece = memoryview(self._reader.read(len(buffer)))
        except _FAILURES as failure:
            raise _unreachable(failure) from failure
        buffer[: len(piece)] = piece
        return len(piece)


def _unreachable(failure: Exception) -> StorageUnreachable:
    """Return what happened, without the rest of what the store said: that is markup, and has addresses in it."""
    said = _CODE.search(str(failure))
    kind = said[1] if said else type(failure).__name__
    if kind in _CLOSED:
        return StorageUnreachable(f"The storage of files does not let this tool in ({kind}).")
    if kind in ("NoSuchBucket", "FileNotFoundError"):
        return StorageUnreachable("The storage of files has no bucket of this name.")
    return StorageUnreachable(f"The storage of files does not answer as it should ({kind}).")
