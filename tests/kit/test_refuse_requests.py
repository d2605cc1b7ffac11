"""Odd paths, odd queries and oversized or ambiguous bodies end at the edge, each in a problem."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.edge import BODY_LIMIT, LARGE_BODY_LIMIT
from tests.clients import AppClient
from tests.kit.edge_app import BEARER, JSON, make_app, refused


@pytest.fixture(scope="module")
def client() -> TestClient:
    return AppClient(make_app(), raise_server_exceptions=False)


@pytest.mark.parametrize(
    "path",
    [
        "/a%00b",
        "/%ED%A0%80",
        "/%FF",
        "/a%0Ab",
        "/a%5Cb",
        "/a/%2e%2e/b",
        "/a/%2E/b",
        "/..%2f..%2fetc/passwd",
        "/x%7F",
    ],
)
def test_odd_paths_are_refused(client: TestClient, path: str) -> None:
    refused(client.get(path), 400, "bad-path")
    refused(client.get("/api/v1" + path), 400, "bad-path")


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%00b",
        "%00=1",
        "q=%ED%A0%80",
        "q=%FF",
        "q=%C0%AF",
        "q=%E5%BC",
        "q=%D5%C5",
    ],
)
def test_odd_queries_are_refused(client: TestClient, query: str) -> None:
    refused(asgi_get(client, query.encode()), 400, "bad-query")


def asgi_get(client: TestClient, query: bytes) -> Any:
    """Sends the query as it is: clients would encode it."""
    request = client.build_request("GET", "/api/v1/echo")
    request.url = request.url.copy_with(query=query)
    return client.send(request)


@pytest.mark.parametrize(
    "query", ["q=%0A", "q=100%", "q=%zz", "q=a%25b", "q=%F0%9F%98%80", "", "q", "=", "&&"]
)
def test_harmless_queries_pass(client: TestClient, query: str) -> None:
    assert asgi_get(client, query.encode()).status_code == 200


def test_long_targets_and_heads_are_refused(client: TestClient) -> None:
    refused(client.get("/api/v1/echo?q=" + "x" * 8200), 414, "target-too-long")
    refused(client.get("/" + "x" * 8200), 414, "target-too-long")
    refused(client.get("/api/v1/echo", headers={"X-Filler": "x" * 16_400}), 431, "head-too-large")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=40))
def test_no_query_crashes(query: bytes) -> None:
    client = AppClient(make_app())
    raw = "".join(f"%{byte:02x}" for byte in query).encode()
    expected = 200
    try:
        if "\0" in query.decode():
            expected = 400
    except UnicodeDecodeError:
        expected = 400
    assert asgi_get(client, b"q=" + raw).status_code == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"text":"a","text":"b"}', "duplicate-key"),
        (b'{"text":NaN}', "syntax"),
        (b'{"text":"\\ud800"}', "surrogate"),
        (b'{"text":1e400}', "syntax"),
        (b'{"text":"\\u0000"}', "nul"),
        ('{"text":"张"}'.encode("gbk"), "encoding"),
        ('{"text":"张"}'.encode("utf-16"), "encoding"),
        (b"[" * 5000, "syntax"),
        (b" ", "syntax"),
    ],
)
@pytest.mark.parametrize(
    "media",
    [
        "application/json",
        "application/json; charset=gbk",
        "Application/JSON;x=application/x-ndjson",
        "application/merge-patch+json",
    ],
)
def test_json_is_strict(client: TestClient, body: bytes, code: str, media: str) -> None:
    response = client.post("/api/v1/notes", content=body, headers={"Content-Type": media})
    problem = refused(response, 400, "bad-json")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("", code)]


def test_large_json_is_strict_too(client: TestClient) -> None:
    body = b'{"text":"' + b"x" * 500_000 + b'","text":"y"}'
    refused(client.post("/api/v1/notes", content=body, headers=JSON), 400, "bad-json")
    assert client.post("/api/v1/notes", json={"text": "x" * 500_000}).status_code == 200


def test_other_bodies_are_not_parsed(client: TestClient) -> None:
    lines = b'{"a":1}\n{"a":1,"a":2}\nNaN'
    for media in ("application/x-ndjson", "text/csv", "application/octet-stream"):
        response = client.post("/api/v1/notes/bulk", content=lines, headers=BEARER | {"Content-Type": media})
        assert (response.status_code, response.json()) == (200, len(lines))


def test_empty_json_body_is_left_to_the_route(client: TestClient) -> None:
    refused(client.post("/api/v1/notes", headers=JSON), 422, "validation")


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(total // 50_000):
        yield b" " * 50_000
    yield b" " * (total % 50_000)


@pytest.mark.parametrize("is_declared", [True, False])
@pytest.mark.parametrize("media", ["application/json", "text/csv"])
def test_body_limit_counts_to_the_byte(client: TestClient, is_declared: bool, media: str) -> None:
    url = "/api/v1/notes" if media == "application/json" else "/api/v1/notes/bulk"
    for size, is_allowed in ((BODY_LIMIT, True), (BODY_LIMIT + 1, False)):
        content: Any = b" " * size if is_declared else chunks(size)
        response = client.post(url, content=content, headers={"Content-Type": media})
        if is_allowed:
            assert response.status_code == (400 if media == "application/json" else 200)
        else:
            problem = refused(response, 413, "too-large")
            assert "1 MB" in problem["detail"]
            assert response.headers["connection"] == "close"


def test_bulk_takes_more_from_those_who_sign_in(client: TestClient) -> None:
    headers = {"Content-Type": "text/csv"}
    body = b"x" * (BODY_LIMIT * 2)
    assert client.post("/api/v1/notes/bulk", content=body, headers=headers | BEARER).json() == len(body)
    refused(client.post("/api/v1/notes/bulk", content=body, headers=headers), 413, "too-large")
    refused(client.post("/api/v1/notes", content=body, headers=headers | BEARER), 413, "too-large")


def test_multipart_takes_twenty_megabytes(client: TestClient) -> None:
    assert client.post("/api/v1/files", files={"file": b"x" * (BODY_LIMIT * 3)}).json() == BODY_LIMIT * 3
    problem = refused(client.post("/api/v1/files", files={"file": b"x" * LARGE_BODY_LIMIT}), 413, "too-large")
    assert "20 MB" in problem["detail"]


def test_multipart_in_pieces_is_stopped_although_the_form_parser_swallows_errors(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(21):
            yield b"y" * BODY_LIMIT

    media = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(client.post("/api/v1/files", content=parts(), headers=media), 413, "too-large")
