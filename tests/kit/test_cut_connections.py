"""Slow and flooding clients on real sockets."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.kit.edge_app import make_app, served


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """A real server with little patience."""
    with served(make_app(patience=0.3)) as found:
        yield found


def talk(address: tuple[str, int], request: bytes) -> bytes:
    """Sends and reads until the server closes."""
    with closing(socket.create_connection(address, timeout=10)) as connection:
        connection.sendall(request)
        received = b""
        while data := connection.recv(65536):
            received += data
        return received


@pytest.mark.parametrize("media", [b"application/json", b"text/csv", b"multipart/form-data; boundary=x"])
def test_slow_body_is_closed(address: tuple[str, int], media: bytes) -> None:
    path = b"/api/v1/files" if media.startswith(b"multipart") else b"/api/v1/notes/bulk"
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 100\r\n\r\n--x" % (
        path,
        media,
    )
    received = talk(address, head)
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b"/problems/too-slow" in received
    assert b"connection: close" in received.lower()


def test_declared_flood_is_refused_before_it_arrives(address: tuple[str, int]) -> None:
    head = b"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    assert talk(address, head + b"Content-Length: 99999999\r\n\r\n").startswith(b"HTTP/1.1 413 ")


def test_raw_bytes_in_the_target_do_not_crash(address: tuple[str, int]) -> None:
    for target in (b"/api/v1/echo?q=\xff\xfe", b"/\xff", b"/api/v1/echo?q=%00"):
        received = talk(address, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert received.startswith(b"HTTP/1.1 400 ")
