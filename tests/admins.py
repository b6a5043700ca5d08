"""Somebody at the admin site: joins, signs in, sends its forms."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "granite pelican underneath tuesday"


@dataclass
class Admin:
    """One administrator with one browser."""

    client: FlaskClient
    email: str

    @classmethod
    def joined(cls, app: Flask, invitation: str, *, name: str, email: str) -> "Admin":
        """Follow an invitation to the end."""
        person = cls(app.test_client(), email)
        answer = person.joins(invitation, name=name)
        assert answer.status_code == 303, answer.text
        return person

    @classmethod
    def stranger(cls, app: Flask, email: str = "ann@example.org") -> "Admin":
        """Somebody who has not signed in."""
        return cls(app.test_client(), email)

    def joins(self, invitation: str, **form: str) -> TestResponse:
        return self.post(invitation, {"name": "Ann Other", "email": self.email, "password": PASSWORD, **form})

    def signs_in(self, password: str = PASSWORD, path: str = "/admin/sign-in", **options: Any) -> TestResponse:
        return self.post(path, {"email": self.email, "password": password}, **options)

    def get(self, path: str = "/admin/", **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, form: dict[str, str] | None = None, page: str = "", **options: Any) -> TestResponse:
        """Send a form with the token of the page that it stands on."""
        return self.client.post(path, data={"csrf": self.token(page or path), **(form or {})}, **options)

    def token(self, page: str) -> str:
        """Return the CSRF token of a page; of the overview where it has none of its own."""
        for address in (page, "/admin/"):
            found = re.search(r'name="csrf" content="([^"]+)"', self.client.get(address).text)
            if found:
                return found[1]
        return ""
