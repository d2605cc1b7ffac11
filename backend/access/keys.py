"""The key ring of this installation. The demo makes its own keys once and keeps them in its data directory."""

import os
import re
import secrets as random
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.access.tokens import KeyRing
from backend.settings import Settings

PEM = re.compile(r"-----BEGIN (PRIVATE|PUBLIC) KEY-----.+?-----END \1 KEY-----", re.DOTALL)


def new_signing_key() -> str:
    """A fresh ES256 private key as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()


def load_keys(settings: Settings) -> KeyRing:
    """The active key first, then those that retire or are announced; for these the public half is enough."""
    others = [block.group() for block in PEM.finditer(settings.retired_signing_keys.get_secret_value())]
    return KeyRing(settings.signing_key.get_secret_value(), others, issuer=settings.public_origin)


def _kept(path: Path, content: str) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
    return path.read_text("utf-8")


def demo_secrets(directory: Path) -> dict[str, str]:
    """Secrets of one demo installation: made at the first start, kept readable by the owner only."""
    return {
        "secret_key": _kept(directory / "secret_key", random.token_urlsafe(48)),
        "signing_key": _kept(directory / "signing_key.pem", new_signing_key()),
    }
