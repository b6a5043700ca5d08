"""Where a browser keeps nothing for us in a frame, its LMS may keep it: asked for by messages between the frames.

Source: LTI Client Side postMessages 0.1; LTI postMessage Storage 0.1; LTI OIDC Login with LTI Client Side postMessages
0.1.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from lti_npq.platforms.registration import Registration


@dataclass(frozen=True, slots=True)
class PlatformStorage:
    """One drawer of a platform's storage, as our script finds it."""

    target: str
    """The frame to send messages to: a name among the parent's frames, or `_parent` for the parent itself."""
    origin: str
    """The only origin that the messages may reach and the answers may come from."""
    key: str


def storage_for(registration: Registration, target: str, state_digest: bytes) -> PlatformStorage:
    """Return the drawer of one login."""
    address = urlsplit(registration.auth_url)
    return PlatformStorage(target, f"{address.scheme}://{address.netloc}", f"lti_npq_{state_digest.hex()[:32]}")
