"""Addresses of the gradebook services, as a tool is told them."""

from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.settings import DemoSettings


def line_items_url(settings: DemoSettings, course: str) -> str:
    return f"{settings.issuer}/services/courses/{course}/lineitems{_query(settings)}"


def line_item_url(settings: DemoSettings, item: LineItem) -> str:
    return f"{settings.issuer}/services/courses/{item.course}/lineitems/{item.number}/lineitem{_query(settings)}"


def result_url(settings: DemoSettings, item: LineItem, person: str) -> str:
    address, _, query = line_item_url(settings, item).partition("?")
    return f"{address}/results?" + "&".join(filter(None, [query, f"user_id={person}"]))


def _query(settings: DemoSettings) -> str:
    return "?type_id=1" if settings.habits.query_in_service_urls else ""
