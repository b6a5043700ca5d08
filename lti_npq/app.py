"""The application factory: the one place that knows every room."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import MapAdapter

from lti_npq.platforms.door import Door
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.services.content import Library
from lti_npq.services.files import content_store
from lti_npq.services.previewing import Preview
from lti_npq.settings import Settings, shipped
from lti_npq.storage import binding
from lti_npq.web import (
    addresses,
    admin,
    assessment,
    authoring,
    choosing,
    errors,
    facilitation,
    filters,
    headers,
    health,
    lti,
    media,
    notices,
    people,
    practice,
    previewing,
    registering,
    row_numbers,
    sameness,
    sessions,
    study,
    uploads,
    vocabulary,
)
from lti_npq.web.context import EXTENSION, Tool

LARGEST_REQUEST = 2_000_000
"""Bytes; the longest task answer is far below it."""

_BLUEPRINTS = (
    lti.bp,
    registering.bp,
    study.bp,
    assessment.bp,
    practice.bp,
    authoring.bp,
    facilitation.bp,
    people.bp,
    choosing.bp,
    media.bp,
    notices.bp,
    health.bp,
    vocabulary.bp,
    *admin.BLUEPRINTS,
)


class Application(Flask):
    """Flask that knows its own address, without asynchronous views: it would ask every function whether it is one."""

    site: SplitResult | None = None
    """The tool's own address; None where it lies wherever it is asked."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Have what completes an address (`/admin` to `/admin/`) lead to our own: a proxy in front asks us by HTTP."""
        adapter = super().create_url_adapter(request)
        if adapter is not None and self.site is not None:
            adapter.url_scheme, adapter.server_name = self.site.scheme, self.site.netloc
        return adapter

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings) -> Flask:
    """Return the application for a database that is ready (see `services.installation`).

    Raises:
        SettingsError: If the secret is missing, or the database URL wrong.
    """
    settings.require_secret()
    app = _bare_app()
    app.site = urlsplit(settings.base_url)
    app.request_class = uploads.UploadRequest
    app.logger.setLevel(getattr(logging, settings.log_level))
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0)  # type: ignore[method-assign]
    binding.bind(app, settings.effective_database_url)
    door = Door(allows_private=settings.allow_private_addresses, home=settings.base_url)
    store = content_store(settings)
    app.extensions[EXTENSION] = Tool(
        settings=settings,
        library=Library(store),
        store=store,
        platform_keys=PlatformKeys(door),
        door=door,
    )
    for part in (addresses, errors, headers, row_numbers):
        part.install(app)
    filters.install(app, settings.time_zone)
    sameness.install(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.url_defaults(sessions.add_token)
    app.context_processor(sessions.page_context)
    return app


def create_preview(preview: Preview) -> Flask:
    """Return an application that shows authors a package as participants will see it, without LMS and database."""
    app = _bare_app()
    headers.install(app)
    filters.install(app, Settings().time_zone)
    sameness.install(app)
    previewing.install(app, preview)
    return app


def _bare_app() -> Application:
    app = Application("lti_npq", template_folder=str(shipped("templates")), static_folder="static")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app
