"""The committed contract is the running app's, and says what every client needs to know."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from backend.access.policy import CLIENT_SCOPES, Permission
from backend.cli import write_openapi
from backend.kit.openapi import operations
from backend.main import PUBLIC, TAGS, api_routes, guard_of
from tests.architecture.sources import ROOT

COMMITTED = ROOT / "openapi" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(COMMITTED.read_text("utf-8")) if COMMITTED.exists() else {"paths": {}}
OPERATIONS = [pytest.param(*found, id=f"{found[1].upper()} {found[0]}") for found in operations(DOCUMENT)]
ROUTES = [pytest.param(route, id=route.name) for route in api_routes()]
every_operation = pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
every_route = pytest.mark.parametrize("route", ROUTES)

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
UNSAFE = frozenset({"post", "put", "patch", "delete"})


def test_the_committed_contract_is_the_running_one(tmp_path: Path) -> None:
    write_openapi(tmp_path / "openapi.json")
    fresh = json.loads((tmp_path / "openapi.json").read_text("utf-8"))
    assert fresh == DOCUMENT, "run `make openapi` and commit the result"


def test_there_is_a_contract() -> None:
    assert len(OPERATIONS) > 50
    assert len(ROUTES) >= len(OPERATIONS)
    assert DOCUMENT["info"]["description"]
    assert {tag["name"] for tag in DOCUMENT["tags"]} == {tag["name"] for tag in TAGS}


@every_route
def test_a_route_declares_a_permission_or_is_public(route: APIRoute) -> None:
    guard = guard_of(route)
    assert (guard is None) == (route.name in PUBLIC or route.tags == ["kit"])
    if guard is not None and route.methods and not route.methods & {"GET", "HEAD"}:
        assert not guard.permission.value.endswith(":read"), "writing needs more than a reading permission"


def test_public_names_routes_that_exist() -> None:
    assert {route.name for route in api_routes()} >= PUBLIC


@every_operation
def test_names_follow_the_conventions(path: str, method: str, operation: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", operation["operationId"])
    assert len(operation["operationId"]) <= 40
    assert len(operation["tags"]) == 1
    assert operation["tags"][0] in {tag["name"] for tag in TAGS}
    assert re.fullmatch(r"(/(\.well-known|[a-z0-9-]+(\.[a-z]+)?|v1|\{[a-z_]+\}))+", path)
    for parameter in operation.get("parameters", []):
        if parameter["in"] in ("query", "path"):
            assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", parameter["name"])


@every_operation
def test_an_operation_says_what_it_does(path: str, method: str, operation: dict[str, Any]) -> None:
    assert re.search(r"[\u4e00-\u9fff]", operation.get("summary", ""))


@every_operation
def test_a_guarded_operation_names_its_permission(path: str, method: str, operation: dict[str, Any]) -> None:
    if operation["operationId"] in PUBLIC or operation["tags"] == ["kit"]:
        assert "security" not in operation
        return
    permission = Permission(operation["x-permission"])
    schemes = [name for requirement in operation["security"] for name in requirement]
    assert schemes == (["bearer", "clientCredentials"] if permission in CLIENT_SCOPES else ["bearer"])


@every_operation
def test_errors_are_documented_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    if path == "/oauth/token":
        return  # RFC 6749 prescribes another shape of error
    responses = operation["responses"]
    errors = {code: body for code, body in responses.items() if code == "default" or code >= "400"}
    assert errors
    assert all(body["content"] == PROBLEM for body in errors.values())
    assert "security" not in operation or {"401", "403"} <= errors.keys()
    assert "{" not in path or "404" in errors
    assert (not operation.get("parameters") and "requestBody" not in operation) or "422" in errors


@every_operation
def test_a_change_asks_for_the_version(path: str, method: str, operation: dict[str, Any]) -> None:
    headers = {p["name"].lower() for p in operation.get("parameters", []) if p["in"] == "header"}
    if method == "patch":
        assert "if-match" in headers
    if "if-match" in headers:
        assert {"412", "428"} <= operation["responses"].keys()


@every_operation
def test_lists_are_pages(path: str, method: str, operation: dict[str, Any]) -> None:
    if not operation["operationId"].startswith("list_"):
        return
    parameters = {p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "query"}
    if "page" in parameters:
        assert parameters["size"]["maximum"] == (1000 if "cursor" in parameters else 200)
        schema = _resolve(operation["responses"]["200"]["content"]["application/json"]["schema"])
        assert {"items", "total"} <= schema["properties"].keys()


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = DOCUMENT["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return found


def _schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from DOCUMENT.get("components", {}).get("schemas", {}).items()


def test_every_term_carries_its_chinese_labels() -> None:
    unlabelled = [
        name
        for name, schema in _schemas()
        if "enum" in schema and set(schema.get("x-labels", {})) != set(schema["enum"])
    ]
    assert unlabelled == []


def test_bodies_forbid_unknown_fields() -> None:
    open_bodies = []
    for path, method, operation in operations(DOCUMENT):
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        resolved = _resolve(schema)
        if resolved.get("type") == "object" and resolved.get("additionalProperties") is not False:
            open_bodies.append(f"{method} {path}")
    assert open_bodies == []
