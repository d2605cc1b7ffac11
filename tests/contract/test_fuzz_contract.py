"""Schemathesis over the whole contract, as every member of the cast: no server error, no deviation.

CONTRACT_EXAMPLES=50 tries more and other requests than the few fixed ones of a normal run.
"""

import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import schemathesis
import sqlalchemy as sa
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, Response
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlmodel import SQLModel

from backend.kit.db import Database, make_engine
from backend.kit.journal import Follower
from backend.kit.openapi import operations
from tests import cast, databases
from tests.contract.test_compare_openapi import DOCUMENT
from tests.world import World, build

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "0"))
FEW = 3
LABELS = [f"{method.upper()} {path}" for path, method, _ in operations(DOCUMENT)]
ROLES = (*cast.Cast.__dataclass_fields__, "nobody")
"""Every role, two strangers, the campus system and an anonymous caller."""


@schemathesis.check
def documented_problem(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """An error is a problem whose status stands in the contract by itself, not under `default`."""
    if response.status_code < 400:
        return
    declared = case.operation.definition.raw["responses"]
    assert str(response.status_code) in declared, f"{response.status_code} is not documented"
    body = json.loads(response.content)
    if case.path == "/oauth/token" and "error" in body:
        return  # RFC 6749 prescribes another shape; its schema is checked like every other
    assert body["status"] == response.status_code
    assert body["type"].startswith("/problems/")
    assert body["title"]


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    documented_problem,
]


@pytest.fixture(scope="session")
def contract(shared_app: FastAPI) -> schemathesis.BaseSchema:
    """The schema as the app serves it."""
    return schemathesis.openapi.from_dict(shared_app.openapi())


@pytest.fixture(scope="session")
def door(shared_app: FastAPI) -> Any:
    """The app without its lifespan: the sequencer would number another database in the background."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await shared_app(scope, receive, send)
            return
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})

    return answer


@pytest.fixture(scope="session")
def stage(server: databases.Server, followers: Sequence[Follower]) -> Iterator[tuple[Database, World]]:
    """The college on a database of its own, built once; nothing of it is ever committed."""
    engine = make_engine(server.copy(), pool_size=1)
    with databases.joined(engine, followers) as database:
        with database.session() as session:
            world = build(session)
        yield database, world
    engine.dispose()


@pytest.fixture
def staged(stage: tuple[Database, World], shared_app: FastAPI) -> Iterator[tuple[Database, World]]:
    """The stage as it was built; what one operation's test does to it is undone."""
    database, _ = stage
    with database.open(read_only=False) as keeper:
        shared_app.state.database = database
        keeper.connection()
        yield stage
        keeper.rollback()


@pytest.fixture
def tokens(staged: tuple[Database, World], shared_app: FastAPI) -> dict[str, dict[str, str]]:
    """Headers that speak for each role."""
    found: dict[str, dict[str, str]] = {"nobody": {}}
    for name in ROLES[:-1]:
        who = getattr(staged[1].cast, name)
        issue = cast.token_for if isinstance(who, cast.Member) else cast.client_token_for
        found[name] = {"Authorization": f"Bearer {issue(shared_app, who)}"}
    return found


@pytest.fixture(scope="session")
def known_ids(stage: tuple[Database, World]) -> Sequence[int]:
    """Ids of rows that exist, so that not every path ends in 404."""
    with stage[0].session(read_only=True) as session:
        tables = [table for table in SQLModel.metadata.sorted_tables if "id" in table.c]
        found = {row.id for table in tables for row in session.execute(sa.select(table.c.id).limit(5))}
    return sorted(found)


def _aim(case: Case[Any], draw: st.DataObject, known_ids: Sequence[int]) -> None:
    """Points most requests at rows that exist, with a version that may be right."""
    for name, value in case.path_parameters.items():
        if name == "id" or name.endswith("_id"):
            case.path_parameters[name] = draw.draw(st.sampled_from([*known_ids, value]))
    if any(header.name.lower() == "if-match" for header in case.operation.headers):
        case.headers["If-Match"] = draw.draw(st.sampled_from(['"v1"', '"v1"', '"v2"', "*", "v1"]))


def _explore(
    operation: APIOperation[Any, Any, Any, Any],
    client: Any,
    headers: dict[str, str],
    known_ids: Sequence[int],
) -> set[int]:
    """Sends generated requests as one caller; returns the statuses seen."""
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES or FEW,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), draw=st.data())
    def ask(case: Case[Any], draw: st.DataObject) -> None:
        _aim(case, draw, known_ids)
        response = case.call(session=client, headers=headers)
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    ask()
    return seen


@pytest.mark.parametrize("label", LABELS)
def test_an_operation_keeps_the_contract(
    label: str,
    door: Any,
    contract: schemathesis.BaseSchema,
    tokens: dict[str, dict[str, str]],
    known_ids: Sequence[int],
) -> None:
    operation = contract.find_operation_by_label(label)
    assert operation is not None
    with asgi.get_client(door) as client:
        seen = {role: _explore(operation, client, tokens[role], known_ids) for role in ROLES}
    assert all(seen.values())
