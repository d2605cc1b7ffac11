"""How meetings, notices and questions change state."""

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.etag import Expected
from backend.kit.machine import Machine
from backend.kit.problems import forbidden
from backend.kit.rows import claim_version

S = TypeVar("S", bound=str)


def refuse(machine: Machine[S], row: Mapping[str, Any], action: str) -> S:
    """409 when the state forbids the action, 403 when `allowed_actions` does not offer it; else the next state."""
    step = machine.find(row["state"], action)
    if action not in row["allowed_actions"]:
        raise forbidden()
    return step.target


def advance(
    session: Session,
    machine: Machine[S],
    table: sa.Table,
    row: Mapping[str, Any],
    expected: Expected,
    action: str,
    changes: Mapping[str, Any],
) -> None:
    """Runs one row of the state table on a visible row: in this state, allowed for this actor, not stale."""
    target = refuse(machine, row, action)
    expected.check(row["version"])
    claim_version(session, table, row, {**changes, "state": target})
