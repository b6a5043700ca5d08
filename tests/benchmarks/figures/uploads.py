"""What a large package with films costs the server's memory, from the browser to everybody's pages."""

import os
import re
import time
import zipfile
from pathlib import Path

from tests.benchmarks import tool
from tests.benchmarks.browser import Browser
from tests.benchmarks.measuring import memory_over_idle
from tests.benchmarks.platform import LAUNCH, BenchPlatform
from tests.benchmarks.programme import large_package
from tests.benchmarks.results import Figure
from tests.benchmarks.servers import Server
from tests.fakes import LTI, MEMBERSHIP

FILMS, FILM_MB = 3, 100
AS_AUTHOR = {"sub": "author-1", "name": "Ada Author", LTI + "roles": [MEMBERSHIP + "ContentDeveloper"]}
_FILM = """
::: video "Film {number}"
file: film-{number}.mp4
captions: film.vtt

What is said in the film.
:::
"""
_BOUNDARY = "a-line-that-is-in-no-film"
_MB = 1_000_000


def upload_300mb(folder: Path) -> Figure:
    """MB of memory over idle while a package with three films of 100 MB is uploaded, checked, stored and released."""
    platform = BenchPlatform()
    package = _zipped(_with_films(large_package(folder / "package")), folder / "package.zip")
    with tool.installed(folder, platform) as server:
        browser, session, token = _author(server, platform)
        body = _form(folder / "body", package, token)
        begun = time.perf_counter()
        memory = memory_over_idle(server.pid, lambda: _publish(browser, session, token, body))
        wall = time.perf_counter() - begun
    return Figure("upload_300mb", memory, "MB over idle", None, None, {"wall_value": wall})


def _with_films(package: Path) -> Path:
    module = package / "modules/m0"
    (module / "film.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:04.000\nGood morning.\n")
    for number in range(FILMS):
        # As little to be packed as a real film.
        (module / f"film-{number}.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + os.urandom(FILM_MB * _MB))
    page = module / "p0.md"
    page.write_text(page.read_text() + "".join(_FILM.format(number=number) for number in range(FILMS)))
    return package


def _zipped(package: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(package.rglob("*.*")):
            archive.write(path, path.relative_to(package))
    return file


def _author(server: Server, platform: BenchPlatform) -> tuple[Browser, str, str]:
    """Launch an author, who looks at the page for uploads; return the browser, the session and the forms' token."""
    browser = Browser(server.connection)
    first = browser.post_encoded(LAUNCH, platform.ready(browser, 0, **AS_AUTHOR).form)
    session = "/".join(first.location.split("/")[:3])
    csrf = re.search(rb'name="csrf" content="([^"]+)"', browser.get(f"{session}/content").body)
    assert csrf is not None
    return browser, session, csrf[1].decode()


def _form(file: Path, package: Path, token: str) -> Path:
    """Write the upload's form as a browser sends it."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
    named = 'name="package"; filename="package.zip"'
    head += f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {named}\r\nContent-Type: application/zip\r\n\r\n"
    file.write_bytes(head.encode() + package.read_bytes() + f"\r\n--{_BOUNDARY}--\r\n".encode())
    return file


def _publish(browser: Browser, session: str, token: str, body: Path) -> None:
    form = f"multipart/form-data; boundary={_BOUNDARY}"
    report = browser.post_file(f"{session}/content/uploads", body, form).location
    listing = browser.follow(browser.post(f"{report}/release", {"csrf": token, "instead_of": ""}))
    assert b"A large programme" in listing.body
