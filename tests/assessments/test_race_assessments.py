"""Several people assess one point at the same moment: all are kept, the furthest step stands."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from fastapi import FastAPI

from backend.kit.db import Database
from tests.assessments.test_create_assessment import assess
from tests.cast import sign_in
from tests.risks.sheets import POINTS, ROW, act, filled_sheet
from tests.world import build

STEPS = {
    "chen": "department_review",
    "lin": "public_comment",
    "office": "public_comment",
}


def test_all_are_kept(committed_app: FastAPI, committed: Database) -> None:
    with committed.session() as session:
        world = build(session)
    wang = sign_in(committed_app, world.cast.wang)
    clients = {who: sign_in(committed_app, getattr(world.cast, who)) for who in STEPS}
    sheet: dict[str, Any] = filled_sheet(wang, world, [ROW])
    assert assess(wang, sheet).status_code == 201
    assert act(wang, sheet, "submission").status_code == 200
    start = Barrier(len(STEPS))

    def write(who: str) -> list[int]:
        start.wait()
        harm = "crime" if STEPS[who] == "public_comment" else "internal"
        return [assess(clients[who], sheet, STEPS[who], consequence=harm).status_code for _ in range(3)]

    with ThreadPoolExecutor(len(STEPS)) as pool:
        assert [status for statuses in pool.map(write, STEPS) for status in statuses] == [201] * 9
    path = f"{POINTS}/{sheet['rows'][0]['id']}"
    assert clients["office"].get(f"{path}/assessments").json()["total"] == 10
    assert clients["office"].get(path).json()["level"] == "high"
