"""Addresses of the services, as a tool is told them."""

from lti_npq.demo_lms.courses import Course
from lti_npq.demo_lms.grades import LineItem
from lti_npq.demo_lms.settings import DemoSettings
from lti_npq.demo_lms.subjects import subject_of
from lti_npq.demo_lms.tools import Tool


def line_items_url(settings: DemoSettings, course: str, tool: int) -> str:
    return settings.address + settings.addresses.line_items.format(course=course) + _query(settings, tool)


def line_item_url(settings: DemoSettings, item: LineItem) -> str:
    path = settings.addresses.line_item.format(course=item.course, item=item.number)
    return settings.address + path + _query(settings, item.tool)


def result_url(settings: DemoSettings, item: LineItem, person: str) -> str:
    address, _, query = line_item_url(settings, item).partition("?")
    return f"{address}/results?" + "&".join(filter(None, [query, f"user_id={subject_of(settings, person)}"]))


def members_url(settings: DemoSettings, course: Course, tool: int) -> str:
    return settings.address + settings.addresses.members.format(course=course.id, tool=tool)


def groups_url(settings: DemoSettings, course: Course) -> str:
    return settings.address + settings.addresses.groups.format(course=course.id)


def content_return_url(settings: DemoSettings, course: str, tool: int, data: str) -> str:
    return settings.address + settings.addresses.content_return.format(course=course, tool=tool, data=data)


def come_back_url(settings: DemoSettings, course: str) -> str:
    return settings.address + settings.addresses.come_back.format(course=course)


def notice_handlers_url(settings: DemoSettings, tool: Tool) -> str:
    return settings.address + settings.addresses.notice_handlers.format(deployment=tool.deployment_id)


def _query(settings: DemoSettings, tool: int) -> str:
    return f"?type_id={tool}" if settings.habits.query_in_service_urls else ""
