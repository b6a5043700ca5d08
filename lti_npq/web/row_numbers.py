"""Numbers of rows in addresses and forms: one that no row can have is refused before the database chokes on it."""

from typing import Any, Final

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

_LARGEST: Final = 2**31 - 1
_LARGEST_OF_SEQUENCE: Final = 2**63 - 1


def install(app: Flask) -> None:
    """Have `<int:…>` in an address take numbers of rows alone; `<sequence:…>` those of tables that grow for ever."""
    app.url_map.converters |= {"int": _RowNumber, "sequence": _SequenceNumber}


def row_number(text: str) -> int:
    """Return the number that a form or query gives.

    Raises:
        ValueError: If no row can have it.
    """
    return _up_to(_LARGEST, text)


def sequence_number(text: str) -> int:
    """Return the number of a row in a table that grows for ever; otherwise as `row_number`."""
    return _up_to(_LARGEST_OF_SEQUENCE, text)


def _up_to(largest: int, text: str) -> int:
    number = int(text)
    if not 0 <= number <= largest:
        raise ValueError(text)
    return number


class _RowNumber(IntegerConverter):
    largest = _LARGEST

    def __init__(self, map: Map, *arguments: Any, **options: Any) -> None:  # noqa: A002  # Werkzeug's name
        super().__init__(map, *arguments, **{"max": self.largest, **options})


class _SequenceNumber(_RowNumber):
    largest = _LARGEST_OF_SEQUENCE
