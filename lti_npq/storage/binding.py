"""The one place that ties the models to a Flask application."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session

from lti_npq.storage.database import engine_options, tune
from lti_npq.storage.direct import DirectSession


class _RequestSession(DirectSession, Session):
    """A session with one database: the extension would choose among several anew for every statement."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self.engine = db.engine


# Our models have a base of their own, so that the workers and tests need no Flask; only the session is taken from here.
db = SQLAlchemy(session_options={"expire_on_commit": False, "class_": _RequestSession})


def bind(app: Flask, url: str) -> None:
    """Give the application its database session, one per request."""
    options = engine_options(url)
    app.config["SQLALCHEMY_DATABASE_URI"] = options.pop("url")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
