"""Clients that do not finish what they began to send, on real sockets."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from backend.kit.connection import HEAD_BYTES, Connection
from tests.kit.edge_app import make_app, served

PATIENCE = 0.4


class Hasty(Connection):
    """With little patience."""

    patience = PATIENCE


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with served(make_app(), http=Hasty) as found:
        yield found


def drip(address: tuple[str, int], start: bytes, drop: bytes, seconds: float = 5) -> tuple[bytes, float]:
    """Sends `start` and then a drop at a time; what came back, and how long the server put up with it."""
    received, began = b"", time.monotonic()
    with closing(socket.create_connection(address)) as connection:
        connection.settimeout(0.05)
        connection.sendall(start)
        while time.monotonic() - began < seconds:
            try:
                if not (data := connection.recv(65536)):
                    break
                received += data
            except TimeoutError:
                connection.sendall(drop)
            except OSError:
                break
    return received, time.monotonic() - began


GET = b"GET /api/v1/echo HTTP/1.1\r\nHost: x\r\n"


def test_who_is_in_time_is_served(address: tuple[str, int]) -> None:
    received, _ = drip(address, GET + b"Connection: close\r\n\r\n", b"")
    assert received.startswith(b"HTTP/1.1 200 ")


def test_a_connection_is_kept_for_longer_than_a_head_may_take(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=5)) as connection:
        for _ in range(2):
            connection.sendall(GET + b"\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            time.sleep(PATIENCE * 1.5)


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"", b""),
        (b"G", b""),
        (GET, b""),
        (GET, b"X-A: b\r\n"),
        (GET + b"\r\n" + GET, b"X-A: b\r\n"),
    ],
    ids=["silent", "one byte", "half a head", "a header at a time", "the second request"],
)
def test_a_head_that_does_not_end_is_cut(address: tuple[str, int], start: bytes, drop: bytes) -> None:
    _, seconds = drip(address, start, drop)
    assert PATIENCE * 0.9 < seconds < PATIENCE + 2


def test_a_body_nobody_reads_is_cut(address: tuple[str, int]) -> None:
    head = b"POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\n"
    received, seconds = drip(address, head, b"x")
    assert received.startswith(b"HTTP/1.1 405 ")
    assert PATIENCE * 0.9 < seconds < PATIENCE + 2


def test_the_rest_of_a_refused_body_is_heard_out(address: tuple[str, int]) -> None:
    """Otherwise a client that is still sending would see a broken connection instead of the answer."""
    body = b"x" * 900_000
    head = b"POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n"
    with closing(socket.create_connection(address, timeout=5)) as connection:
        connection.sendall(head % len(body) + body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 405 ")
        connection.sendall(GET + b"\r\n")
        assert b"HTTP/1.1 200 " in connection.recv(65536)


def test_an_endless_head_is_not_collected(address: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hasty, "patience", 60)
    with closing(socket.create_connection(address, timeout=5)) as connection:
        connection.sendall(GET + b"X-A: ")
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.sendall(b"a" * HEAD_BYTES * 50)
