"""Every state × every action over HTTP: what the table allows is done, all else is refused and changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session

from backend.access.denials import DENIED
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.main import api_routes
from tests import cast
from tests.access.cells import call, registered, rolled_back
from tests.machines.tables import WALKS
from tests.machines.walks import Walk
from tests.world import World

OPERATIONS = {operation.name: operation for operation in registered()}
ROUTES = {route.name: route for route in api_routes()}
EVENTS = table_of(Event)


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name, walk in WALKS.items() for state in walk.states]
)
def test_only_the_table_is_legal(name: str, state: str, app: FastAPI, world: World, session: Session) -> None:
    walk = WALKS[name]
    people = {step.actor(state) for step in walk.steps.values()}
    tokens = {who: cast.token_for(app, getattr(world.cast, who)) for who in people}
    deviations: list[str] = []
    for action in walk.steps:
        with rolled_back(session):
            deviations += _deviations(app, session, world, walk, state, action, tokens)
        session.expire_all()
    assert deviations == []


def _deviations(
    app: FastAPI,
    session: Session,
    world: World,
    walk: Walk,
    state: str,
    action: str,
    tokens: dict[str, str],
) -> Iterator[str]:
    """What one action in one state does otherwise than the table says."""
    step, target = walk.steps[action], walk.target(state, action)
    scene = walk.scene(session, world, app.state.settings.data_dir, state)
    made = walk.arrange(session, scene, state)
    row_id, other_id = made if isinstance(made, tuple) else (made, 1)
    if step.before is not None:
        step.before(session, other_id)
    session.flush()
    scene = replace(scene, target_id=other_id if step.is_elsewhere else row_id, container_id=other_id)
    operation = OPERATIONS[step.operation]
    if step.body is not None:
        body = step.body(scene)
        operation = replace(operation, body=lambda _: body)
    before, journaled = _row(session, walk, row_id), _events(session)
    assert before[walk.column] == state
    if step.work is not None:
        yield from _worked(app, session, walk, state, action, row_id)
        return
    answer = call(app, ROUTES[operation.name], operation, tokens[step.actor(state)], scene)
    after, is_journaled = _row(session, walk, row_id), _events(session) > journaled
    said = f"{action}: {answer.status_code} {answer.text[:300]}"
    if target is not None:
        if not answer.is_success or after[walk.column] != target or not is_journaled:
            yield f"{said}; it is {after[walk.column]} instead of {target}, journaled: {is_journaled}"
        return
    refusal = 404 if (state, action) in walk.hidden else 409
    if (not answer.is_success) if step.is_consequence else answer.status_code != refusal:
        yield f"{said} instead of {refusal}"
    if after != before:
        yield f"{said}; the row changed"
    if is_journaled and not step.is_consequence:
        yield f"{said}; it was journaled"


def _worked(
    app: FastAPI, session: Session, walk: Walk, state: str, action: str, row_id: int
) -> Iterator[str]:
    """The same of what the product does by itself: it looks at the row count and does nothing where it may not."""
    work = walk.steps[action].work
    assert work is not None
    before, journaled = _row(session, walk, row_id), _events(session)
    with app.state.database.session() as writer:
        work(writer, row_id)
    session.expire_all()
    after, is_journaled = _row(session, walk, row_id), _events(session) > journaled
    target = walk.target(state, action)
    if target is not None and (after == before or after[walk.column] != target or not is_journaled):
        yield f"{action}: it is {after[walk.column]} instead of {target}, journaled: {is_journaled}"
    if target is None and (after != before or is_journaled):
        yield f"{action}: it is {after[walk.column]} and was {state}, journaled: {is_journaled}"


def _row(session: Session, walk: Walk, row_id: int) -> dict[str, Any]:
    found = session.execute(sa.select(walk.table).where(walk.table.c.id == row_id))
    return dict(found.mappings().one())


def _events(session: Session) -> int:
    """What was journaled, but for refusals as such (security.md row 9)."""
    written = sa.select(sa.func.count()).where(EVENTS.c.action != DENIED)
    return int(session.execute(written).scalar_one())
