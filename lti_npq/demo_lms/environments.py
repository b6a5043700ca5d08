"""The sites that a product has for every customer: Canvas has three, each with an issuer that all customers share.

Source: Canvas, "LTI Launch Overview"; "Manually Configuring LTI Advantage Tools".
"""

from enum import Enum


class Environment(Enum):
    """One of the sites; the value is what a login request calls it."""

    PRODUCTION = "prod"
    BETA = "beta"
    """A copy of production each week, with the next version of the product."""
    TEST = "test"
    """A copy of production each month."""

    @property
    def issuer(self) -> str:
        """Who every customer's site of this kind says it is; nothing is ever asked of that address."""
        part = "" if self is Environment.PRODUCTION else f"{self.value}."
        return f"https://canvas.{part}instructure.com"
