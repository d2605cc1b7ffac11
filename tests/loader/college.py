"""A token for the loader, files to load, and a real server to load them into."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
from sqlmodel import Session

from backend.access.keys import new_signing_key
from backend.access.models import PersonalToken
from backend.access.policy import Permission
from backend.access.secrets import new_personal_token
from backend.kit.table import now
from tests.world import World

HEADER = "岗位编码,岗位名称,部门编码,岗位层级"
SCOPES = (Permission.positions_bulk, Permission.organization_read, Permission.organization_write)
PATIENCE_SECONDS = 180


def issue_token(session: Session, world: World) -> str:
    """A personal token of 纪委办."""
    made = new_personal_token()
    session.add(
        PersonalToken(
            user_id=world.cast.office.user_id,
            name="载入岗位",
            digest=made.digest,
            scopes=[scope.value for scope in SCOPES],
            created_at=now(),
            expires_at=now() + timedelta(days=1),
        )
    )
    session.flush()
    return made.text


def row(number: int, tier: str = "一般岗位", department: str = "JWC") -> str:
    """One line of a file."""
    return f"P{number:05},岗位{number},{department},{tier}"


def write_file(path: Path, rows: Sequence[str], encoding: str = "gb18030") -> Path:
    """A csv file of positions."""
    path.write_bytes("\n".join((HEADER, *rows)).encode(encoding))
    return path


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(database_url: str, folder: Path, port: int) -> dict[str, str]:
    """What a server process needs to know."""
    return os.environ | {
        "ENVIRONMENT": "test",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "STATIC_DIR": str(folder / "no-client"),
        "SECRET_KEY": "a-secret-only-used-in-tests-0123456789",
        "SIGNING_KEY": new_signing_key(),
        "PORT": str(port),
    }


@contextmanager
def serving(surroundings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers; killed at the end."""
    process = subprocess.Popen([sys.executable, "-m", "backend", "serve"], env=surroundings)
    try:
        address = f"http://127.0.0.1:{surroundings['PORT']}/healthz"
        wait_for(lambda: _answers(address))
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.TransportError:
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    """Returns as soon as the condition holds; fails after three minutes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
