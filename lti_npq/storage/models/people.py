"""People in courses, the links they come by, and their sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_npq.storage.base import Base


class LtiContext(Base):
    """A course in an LMS."""

    __tablename__ = "lti_context"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"), index=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployment.id"))
    """Ids of courses are the LMS's own within one deployment only."""
    context_id: Mapped[str]
    """The LMS's own id for it."""
    title: Mapped[str]
    lineitems_url: Mapped[str | None]
    """Where the gradebook's columns are listed and made; null where the LMS grants no access."""
    memberships_url: Mapped[str | None]
    """Where the roster is read; null where the LMS grants no access."""


class LtiUser(Base):
    """A person as one LMS knows them."""

    __tablename__ = "lti_user"
    __table_args__ = (UniqueConstraint("registration_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("lti_registration.id"))
    subject: Mapped[str]
    """Empty for everybody whom the LMS does not name: they share one row, which nothing hangs on."""
    name: Mapped[str | None]
    """For a facilitator to know whose work it is; null where the LMS keeps it private."""
    is_test: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether it is nobody real but the LMS's way to try out a course, as a facilitator sees in the queue."""


class ResourceLink(Base):
    """One activity in a course that opens the tool."""

    __tablename__ = "resource_link"
    __table_args__ = (UniqueConstraint("context_id", "resource_link_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"))
    resource_link_id: Mapped[str]
    """The LMS's own id for it; changes when a course is copied, so content is never found by it."""
    title: Mapped[str]


class Enrolment(Base):
    """One person on one programme in one course: what every fact hangs on."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("context_id", "user_id", "programme_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("lti_context.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("lti_user.id"), index=True)
    programme_key: Mapped[str]
    role: Mapped[str]
    """As of the last launch: `participant`, `facilitator`, `author` or `onlooker`."""
    enrolled_at: Mapped[datetime]
    last_here_at: Mapped[datetime | None]
    """The last use of any session that was forgotten since; newer uses stand with the sessions that there are."""


class ToolSession(Base):
    """What a launch opened: the token in the address stands for it."""

    __tablename__ = "tool_session"
    __table_args__ = (Index(None, "expires_at"),)

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    role: Mapped[str]
    is_author: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the person writes content too, whatever the role."""
    csrf: Mapped[str]
    xapi_registration: Mapped[str]
    xapi_session: Mapped[str]
    """The sitting under way, or the last one: after a long silence the same session goes on as another sitting."""
    module_key: Mapped[str | None]
    """The module that the launch was for; null for the programme as a whole."""
    began_at: Mapped[datetime | None]
    """When the sitting began; null for the first one, which begins with the session."""
    left_at: Mapped[datetime | None]
    """When the page in front was hidden or closed, unless something was done since."""
    closed_at: Mapped[datetime | None]
    """When its end was told; null while a sitting is under way."""
    return_url: Mapped[str | None]
    browser_digest: Mapped[bytes]
    """SHA-256 of the cookie that the browser showed at the launch, and must go on showing; empty if it keeps none."""
    top_level: Mapped[bool]
    """Whether the launch opened a tab of its own, so that pages may be top-level documents."""
    opened_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
