"""What no route answers: other methods name all that would do (405), other addresses are unknown (404)."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.main import create_app
from backend.settings import Settings
from tests.clients import AppClient


@pytest.fixture(scope="module")
def built(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A server that has the web client, which answers at every address nobody else has."""
    folder = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>廉防</title>", "utf-8")
    (folder / "assets" / "app-1.js").write_text("0", "utf-8")
    return AppClient(create_app(settings.model_copy(update={"static_dir": folder})))


def test_it_works(built: TestClient) -> None:
    for path in ("/", "/positions/3"):
        page = built.get(path)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
        assert page.headers["content-type"].startswith("text/html")
        assert built.head(path).status_code == 200
    asset = built.get("/assets/app-1.js")
    assert (asset.status_code, asset.text) == (200, "0")
    assert "immutable" in asset.headers["cache-control"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/users", "GET, POST"),
        ("DELETE", "/api/v1/positions/1", "GET, PATCH"),
        ("OPTIONS", "/api/v1/positions/1", "GET, PATCH"),
        ("HEAD", "/api/v1/me", "GET"),
        ("BREW", "/api/v1/auth/login", "POST"),
        ("GET", "/oauth/token", "POST"),
        ("POST", "/.well-known/jwks.json", "GET"),
        ("POST", "/healthz", "GET"),
        ("POST", "/", "GET, HEAD"),
        ("DELETE", "/positions", "GET, HEAD"),
    ],
)
def test_other_methods_are_not_allowed(built: TestClient, method: str, path: str, allowed: str) -> None:
    answer = built.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nope", "/api/v1/nope", "/api/v1/users/", "/oauth/nope", "/.well-known/x"]
)
def test_unknown_addresses_of_the_api_are_not_found(built: TestClient, method: str, path: str) -> None:
    answer = built.request(method, path, follow_redirects=False)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_unknown_files_are_not_pages(built: TestClient) -> None:
    assert built.get("/assets/app-2.js").status_code == 404


def test_without_the_web_client_there_are_no_pages(app: FastAPI) -> None:
    assert AppClient(app).get("/").status_code == 404
