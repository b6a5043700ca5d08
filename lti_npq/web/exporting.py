"""Exporting a programme in the browser, the same for an author in an LMS and for an administrator.

Every address is a GET, since an export changes nothing: the script asks for progress first and for the file then;
without it the form asks for the file at once.
"""

import json
from collections.abc import Callable, Iterator
from typing import cast, get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from lti_npq import exports
from lti_npq.errors import ExportError
from lti_npq.services import exporting, preparing
from lti_npq.services.exporting import from_published
from lti_npq.services.preparing import Order
from lti_npq.web import context


def serve_on(bp: Blueprint, require_right: Callable[[], None]) -> None:
    """Give a blueprint, which has a page `listing`, the addresses of exports.

    Args:
        bp: The blueprint.
        require_right: Refuses whoever may not export.
    """

    @bp.get("/content/programmes/<programme_key>/export")
    def export(programme_key: str) -> ResponseReturnValue:
        """Offer the formats and modules of a programme."""
        require_right()
        programme = context.tool().library.released(context.session(), programme_key)
        kinds = exports.FORMATS.values()
        options = _options()
        return render_template(
            "content/export.html",
            exported=programme,
            formats=[each for each in kinds if options.tool_url or not each.needs_tool],
        )

    @bp.get("/content/programmes/<programme_key>/export/progress")
    def export_progress(programme_key: str) -> ResponseReturnValue:
        """Write the file and say how far it is, one line of JSON after another; the last one has its address."""
        require_right()
        order = _order(programme_key)
        asked = urlencode(list(request.args.items(multi=True)))
        address = f"{url_for('.export_file', programme_key=programme_key)}?{asked}"
        lines = _lines(preparing.Preparing(context.tool().settings.data_dir, order), address)
        return Response(lines, mimetype="application/x-ndjson", headers={"X-Accel-Buffering": "no"})

    @bp.get("/content/programmes/<programme_key>/export/file")
    def export_file(programme_key: str) -> ResponseReturnValue:
        """Send the file, which is written now if nobody asked for it before."""
        require_right()
        order = _order(programme_key)
        path = preparing.prepared(context.tool().settings.data_dir, order)
        return send_file(path.resolve(), as_attachment=True, download_name=order.file_name, max_age=0)


def _order(programme_key: str) -> Order:
    tool, session = context.tool(), context.session()
    digest = tool.library.released_digest(session, programme_key)
    what = from_published(tool.library.programme(session, digest), tool.store)
    order = Order(digest, what, exports.format_named(request.args.get("format", "")), _options())
    session.rollback()  # nothing is held open while the file is written
    return order


def _options() -> exports.Options:
    per = request.args.get("per", "programme")
    if per not in get_args(exports.Per):
        raise ExportError("An activity holds a programme or a module.")
    modules = tuple(request.args.getlist("module"))
    chosen = exports.Options(modules=modules, per=cast("exports.Per", per))
    return exporting.options_for(context.tool().settings, chosen)


def _lines(steps: preparing.Preparing, address: str) -> Iterator[str]:
    for step in steps:
        if step.failure:
            yield json.dumps({"failure": f"{step.failure.message} {step.failure.advice}"}) + "\n"
            return
        yield json.dumps({"done": step.done, "total": step.total}) + "\n"
    yield json.dumps({"address": address}) + "\n"
