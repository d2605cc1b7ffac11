"""A year's inspection as the tests make it: 纪委办 opens it for 教务处 and 财务处, 陈处长 scores himself."""

from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from backend.kit.table import today
from tests.conftest import SignIn
from tests.inspections.findings import send
from tests.inspections.standards import YEAR, adopted
from tests.world import World

INSPECTIONS = "/api/v1/inspections"
OPENINGS = "/api/v1/inspection-openings"
LATER = str(today() + timedelta(days=10))
NOTE = "逐项自查，流程图一张未更新，已补。"
VOTES = {"held_on": str(today()), "method": "问卷调查", "satisfied": 60, "content": 30, "dissatisfied": 10}
Found = dict[str, Any]


def opened(office: TestClient, *departments: int) -> list[Found]:
    """The inspections of these departments under a standard of 60 + 40 points."""
    adopted(office)
    body = {"year": YEAR, "self_due_on": LATER, "department_ids": list(departments)}
    answer = send(office, OPENINGS, body)
    assert answer.status_code == 201, answer.text
    items: list[Found] = office.get(INSPECTIONS, params={"sort": "department"}).json()["items"]
    return items


def read(client: TestClient, inspection: Found) -> Found:
    """The whole inspection."""
    answer = client.get(f"{INSPECTIONS}/{inspection['id']}")
    assert answer.status_code == 200, answer.text
    found: Found = answer.json()
    return found


def step(
    client: TestClient, inspection: Found, name: str, body: Any = None, tag: str = "now", method: str = "POST"
) -> Response:
    """One step, by the last part of its address."""
    return send(client, f"{INSPECTIONS}/{inspection['id']}/{name}", body, tag, method)


def done(answer: Response) -> Found:
    """What was answered; fails when it was refused."""
    assert answer.status_code in (200, 201), answer.text
    found: Found = answer.json()
    return found


def self_scores(inspection: Found, *scores: float | None) -> Found:
    """A body with these self-scores in the order of the items."""
    items = [one["item_id"] for one in inspection["scores"]]
    return {
        "scores": [{"item_id": item, "self_score": score} for item, score in zip(items, scores, strict=True)],
        "self_note": NOTE,
    }


def scores(inspection: Found, *given: float | None, remark: str = "台账有缺页") -> Found:
    """A body with these scores in the order of the items."""
    items = [one["item_id"] for one in inspection["scores"]]
    return {
        "scores": [
            {"item_id": item, "score": score, "remark": remark}
            for item, score in zip(items, given, strict=True)
        ]
    }


def self_scored(chen: TestClient, inspection: Found, *given: float) -> Found:
    """Handed in."""
    whole = read(chen, inspection)
    done(step(chen, whole, "self-scores", self_scores(whole, *(given or (60, 39.5))), method="PUT"))
    return done(step(chen, whole, "self-submission"))


def scored(office: TestClient, inspection: Found, *given: float) -> Found:
    """Scored and published."""
    whole = read(office, inspection)
    done(step(office, whole, "scores", scores(whole, *(given or (55, 36))), method="PUT"))
    return done(step(office, whole, "publication"))


def academic(world: World, sign_in: SignIn) -> tuple[TestClient, TestClient, Found]:
    """纪委办, 陈处长 and the open inspection of 教务处."""
    office = sign_in(world.cast.office)
    return office, sign_in(world.cast.chen), opened(office, world.academic)[0]
