"""Where tools want to be told of what happens. Source: LTI Platform Notification Service 1.0."""

from lti_npq.demo_lms.database import Database


class NoticeHandlers:
    """The handler of each deployment for each type of notice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, deployment: str, notice_type: str, handler: str) -> None:
        """Take a handler; an empty one ends the subscription."""
        if handler:
            self._database.write(
                "INSERT OR REPLACE INTO notice_handler VALUES (?, ?, ?)", deployment, notice_type, handler
            )
        else:
            query = "DELETE FROM notice_handler WHERE deployment = ? AND notice_type = ?"
            self._database.write(query, deployment, notice_type)

    def of(self, deployment: str) -> dict[str, str]:
        """Return handlers by type of notice."""
        rows = self._database.rows("SELECT notice_type, handler FROM notice_handler WHERE deployment = ?", deployment)
        return {row["notice_type"]: row["handler"] for row in rows}
