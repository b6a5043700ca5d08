"""A group of commands whose modules are read only when asked for: most commands need little of the whole."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows of each command where it is, as `package.module:attribute`."""

    def __init__(self, name: str | None = None, *, found_at: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self._found_at = found_at

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        return sorted(self._found_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as click calls it
        where = self._found_at.get(cmd_name)
        if where is None:
            return None
        module, _, attribute = where.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
