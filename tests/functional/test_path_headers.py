"""Headers by which a proxy could move the tool below a path: many proxies hand a visitor's own on as they are."""

import urllib3
from tool_process import ToolProcess


def test_no_header_leads_to_an_address_that_was_not_asked_for(tool: ToolProcess) -> None:
    """Whoever shuts `/admin` off at the proxy would be passed by, and a redirect could lead to another site."""
    tool.start()
    for prefix in ("/open", "//evil.example"):
        address = f"http://127.0.0.1:{tool.port}{prefix}/admin/sign-in"
        for headers in ({"SCRIPT_NAME": prefix}, {"PATH_INFO": "/admin/sign-in"}, {"Script-Name": prefix}):
            answer = urllib3.request("GET", address, headers=headers, retries=False, timeout=20)
            assert answer.status == 404, headers
