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
from backend.kit.paging import Cursors
from backend.risks.points.routes import CURSOR_KIND
from tests.bench.college import Login

ROOT = Path(__file__).resolve().parents[2]
PORT = 8790
STARTUP_SECONDS = 120
SECRET = "bench-secret-of-sufficient-length-000000"


@dataclass(frozen=True)
class Server:
    """A running server; `token()` is a fresh access token of the load's user."""

    pid: int
    origin: str
    keys: KeyRing
    login: Login

    def token(self, login: Login | None = None) -> str:
        """Five minutes for the load's user, or for another one."""
        who = login or self.login
        extra = {"sid": who.family, "stamp": who.stamp}
        return self.keys.issue(Purpose.access, str(who.user_id), extra, lifetime=ACCESS_TTL)

    def cursor(self, after: int) -> str:
        """Where a pull of the register goes on above an id."""
        return Cursors(SECRET).encode(CURSOR_KIND, {"after": after, "total": 0})

    def memory(self, field: str) -> float:
        """MiB: the highest so far (VmHWM), now (VmRSS), or now without mapped files (RssAnon)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"no {field}")

    def processor_seconds(self) -> float:
        """What the server has used of the processors so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def forget_peak(self) -> float:
        """Makes VmHWM start anew; returns what it starts from, MiB."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        return self.memory("VmHWM")


@contextmanager
def run(url: str, login: Login, port: int = PORT) -> Iterator[Server]:
    """`python -m backend serve` on `url`, ended with the block."""
    origin, signing_key = f"http://127.0.0.1:{port}", new_signing_key()
    environment = os.environ | {
        "ENVIRONMENT": "production",
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "SIGNING_KEY": signing_key,
        "PUBLIC_ORIGIN": origin,
        "PORT": str(port),
    }
    process = subprocess.Popen([sys.executable, "-m", "backend", "serve"], cwd=ROOT, env=environment)
    try:
        _wait(process, origin)
        yield Server(process.pid, origin, KeyRing(signing_key, issuer=origin), login)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], origin: str) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{origin}/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start (is its port free? {origin})")
