"""Every answer, also a refusal and a crash, carries its id and the security headers."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.clients import AppClient
from tests.kit.edge_app import make_app, refused


@pytest.fixture(scope="module")
def client() -> TestClient:
    return AppClient(make_app(), raise_server_exceptions=False)


def test_it_works(client: TestClient) -> None:
    response = client.get("/api/v1/echo?q=%E5%BC%A0&q=a+b")
    assert response.json() == {"q": ["张", "a b"], "id": response.headers["x-request-id"]}
    posted = client.post("/api/v1/notes", json={"text": "张"})
    assert (posted.status_code, posted.json()) == (200, {"text": "张"})


def test_each_request_gets_its_id(client: TestClient) -> None:
    ids = {client.get("/api/v1/echo").headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)


def test_sane_given_id_is_kept(client: TestClient) -> None:
    response = client.get("/api/v1/echo", headers={"X-Request-ID": "oa-2026.09_30-1"})
    assert response.json()["id"] == response.headers["x-request-id"] == "oa-2026.09_30-1"


@pytest.mark.parametrize(
    "given_id",
    ["short", "x" * 65, "has space here", "<script>alert", "a;b=cdefgh", "张张张".encode()],
)
def test_odd_given_id_is_replaced(client: TestClient, given_id: str | bytes) -> None:
    response = client.get("/api/v1/echo", headers={"X-Request-ID": given_id})
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


def test_api_answers_carry_the_closed_policy(client: TestClient) -> None:
    headers = client.get("/api/v1/echo").headers
    assert headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_pages_carry_the_page_policy(client: TestClient) -> None:
    headers = client.get("/risks/12").headers
    policy = headers["content-security-policy"].split("; ")
    assert {
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    } <= set(policy)
    assert "unsafe" not in headers["content-security-policy"]
    assert "cache-control" not in headers


def test_the_app_may_decide_otherwise(client: TestClient) -> None:
    headers = client.get("/api/v1/public").headers
    assert headers.get_list("cache-control") == ["max-age=60"]
    assert headers.get_list("content-security-policy") == ["sandbox"]


def test_https_is_remembered_only_on_https(client: TestClient) -> None:
    assert "strict-transport-security" in AppClient(make_app(is_secure=True)).get("/api/v1/echo").headers
    behind_tls = AppClient(make_app(), base_url="https://testserver")
    assert "max-age=63072000" in behind_tls.get("/api/v1/echo").headers["strict-transport-security"]


@pytest.mark.parametrize("path", ["/api/v1/crash", "/api/v1/notes"])
def test_errors_carry_the_headers_too(client: TestClient, path: str) -> None:
    response = client.get(path) if path.endswith("crash") else client.put(path)
    refused(response, response.status_code, "internal" if path.endswith("crash") else "method-not-allowed")
    assert response.headers["cache-control"] == "no-store"
    assert "secret detail" not in response.text


def test_crash_still_reaches_the_log() -> None:
    with pytest.raises(RuntimeError) as crashed:
        AppClient(make_app()).get("/api/v1/crash", headers={"X-Request-ID": "find-me-again"})
    assert crashed.value.__notes__ == ["request_id=find-me-again"]
