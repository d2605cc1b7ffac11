"""Schemathesis over the whole contract, as every member of the cast: no server error, no deviation.

CONTRACT_EXAMPLES=50 tries more and other requests than the few fixed ones of a normal run.
"""

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
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

from backend.kit.openapi import operations
from tests import cast, databases
from tests.contract.test_compare_openapi import DOCUMENT
from tests.world import World

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "0"))
FEW = 3 if databases.DIALECT == "sqlite" else 2
"""Rounds of the whole cast; the slower database asks fewer of the same requests."""
COMPANY = 5
"""Making a request takes longer than answering it, so several ask the same."""
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
def contract() -> schemathesis.BaseSchema:
    """The committed document; test_compare_openapi.py sees to it that the app serves the same."""
    return schemathesis.openapi.from_dict(DOCUMENT)


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


@pytest.fixture
def tokens(app: FastAPI, world: World) -> dict[str, dict[str, str]]:
    """Headers that speak for each role."""
    found: dict[str, dict[str, str]] = {"nobody": {}}
    for name in ROLES[:-1]:
        who = getattr(world.cast, name)
        issue = cast.token_for if isinstance(who, cast.Member) else cast.client_token_for
        found[name] = {"Authorization": f"Bearer {issue(app, who)}"}
    return found


@pytest.fixture(scope="session")
def known_ids(college: tuple[sa.Engine, World]) -> Sequence[int]:
    """Ids of rows that exist, so that not every path ends in 404."""
    with college[0].connect() as connection:
        tables = [table for table in SQLModel.metadata.sorted_tables if "id" in table.c]
        found = {row.id for table in tables for row in connection.execute(sa.select(table.c.id).limit(5))}
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
    tokens: Mapping[str, dict[str, str]],
    known_ids: Sequence[int],
) -> Counter[str]:
    """Sends generated requests, each as the next few callers of the cast; returns how often each one asked."""
    asked: Counter[str] = Counter()
    callers = cycle(ROLES)

    @settings(
        max_examples=(EXAMPLES or FEW) * len(ROLES) // COMPANY,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), draw=st.data())
    def ask(case: Case[Any], draw: st.DataObject) -> None:
        _aim(case, draw, known_ids)
        for role in islice(callers, COMPANY):
            response = case.call(session=client, headers=tokens[role])
            asked[role] += 1
            case.validate_response(response, checks=CHECKS)

    while set(asked) != set(ROLES):  # without parameters there is only one request, so one round is too short
        ask()
    return asked


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
        client.trust_env = False  # no proxy is looked for in the environment at each request
        asked = _explore(operation, client, tokens, known_ids)
    assert min(asked.values()) >= 1
