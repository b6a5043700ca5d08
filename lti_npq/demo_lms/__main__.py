"""`python -m lti_npq.demo_lms`: the demonstration LMS by itself."""

from contextlib import suppress
from pathlib import Path

import click

from lti_npq.demo_lms.errors import StartError
from lti_npq.demo_lms.presets import PRESETS, habits_for
from lti_npq.demo_lms.server import start_in_thread
from lti_npq.demo_lms.settings import CLIENT_ID, DemoSettings


@click.command(epilog="Example: python -m lti_npq.demo_lms --tool http://localhost:8500 --data lms --like moodle")
@click.option("--port", default=8501, show_default=True, help="Port on 127.0.0.1; 0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address; any other is refused.")
@click.option("--tool", default="http://localhost:8500", show_default=True, help="Address of the tool to launch.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder for grades, statements and the signing key.")
@click.option("--like", default="plain", show_default=True, help=f"The LMS whose habits to have: {', '.join(PRESETS)}.")
@click.option("--habit", "habits", multiple=True, metavar="NAME[=VALUE]", help="One habit more; may be repeated.")
@click.option("--xapi-key", default="demo", show_default=True, help="Key of the statement store.")
@click.option("--xapi-secret", default="demo", show_default=True, help="Secret of the statement store.")
def main(
    *,
    port: int,
    host: str,
    tool: str,
    data: Path | None,
    like: str,
    habits: tuple[str, ...],
    xapi_key: str,
    xapi_secret: str,
) -> None:
    """Run a small LMS on this computer, to try an LTI 1.3 tool with. Nothing in it is real."""
    try:
        settings = DemoSettings(
            port=port,
            host=host,
            tool=tool,
            folder=data,
            habits=habits_for(like, habits),
            xapi_key=xapi_key,
            xapi_secret=xapi_secret,
        )
        running = start_in_thread(settings)
    except StartError as problem:
        raise click.ClickException(str(problem)) from problem
    # Ctrl-C may come as soon as the address stands there, so the words belong inside.
    with running, suppress(KeyboardInterrupt):
        click.echo(_words(running.settings))
        running.wait()


def _words(settings: DemoSettings) -> str:
    each = ".<course>" if settings.habits.deployment_per_course else ""
    return "\n".join(
        (
            f"Demonstration LMS: {settings.address} (Ctrl-C stops it)",
            f"  issuer    {settings.issuer}",
            f"  client id {CLIENT_ID}, deployment {settings.deployment_id}{each}",
            f"  authorise {settings.authorize_url}",
            f"  token     {settings.token_url}",
            f"  keys      {settings.jwks_url}",
            f"  xAPI      {settings.xapi_url}",
        )
    )


if __name__ == "__main__":
    main()
