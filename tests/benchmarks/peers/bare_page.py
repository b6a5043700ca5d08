"""A bare Flask page: the SQL of one of our pages replayed through plain SQLAlchemy, and as many bytes in a template."""

from importlib.metadata import version
from typing import Any

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from lti_npq.storage.database import open_engine

NAME = f"Flask {version('flask')}, bare page with the same queries"
APPLICATION = f"{__name__}:application"
PAGE = "<!doctype html><title>{{ title }}</title><main>{{ html|safe }}</main>"


def config(url: str, statements: list[str], size: int) -> dict[str, Any]:
    """Return what `application` is made from: the database, the SQL with its values, the bytes of the page."""
    return {"url": url, "statements": statements, "size": size}


def application(config: dict[str, Any]) -> Flask:
    """Make the page, on connections prepared as ours are."""
    app = Flask(__name__)
    engine = open_engine(config["url"])
    # Compiled once: render_template_string would compile at every request.
    template = app.jinja_env.from_string(PAGE)
    html = "x" * (config["size"] - len(PAGE))

    @app.get("/page")
    def page() -> ResponseReturnValue:
        with engine.connect() as connection:
            rows = [connection.exec_driver_sql(sql).fetchall() for sql in config["statements"]]
        return render_template(template, title=len(rows), html=html)

    return app
