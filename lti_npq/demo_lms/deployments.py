"""What a tool is told it was deployed as: one id everywhere, or one for each course."""

from dataclasses import replace

from lti_npq.demo_lms.settings import DemoSettings
from lti_npq.demo_lms.tools import Tool


def deployed_in(settings: DemoSettings, tool: Tool, course: str) -> Tool:
    """Return the tool as it was deployed in a course, by the course's id."""
    if not settings.habits.deployment_per_course:
        return tool
    return replace(tool, deployment_id=f"{tool.deployment_id}.{course}")
