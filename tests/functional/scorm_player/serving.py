"""A web server for one exported package and the player around it, on two addresses that are two sites to a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

from availability import unavailable

ROOT = Path(__file__).parents[3]
ENGINES = ROOT / "build" / "npm" / "node_modules" / "scorm-again" / "dist"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; img-src 'self' data:"
"""What a strict LMS lets a package do."""

_OURS = Path(__file__).parent


class _Handler(SimpleHTTPRequestHandler):
    """Serves the package under /package/ and the player beside it."""

    def __init__(self, *arguments: object, package: Path) -> None:
        self._package = package
        super().__init__(*arguments)  # type: ignore[arg-type]  # handed through as socketserver gives them

    def translate_path(self, path: str) -> str:
        name = path.partition("?")[0].lstrip("/")
        if name.startswith("package/"):
            return str(self._package / name.removeprefix("package/"))
        return str(ENGINES / name if (ENGINES / name).is_file() else _OURS / name)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        if self.path.startswith("/package/"):
            self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002  the name in the standard library
        pass

    def log_error(self, format: str, *_: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(archive: Path, folder: Path) -> Iterator[int]:
    """Unpack a package and serve it; yields the port, on which 127.0.0.1 and localhost are two sites."""
    if not (ENGINES / "scorm12.js").is_file():
        unavailable("missing: npm scorm-again; `make peers` installs it")
    with ZipFile(archive) as packed:
        packed.extractall(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, package=folder))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
