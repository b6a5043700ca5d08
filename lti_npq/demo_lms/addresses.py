"""Addresses, as tools are told them: each product has its own, and spelling.py leads them all to the same views."""

from dataclasses import dataclass

from lti_npq.demo_lms.habits import Dialect


@dataclass(frozen=True)
class Addresses:
    """Paths with `{course}`, `{item}`, `{tool}` (its number), `{deployment}` and `{data}` to be filled in."""

    authorize: str
    answer: str
    """Where a sign-on on a host of its own leads the browser, for the courses' host to answer the tool."""
    token: str
    jwks: str
    configuration: str
    registration: str
    storage_frame: str
    content_return: str
    come_back: str
    """Where the tool sends people back to from an activity."""
    line_items: str
    line_item: str
    members: str
    groups: str
    notice_handlers: str


PLAIN = Addresses(
    authorize="/lti/authorize",
    answer="/lti/answer",
    token="/lti/token",  # noqa: S106 -- an address
    jwks="/lti/jwks",
    configuration="/.well-known/openid-configuration",
    registration="/lti/registration",
    storage_frame="/lti/storage-frame",
    content_return="/lti/content-items?course={course}&data={data}",
    come_back="/lti/return?course={course}",
    line_items="/services/courses/{course}/lineitems",
    line_item="/services/courses/{course}/lineitems/{item}/lineitem",
    members="/services/courses/{course}/members/{tool}",
    groups="/services/courses/{course}/groups",
    notice_handlers="/services/notice-handlers/{deployment}",
)

_MOODLE = Addresses(
    authorize="/mod/lti/auth.php",
    answer=PLAIN.answer,
    token="/mod/lti/token.php",  # noqa: S106 -- an address
    jwks="/mod/lti/certs.php",
    configuration="/mod/lti/openid-configuration.php",
    registration="/mod/lti/openid-registration.php",
    storage_frame=PLAIN.storage_frame,
    content_return="/mod/lti/contentitem_return.php?course={course}&id={tool}&sesskey={data}",
    come_back="/mod/lti/return.php?course={course}&launch_container=3",
    line_items="/mod/lti/services.php/{course}/lineitems",
    line_item="/mod/lti/services.php/{course}/lineitems/{item}/lineitem",
    members="/mod/lti/services.php/CourseSection/{course}/bindings/{tool}/memberships",
    groups=PLAIN.groups,
    notice_handlers=PLAIN.notice_handlers,
)

_CANVAS = Addresses(
    authorize="/api/lti/authorize_redirect",
    answer="/api/lti/authorize",
    token="/login/oauth2/token",  # noqa: S106 -- an address
    jwks="/api/lti/security/jwks",
    configuration="/api/lti/security/openid-configuration",
    registration="/api/lti/registrations",
    storage_frame="/post_message_forwarding",
    content_return="/lti/content-items?course={course}&data={data}",
    come_back=PLAIN.come_back,
    line_items="/api/lti/courses/{course}/line_items",
    line_item="/api/lti/courses/{course}/line_items/{item}",
    members="/api/lti/courses/{course}/names_and_roles/{tool}",
    groups=PLAIN.groups,
    notice_handlers="/api/lti/notice-handlers/{deployment}",
)

OF_DIALECT = {Dialect.PLAIN: PLAIN, Dialect.MOODLE: _MOODLE, Dialect.CANVAS: _CANVAS}
