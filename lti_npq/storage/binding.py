"""The one place that ties the models to a Flask application."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from lti_npq.storage.database import engine_options, tune

# Our models have a base of their own, so that the workers and tests need no Flask; only the session is taken from here.
db = SQLAlchemy(session_options={"expire_on_commit": False})


def bind(app: Flask, url: str) -> None:
    """Give the application its database session, one per request."""
    options = engine_options(url)
    app.config["SQLALCHEMY_DATABASE_URI"] = options.pop("url")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
