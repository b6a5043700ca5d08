"""`lti-npq demo`: the tool and a small LMS on this computer, each a process of its own."""

import os
import secrets
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click
import urllib3

from lti_npq.cli.serving import require_free_port
from lti_npq.cli.setup import transaction
from lti_npq.errors import SettingsError
from lti_npq.services.installation import prepare, publish_shipped
from lti_npq.services.opening import open_database, prepare_folder
from lti_npq.services.registry import NewRegistration, register
from lti_npq.settings import PREFIX, Settings

_LOOPBACK = "127.0.0.1"
_CLIENT_ID = "demo-lti-npq"
_XAPI_KEY = "demo"
_ENVIRONMENT = "environment"
"""The file with which a shell's commands look at the demonstration's tool."""
_PATIENCE_SECONDS = 60
_PROFILES = {"plain": "other", "moodle": "moodle", "canvas": "canvas"}
"""What the LMS can be like, with the key of the profile that the tool has for it."""
_DEPLOYMENT_IDS = {"plain": "demo-1", "moodle": "1", "canvas": "demo-1"}
"""What it calls its deployment of the tool: a Moodle's are numbers."""
_SHARED_ISSUERS = {"canvas": "https://canvas.instructure.com"}
"""What it then calls itself instead of its address, where all customers of a product have one name."""
_SIGN_ON_HOSTS = {"canvas": "localhost"}
"""Where its sign-on then is, where that is apart from the courses."""


@click.command(epilog="Example: lti-npq demo --data demo-data --like moodle")
@click.option(
    "--port", default=8500, type=click.IntRange(1, 65_535), show_default=True, help="Port of the tool, on localhost."
)
@click.option(
    "--lms-port", default=8501, type=click.IntRange(1, 65_535), show_default=True, help="Port of the LMS, on 127.0.0.1."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help="Folder that keeps what you try out; delete it to start afresh.",
)
@click.option(
    "--like",
    type=click.Choice(list(_PROFILES)),
    default="plain",
    show_default=True,
    help="Whose habits the LMS has: its addresses, claims, answers and peculiarities.",
)
def demo(port: int, lms_port: int, data: Path, like: str) -> None:
    """Try everything out: starts the tool and a demonstration LMS, and prints where to click."""
    for each in (port, lms_port):
        require_free_port(_LOOPBACK, each)
    settings = _settings(port, lms_port, data)
    _keep_environment(settings, data / _ENVIRONMENT)
    _prepare(settings, lms_port, like)
    processes = [_start_lms(settings, lms_port, data, like), _start_tool(settings)]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _await_answers(processes, [f"http://{_LOOPBACK}:{port}/readyz", f"{_lms_address(lms_port)}/"])
        click.echo(_words(_lms_address(lms_port), data / _ENVIRONMENT))
        _await_end(processes)
    except KeyboardInterrupt:
        click.echo("\nStopped. What you did is kept; start again to go on.")
    finally:
        _stop(processes)


def _lms_host(port: int) -> str:
    return f"{_LOOPBACK}:{port}"


def _lms_address(port: int) -> str:
    return f"http://{_lms_host(port)}"


def _settings(port: int, lms_port: int, data: Path) -> Settings:
    prepare_folder(data)
    return Settings(
        secret_key=_kept_secret(data / "secret-key"),
        base_url=f"http://localhost:{port}",
        data_dir=(data / "tool").resolve(),
        port=port,
        # The demonstration LMS is on this very machine.
        allow_private_addresses=True,
        own_lms_hosts=",".join(f"{host}:{lms_port}" for host in (_LOOPBACK, *_SIGN_ON_HOSTS.values())),
        lrs_endpoint=f"{_lms_address(lms_port)}/xapi",
        lrs_key=_XAPI_KEY,
        lrs_secret=_kept_secret(data / "xapi-secret"),
    )


