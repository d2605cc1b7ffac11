"""Signed tokens: the only module that imports jose. ES256 and nothing else (security.md §3.1, RFC 8725)."""

import base64
import hashlib
import re
import secrets as random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jws
from jose.backends.cryptography_backend import CryptographyECKey

from backend.kit.terms import Term

ALGORITHM = "ES256"
MAX_LENGTH = 2048
LEEWAY_SECONDS = 5
SIGNATURES_REMEMBERED = 2048
"""One check costs a tenth of a millisecond, and a caller sends the same token for five minutes."""
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}", re.ASCII)
REGISTERED = frozenset({"iss", "aud", "sub", "jti", "iat", "nbf", "exp"})


class Purpose(Term):
    """What a token is for; `typ` and `aud` follow from it, so that no token passes for another."""

    access = "access", "登录访问令牌"
    client = "client", "接口客户端令牌"


MAX_LIFETIME = {
    Purpose.access: timedelta(minutes=5),
    Purpose.client: timedelta(minutes=15),
}


class InvalidToken(Exception):
    """The token is not one of ours, not for this purpose, or not valid now. The text is for logs only."""


@dataclass(frozen=True)
class Claims:
    """What a verified token says. Instants are Unix seconds; `extra` holds the private claims."""

    subject: str
    token_id: str
    issued_at: int
    expires_at: int
    extra: Mapping[str, Any]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _is_canonical(segment: str) -> bool:
    """Base64url has several spellings of the same bytes; only the one we write is accepted."""
    try:
        return _encode(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))) == segment
    except ValueError:
        return False


def _load(pem: str) -> ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey:
    raw = pem.strip().encode()
    if b"PRIVATE KEY" in raw:
        key: object = serialization.load_pem_private_key(raw, password=None)
    else:
        key = serialization.load_pem_public_key(raw)
    if not isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        raise ValueError("not an elliptic curve key")
    if not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    return key


