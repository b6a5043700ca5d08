"""`lti-npq serve` and `lti-npq worker`."""

import signal
import socket
from datetime import UTC, datetime
from typing import Any

import click
from flask import Flask

from lti_npq.app import create_app
from lti_npq.cli.setup import read_settings, transaction
from lti_npq.errors import SettingsError
from lti_npq.services import delivery
from lti_npq.services.files import require_reachable
from lti_npq.services.installation import prepare
from lti_npq.services.opening import open_database
from lti_npq.settings import Settings
from lti_npq.web.context import EXTENSION, Tool
from lti_npq.workers.delivering import DeliveryLoop
from lti_npq.workers.scaled import run_worker, start_waking
from lti_npq.workers.server import Server, options, start_delivery


@click.command(epilog="Example: LTI_NPQ_SECRET_KEY=… LTI_NPQ_BASE_URL=https://npq.example.org lti-npq serve")
def serve() -> None:
    """Serve the tool, and deliver grades and statements from a thread beside it."""
    settings = read_settings()
    settings.require_secret()
    require_free_port(settings.host, settings.port)
    require_reachable(settings)
    engine = open_database(settings)
    with transaction(engine) as session:
        prepare(session, settings, datetime.now(UTC))
        if settings.runs_embedded and settings.embedded_delivery:
            delivery.release_leases(session)
    # gunicorn forks: no connection may be shared with a child.
    engine.dispose()
    click.echo(f"lti-npq listens on {settings.host}:{settings.port} for {settings.base_url}", err=True)
    Server(settings, lambda: _application(settings), options(settings)).run()


@click.command(epilog="Example: LTI_NPQ_EMBEDDED_DELIVERY=false lti-npq serve & lti-npq worker")
def worker() -> None:
    """Deliver grades and statements until stopped; with a broker, as one of any number of Celery workers."""
    settings = read_settings()
    settings.require_secret()
    engine = open_database(settings)
    with transaction(engine) as session:
        prepare(session, settings, datetime.now(UTC))
    if settings.broker_url:
        engine.dispose()
        click.echo("lti-npq delivers, woken by the broker; Ctrl-C stops it.", err=True)
        run_worker(settings)
        return
    loop = DeliveryLoop(engine, settings)

    def stop(*_: Any) -> None:
        loop.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo("lti-npq delivers; Ctrl-C stops it.", err=True)
    loop.run()


def require_free_port(host: str, port: int) -> None:
    """Refuse a port that something else listens on.

    Raises:
        SettingsError: If so, or if it may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            raise SettingsError(
                f"Port {port} on {host} cannot be used: {(failure.strerror or 'unknown host').lower()}.",
                advice="Stop what uses it, or set another port.",
            ) from None


def _application(settings: Settings) -> Flask:
    """Make a worker process's application, and start its delivery."""
    app = create_app(settings)
    if settings.broker_url:
        start_waking(settings, app.extensions[EXTENSION].delivery_due)
    elif settings.embedded_delivery:
        tool: Tool = app.extensions[EXTENSION]
        start_delivery(open_database(settings), settings, tool.delivery_due)
    return app
