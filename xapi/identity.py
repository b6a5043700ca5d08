"""Ids that follow from what they stand for, so that saying something twice gives the same id twice.

All are UUIDs of version 5 (RFC 9562, 5.5). The parts of a name are joined as a JSON array: its quotes and commas keep
("ab", "c") and ("a", "bc") apart, whatever the parts contain.
"""

from json.encoder import encode_basestring_ascii
from typing import Final
from uuid import UUID, uuid5

STATEMENTS: Final = UUID("d820e469-314e-48b2-97b1-1e7f37a64c8a")
REGISTRATIONS: Final = UUID("bd7dfec2-d649-401f-bd96-8692c6efc4dd")
"""Namespaces of our own. Never change them: the ids of all that was ever sent hang on them."""


def statement_id(fact_kind: str, *identity: str | int | UUID) -> UUID:
    """Return the id of the statement that says the fact, for example `statement_id("page_view", view_id)`.

    The parts of the identity count as text: 7 and "7" are the same, a UUID is its usual lower-case form.
    """
    return _named(STATEMENTS, fact_kind, *map(str, identity))


def registration(issuer: str, deployment_id: str, context_id: str, resource_link_id: str, subject: str) -> UUID:
    """Return the xAPI registration: one person's path through one placement of a module in one course.

    All arguments are as in the LTI launch; the issuer and the ids compare byte by byte.
    """
    return _named(REGISTRATIONS, issuer, deployment_id, context_id, resource_link_id, subject)


def _named(namespace: UUID, *parts: str) -> UUID:
    return uuid5(namespace, f"[{','.join(map(encode_basestring_ascii, parts))}]")
