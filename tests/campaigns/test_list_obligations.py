"""Progress: who owes what, who has handed in, who is late (opinion.txt line 97)."""

from datetime import date

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.queries import DEPARTMENTS
from tests.access.witnesses import codes
from tests.campaigns.rounds import (
    API,
    begun,
    draft,
    key,
    move,
    ok,
    owed,
    simple,
    start,
    submitted,
)
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/obligations"


def test_it_works(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office, minutes=600)
    rows = owed(office, world)
    assert set(rows) == {world.academic, world.assets, world.finance, world.informatics}
    row = rows[world.academic]
    assert (row["standing"], row["state"], row["submission_id"], row["round"]) == ("due", None, None, 0)
    assert (row["is_late"], row["late_minutes"]) == (False, 0)
    assert (row["deliverable_name"], row["department_name"]) == ("情况报告", "教务处")
    begun(li, due, world.academic)
    assert owed(office, world)[world.academic]["standing"] == "due"
    sent = submitted(office, due, world.finance)
    handed_in = owed(office, world)[world.finance]
    assert (handed_in["standing"], handed_in["submission_id"]) == ("submitted", sent["id"])
    assert handed_in["submitted_at"] == sent["submitted_at"]


def test_who_did_not_hand_in_is_missing_by_the_minute(world: World, office: TestClient) -> None:
    simple(office, minutes=-90)
    row = owed(office, world)[world.academic]
    assert row["standing"] == "missing"
    assert row["late_minutes"] in (90, 91)
    assert row["is_late"] is False


def test_the_due_minute_itself_is_in_time(world: World, office: TestClient) -> None:
    simple(office, minutes=0)
    row = owed(office, world)[world.academic]
    assert (row["standing"], row["late_minutes"]) in (("due", 0), ("missing", 1))


def test_late_ones_are_found(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office, minutes=-30)
    sent = submitted(li, due, world.academic)
    row = owed(office, world, is_late=True)[world.academic]
    assert (row["standing"], row["is_late"]) == ("submitted", True)
    assert row["late_minutes"] == sent["late_minutes"] >= 30
    assert world.academic not in owed(office, world, is_late=False)
    ok(move(office, sent, "receipt"))
    assert owed(office, world, standing="received")[world.academic]["is_late"] is True


def test_a_returned_one_is_owed_again(world: World, office: TestClient, li: TestClient) -> None:
    for minutes, standing in ((600, "due"), (-5, "missing")):
        due = simple(office, minutes=minutes)
        sent = submitted(li, due, world.academic)
        ok(move(office, sent, "return", {"reason": "不全"}))
        row = owed(office, world, deliverable_id=due["id"])[world.academic]
        assert (row["standing"], row["state"], row["is_late"]) == (standing, "returned", False)


def test_paper_copies_are_counted_from_the_ledger(world: World, office: TestClient, li: TestClient) -> None:
    sent = submitted(li, simple(office, paper_copies=2), world.academic)
    line = {
        "department_id": world.academic,
        "submission_id": sent["id"],
        "action": "collect",
        "item": "情况报告",
        "handled_on": "2026-01-05",
        "handler_name": "李联络",
    }
    for copies in (1, 1):
        ok(office.post(f"{API}/custody-records", json=line | {"copies": copies}))
    row = owed(office, world)[world.academic]
    assert (row["paper_copies"], row["copies_collected"]) == (2, 2)
    assert owed(office, world)[world.finance]["copies_collected"] == 0


def test_nothing_is_owed_before_the_start(world: World, office: TestClient) -> None:
    campaign = draft(office)
    assert owed(office, world) == {}
    start(office, campaign)
    assert ok(office.get(PATH))["total"] == 12


def test_a_retired_department_owes_no_more_but_keeps_what_it_gave(
    world: World, office: TestClient, session: Session
) -> None:
    due = simple(office)
    submitted(office, due, world.finance)
    gone = sa.update(DEPARTMENTS).where(DEPARTMENTS.c.id.in_([world.finance, world.assets]))
    session.execute(gone.values(retired_on=date(2026, 1, 1)))
    rows = owed(office, world)
    assert world.assets not in rows
    assert rows[world.finance]["standing"] == "submitted"


