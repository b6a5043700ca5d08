"""Our own reading of signed tokens takes nothing that PyJWT, with the same demands, would refuse."""

import json
import time
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import FakePlatform
from lti_npq.errors import LaunchRefused
from lti_npq.platforms import id_token
from lti_npq.platforms.platform_keys import PlatformKeys
from lti_npq.platforms.registration import Registration
from lti_npq.platforms.signed_tokens import MalformedTokenError, SignedToken

LMS = FakePlatform()
KEYS = PlatformKeys(LMS)  # type: ignore[arg-type]
REGISTRATION = Registration(1, **LMS.registration)
TOKEN = LMS.sign(LMS.claims("nonce"))
"""Its shape; a minute after the tests were collected it is too old to be taken."""
ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.text(max_size=3))
EXTRA = st.sampled_from(["typ", "crit", "jku", "x"])
NAMES = st.sampled_from(["iss", "aud", "exp", "iat", "nbf", "nonce", "jti", "azp"])


@pytest.fixture(scope="module")
def fresh() -> str:
    """A token that is taken now."""
    return LMS.sign(LMS.claims("nonce", exp=time.time() + 300))


def ours_takes(token: str) -> bool:
    try:
        id_token.verified(token, REGISTRATION, KEYS)
    except LaunchRefused:
        return False
    return True


def pyjwt_takes(token: str) -> bool:
    demands: Any = {"require": ["exp", "iat", "iss", "aud", "nonce"], "verify_sub": False}
    try:
        jwt.decode(
            token,
            LMS.key.public_key(),
            algorithms=["RS256"],
            audience=LMS.client_id,
            issuer=LMS.issuer,
            leeway=id_token.LEEWAY_SECONDS,
            options=demands,
        )
    except (jwt.InvalidTokenError, ValueError):
        return False
    return True


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=st.integers(0, len(TOKEN) - 1), put=st.text(max_size=3), cut=st.integers(0, 3))
def test_no_change_to_a_token_gets_past_us_that_pyjwt_stops(fresh: str, place: int, put: str, cut: int) -> None:
    changed = fresh[:place] + put + fresh[place + cut :]
    assert pyjwt_takes(changed) or not ours_takes(changed)
    assert changed == fresh or not ours_takes(changed)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(changes=st.dictionaries(NAMES, ODD, min_size=1, max_size=3), header=st.dictionaries(EXTRA, ODD))
def test_no_claim_gets_past_us_that_pyjwt_stops(changes: dict[str, Any], header: dict[str, Any]) -> None:
    claims = json.dumps(LMS.claims("nonce") | changes).encode()
    token = jwt.PyJWS().encode(claims, LMS.key, "RS256", {"kid": LMS.kid, **header})
    assert pyjwt_takes(token) or not ours_takes(token)


def test_both_take_what_is_right(fresh: str) -> None:
    assert ours_takes(fresh)
    assert pyjwt_takes(fresh)
    assert ours_takes(LMS.sign(LMS.claims("nonce", exp=time.time() + 60, nbf=int(time.time()))))


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "é.é.é", f"=={TOKEN}", TOKEN.replace(".", "=.", 1)])
def test_what_is_no_token_is_malformed(token: str) -> None:
    with pytest.raises(MalformedTokenError):
        SignedToken.read(token)
