"""The tool's own keys: sealed for storage, published without what is private."""

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import RSAAlgorithm

from lti_npq.errors import SettingsError
from lti_npq.platforms import tool_keys
from lti_npq.platforms.tool_keys import KeyRing, ToolKey

SECRET = "a secret for tests that is long enough"


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return tool_keys.new_key()


@pytest.fixture(scope="module")
def older() -> ToolKey:
    return tool_keys.new_key()


def test_a_new_key_is_strong_and_named_for_itself(key: ToolKey, older: ToolKey) -> None:
    assert key.private.key_size == 2_048
    assert len(key.kid) == 32
    assert key.kid != older.kid


def test_a_sealed_key_comes_back_whole(key: ToolKey) -> None:
    again = tool_keys.unseal(key.kid, tool_keys.seal(key, SECRET), SECRET)
    assert again.kid == key.kid
    assert again.private.private_numbers() == key.private.private_numbers()


def test_a_sealed_key_gives_nothing_away(key: ToolKey) -> None:
    plain = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    first, second = tool_keys.seal(key, SECRET), tool_keys.seal(key, SECRET)
    assert plain[30:60] not in first
    assert first != second


@pytest.mark.parametrize("secret", ["another secret for tests, long enough", SECRET + " ", SECRET.upper(), ""])
def test_another_secret_does_not_open_it(key: ToolKey, secret: str) -> None:
    with pytest.raises(SettingsError, match="another LTI_NPQ_SECRET_KEY") as refused:
        tool_keys.unseal(key.kid, tool_keys.seal(key, SECRET), secret)
    assert refused.value.advice == "Set the secret that was used before."


def test_a_changed_seal_does_not_open(key: ToolKey) -> None:
    sealed = bytearray(tool_keys.seal(key, SECRET))
    sealed[100] ^= 1
    with pytest.raises(SettingsError):
        tool_keys.unseal(key.kid, bytes(sealed), SECRET)


def test_a_key_of_another_kind_is_refused() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    sealed = tool_keys.seal(ToolKey("curve", curve), SECRET)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="not an RSA key"):
        tool_keys.unseal("curve", sealed, SECRET)


def test_the_published_document_has_no_private_part(key: ToolKey, older: ToolKey) -> None:
    published = KeyRing([key, older]).jwks
    assert [entry["kid"] for entry in published["keys"]] == [key.kid, older.kid]
    for entry in published["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(entry)
        assert (entry["kty"], entry["alg"], entry["use"]) == ("RSA", "RS256", "sig")


def test_the_newest_key_signs_and_whoever_reads_the_document_can_check_it(key: ToolKey, older: ToolKey) -> None:
    ring = KeyRing([key, older])
    token = ring.sign({"iss": "client-1"})
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("RS256", key.kid)
    [entry] = [entry for entry in ring.jwks["keys"] if entry["kid"] == header["kid"]]
    public = RSAAlgorithm.from_jwk(entry)
    assert jwt.decode(token, public, algorithms=["RS256"]) == {"iss": "client-1"}  # type: ignore[arg-type]


def test_the_older_key_can_still_be_checked(key: ToolKey, older: ToolKey) -> None:
    token = older.sign({"iss": "client-1"})
    public = RSAAlgorithm.from_jwk(KeyRing([key, older]).jwks["keys"][1])
    assert jwt.decode(token, public, algorithms=["RS256"]) == {"iss": "client-1"}  # type: ignore[arg-type]
