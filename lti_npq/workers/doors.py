"""The ways out to LMSs and Learning Record Stores, as the settings have them."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lti_npq.platforms.door import Door
from lti_npq.platforms.gradebook import Gradebook
from lti_npq.platforms.memberships import Memberships
from lti_npq.platforms.notice_service import NoticeService
from lti_npq.platforms.service_calls import ServiceCalls
from lti_npq.platforms.service_tokens import ServiceTokens
from lti_npq.services.delivery import Doors, SealedStores
from lti_npq.services.keys import CurrentKeys
from lti_npq.services.logins import LAUNCH_PATH
from lti_npq.services.notices import NOTICES_PATH
from lti_npq.settings import Settings


def open_doors(engine: Engine, settings: Settings) -> Doors:
    """Return the ways out that the settings name."""
    keys = CurrentKeys(settings.secret_key)

    def sign(claims: dict[str, Any]) -> str:
        with Session(engine) as session:
            return keys.ring(session).sign(claims)

    door = Door(allows_private=settings.allow_private_addresses, home=settings.base_url)
    tokens = ServiceTokens(door, sign)
    notices = NoticeService(door, tokens, settings.base_url + NOTICES_PATH)
    rosters, launch_url = Memberships(ServiceCalls(door, tokens)), settings.base_url + LAUNCH_PATH
    return Doors(
        Gradebook(door, tokens),
        stores=SealedStores(settings),
        notices=notices,
        rosters=rosters,
        launch_url=launch_url,
    )
