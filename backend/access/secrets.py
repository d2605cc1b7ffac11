"""Opaque secrets: 256 random bits, a prefix that scanners can find, a checksum that catches typing errors.

Only SHA-256 digests are stored: a secret of 256 random bits needs no slow hash.
"""

import hashlib
import hmac
import re
import secrets as random
import string
import zlib
from typing import NamedTuple

CLIENT_PREFIX = "lzc_"
PERSONAL_PREFIX = "lzp_"
REFRESH_PREFIX = "lzr_"
BOOTSTRAP_PREFIX = "lzb_"
RESET_PREFIX = "lzw_"

ALPHABET = string.digits + string.ascii_letters
SECRET_LENGTH = 43
"""62 ** 43 > 2 ** 256."""
CHECK_LENGTH = 6
HINT_LENGTH = 4
SHAPE = re.compile(
    rf"lz[a-z]_(?:[0-9A-Za-z]{{1,20}}_)?[0-9A-Za-z]{{{SECRET_LENGTH}}}_[0-9A-Za-z]{{{CHECK_LENGTH}}}",
    re.ASCII,
)


class NewSecret(NamedTuple):
    """A fresh secret: `text` is shown once, `digest` stored; `hint` (8 characters) tells it from others."""

    text: str
    digest: str
    hint: str


def _base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, rest = divmod(number, 62)
        digits = ALPHABET[rest] + digits
    return digits


def _finish(body: str) -> str:
    return f"{body}_{_base62(zlib.crc32(body.encode()), CHECK_LENGTH)}"


def _new(head: str) -> NewSecret:
    secret = _base62(int.from_bytes(random.token_bytes(32), "big"), SECRET_LENGTH)
    text = _finish(head + secret)
    return NewSecret(text, digest(text), head[:4] + secret[:HINT_LENGTH])


def new_client_secret() -> NewSecret:
    """`lzc_<secret>_<check>` for an API client."""
    return _new(CLIENT_PREFIX)


def new_personal_token() -> NewSecret:
    """`lzp_<id>_<secret>_<check>` for a script. The id is random and may be quoted in logs."""
    return _new(f"{PERSONAL_PREFIX}{random.token_hex(4)}_")


def new_bootstrap_token() -> NewSecret:
    """`lzb_<secret>_<check>` that makes the first administrator."""
    return _new(BOOTSTRAP_PREFIX)


def new_reset_token() -> NewSecret:
    """`lzw_<secret>_<check>` with which somebody chooses a new password."""
    return _new(RESET_PREFIX)


def is_well_formed(text: str, prefix: str) -> bool:
    """Prefix, shape and checksum are right; saves the database a look-up for mistyped secrets."""
    if not text.startswith(prefix) or not SHAPE.fullmatch(text):
        return False
    return hmac.compare_digest(_finish(text.rpartition("_")[0]), text)


def digest(text: str) -> str:
    """SHA-256 in hex, for any text: even one that is no valid Unicode."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def refresh_token(server_key: str, session_id: int, generation: int) -> str:
    """The refresh token number `generation` of a session.

    Derived, not random, so that two tabs racing to rotate get the same successor and neither is signed out.
    """
    key = hashlib.sha256(b"refresh:" + server_key.encode()).digest()
    mac = hmac.digest(key, f"{session_id}:{generation}".encode(), "sha256")
    return _finish(REFRESH_PREFIX + _base62(int.from_bytes(mac, "big"), SECRET_LENGTH))
