"""Closing a year: what is unfinished is named, the content is hashed, tampering shows, nothing changes any more."""

import hashlib
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response

from backend.kit.db import Database
from backend.kit.files import Store
from tests.conftest import SignIn
from tests.measures.plans import MEASURES, approved, li, made, measure, plan, point_id, prove, send
from tests.risks.sheets import ROW, YEAR, act, decide, filled_sheet
from tests.world import World

__all__ = ["approved", "li", "measure", "plan", "point_id"]
LAST = YEAR - 1
NOTE = {"accepts_unfinished": True, "note": "按领导小组会议决定封存"}
_keys = count()


def url(part: str, year: int = LAST) -> str:
    return f"/api/v1/years/{year}/{part}"


def close(client: TestClient, tag: str = "now", **changes: Any) -> Response:
    headers = {"If-Match": tag, "Idempotency-Key": f"close-year-{next(_keys)}"}
    answer: Response = client.post(
        url("closure"), json={"confirm_year": LAST} | NOTE | changes, headers=headers
    )
    return answer


def office_of(sign_in: SignIn, world: World) -> TestClient:
    return sign_in(world.cast.office)


def test_it_works(sign_in: SignIn, world: World, last_year: dict[str, Any]) -> None:
    office = office_of(sign_in, world)
    answer = close(office)
    assert answer.status_code == 201, answer.text
    archive = answer.json()
    file = office.get(url("archive/file"))
    assert hashlib.sha256(file.content).hexdigest() == archive["digest"]
    lines = [orjson.loads(line) for line in file.content.splitlines()]
    assert len(lines) == archive["rows"]
    kinds = [line["kind"] for line in lines]
    assert (kinds.count("risk_point"), kinds.count("risk_inventory")) == (2, 1)
    assert {"review", "review_decision", "position", "department"} <= set(kinds)
    assert office.get(f"/api/v1/work-years/{LAST}").json()["state"] == "closed"
    assert office.get(url("verification")).json() | {"checked_at": None} == {
        "year": LAST,
        "is_file_intact": True,
        "is_content_intact": True,
        "checked_at": None,
    }


def test_what_is_unfinished_is_named(sign_in: SignIn, world: World, last_year: dict[str, Any]) -> None:
    office = office_of(sign_in, world)
    ready = office.get(url("readiness")).json()
    found = {item["blocker"]: item["count"] for item in ready["blockers"]}
    assert found["unassessed"] == 2
    assert found["missing_sheets"] == 4, "everybody but 王老师"
    answer = close(office, accepts_unfinished=False)
    assert answer.status_code == 409
    assert "风险点没有评估 2" in answer.json()["detail"]


def test_measures_nobody_finished_are_named(
    sign_in: SignIn, world: World, approved: dict[str, Any], wang: TestClient
) -> None:
    office = office_of(sign_in, world)
    found = office.get(url("readiness", YEAR)).json()["blockers"]
    assert {"blocker": "measures", "count": 1} in found
    prove(wang, approved["id"])
    made(send(wang, f"{MEASURES}/{approved['id']}/completion", {}))
    found = office.get(url("readiness", YEAR)).json()["blockers"]
    assert "measures" not in [item["blocker"] for item in found]


def test_it_cannot_be_closed_twice(sign_in: SignIn, world: World) -> None:
    office = office_of(sign_in, world)
    assert close(office).status_code == 201
    again = close(office)
    assert (again.status_code, again.json()["type"].rsplit("/")[-1]) == (409, "year-closed")


def test_tampering_shows(
    sign_in: SignIn, world: World, last_year: dict[str, Any], database: Database, tmp_path: Path
) -> None:
    office = office_of(sign_in, world)
    archive = close(office).json()
    with database.session() as session:
        session.execute(
            sa.text("UPDATE risk_point SET measures = 'x' WHERE id = :id"), {"id": last_year["rows"][0]["id"]}
        )
    checked = office.get(url("verification")).json()
    assert (checked["is_file_intact"], checked["is_content_intact"]) == (True, False)
    path = Store(tmp_path / "files").path(archive["digest"])
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-2])
    assert office.get(url("verification")).json()["is_file_intact"] is False
    path.unlink()
    assert office.get(url("verification")).json()["is_file_intact"] is False
    assert office.get(url("archive/file")).status_code == 404


def test_what_lives_on_does_not_disturb_the_closed_year(
    sign_in: SignIn, world: World, last_year: dict[str, Any]
) -> None:
    office = office_of(sign_in, world)
    close(office)
    position = office.get(f"/api/v1/positions/{world.textbook_post}")
    headers = {"If-Match": position.headers["etag"]}
    changed = office.patch(
        f"/api/v1/positions/{world.textbook_post}", json={"name": "教材与图书岗"}, headers=headers
    )
    assert changed.status_code == 200, changed.text
    assert office.get(url("verification")).json()["is_content_intact"] is True


@pytest.mark.parametrize(
    "changes",
    [
        {"confirm_year": YEAR},
        {"note": ""},
        {"colour": "red"},
    ],
)
def test_a_careless_closing_is_refused(sign_in: SignIn, world: World, changes: dict[str, Any]) -> None:
    assert close(office_of(sign_in, world), **changes).status_code == 422


def test_a_stale_page_is_refused(sign_in: SignIn, world: World) -> None:
    office = office_of(sign_in, world)
    assert office.post("/api/v1/work-years", json={"year": LAST}).status_code == 201
    assert close(office, '"v9"').status_code == 412
    assert close(office, '"v1"').status_code == 201


def test_nobody_else_may(sign_in: SignIn, world: World) -> None:
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.dean, world.cast.supervisor):
        assert close(sign_in(who)).status_code == 403


def test_nothing_is_carried_into_a_closed_year(
    sign_in: SignIn, world: World, wang: TestClient, last_year: dict[str, Any]
) -> None:
    office = office_of(sign_in, world)
    headers = {"If-Match": "now", "Idempotency-Key": "close-this-year"}
    closed = office.post(url("closure", YEAR), json={"confirm_year": YEAR} | NOTE, headers=headers)
    assert closed.status_code == 201, closed.text
    rows = [{"point_id": row["id"], "choice": "keep"} for row in last_year["rows"]]
    answer = wang.post(url("carryings", YEAR), json={"position_id": world.textbook_post, "rows": rows})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "year-closed")


def test_a_review_of_a_closed_year_is_over(sign_in: SignIn, world: World, wang: TestClient) -> None:
    sheet = filled_sheet(wang, world, [ROW], year=LAST)
    submitted = act(wang, sheet, "submission").json()
    assert close(office_of(sign_in, world)).status_code == 201
    for answer in (
        decide(sign_in(world.cast.chen), submitted, "approve"),
        act(wang, submitted, "withdrawal"),
        wang.post(f"/api/v1/reviews/{sheet['review_id']}/comments", json={"field": "", "text": "请看"}),
    ):
        assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "year-closed")
    assert office_of(sign_in, world).get(url("verification")).json()["is_content_intact"] is True
