"""The admin site: its own sign-in, outside any LMS's frame."""

from lti_npq.web.admin import audit_log, content, deliveries, entrance, overview, people, platforms, stores

BLUEPRINTS = (
    entrance.bp,
    entrance.way_out,
    overview.bp,
    platforms.bp,
    deliveries.bp,
    stores.bp,
    content.bp,
    people.bp,
    audit_log.bp,
)
