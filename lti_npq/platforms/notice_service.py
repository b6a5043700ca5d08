"""Subscribing to a platform's notices.

Source: LTI Platform Notification Service 1.0; Canvas's documentation of it.
"""

import msgspec

from lti_npq.platforms.door import Door
from lti_npq.platforms.notices import COURSE_COPIED
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.service_calls import Call, ServiceCalls
from lti_npq.platforms.service_errors import Doing
from lti_npq.platforms.service_tokens import ServiceTokens

SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"


class NoticeService:
    """The notice services of any registered platform."""

    def __init__(self, door: Door, tokens: ServiceTokens, handler: str) -> None:
        self._services = ServiceCalls(door, tokens)
        self._handler = handler

    def subscribe(self, registration: Registration, service_url: str) -> None:
        """Have a platform send notices of copied courses here; the same again changes nothing.

        Raises:
            ServiceError: If it does not agree.
        """
        body = msgspec.json.encode({"notice_type": COURSE_COPIED, "handler": self._handler})
        call = Call(Doing.NOTICES, "PUT", service_url, SCOPE, sends="application/json", body=body)
        self._services.call(registration, call)
