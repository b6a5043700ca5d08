"""What can be done with an upload, the same for an author in an LMS and for an administrator."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_npq.services import uploading, visits
from lti_npq.services.outlook import outlook
from lti_npq.web import context, uploads


@dataclass(frozen=True, slots=True)
class Desk:
    """At whose desk the upload lies."""

    who: str
    """As the audit log names people."""
    enrolment_id: int | None
    """Whose uploads are shown; None for everybody's."""
    may_release: bool


def serve_on(bp: Blueprint, desk: Callable[[], Desk]) -> None:
    """Give a blueprint, which has a page `listing`, the addresses of uploads."""
    _let_look(bp, desk)
    _let_decide(bp, desk)


def _let_look(bp: Blueprint, desk: Callable[[], Desk]) -> None:
    @bp.post("/content/uploads")
    def upload() -> ResponseReturnValue:
        """Take a package and check it."""
        at = desk()
        number = uploads.take(at.who, at.enrolment_id)
        return redirect(url_for(".report", upload_id=number), 303)

    @bp.get("/content/uploads/<uuid:upload_id>")
    def report(upload_id: UUID) -> ResponseReturnValue:
        """Show what was found in an upload."""
        at = desk()
        session, library = context.session(), context.tool().library
        view = uploading.view(session, upload_id, at.enrolment_id)
        ahead = (
            outlook(session, library, view.programme_key, view.digest) if view.programme_key and view.digest else None
        )
        return render_template("content/upload.html", upload=view, outlook=ahead, may_release=at.may_release)

    @bp.post("/content/uploads/<uuid:upload_id>/preview")
    def preview(upload_id: UUID) -> ResponseReturnValue:
        """Open an upload as a participant would see it."""
        session = context.session()
        view = uploading.view(session, upload_id, desk().enrolment_id)
        token = visits.open_preview(session, uploading.readable_digest(view), context.now())
        context.commit()
        address = url_for("study.home", token=token)
        return jsonify(address=address) if context.by_script() else redirect(address, 303)


def _let_decide(bp: Blueprint, desk: Callable[[], Desk]) -> None:
    @bp.post("/content/uploads/<uuid:upload_id>/release")
    def release(upload_id: UUID) -> ResponseReturnValue:
        """Show an upload to everybody from now on."""
        at, tool = desk(), context.tool()
        uploading.require_right(at.may_release)
        uploading.release(
            context.session(),
            tool.store,
            tool.library,
            upload_id,
            context.now(),
            who=at.who,
            enrolment_id=at.enrolment_id,
            instead_of=request.form.get("instead_of", ""),
        )
        context.commit()
        return redirect(url_for(".listing"), 303)

    @bp.post("/content/uploads/<uuid:upload_id>/discard")
    def discard(upload_id: UUID) -> ResponseReturnValue:
        """Forget an upload."""
        tool = context.tool()
        uploading.discard(context.session(), tool.store, tool.library, upload_id, desk().enrolment_id)
        context.commit()
        return redirect(url_for(".listing"), 303)
