"""Plans and measures as the tests make them: 李联络 keeps 教务处's plan, 王老师 carries measures of his post out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.campaigns.models import WorkYear
from backend.campaigns.rules import YearState
from backend.kit.db import Database
from backend.kit.table import now, today
from tests.conftest import SignIn
from tests.reviews.sheets import REVIEWS, decide, meeting
from tests.risks.sheets import ROW, YEAR, filled_sheet
from tests.world import World

API = "/api/v1"
PLANS, MEASURES = f"{API}/measure-plans", f"{API}/measures"
PROOF = ("验收单.txt", "王老师、李联络双人签字".encode(), "text/plain")
ENTRY = {"happened_on": str(today()), "percent": 60, "text": "双人验收单已印制并开始使用。"}
FINDING = {"finding": "抽查十份验收单，均为双人签字。", "checked_on": str(today())}
COMPLETE = {
    "kind": "openness",
    "title": "教材验收结果每月公开",
    "content": "教材管理岗每月五日前在部门公开栏公布上月验收结果。",
    "line_of_defence": "institution",
    "treatment": "reduce",
    "due_on": str(today() + timedelta(days=30)),
    "evidence": "公开栏照片",
    "indicator": "按月公开，无遗漏",
}


def send(client: TestClient, path: str, body: Any = None, tag: str = "now", method: str = "POST") -> Response:
    """A write with a fresh key."""
    headers = {"If-Match": tag, "Idempotency-Key": uuid4().hex}
    answer: Response = client.request(method, path, json=body, headers=headers)
    return answer


def made(answer: Response) -> dict[str, Any]:
    """What was answered; fails when it was refused."""
    assert answer.status_code in (200, 201), answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.fixture
def point_id(world: World, sign_in: SignIn) -> int:
    """A risk point of 王老师's post."""
    sheet = filled_sheet(sign_in(world.cast.wang), world, [ROW])
    return int(sheet["rows"][0]["id"])


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """The liaison."""
    return sign_in(world.cast.li)


@pytest.fixture
def wang(world: World, sign_in: SignIn) -> TestClient:
    """The holder of the post."""
    return sign_in(world.cast.wang)


@pytest.fixture
def chen(world: World, sign_in: SignIn) -> TestClient:
    """The head."""
    return sign_in(world.cast.chen)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """The office."""
    return sign_in(world.cast.office)


@pytest.fixture
def plan(li: TestClient, world: World) -> dict[str, Any]:
    """教务处's plan, still empty."""
    return made(send(li, PLANS, {"department_id": world.academic, "year": YEAR}))


@pytest.fixture
def measure(li: TestClient, world: World, plan: dict[str, Any], point_id: int) -> dict[str, Any]:
    """A complete measure of it, for 王老师's post."""
    place = {"plan_id": plan["id"], "position_id": world.textbook_post, "risk_point_ids": [point_id]}
    return made(send(li, MEASURES, COMPLETE | place))


def approve_plan(database: Database, world: World, sign_in: SignIn, plan_id: int) -> None:
    """Through all four stages."""
    li = sign_in(world.cast.li)
    review_id = made(send(li, f"{PLANS}/{plan_id}/submission"))["review_id"]
    for who in ("chen", "lin", "office"):
        made(decide(sign_in(getattr(world.cast, who)), review_id, {"decision": "approve"}))
    body = {"decision": "approve", "meeting_id": meeting(database, world)}
    made(decide(sign_in(world.cast.office), review_id, body))


@pytest.fixture
def approved(
    database: Database, world: World, sign_in: SignIn, measure: dict[str, Any], wang: TestClient
) -> dict[str, Any]:
    """The measure after the leadership approved its plan."""
    approve_plan(database, world, sign_in, measure["plan_id"])
    return made(wang.get(f"{MEASURES}/{measure['id']}"))


def close_year(session: Session, year: int = YEAR) -> None:
    """The year is closed, whatever is unfinished."""
    session.add(WorkYear(year=year, state=YearState.closed, closed_at=now(), digest="a" * 64))
    session.commit()


def prove(client: TestClient, measure_id: int) -> dict[str, Any]:
    """Reports progress and files a proof; the measure afterwards."""
    progress_id = made(send(client, f"{MEASURES}/{measure_id}/progress", ENTRY))["progress"][-1]["id"]
    made(client.post(f"{API}/measure-progress/{progress_id}/evidence", files={"file": PROOF}))
    return made(client.get(f"{MEASURES}/{measure_id}"))


@pytest.fixture
def done(approved: dict[str, Any], wang: TestClient) -> dict[str, Any]:
    """The measure, carried out and reported as done by 王老师."""
    prove(wang, approved["id"])
    return made(send(wang, f"{MEASURES}/{approved['id']}/completion", {}))


def review_of(client: TestClient, plan_id: int) -> dict[str, Any]:
    """The plan's review."""
    plan = made(client.get(f"{PLANS}/{plan_id}"))
    return made(client.get(f"{REVIEWS}/{plan['review_id']}"))