def _kept_secret(file: Path) -> str:
    """Return a secret made at the first start and kept for later ones."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _environment(settings: Settings) -> dict[str, str]:
    chosen = ["secret_key", "base_url", "data_dir", "port", "lrs_endpoint", "lrs_key", "lrs_secret"]
    chosen += ["allow_private_addresses", "own_lms_hosts"]
    return {PREFIX + name.upper(): str(getattr(settings, name)) for name in chosen}


def _keep_environment(settings: Settings, file: Path) -> None:
    """Keep the settings for commands in another terminal, which would else look at a database of their own."""
    file.touch(mode=0o600)
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in _environment(settings).items())
    file.write_text("".join(lines))


def _prepare(settings: Settings, lms_port: int, like: str) -> None:
    """Have content published and the LMS registered."""
    now = datetime.now(UTC)
    engine = open_database(settings)
    with transaction(engine) as session:
        prepare(session, settings, now)
        publish_shipped(session, settings, now)
        register(session, "Demonstration", _registration(lms_port, like), now)
    engine.dispose()


def _registration(lms_port: int, like: str) -> NewRegistration:
    # Whatever it is like, the LMS answers at these addresses, too.
    lms = _lms_address(lms_port)
    sign_on = f"http://{_SIGN_ON_HOSTS.get(like, _LOOPBACK)}:{lms_port}"
    shared_issuer = _SHARED_ISSUERS.get(like)
    return NewRegistration(
        name="Demonstration LMS",
        issuer=shared_issuer or lms,
        client_id=_CLIENT_ID,
        auth_url=f"{sign_on}/lti/authorize",
        token_url=f"{sign_on}/lti/token",
        jwks_url=f"{sign_on}/lti/jwks",
        deployments=[_DEPLOYMENT_IDS[like]],
        platform=_PROFILES[like],
        service_hosts=[_lms_host(lms_port)] if shared_issuer else [],
    )


def _start_lms(settings: Settings, port: int, data: Path, like: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "lti_npq.demo_lms", "--port", str(port), "--tool", settings.base_url]
    command += [
        "--like",
        like,
        "--data",
        str(data / "lms"),
        "--xapi-key",
        settings.lrs_key,
        "--xapi-secret",
        settings.lrs_secret,
    ]
    return _start(command, os.environ)


def _start_tool(settings: Settings) -> subprocess.Popen[bytes]:
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return _start([sys.executable, "-m", "lti_npq", "serve"], {**foreign, **_environment(settings)})


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl-C reaches this process alone and it ends the others in order.
    return subprocess.Popen(  # noqa: S603  # our own command
        command, env=dict(environment), stdout=subprocess.DEVNULL, start_new_session=True
    )


def _await_answers(processes: list[subprocess.Popen[bytes]], addresses: list[str]) -> None:
    """Wait until every address answers.

    Raises:
        SettingsError: If a process ends, or it takes too long.
    """
    http = urllib3.PoolManager(retries=False, timeout=2)
    patience = time.monotonic() + _PATIENCE_SECONDS
    while not all(_answers(http, address) for address in addresses):
        if any(process.poll() is not None for process in processes) or time.monotonic() > patience:
            raise SettingsError("The demonstration did not start.", advice="The lines above say why.")
        time.sleep(0.1)


def _answers(http: urllib3.PoolManager, address: str) -> bool:
    try:
        return http.request("GET", address, redirect=False).status < 500
    except urllib3.exceptions.HTTPError:
        return False


def _await_end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until one of the processes ends by itself, which it should not."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise SettingsError("Part of the demonstration ended by itself.", advice="The lines above say why.")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _words(lms: str, environment: Path) -> str:
    return f"""
  The demonstration is ready. Open

      {lms}

  1. Choose a participant, open the autumn course and its activity "Implementation":
     read, answer a self-check, write the task and hand it in.
  2. Switch person, choose a facilitator and open the same activity: mark it and send feedback.
  3. Look at the course's grades and at the activity log.

  Also: as a facilitator, add activities to the course from inside the tool, or copy the course. As the
  LMS administrator, add the tool once more with an address from another terminal:
      . {shlex.quote(str(environment.resolve()))}
      lti-npq admin invite --registration

  Ctrl-C stops it.
"""
