"""Properties of every bulk load: the dry run tells the truth, and the second run has nothing to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from tests.conftest import SignIn
from tests.organization.loads import report, send
from tests.organization.trail import traces
from tests.world import World

CODES = st.sampled_from(["JWC-01", "JWC-03", "CWC-05", "P1", "P2", "P3", "坏", "1E5"])
UNITS = st.sampled_from(["JWC", "CWC", "ZCC-CG", "XXX", "NO"])
DUTIES = st.lists(st.text(alphabet="甲乙丙 '=x\n", max_size=4), max_size=3)
ROW: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "code": CODES,
        "name": st.sampled_from(["出纳岗", "教材管理岗", "", "新岗"]),
        "department_code": UNITS,
        "tier": st.sampled_from(["general", "middle", "一般岗位", "科级"]),
    },
    optional={
        "duties": DUTIES,
        "controls_money": st.sampled_from([True, False, "maybe"]),
        "key_area": st.sampled_from([None, "finance", "财务管理", "无"]),
        "major_matters": st.lists(st.sampled_from(["decision", "重大项目安排"]), max_size=2),
        "is_key": st.booleans(),
    },
)
PLACE: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["JWC", "ZCC", "ZCC-CG", "A", "B", "C"]),
        "name": st.sampled_from(["甲", "乙"]),
        "kind": st.sampled_from(["office", "科", "王国"]),
    },
    optional={"parent_code": st.sampled_from([None, "SLXY", "ZCC", "ZCC-CG", "JWC", "A", "B", "C", "NO"])},
)
LOADS = st.one_of(
    st.tuples(st.just("positions"), st.lists(ROW, max_size=8)),
    st.tuples(st.just("departments"), st.lists(PLACE, max_size=6)),
)
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def rolled_back(session: Session) -> Iterator[None]:
    """Examples do not see each other."""
    savepoint = session.connection().begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


@CALM
@given(load=LOADS, mode=st.sampled_from(["atomic", "best_effort"]))
def test_the_dry_run_is_the_real_run(
    office: TestClient, session: Session, load: tuple[str, list[dict[str, Any]]], mode: str
) -> None:
    resource, rows = load
    with rolled_back(session):
        dry = report(send(office, resource, rows, mode=mode, dry_run=True))
        real = report(send(office, resource, rows, mode=mode))
        assert dry == real


@CALM
@given(load=LOADS)
def test_the_second_run_has_nothing_to_do(
    office: TestClient, session: Session, load: tuple[str, list[dict[str, Any]]]
) -> None:
    resource, rows = load
    with rolled_back(session):
        first = report(send(office, resource, rows, mode="best_effort"))
        written = len(traces(session))
        second = report(send(office, resource, rows, mode="best_effort"))
        assert (second["created"], second["updated"]) == (0, 0)
        assert second["failed"] == first["failed"]
        assert len(traces(session)) == written


@CALM
@given(load=LOADS)
def test_a_rejected_load_leaves_no_trace(
    office: TestClient, session: Session, load: tuple[str, list[dict[str, Any]]]
) -> None:
    resource, rows = load
    with rolled_back(session):
        before = office.get(f"/api/v1/{resource}?size=200").json()
        body = report(send(office, resource, rows))
        if not body["accepted"]:
            assert office.get(f"/api/v1/{resource}?size=200").json() == before
            assert traces(session) == []
