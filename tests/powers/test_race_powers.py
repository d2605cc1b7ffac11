"""Several writers at once, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from fastapi import FastAPI

from backend.kit.db import Database
from backend.powers.queries import REVISIONS
from tests.cast import sign_in
from tests.powers.catalogue import API, add_power, change
from tests.powers.flows import step
from tests.world import build

WRITERS = 4


def test_new_powers_get_different_codes(committed: Database, committed_app: FastAPI) -> None:
    with committed.session() as session:
        world = build(session)
    clients = [sign_in(committed_app, world.cast.li) for _ in range(WRITERS)]
    gate = Barrier(WRITERS)

    def add(number: int) -> str:
        gate.wait()
        body = {"department_id": world.academic, "name": f"职权{number}"}
        answer = clients[number].post(API, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sorted(pool.map(add, range(WRITERS))) == ["P001", "P002", "P003", "P004"]


def test_one_of_several_flows_is_kept(committed: Database, committed_app: FastAPI) -> None:
    with committed.session() as session:
        world = build(session)
        power = add_power(session, world.academic)
    clients = [sign_in(committed_app, world.cast.li) for _ in range(WRITERS)]
    gate = Barrier(WRITERS)

    def save(number: int) -> int:
        gate.wait()
        body = {"steps": [step(f"s{number}", "申请"), step("end", "归档")]}
        return change(clients[number], "PUT", f"/{power}/flow", body, '"v1"').status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        statuses = sorted(pool.map(save, range(WRITERS)))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 412}
    flow = clients[0].get(f"{API}/{power}/flow").json()
    assert (flow["flow_version"], len(flow["steps"])) == (1, 2)
    with committed.session(read_only=True) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(REVISIONS)).scalar_one() == 1
