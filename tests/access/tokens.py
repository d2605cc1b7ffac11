"""Keys, clocks and forged tokens for the token tests."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from backend.access.keys import new_signing_key
from backend.access.tokens import InvalidToken, KeyRing, Purpose

ISSUER = "https://lianfang.example.edu.cn"
NOW = 1_800_000_000
PEM = new_signing_key()
FIVE = timedelta(minutes=5)


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now: float = NOW

    def __call__(self) -> float:
        return self.now


def ring(
    pem: str = PEM,
    *others: str,
    issuer: str = ISSUER,
    not_before: int = 0,
    clock: Callable[[], float] = lambda: NOW,
) -> KeyRing:
    return KeyRing(pem, others, issuer=issuer, not_before=not_before, clock=clock)


RING = ring()
TOKEN = RING.issue(Purpose.access, "7", {"sid": 3, "stamp": 1}, lifetime=FIVE)


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def sign(signing_input: str, pem: str = PEM) -> str:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256())))
    size = (key.key_size + 7) // 8
    return encode(r.to_bytes(size, "big") + s.to_bytes(size, "big"))


def forge(header: bytes, payload: bytes, pem: str = PEM) -> str:
    signing_input = f"{encode(header)}.{encode(payload)}"
    return f"{signing_input}.{sign(signing_input, pem)}"


def header_of(token: str = TOKEN) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(decode(token.split(".")[0]))
    return found


def claims_of(token: str = TOKEN) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(decode(token.split(".")[1]))
    return found


def with_claims(**changes: Any) -> str:
    """A token whose signature is right and whose claims are not."""
    claims = {name: value for name, value in (claims_of() | changes).items() if value is not ...}
    payload = json.dumps(claims, separators=(",", ":")).encode()
    return forge(decode(TOKEN.split(".")[0]), payload)


def with_header(**changes: Any) -> str:
    header = {name: value for name, value in (header_of() | changes).items() if value is not ...}
    return forge(json.dumps(header, separators=(",", ":")).encode(), decode(TOKEN.split(".")[1]))


def refused(token: str, keys: KeyRing = RING, purpose: Purpose = Purpose.access) -> None:
    with pytest.raises(InvalidToken):
        keys.verify(token, purpose=purpose)


def accepted(token: str, keys: KeyRing = RING, purpose: Purpose = Purpose.access) -> None:
    assert keys.verify(token, purpose=purpose).subject == "7"


def public_pem(pem: str = PEM) -> bytes:
    public = serialization.load_pem_private_key(pem.encode(), None).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
