"""Pages of a module, rendered once for everybody who sees the same, and made personal.

What a page shows hangs on its content, on what is done, and on a handful of values of the visitor. For those values
placeholders stand in what is kept; a page on which somebody has answered or written something is rendered for them
alone, and what is the same for everybody in it comes from `sameness`. `tests/integration/test_kept_pages.py` holds what
is kept against what it stands for.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, replace
from threading import Lock
from typing import Any, Final

from flask import g, render_template, request
from markupsafe import escape

from lti_npq.domain.programme import Page
from lti_npq.services.study import PageView
from lti_npq.services.visits import Visit
from lti_npq.web.addresses import PLACE, for_anybody
from lti_npq.web.sessions import Viewer, viewer_of

_FORM, _NAME, _RETURN, _DRAFTS = (secrets.token_hex(16) for _ in range(4))
"""What stands for the form token, the name, the address to go back to, and the name of the drafts."""


class _Kept:
    """What was made of pages, the latest used; safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: OrderedDict[Hashable, tuple[Page, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, page: Page, look: Hashable, make: Callable[[], str]) -> str:
        # The page itself is kept beside: its number alone may be another's once it is gone.
        key = id(page), look
        with self._lock:
            found = self._of.get(key)
            if found is not None and found[0] is page:
                self._of.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._of[key] = page, made
            if len(self._of) > self._most:
                self._of.popitem(last=False)
        return made


_PAGES: Final = _Kept(1_000)
"""Some 20 kB each."""


def shown(view: PageView, visit: Visit) -> str:
    """Return a page as this visitor sees it."""
    viewer = viewer_of(visit)
    if view.answers or view.texts or view.tasks:
        return _render(view, visit, viewer=viewer, csrf=visit.csrf)
    stand_in = replace(viewer, name=viewer.name and _NAME, return_url=viewer.return_url and _RETURN, draft_key=_DRAFTS)
    steps = tuple(link.done for step in view.steps for link in step.pages)
    look = (stand_in, visit.programme.version, request.script_root, view.texts is None, steps, tuple(view.needs))
    html = _PAGES.get(view.page, look, lambda: _for_anybody(view, visit, stand_in))
    html = html.replace(PLACE, g.token).replace(_FORM, visit.csrf).replace(_DRAFTS, viewer.draft_key)
    return html.replace(_NAME, escape(viewer.name)).replace(_RETURN, escape(viewer.return_url or ""))


def _for_anybody(view: PageView, visit: Visit, stand_in: Viewer) -> str:
    with for_anybody():
        return _render(view, visit, viewer=stand_in, csrf=_FORM)


def _render(view: PageView, visit: Visit, **others: Any) -> str:
    shown = {field.name: getattr(view, field.name) for field in fields(view)}
    return render_template("study/page.html", programme=visit.programme, **shown, **others)
