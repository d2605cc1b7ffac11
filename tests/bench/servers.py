"""One server process of the product under load, and its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from backend.access.keys import new_signing_key
from backend.access.rules import ACCESS_TTL
from backend.access.tokens import KeyRing, Purpose

ROOT = Path(__file__).resolve().parents[2]
PORT = 8790
STARTUP_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server; `token()` is a fresh access token of the load's user."""

    pid: int
    origin: str
    keys: KeyRing
    login: tuple[int, int]

    def token(self) -> str:
        """Five minutes for user 1."""
        sid, stamp = self.login
        return str(self.keys.issue(Purpose.access, "1", {"sid": sid, "stamp": stamp}, lifetime=ACCESS_TTL))

    def memory(self, field: str = "VmHWM") -> float:
        """MiB, the highest so far (VmHWM) or now (VmRSS)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"no {field}")


@contextmanager
def run(url: str, login: tuple[int, int]) -> Iterator[Server]:
    """`python -m backend serve` on `url`, ended with the block."""
    origin, signing_key = f"http://127.0.0.1:{PORT}", new_signing_key()
    environment = os.environ | {
        "ENVIRONMENT": "production",
        "DATABASE_URL": url,
        "SECRET_KEY": "bench-secret-of-sufficient-length-000000",
        "SIGNING_KEY": signing_key,
        "PUBLIC_ORIGIN": origin,
        "PORT": str(PORT),
    }
    process = subprocess.Popen([sys.executable, "-m", "backend", "serve"], cwd=ROOT, env=environment)
    try:
        _wait(origin)
        yield Server(process.pid, origin, KeyRing(signing_key, [], issuer=origin), login)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(origin: str) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{origin}/readyz").status_code == 204:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
