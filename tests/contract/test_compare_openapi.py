"""The committed contract is the running app's, and says what every client needs to know."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from backend.about import TAGS
from backend.access.policy import Permission
from backend.access.scopes import CLIENT_SCOPES
from backend.cli import write_openapi
from backend.kit.openapi import operations
from backend.main import PUBLIC, api_routes, guard_of
from tests.architecture.sources import ROOT

COMMITTED = ROOT / "openapi" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(COMMITTED.read_text("utf-8"))
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
OAUTH = "/oauth/token"
"""RFC 6749 prescribes another shape of error there."""

WORD = re.compile(r"[a-z]+(_[a-z0-9]+)*")
PATH = re.compile(r"(/(\.well-known|[a-z0-9-]+(\.[a-z]+)?|v1|\{[a-z_]+\}))+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Operation(NamedTuple):
    """One operation of the contract."""

    path: str
    method: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def id(self) -> str:
        """The operationId."""
        return str(self.body["operationId"])

    @property
    def is_public(self) -> bool:
        """Open to callers without a permission."""
        return self.id in PUBLIC

    def parameters(self, *places: str) -> dict[str, dict[str, Any]]:
        """Schemas of the parameters in these places, by name."""
        found = self.body.get("parameters", [])
        return {parameter["name"]: parameter["schema"] for parameter in found if parameter["in"] in places}


OPERATIONS = [Operation(*found) for found in operations(DOCUMENT)]


def broken(rule: Callable[[Operation], object]) -> list[str]:
    """The operations for which the rule does not hold."""
    return [str(operation) for operation in OPERATIONS if not rule(operation)]


def test_the_committed_contract_is_the_running_one(tmp_path: Path) -> None:
    write_openapi(tmp_path / "openapi.json")
    fresh = json.loads((tmp_path / "openapi.json").read_text("utf-8"))
    changed = [
        path
        for path in fresh["paths"] | DOCUMENT["paths"]
        if fresh["paths"].get(path) != DOCUMENT["paths"].get(path)
    ]
    assert fresh == DOCUMENT, f"run `make openapi` and commit the result; paths that differ: {changed}"


def test_there_is_a_contract() -> None:
    assert len(OPERATIONS) > 100
    assert len(api_routes()) >= len(OPERATIONS)
    assert DOCUMENT["info"]["description"]
    assert {tag["name"] for tag in DOCUMENT["tags"]} == {tag["name"] for tag in TAGS}


def test_names_in_the_contract_are_words_of_the_field() -> None:
    """Two classes of one name would be told apart by their modules' paths, which no integrator can read."""
    assert not [name for name in DOCUMENT["components"]["schemas"] if "__" in name.replace("Page_", "", 1)]


def test_routes_declare_a_permission_or_are_public() -> None:
    seen = {route.name: guard_of(route) is None for route in api_routes()}
    assert len(seen) > 100
    assert {name for name, is_open in seen.items() if is_open} == PUBLIC


def test_writing_needs_more_than_a_reading_permission() -> None:
    guards = [(route.name, guard_of(route)) for route in api_routes() if "GET" not in (route.methods or ())]
    assert [name for name, guard in guards if guard and guard.permission.value.endswith(":read")] == []


def test_names_follow_the_conventions() -> None:
    assert broken(lambda op: WORD.fullmatch(op.id) and len(op.id) <= 40) == []
    assert broken(lambda op: PATH.fullmatch(op.path)) == []
    assert broken(lambda op: all(WORD.fullmatch(name) for name in op.parameters("query", "path"))) == []
    tags = {tag["name"] for tag in TAGS}
    assert broken(lambda op: len(op.body["tags"]) == 1 and op.body["tags"][0] in tags) == []
    assert max(Counter(operation.id for operation in OPERATIONS).values()) == 1


def test_operations_say_in_chinese_what_they_do() -> None:
    assert broken(lambda op: CHINESE.search(op.body.get("summary", ""))) == []


def test_guarded_operations_name_their_permission() -> None:
    def named(operation: Operation) -> bool:
        if operation.is_public:
            return "security" not in operation.body
        schemes = [name for requirement in operation.body["security"] for name in requirement]
        for_clients = Permission(operation.body["x-permission"]) in CLIENT_SCOPES
        return schemes == (["bearer", "clientCredentials"] if for_clients else ["bearer"])

    assert broken(named) == []


def test_errors_are_documented_problems() -> None:
    def documented(operation: Operation) -> bool:
        responses = operation.body["responses"]
        errors = {code: body for code, body in responses.items() if code == "default" or code >= "400"}
        takes_input = bool(operation.body.get("parameters")) or "requestBody" in operation.body
        return (
            all(body["content"] == PROBLEM for body in errors.values())
            and ("security" not in operation.body or {"401", "403"} <= errors.keys())
            and ("{" not in operation.path or "404" in errors)
            and (not takes_input or "422" in errors)
        )

    assert broken(lambda op: op.path == OAUTH or documented(op)) == []


def test_changes_ask_for_the_version() -> None:
    def has_tag(operation: Operation) -> bool:
        return "if-match" in {name.lower() for name in operation.parameters("header")}

    assert broken(lambda op: op.method != "patch" or has_tag(op)) == []
    assert broken(lambda op: not has_tag(op) or {"412", "428"} <= op.body["responses"].keys()) == []


def test_lists_are_pages() -> None:
    def is_page(operation: Operation) -> bool:
        query = operation.parameters("query")
        if not operation.id.startswith("list_") or "page" not in query:
            return True
        answer = operation.body["responses"]["200"]["content"]["application/json"]["schema"]
        limit = 1000 if "cursor" in query else 200
        page = {"items", "total"} <= _resolve(answer)["properties"].keys()
        return page and bool(query["size"]["maximum"] == limit)

    assert broken(is_page) == []


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
    def is_closed(operation: Operation) -> bool:
        content = operation.body.get("requestBody", {}).get("content", {})
        schema = _resolve(content.get("application/json", {}).get("schema", {}))
        return bool(schema.get("type") != "object" or schema.get("additionalProperties") is False)

    assert broken(is_closed) == []
