"""A group of commands whose modules are read only when asked for: most commands need little of the whole."""

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows of each command where it is, as `package.module:attribute`."""

    def __init__(self, name: str | None = None, *, found_at: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(name, commands=_LazyCommands(found_at), **attributes)


class _LazyCommands(UserDict[str, Any]):
    """The commands by name: what is kept is where each is, what is given is the command itself."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, attribute = self.data[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
