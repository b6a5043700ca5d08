"""LMSs: how each does, its addresses, its deployments."""

from collections.abc import Mapping
from dataclasses import asdict, fields

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.errors import SettingsError
from lti_npq.platforms.profiles import PROFILES
from lti_npq.services import doctor, registry
from lti_npq.services.administration import health, inviting
from lti_npq.services.registry import NewRegistration
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, administrator, scope

bp = admin_blueprint("platforms", __name__)
_REQUIRED = {
    "name": "the name",
    "issuer": "the issuer",
    "client_id": "the client id",
    "auth_url": "the authentication address",
    "token_url": "the token address",
    "jwks_url": "the keys' address",
}
_NOT_SENT = 422


@bp.get("/platforms")
def listing() -> ResponseReturnValue:
    """List every LMS with how it does."""
    return render_template("admin/platforms.html", platforms=health.platforms(context.session(), scope()))


@bp.get("/platforms/<int:platform_id>")
def platform(platform_id: int) -> ResponseReturnValue:
    """Show one LMS: its addresses and deployments."""
    view = registry.platform(context.session(), platform_id, scope())
    return render_template("admin/platform.html", platform=view)


@bp.post("/platforms/<int:platform_id>/examine")
def examine(platform_id: int) -> ResponseReturnValue:
    """Find out what is wrong between the tool and an LMS, and show it."""
    tool, session = context.tool(), context.session()
    known, keys = doctor.known_of(session, platform_id, scope()), tool.keys(session)
    # The LMS is asked with no transaction open.
    context.commit()
    checks = doctor.examine(known, tool.door, keys, tool.settings.base_url)
    doctor.remember(context.writing_session(), known, checks, context.now())
    context.commit()
    return render_template("admin/platform.html", platform=known.view, checks=checks)


@bp.get("/platforms/new")
def blank() -> ResponseReturnValue:
    """Ask for an LMS's data."""
    return _form_page({})


@bp.post("/platforms/new")
def add() -> ResponseReturnValue:
    """Register an LMS with the data that it shows to its administrator."""
    session = context.session()
    try:
        new = _registration(request.form, request.form.get("issuer", ""), request.form.get("client_id", ""))
    except SettingsError as refused:
        return _form_page(request.form, refused), _NOT_SENT
    owner = scope() or registry.tenant_named(
        session, request.form.get("provider", "").strip() or inviting.DEFAULT_PROVIDER
    )
    number = registry.register_for(session, owner, new, context.now(), who=administrator().email)
    context.commit()
    return redirect(url_for(".platform", platform_id=number), 303)


@bp.get("/platforms/<int:platform_id>/change")
def change(platform_id: int) -> ResponseReturnValue:
    """Show an LMS's data to be changed."""
    view = registry.platform(context.session(), platform_id, scope())
    kept = {field.name: getattr(view, field.name) for field in fields(NewRegistration) if field.name != "deployments"}
    hosts = " ".join(view.service_hosts)
    return _form_page({**kept, "service_hosts": hosts, "removed_at": view.removed_at}, changed=platform_id)


@bp.post("/platforms/<int:platform_id>/change")
def save(platform_id: int) -> ResponseReturnValue:
    """Store an LMS's changed data; issuer and client id are what it is known by, and stay."""
    session = context.session()
    view = registry.platform(session, platform_id, scope())
    try:
        new = _registration(request.form, view.issuer, view.client_id)
    except SettingsError as refused:
        return _form_page({**asdict(view), **request.form}, refused, changed=platform_id), _NOT_SENT
    registry.register_for(session, view.tenant_id, new, context.now(), who=administrator().email)
    context.commit()
    return redirect(url_for(".platform", platform_id=platform_id), 303)


@bp.post("/platforms/<int:platform_id>/approve")
def approve(platform_id: int) -> ResponseReturnValue:
    """Let launches of a deployment through."""
    session, deployment_id = context.session(), request.form.get("deployment_id", "")
    registry.approve(session, platform_id, deployment_id, context.now(), who=administrator().email, tenant_id=scope())
    context.commit()
    return redirect(url_for(".platform", platform_id=platform_id), 303)


@bp.post("/platforms/<int:platform_id>/withdraw")
def withdraw(platform_id: int) -> ResponseReturnValue:
    """Let launches of a deployment wait for approval again."""
    session, deployment_id = context.session(), request.form.get("deployment_id", "")
    registry.withdraw(session, platform_id, deployment_id, context.now(), who=administrator().email, tenant_id=scope())
    context.commit()
    return redirect(url_for(".platform", platform_id=platform_id), 303)


@bp.get("/platforms/<int:platform_id>/remove")
def confirm(platform_id: int) -> ResponseReturnValue:
    """Ask whether an LMS is really to be removed."""
    view = registry.platform(context.session(), platform_id, scope())
    return render_template("admin/remove.html", platform=view)


@bp.post("/platforms/<int:platform_id>/remove")
def remove(platform_id: int) -> ResponseReturnValue:
    """Refuse launches of an LMS from now on."""
    registry.remove(context.session(), platform_id, context.now(), who=administrator().email, tenant_id=scope())
    context.commit()
    # The list has it no longer; here it says what that means, and can be taken back.
    return redirect(url_for(".platform", platform_id=platform_id), 303)


def _registration(form: Mapping[str, str], issuer: str, client_id: str) -> NewRegistration:
    """Read the form.

    Raises:
        SettingsError: If something is missing, or is no address.
    """
    given = {name: form.get(name, "").strip() for name in _REQUIRED}
    given |= {"issuer": issuer.strip(), "client_id": client_id.strip()}
    missing = [words for name, words in _REQUIRED.items() if not given[name]]
    if missing:
        raise SettingsError(f"Something is missing: {', '.join(missing)}.", advice="Copy it from your LMS.")
    return NewRegistration(
        **given,
        deployments=form.get("deployments", "").split(),
        platform=form.get("platform") if form.get("platform") in PROFILES else None,
        service_hosts=form.get("service_hosts", "").split(),
    )


def _form_page(form: Mapping[str, object], problem: SettingsError | None = None, changed: int | None = None) -> str:
    return render_template(
        "admin/platform_form.html",
        form=form,
        problem=problem,
        changed=changed,
        profiles=PROFILES.values(),
        providers=registry.tenants(context.session(), scope()),
    )
