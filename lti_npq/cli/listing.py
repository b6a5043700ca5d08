"""What every command that lists something has in common."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def print_list(found: Sequence[T], in_words: Callable[[T], str], *, as_json: bool, none: str) -> None:
    """Print a list: as one JSON document for scripts, or in words for each, or what to say where there is nothing."""
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(one) for one in found], default=str))
        return
    for one in found:
        click.echo(in_words(one))
    if not found:
        click.echo(none)
