"""A facilitator in the LMS's content picker: launches, chooses, and what the browser then takes to the LMS."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import jwt
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fakes import LTI, MEMBERSHIP, FakePlatform
from visitors import launch

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS = {
    "accept_types": ["ltiResourceLink"],
    "accept_presentation_document_targets": ["frame", "iframe", "window"],
    "accept_multiple": True,
    "deep_link_return_url": "https://lms.example.org/return?course=2&id=1",
    "data": "opaque, from the LMS",
}


def deep_linking(settings: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return the changes that make a launch's claims those of a deep linking request by a facilitator."""
    return {
        "sub": "facilitator-1",
        "name": "Helen Marsh",
        LTI + "message_type": "LtiDeepLinkingRequest",
        LTI + "roles": [MEMBERSHIP + "Instructor"],
        LTI + "resource_link": None,
        LTI + "custom": None,
        DEEP_LINKING + "deep_linking_settings": {**SETTINGS, **(settings or {})},
        **changes,
    }


@dataclass
class Chooser:
    """One person with the picker open."""

    app: Flask
    client: FlaskClient
    landing: str

    @classmethod
    def launched(cls, app: Flask, lms: FakePlatform, **changes: Any) -> "Chooser":
        """Launch into the picker with these changes to what the LMS accepts."""
        client = app.test_client()
        answer = launch(client, lms, **deep_linking(changes))
        assert answer.status_code == 303, answer.text
        return cls(app, client, answer.location)

    def opens(self, path: str = "") -> TestResponse:
        """Open a page of the picker."""
        return self.client.get(self.landing + path, follow_redirects=True)

    @property
    def page(self) -> str:
        """The picker as it opens; with one programme published, that programme."""
        return self.opens().text

    def sends(self, path: str = "/small-2021", **form: Any) -> TestResponse:
        """Send the form with its token."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        return self.client.post(self.landing + path, data={"csrf": found[1] if found else "", **form})

    def claims(self, answer: TestResponse, lms: FakePlatform) -> dict[str, Any]:
        """Return what an answer page sends to the LMS, checked with the published key as the LMS does."""
        assert answer.status_code == 200, answer.text
        token = re.search(r'name="JWT" value="([^"]+)"', answer.text)
        assert token is not None, answer.text
        kid = jwt.get_unverified_header(token[1])["kid"]
        published = self.client.get("/lti/jwks").get_json()["keys"]
        [key] = [jwt.PyJWK(each) for each in published if each["kid"] == kid]
        claims: dict[str, Any] = jwt.decode(token[1], key, algorithms=["RS256"], audience=lms.issuer)
        return claims


def words(answer: TestResponse) -> str:
    return unescape(answer.text)
