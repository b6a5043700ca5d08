"""Large files: taken only from somebody who may send one, by way of the data folder, never through memory."""

import tempfile
from typing import IO, Any, BinaryIO, Final, cast
from uuid import UUID

from flask import Request, request

from lti_npq.errors import UploadTooLarge
from lti_npq.services import uploading
from lti_npq.services.content import shipped_frameworks
from lti_npq.web import context

_ENDPOINTS: Final = frozenset({"admin_content.upload", "authoring.upload"})
_MEGABYTE: Final = 1_000_000


class UploadRequest(Request):
    """A request whose files go to the data folder: a temporary folder may be memory.

    They have no name there, so nothing is left of an upload that breaks off.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._arriving: list[IO[bytes]] = []

    def close(self) -> None:
        """Close every file, also those of a form that broke off before Werkzeug knew them."""
        super().close()
        for file in self._arriving:
            file.close()

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        file = tempfile.TemporaryFile(dir=context.tool().settings.data_dir)  # noqa: SIM115  # closed with the request
        self._arriving.append(file)
        return file


def is_upload() -> bool:
    """Whether the request is one whose body may be large."""
    return request.method == "POST" and request.endpoint in _ENDPOINTS


def admit() -> None:
    """Let a large body through, once it is known who sends it.

    Raises:
        UploadTooLarge: If it is too large all the same.
    """
    limit = context.tool().settings.max_upload_mb * _MEGABYTE
    if (request.content_length or 0) > limit:
        raise UploadTooLarge(f"The file is larger than {limit // _MEGABYTE} MB.")
    request.max_content_length = limit


def take(who: str, enrolment_id: int | None) -> UUID:
    """Check the package that was sent, keep what was found, and return its number; commits."""
    sent = request.files.get("package")
    if sent is None or not sent.filename:
        raise uploading.NothingSent("No file was chosen.")
    # Checking and storing take a while: nothing is held open meanwhile.
    context.session().rollback()
    store, begun = context.tool().store, context.now()
    received = uploading.receive(store, cast("BinaryIO", sent.stream), sent.filename, shipped_frameworks())
    session = context.writing_session()
    number = uploading.note(session, store, received, begun, who=who, enrolment_id=enrolment_id)
    context.commit()
    return number
