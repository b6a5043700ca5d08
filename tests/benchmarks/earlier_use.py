"""What many LMSs and a year of launches leave in a database, made in seconds by the database itself."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

PEOPLE_PER_LMS = 10
_FIRST = 1_000
"""Ids from here on: those below are the installation's own."""

_NUMBERS = "WITH RECURSIVE numbers (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM numbers LIMIT :count) "
_NOW, _TOMORROW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+1 day')"
_HOST = "'https://lms-' || i || '.example.org"

_OF_AN_LMS = {
    "lti_registration (id, tenant_id, name, issuer, client_id, auth_url, token_url, jwks_url, created_at)": (
        f"i, 1, 'LMS ' || i, {_HOST}', 'client', {_HOST}/auth', {_HOST}/token', {_HOST}/jwks', {_NOW}"
    ),
    "lti_deployment (id, registration_id, deployment_id, approved_at, first_seen_at)": (
        f"i, i, 'deployment-1', {_NOW}, {_NOW}"
    ),
    "lti_context (id, registration_id, deployment_id, context_id, title)": "i, i, i, 'course-1', 'Autumn cohort'",
    "resource_link (id, context_id, resource_link_id, title)": "i, i, 'link-1', 'Implementation'",
}
_OF_A_PERSON = {
    "lti_user (id, registration_id, subject, name)": "i, i / :people_per_lms, 'user-' || i, 'Person ' || i",
    "enrolment (id, context_id, user_id, programme_key, role, enrolled_at)": (
        f"i, i / :people_per_lms, i, 'npqh-2021', 'participant', {_NOW}"
    ),
    "module_progress (enrolment_id, module_key, xapi_registration, tenths)": (
        "i, 'implementation', lower(hex(randomblob(16))), 3"
    ),
}
_OF_A_LAUNCH = {
    "tool_session (token_digest, enrolment_id, resource_link_id, role, csrf, xapi_registration, xapi_session, "
    "browser_digest, top_level, opened_at, last_used_at, expires_at)": (
        "randomblob(32), :person + i % :people, (:person + i % :people) / :people_per_lms, 'participant', 'csrf', "
        f"'registration', 'session', randomblob(32), 0, {_NOW}, {_NOW}, {_TOMORROW}"
    ),
}
_OF_A_STATEMENT = {
    "statement (sequence, statement_id, body, stored_at)": f"i, lower(hex(randomblob(16))), X'7B7D', {_NOW}",
}
_OF_ONE_THAT_WAITS = {"owed_statement (destination_id, sequence)": "1, i"}


@dataclass(frozen=True, slots=True)
class EarlierUse:
    """How much there was."""

    lmses: int
    """Each with one course of ten people."""
    launches: int

    def leave_in(self, database: Path) -> None:
        """Fill the file of a fresh installation."""
        people = self.lmses * PEOPLE_PER_LMS
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            for rows, first, count in (
                (_OF_AN_LMS, _FIRST, self.lmses),
                (_OF_A_PERSON, _FIRST * PEOPLE_PER_LMS, people),
                (_OF_A_LAUNCH, 0, self.launches),
                (_OF_A_STATEMENT, 1, 2 * self.launches),
                (_OF_ONE_THAT_WAITS, 1, self.launches // 50),
            ):
                numbers = {"first": first, "count": count, "people": people, "people_per_lms": PEOPLE_PER_LMS}
                _insert(connection, rows, {**numbers, "person": _FIRST * PEOPLE_PER_LMS})
            connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, rows: dict[str, str], numbers: dict[str, int]) -> None:
    for table, values in rows.items():
        connection.execute(f"INSERT INTO {table} {_NUMBERS} SELECT {values} FROM numbers", numbers)  # noqa: S608