def test_each_sees_his_own_departments(world: World, sign_in: SignIn, office: TestClient) -> None:
    simple(office)
    for who, departments in (
        (world.cast.li, {world.academic}),
        (world.cast.chen, {world.academic}),
        (world.cast.lin, {world.academic}),
        (world.cast.other_liaison, {world.finance}),
        (world.cast.dean, {world.academic, world.assets, world.finance, world.informatics}),
        (world.cast.supervisor, {world.academic, world.assets, world.finance, world.informatics}),
    ):
        client = sign_in(who)
        assert set(owed(client, world)) == departments
        counted = ok(client.get(f"{PATH}/summary"))["items"]
        assert [row["owed_count"] for row in counted] == [len(departments)]
    assert sign_in(world.cast.wang).get(PATH).status_code == 403
    assert sign_in(world.cast.wang).get(f"{PATH}/summary").status_code == 403


def test_the_summary_counts_what_the_list_shows(world: World, office: TestClient, li: TestClient) -> None:
    late, early = simple(office, minutes=-60), simple(office, minutes=600)
    ok(move(office, submitted(li, early, world.academic), "receipt"))
    submitted(li, late, world.academic)
    submitted(office, late, world.finance)
    by_deliverable = {row["id"]: row for row in ok(office.get(f"{PATH}/summary"))["items"]}
    names = ("owed", "received", "submitted", "due", "missing", "late")
    counts = {row_id: [row[f"{name}_count"] for name in names] for row_id, row in by_deliverable.items()}
    assert counts == {late["id"]: [4, 0, 2, 0, 2, 2], early["id"]: [4, 1, 0, 3, 0, 0]}
    assert by_deliverable[late["id"]]["first_due_at"] == late["due_at"]
    by_department = ok(office.get(f"{PATH}/summary", params={"by": "department"}))["items"]
    mine = next(row for row in by_department if row["id"] == world.academic)
    assert (mine["name"], [mine[f"{name}_count"] for name in names]) == ("教务处", [2, 1, 1, 0, 0, 1])
    by_campaign = ok(office.get(f"{PATH}/summary", params={"by": "campaign"}))
    assert by_campaign["total"] == 2
    only = ok(office.get(f"{PATH}/summary", params={"by": "department", "department_id": world.finance}))
    assert [row["id"] for row in only["items"]] == [world.finance]


def test_the_summary_uses_each_departments_own_due_instant(world: World, office: TestClient) -> None:
    due = simple(office, minutes=-60)
    body = {
        "deliverable_id": due["id"],
        "department_ids": [world.academic],
        "due_at": "2100-01-04T17:30:00+08:00",
        "reason": "承担迎检任务",
    }
    ok(office.post(f"{API}/extensions", json=body, headers=key()))
    (row,) = ok(office.get(f"{PATH}/summary"))["items"]
    assert (row["due_count"], row["missing_count"]) == (1, 3)
    assert row["last_due_at"] == "2100-01-04T09:30:00Z"


def test_pages_filters_and_orders(world: World, office: TestClient, li: TestClient) -> None:
    second, first = simple(office, minutes=900), simple(office, minutes=300)
    submitted(li, second, world.academic)
    page = ok(office.get(PATH, params={"size": 3, "page": 2}))
    assert (page["total"], len(page["items"])) == (8, 3)
    whole = ok(office.get(PATH))["items"]
    assert whole[3:6] == page["items"]
    assert [row["deliverable_id"] for row in whole] == [first["id"]] * 4 + [second["id"]] * 4
    codes_seen = [row["department_code"] for row in ok(office.get(f"{PATH}?sort=department"))["items"]]
    assert codes_seen == sorted(codes_seen)
    latest = ok(office.get(f"{PATH}?sort=submitted"))["items"][0]
    assert (latest["deliverable_id"], latest["department_id"]) == (second["id"], world.academic)
    for filters, count in (
        ({"department_id": world.college}, 8),
        ({"department_id": world.academic}, 2),
        ({"department_kind": "faculty"}, 2),
        ({"campaign_id": first["campaign_id"]}, 4),
        ({"year": 2026, "standing": "due"}, 7),
        ({"year": 2025}, 0),
    ):
        assert ok(office.get(PATH, params=filters))["total"] == count


@pytest.mark.parametrize("query", ["standing=late", "is_late=perhaps", "sort=name", "college=1"])
def test_bad_input_is_refused(office: TestClient, query: str) -> None:
    assert len(codes(office.get(f"{PATH}?{query}"))) == 1
