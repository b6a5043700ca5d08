"""Parts of a page that look the same for everybody: rendered once, then given the visitor's own addresses."""

import secrets
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Final

from flask import Flask, g, request
from markupsafe import Markup

from lti_npq.web.addresses import PLACE, for_anybody

_KEPT: Final = 4_000
"""Passages, of a few kilobytes each: those of a dozen programmes."""
_FORM: Final = secrets.token_urlsafe(24)
"""Stands for the token of forms. No content can hold it, or it would get at what it stands for."""

Macro = Callable[[Hashable, str], str]
"""Renders a value, given the token of forms."""


class SameForAll:
    """Renders a macro once for each value."""

    def __init__(self) -> None:
        self._kept = lru_cache(_KEPT)(_rendered)

    def __call__(self, macro: Macro, value: Hashable, csrf: str) -> Markup:
        """Return what a macro makes of a value, from memory if it was made before.

        Args:
            macro: Imported from a template of macros: those of the page at hand are others at every request.
        """
        html = self._kept(request.script_root, macro, value)
        # The macro escaped what is not markup; the tokens are letters, digits, hyphens and underscores.
        return Markup(html.replace(PLACE, g.get("token", "")).replace(_FORM, csrf))  # noqa: S704


def install(app: Flask) -> None:
    """Give the templates `same_for_all(macro, value, csrf)`."""
    app.jinja_env.globals["same_for_all"] = SameForAll()


def _rendered(_script_root: str, macro: Macro, value: Hashable) -> str:
    with for_anybody():
        return str(macro(value, _FORM))
