"""Learning Record Stores, which all providers share: added, paused, filled, removed; and what they refused."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lti_npq.errors import CannotCorrect, Conflict, DestinationRefused, Forbidden, NpqError
from lti_npq.services import destinations, quarantine
from lti_npq.services.destinations import EVENTS, VERSIONS, NewDestination, Profile
from lti_npq.web import context
from lti_npq.web.admin.guarding import admin_blueprint, administrator, scope
from lti_npq.web.row_numbers import row_number, sequence_number

bp = admin_blueprint("stores", __name__)


@bp.before_request
def _require_whole_installation() -> None:
    if scope() is not None:
        raise Forbidden(
            "The Learning Record Stores belong to the whole installation.",
            advice="Ask an administrator of the whole installation.",
        )


@bp.get("/stores/new")
def form() -> ResponseReturnValue:
    """Ask for what a store needs."""
    return _form_page(request.args)


@bp.post("/stores/new")
def add() -> ResponseReturnValue:
    """Send statements to one more store."""
    session, settings = context.session(), context.tool().settings
    try:
        new, since = _described(request.form)
        destinations.add(session, new, settings.secret_key, context.now(), fill_from=since, who=administrator().email)
    except (DestinationRefused, Conflict) as refused:
        session.rollback()
        return _form_page(request.form, refused), refused.status
    context.commit()
    return redirect(url_for("admin_deliveries.listing"), 303)


@bp.post("/stores/<int:store_id>/pause")
def pause(store_id: int) -> ResponseReturnValue:
    """Send nothing more to a store for the time being."""
    destinations.pause(context.session(), str(store_id), context.now(), who=administrator().email)
    return _done()


@bp.post("/stores/<int:store_id>/resume")
def resume(store_id: int) -> ResponseReturnValue:
    """Send to a store again, at once."""
    destinations.resume(context.session(), str(store_id), context.now(), who=administrator().email)
    return _done()


@bp.post("/stores/<int:store_id>/remove")
def remove(store_id: int) -> ResponseReturnValue:
    """Send nothing more to a store, and forget what it was owed."""
    if request.form.get("sure") == "yes":
        destinations.remove(context.session(), str(store_id), context.now(), who=administrator().email)
    return _done()


@bp.get("/stores/refused")
def refused() -> ResponseReturnValue:
    """List statements that stores refused for good, a page at a time."""
    after = request.args.get("after", 0, type=sequence_number)
    return render_template(
        "admin/refused.html", found=quarantine.aside(context.session(), after=after), page=quarantine.PAGE
    )


@bp.get("/stores/refused/<sequence:number>")
def one(number: int) -> ResponseReturnValue:
    """Show a statement, why it was refused, and what can be done."""
    return _one_page(number)


@bp.post("/stores/refused/<sequence:number>/again")
def send_again(number: int) -> ResponseReturnValue:
    """Give it another try as it is."""
    quarantine.send_again(context.session(), number, _store(), context.now(), who=administrator().email)
    return _done(".refused")


@bp.post("/stores/refused/<sequence:number>/discard")
def discard(number: int) -> ResponseReturnValue:
    """Send it to one store no longer."""
    quarantine.give_up(context.session(), number, _store(), context.now(), who=administrator().email)
    return _done(".refused")


@bp.post("/stores/refused/<sequence:number>/replace")
def replace(number: int) -> ResponseReturnValue:
    """Send a corrected one in its place."""
    session, body = context.session(), request.form.get("statement", "")
    try:
        quarantine.replace(session, number, body.encode(), context.now(), who=administrator().email)
    except CannotCorrect as wrong:
        session.rollback()
        return _one_page(number, wrong, body), wrong.status
    return _done(".refused")


def _done(leads_to: str = "admin_deliveries.listing") -> ResponseReturnValue:
    context.commit()
    return redirect(url_for(leads_to), 303)


def _store() -> int:
    return request.form.get("store", 0, type=row_number)


def _described(form: MultiDict[str, str]) -> tuple[NewDestination, datetime | None]:
    """Read the form.

    Raises:
        DestinationRefused: If the day is none.
    """
    given = {name: form.get(name, "").strip() for name in ("name", "endpoint", "key", "token_url", "scope")}
    events = [event for event in form.getlist("event") if event in EVENTS]
    # All that there are is the same as no choice, and stays so when another comes.
    profile = Profile([] if len(events) == len(EVENTS) else events, "pseudonymous" in form, "without_text" in form)
    version = form.get("version", VERSIONS[0])
    return NewDestination(**given, secret=form.get("secret", ""), version=version, profile=profile), _day(form)


def _day(form: MultiDict[str, str]) -> datetime | None:
    text = form.get("since", "").strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        raise DestinationRefused("That is not a day.", advice="Write it like 2026-09-01.") from None


def _form_page(form: MultiDict[str, str], problem: NpqError | None = None) -> str:
    return render_template("admin/store_form.html", form=form, problem=problem, events=EVENTS, versions=VERSIONS)


def _one_page(number: int, problem: NpqError | None = None, written: str | None = None) -> str:
    found = quarantine.one_aside(context.session(), number)
    return render_template("admin/refused_one.html", found=found, problem=problem, written=written)
