"""The way to each Learning Record Store, and what of a statement it gets."""

import threading
from dataclasses import dataclass
from typing import Any, Protocol, Self

from cryptography.fernet import InvalidToken

from lti_npq.platforms.vault import derived_key, vault
from lti_npq.services.destinations import PURPOSE
from lti_npq.settings import Settings
from lti_npq.storage.models import Destination
from xapi.lrs_client import LrsClient
from xapi.lrs_error import LrsError, Meaning
from xapi.privacy import Privacy


@dataclass(frozen=True, slots=True)
class Store:
    """A destination as the senders take it: plain values, still sealed."""

    destination_id: int
    name: str
    endpoint: str
    version: str
    key: str
    sealed_secret: bytes
    token_url: str
    scope: str
    by_settings: bool
    events: frozenset[str]
    pseudonymous: bool
    without_text: bool

    @classmethod
    def of(cls, row: Destination) -> Self:
        """Take over a row."""
        profile: dict[str, Any] = row.profile
        return cls(
            destination_id=row.id,
            name=row.name,
            endpoint=row.endpoint,
            version=row.version,
            key=row.key,
            sealed_secret=row.sealed_secret,
            token_url=row.token_url,
            scope=row.scope,
            by_settings=row.by_settings,
            events=frozenset(profile.get("events", ())),
            pseudonymous=bool(profile.get("pseudonymous")),
            without_text=bool(profile.get("without_text")),
        )


class Stores(Protocol):
    """The ways to all stores."""

    def client(self, store: Store) -> LrsClient:
        """Return the client of a store.

        Raises:
            LrsError: If there is no way to it.
        """

    def privacy(self, store: Store) -> Privacy:
        """Return what a store gets."""


class SealedStores:
    """Opens secrets when they are needed, and keeps connections; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clients: dict[int, tuple[Store, LrsClient]] = {}
        self._lock = threading.Lock()

    def client(self, store: Store) -> LrsClient:
        """Return the client of a store, made anew where its settings changed."""
        with self._lock:
            known, client = self._clients.get(store.destination_id, (None, None))
            if client is None or known != store:
                if client is not None:
                    client.close()
                client = self._open(store)
                self._clients[store.destination_id] = store, client
            return client

    def privacy(self, store: Store) -> Privacy:
        """Return what a store gets; the key of its pseudonyms is its own."""
        purpose = f"lti-npq pseudonyms {store.destination_id}"
        return Privacy(
            events=store.events or None,
            pseudonym_key=derived_key(self._settings.secret_key, purpose) if store.pseudonymous else None,
            without_text=store.without_text,
        )

    def _open(self, store: Store) -> LrsClient:
        key, secret = (self._settings.lrs_key, self._settings.lrs_secret) if store.by_settings else (store.key, None)
        try:
            secret = self._unsealed(store) if secret is None else secret
            return LrsClient(store.endpoint, key, secret, store.version, token_url=store.token_url, scope=store.scope)
        except InvalidToken:
            words = f"The secret of “{store.name}” was stored under another LTI_NPQ_SECRET_KEY."
        except ValueError as failure:
            words = f"“{store.name}” cannot be used: {failure}."
        raise LrsError(Meaning.DENIED, words)

    def _unsealed(self, store: Store) -> str:
        return vault(self._settings.secret_key, PURPOSE).decrypt(store.sealed_secret).decode()
