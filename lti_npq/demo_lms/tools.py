"""The tools this LMS knows: the one it was started for, and those registered since."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from sqlite3 import Row

from lti_npq.demo_lms.database import Database
from lti_npq.demo_lms.habits import Dialect
from lti_npq.demo_lms.privacy import PrivacyLevel
from lti_npq.demo_lms.scopes import SCOPES
from lti_npq.demo_lms.settings import CLIENT_ID, DemoSettings

BUILT_IN = 1


@dataclass(frozen=True)
class Tool:
    """A tool with what was agreed with it."""

    client_id: str
    name: str
    login_url: str
    launch_url: str
    jwks_url: str
    redirect_uris: tuple[str, ...]
    number: int = 0
    """0 until it is stored."""
    deployment_id: str = ""
    description: str = ""
    scopes: tuple[str, ...] = SCOPES
    """What it asked for and the administrator did not take away."""
    custom: Mapping[str, str] = field(default_factory=dict)
    choosing_url: str | None = None
    """Where deep linking requests go; None, if it offers no content."""
    active: bool = False
    privacy_level: PrivacyLevel = PrivacyLevel.PUBLIC
    """How much of people it asked to be told; everything, where tools cannot ask for less."""
    tool_id: str = ""
    """What its maker calls it, to tell administrators one tool from another; empty if it has no such name."""


class Tools:
    """Every tool by number, client id or deployment."""

    def __init__(self, database: Database, settings: DemoSettings) -> None:
        self._database = database
        self._dialect = settings.habits.dialect
        self._built_in = _built_in(settings)

    def all(self) -> list[Tool]:
        return [self._built_in, *(_tool(row) for row in self._database.rows("SELECT * FROM tool ORDER BY number"))]

    def numbered(self, number: int) -> Tool | None:
        return next((tool for tool in self.all() if tool.number == number), None)

    def of_client(self, client_id: object) -> Tool | None:
        return next((tool for tool in self.all() if tool.client_id == client_id), None)

    def of_deployment(self, deployment_id: str) -> Tool | None:
        return next((tool for tool in self.all() if tool.deployment_id == deployment_id), None)

    def add(self, tool: Tool) -> Tool:
        """Store a tool that registered, not yet active; returns it with its number and deployment."""
        with self._database.transaction() as connection:
            [(highest,)] = connection.execute("SELECT coalesce(max(number), ?) FROM tool", (BUILT_IN,)).fetchall()
            stored = replace(tool, number=highest + 1, deployment_id=self._deployment_id(highest + 1))
            connection.execute("INSERT INTO tool VALUES (?, ?)", (stored.number, json.dumps(asdict(stored))))
        return stored

    def replace(self, tool: Tool) -> None:
        self._database.write("UPDATE tool SET body = ? WHERE number = ?", json.dumps(asdict(tool)), tool.number)

    def remove(self, tool: Tool) -> None:
        self._database.write("DELETE FROM tool WHERE number = ?", tool.number)

    def _deployment_id(self, number: int) -> str:
        match self._dialect:
            case Dialect.MOODLE:
                return str(number)
            case Dialect.CANVAS:
                return f"{number}:{secrets.token_hex(20)}"
            case _:
                return f"deployment-{number}"


def _tool(row: Row) -> Tool:
    body = json.loads(row["body"])
    lists = {name: tuple(body[name]) for name in ("redirect_uris", "scopes")}
    return Tool(**{**body, **lists, "privacy_level": PrivacyLevel(body.get("privacy_level", "public"))})


def _built_in(settings: DemoSettings) -> Tool:
    return Tool(
        client_id=CLIENT_ID,
        name="lti-npq",
        login_url=settings.tool_login_url,
        launch_url=settings.tool_launch_url,
        jwks_url=settings.tool_jwks_url,
        redirect_uris=(settings.tool_launch_url,),
        number=BUILT_IN,
        deployment_id=settings.deployment_id,
        description="Study for National Professional Qualifications.",
        # Lets the tool know a copied course again.
        custom={"context_history": "$Context.id.history"},
        choosing_url=settings.tool_launch_url,
        active=True,
    )
