"""Numbers as XML has them."""

import re

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")


def is_within(value: str, least: float, most: float) -> bool:
    """Tell whether a text is a decimal number between two others, those included."""
    return bool(_DECIMAL.fullmatch(value.strip())) and least <= float(value) <= most


def is_count(value: str) -> bool:
    """Tell whether a text is a whole number from 0 on."""
    return value.strip().isascii() and value.strip().isdigit()
