"""Signing keys: published, announced, retired."""

import hashlib
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from backend.access.keys import new_signing_key
from backend.access.tokens import Purpose
from tests.access.tokens import (
    FIVE,
    PEM,
    RING,
    TOKEN,
    decode,
    encode,
    forge,
    header_of,
    private_pem,
    public_pem,
    refused,
    ring,
)


def test_kid_is_the_thumbprint() -> None:
    jwk = RING.jwks()["keys"][0]
    canonical = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    assert jwk["kid"] == encode(hashlib.sha256(canonical.encode()).digest()) == header_of()["kid"]
    assert RING.active_kid == jwk["kid"]
    assert set(jwk) == {"kid", "kty", "crv", "x", "y", "alg", "use"}
    assert (jwk["kty"], jwk["crv"], jwk["alg"], jwk["use"]) == ("EC", "P-256", "ES256", "sig")


def test_jwks_is_the_public_key() -> None:
    jwk = RING.jwks()["keys"][0]
    x, y = (int.from_bytes(decode(jwk[name]), "big") for name in "xy")
    numbers = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1())
    published = numbers.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert published == public_pem()


def test_coordinates_keep_their_leading_zeros() -> None:
    for number in range(2, 400):
        key = ec.derive_private_key(number, ec.SECP256R1())
        if key.public_key().public_numbers().x < 1 << 248:
            break
    assert len(ring(private_pem(key)).jwks()["keys"][0]["x"]) == 43


def test_jwks_cannot_be_changed_from_outside() -> None:
    RING.jwks()["keys"][0]["kid"] = "changed"
    assert RING.jwks()["keys"][0]["kid"] == RING.active_kid


def test_rotation_keeps_old_tokens_valid_until_the_key_is_dropped() -> None:
    new = new_signing_key()
    rotated = ring(new, PEM)
    assert rotated.verify(TOKEN, purpose=Purpose.access).subject == "7"
    assert [jwk["kid"] for jwk in rotated.jwks()["keys"]] == [rotated.active_kid, RING.active_kid]
    refused(rotated.issue(Purpose.access, "7", lifetime=FIVE))
    refused(TOKEN, ring(new))


def test_a_key_can_be_announced_by_its_public_half() -> None:
    new = new_signing_key()
    early = ring(PEM, public_pem(new).decode())
    assert early.active_kid == RING.active_kid
    assert len(early.jwks()["keys"]) == 2
    assert (
        early.verify(ring(new).issue(Purpose.access, "8", lifetime=FIVE), purpose=Purpose.access).subject
        == "8"
    )


def test_stranger_signs_with_his_own_key() -> None:
    other = ring(new_signing_key())
    refused(other.issue(Purpose.access, "7", lifetime=FIVE))
    refused(forge(decode(TOKEN.split(".")[0]), decode(TOKEN.split(".")[1]), new_signing_key()))


def rsa_pem() -> str:
    key = rsa.generate_private_key(65537, 2048)
    return private_pem(key)


def p384_pem() -> str:
    return private_pem(ec.generate_private_key(ec.SECP384R1()))


@pytest.mark.parametrize("make", [rsa_pem, p384_pem, str, lambda: "secret", lambda: public_pem().decode()])
def test_unsuitable_keys_are_refused_at_the_start(make: Callable[[], str]) -> None:
    with pytest.raises(ValueError):
        ring(make())


@pytest.mark.parametrize("make", [rsa_pem, p384_pem, lambda: "secret"])
def test_unsuitable_other_keys_are_refused_at_the_start(make: Callable[[], str]) -> None:
    with pytest.raises(ValueError):
        ring(PEM, make())
