"""`lti-npq content preview`: a package as participants will see it, on this computer alone."""

import webbrowser
from contextlib import suppress

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from lti_npq.app import create_preview
from lti_npq.cli.serving import require_free_port
from lti_npq.services.checking import locate
from lti_npq.services.previewing import Preview

_HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """No line for every request: the page asks twice a second whether something was saved."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@click.command(epilog="Example: lti-npq content preview my-programme --open")
@click.argument("package")
@click.option("--port", type=click.IntRange(1, 65535), default=8600, show_default=True, help="The port to listen on.")
@click.option("--open", "in_browser", is_flag=True, help="Open it in your browser.")
def preview(package: str, port: int, *, in_browser: bool) -> None:
    """Show PACKAGE as participants will see it, and again whenever you save a file of it.

    Only this computer can reach it. Answers are judged and nothing is kept.
    """
    shown = Preview(locate(package))
    require_free_port(_HOST, port)
    server = make_server(_HOST, port, create_preview(shown), threaded=True, request_handler=_Quiet)
    address = f"http://{_HOST}:{port}/"
    click.echo(f"Preview of {package} at {address}; Ctrl-C stops it.")
    if in_browser:
        webbrowser.open(address)
    try:
        with suppress(KeyboardInterrupt):
            server.serve_forever()
    finally:
        server.server_close()
