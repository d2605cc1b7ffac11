"""Sheets to test with, filled in through the API like by anybody else."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.kit.journal import Event
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.organization.queries import APPOINTMENTS
from tests.conftest import SignIn
from tests.world import World

API = "/api/v1/risk-inventories"
POINTS = "/api/v1/risk-points"
YEAR = 2026
ROW: dict[str, Any] = {
    "duty": "核对教材款项",
    "name": "教材选用倾向特定供应商",
    "manifestation": "接受供应商宴请后指定采购其教材",
    "cause_kinds": ["weak_supervision", "self_discipline"],
    "causes": "选用过程一人经手，缺少复核",
    "measures": "教材选用由三人以上小组集体讨论并公示",
    "remark": "",
    "categories": {"three_kinds": "process", "personal_aspects": "power_use"},
    "found_by": ["self", "colleague"],
    "location": "教材选用环节",
    "public_wording": "教材选用不够公开",
}
OTHER_ROW = ROW | {
    "name": "教材款项核对流于形式",
    "manifestation": "不核对清单即签字付款",
    "found_by": ["public"],
}


def open_sheet(client: TestClient, world: World, **changes: Any) -> Response:
    """POST: 王老师's post unless told otherwise."""
    body = {"kind": "position", "year": YEAR, "position_id": world.textbook_post}
    answer: Response = client.post(API, json=body | changes)
    return answer


def department_sheet(client: TestClient, department_id: int, **changes: Any) -> Response:
    """POST: 附件二 of a department."""
    answer: Response = client.post(
        API, json={"kind": "department", "year": YEAR, "department_id": department_id} | changes
    )
    return answer


def save(
    client: TestClient, sheet: dict[str, Any], rows: list[dict[str, Any]], tag: str | None = None
) -> Response:
    """PUT of all rows with the sheet's version."""
    headers = {"If-Match": tag or f'"v{sheet["version"]}"'}
    answer: Response = client.put(f"{API}/{sheet['id']}/rows", json={"rows": rows}, headers=headers)
    return answer


def filled_sheet(
    client: TestClient, world: World, rows: list[dict[str, Any]], **changes: Any
) -> dict[str, Any]:
    """A sheet with these rows, as answered."""
    opened = open_sheet(client, world, **changes)
    assert opened.status_code == 201, opened.text
    saved = save(client, opened.json(), rows)
    assert saved.status_code == 200, saved.text
    body: dict[str, Any] = saved.json()
    return body


def act(client: TestClient, sheet: dict[str, Any], verb: str, body: Any = None, tag: str = "now") -> Response:
    """POST /{id}/submission, /withdrawal, /retirement."""
    answer: Response = client.post(f"{API}/{sheet['id']}/{verb}", json=body, headers={"If-Match": tag})
    return answer


def decide(client: TestClient, sheet: dict[str, Any], decision: str, **more: Any) -> Response:
    """The reviewer's signature."""
    answer: Response = client.post(
        f"/api/v1/reviews/{sheet['review_id']}/decisions",
        json={"decision": decision} | more,
        headers={"If-Match": "now", "Idempotency-Key": f"{decision}-{sheet['id']}-{sheet['version']}"},
    )
    return answer


def leave_post(session: Session, world: World) -> None:
    """王老师 no longer holds 教材管理岗 since yesterday."""
    session.execute(
        sa.update(APPOINTMENTS)
        .where(APPOINTMENTS.c.position_id == world.textbook_post)
        .values(ended_on=today() - timedelta(days=1))
    )


def take_post(session: Session, person_id: int, position_id: int, since: date | None = None) -> None:
    """Somebody holds a post."""
    row = {
        "person_id": person_id,
        "position_id": position_id,
        "started_on": since or today(),
        "is_primary": True,
    }
    session.execute(sa.insert(APPOINTMENTS).values(**row))


def events_of(session: Session, kind: str) -> list[str]:
    """The actions the journal holds about one kind, oldest first."""
    events = table_of(Event)
    statement = sa.select(events.c.action).where(events.c.subject_kind == kind).order_by(events.c.id)
    return list(session.execute(statement).scalars())


@pytest.fixture
def wang(world: World, sign_in: SignIn) -> TestClient:
    """王老师 at her desk."""
    return sign_in(world.cast.wang)


@pytest.fixture
def sheet(wang: TestClient, world: World) -> dict[str, Any]:
    """王老师's sheet with two complete rows."""
    return filled_sheet(wang, world, [ROW, OTHER_ROW])


def close_year(session: Session, year: int = YEAR) -> None:
    """The year is closed: nothing of it may change any more."""
    row = {"year": year, "state": "closed", "closed_at": now(), "digest": "a" * 64, "version": 1}
    insert_row(session, WORK_YEARS, row | {"created_at": now(), "updated_at": now()})