def _public(key: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> ec.EllipticCurvePublicKey:
    return key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key


def _jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (_encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def _thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638: SHA-256 of the required members in lexicographic order."""
    return _encode(hashlib.sha256(orjson.dumps(dict(jwk), option=orjson.OPT_SORT_KEYS)).digest())


def _header(purpose: Purpose, kid: str) -> str:
    header = {"alg": ALGORITHM, "kid": kid, "typ": f"{purpose.value}+jwt"}
    return _encode(orjson.dumps(header, option=orjson.OPT_SORT_KEYS))


class KeyRing:
    """Signs with the active key; verifies with it and with every other published one.

    `others` are PEM blocks, private or public: keys that retire, and keys announced before their first use.
    `not_before` (Unix seconds) refuses everything issued earlier. Raises ValueError for anything but P-256 keys.
    """

    def __init__(
        self,
        active: str,
        others: Sequence[str] = (),
        *,
        issuer: str,
        not_before: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        signing = _load(active)
        if not isinstance(signing, ec.EllipticCurvePrivateKey):
            raise ValueError("the active key must be a private key")
        self._signer = CryptographyECKey(signing, ALGORITHM)
        self._issuer, self._not_before, self._clock = issuer, not_before, clock
        self._jwks: dict[str, dict[str, str]] = {}
        self._known: dict[str, tuple[Purpose, CryptographyECKey]] = {}
        for public in (signing.public_key(), *(_public(_load(pem)) for pem in others)):
            self._publish(public)
        self.active_kid = next(iter(self._jwks))
        # A signature that was right stays right; what changes with time is checked again at each call.
        self._signed = lru_cache(SIGNATURES_REMEMBERED)(self._verify_signature)

    def _publish(self, public: ec.EllipticCurvePublicKey) -> None:
        jwk = _jwk(public)
        kid = _thumbprint(jwk)
        self._jwks[kid] = jwk | {"alg": ALGORITHM, "use": "sig", "kid": kid}
        # Comparing the whole encoded header leaves a stranger nothing to put into it: no alg, crit, jku, second kid.
        for purpose in Purpose:
            self._known[_header(purpose, kid)] = purpose, CryptographyECKey(public, ALGORITHM)

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public keys, active first, as served at /.well-known/jwks.json (RFC 7517)."""
        return {"keys": [dict(jwk) for jwk in self._jwks.values()]}

    def _audience(self, purpose: Purpose) -> str:
        return f"{self._issuer}#{purpose.value}"

    def issue(
        self, purpose: Purpose, subject: str, extra: Mapping[str, Any] | None = None, *, lifetime: timedelta
    ) -> str:
        """A compact JWS. ValueError when the lifetime exceeds the purpose's, or the token 2 KiB."""
        if not timedelta(0) < lifetime <= MAX_LIFETIME[purpose]:
            raise ValueError("lifetime out of range")
        if not subject or REGISTERED & set(extra or ()):
            raise ValueError("empty subject, or a registered claim among the private ones")
        now = int(self._clock())
        claims = {
            "iss": self._issuer,
            "aud": self._audience(purpose),
            "sub": subject,
            "jti": random.token_urlsafe(16),
            "iat": now,
            "nbf": now,
            "exp": now + max(1, int(lifetime.total_seconds())),
            **(extra or {}),
        }
        headers = {"typ": f"{purpose.value}+jwt", "kid": self.active_kid}
        token = jws.sign(orjson.dumps(claims), self._signer, headers, ALGORITHM)
        if len(token) > MAX_LENGTH or not SHAPE.fullmatch(token):
            raise ValueError("the claims are too long")
        return token

    def verify(self, token: str, *, purpose: Purpose) -> Claims:
        """The claims, or InvalidToken for every other input whatever it is."""
        return self.verify_any(token, (purpose,))[1]

    def verify_any(self, token: str, purposes: Iterable[Purpose]) -> tuple[Purpose, Claims]:
        """Like `verify` where several purposes are welcome; says which one it was."""
        if len(token) > MAX_LENGTH or not SHAPE.fullmatch(token):
            raise InvalidToken("not a token")
        purpose, claims = self._signed(token)
        if purpose not in purposes:
            raise InvalidToken("not for this purpose")
        return purpose, self._check(claims, purpose)

    def _verify_signature(self, token: str) -> tuple[Purpose, object]:
        header, payload, signature = token.split(".")
        known = self._known.get(header)
        if known is None:
            raise InvalidToken("unknown header or key")
        if not (_is_canonical(payload) and _is_canonical(signature)):
            raise InvalidToken("not canonical base64url")
        purpose, key = known
        try:
            return purpose, orjson.loads(jws.verify(token, key, [ALGORITHM]))
        except Exception as error:  # jose raises JWSError, JWKError, TypeError, RecursionError, …
            raise InvalidToken("bad signature or payload") from error

    def _check(self, claims: object, purpose: Purpose) -> Claims:
        if not isinstance(claims, dict) or not claims.keys() >= REGISTERED:
            raise InvalidToken("a required claim is missing")
        if claims["iss"] != self._issuer or claims["aud"] != self._audience(purpose):
            raise InvalidToken("other issuer or audience")
        for name in ("sub", "jti"):
            if not isinstance(claims[name], str) or not claims[name]:
                raise InvalidToken(f"{name} is not text")
        times = [claims[name] for name in ("iat", "nbf", "exp")]
        if any(type(value) is not int for value in times):
            raise InvalidToken("times must be integers")
        issued, not_before, expires = times
        self._check_times(issued, not_before, expires, purpose)
        extra = {name: value for name, value in claims.items() if name not in REGISTERED}
        return Claims(claims["sub"], claims["jti"], issued, expires, MappingProxyType(extra))

    def _check_times(self, issued: int, not_before: int, expires: int, purpose: Purpose) -> None:
        now = self._clock()
        if now >= expires + LEEWAY_SECONDS:
            raise InvalidToken("expired")
        if max(issued, not_before) > now + LEEWAY_SECONDS:
            raise InvalidToken("from the future")
        if not 0 < expires - issued <= MAX_LIFETIME[purpose].total_seconds():
            raise InvalidToken("lifetime out of range")
        if issued < self._not_before:
            raise InvalidToken("issued before the realm's not_before")
