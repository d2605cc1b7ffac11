"""Reminders before something is due: once three days, one day before and on the day, only to those who still owe it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.campaigns.deliverables.rules import campus_instant
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import today
from backend.measures.queries import MEASURES
from backend.notifications.reminders import remind_at
from backend.notifications.rules import notice_before
from tests.campaigns.rounds import simple, submitted
from tests.cast import Member
from tests.communications.cases import publish, sign
from tests.conftest import SignIn
from tests.measures import plans
from tests.notifications.test_deliver_messages import inbox
from tests.reviews.sheets import SEND_BACK, decide, submitted_sheet
from tests.risks.sheets import ROW, YEAR, act, filled_sheet, leave_post
from tests.world import World

DUE_ON = today() + timedelta(days=20)
DUE_AT = campus_instant(DUE_ON).isoformat()


def morning(days_before: int, due_on: date = DUE_ON) -> datetime:
    """Nine o'clock on campus, so many days before it is due."""
    return campus_instant(due_on - timedelta(days=days_before), datetime.min.time()) + timedelta(hours=9)


def pass_by(database: Database, instant: datetime) -> None:
    with database.session() as session:
        remind_at(session, instant)


def told(sign_in: SignIn, who: Member) -> list[str]:
    """What his inbox reminds him of, oldest first."""
    items = inbox(sign_in(who), kind="deadline")
    return [item["title"].split("：")[0] for item in reversed(items)]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    return sign_in(world.cast.office)


def test_it_works(database: Database, world: World, sign_in: SignIn, office: TestClient) -> None:
    simple(office, due_at=DUE_AT)
    for days in (4, 3, 2, 1, 0):
        pass_by(database, morning(days))
        pass_by(database, morning(days) + timedelta(hours=1))
    assert told(sign_in, world.cast.li) == ["还有 3 天到期", "明天到期", "今天到期"]
    assert told(sign_in, world.cast.chen) == told(sign_in, world.cast.li)
    found = inbox(sign_in(world.cast.li))[0]
    assert (found["path"], found["kind"]) == ("/submissions", "deadline")
    assert "教务处还没有报送" in found["body"]
    assert "17:30" in found["body"]


def test_only_those_in_charge_are_reminded(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    simple(office, due_at=DUE_AT)
    pass_by(database, morning(1))
    for other in (world.cast.wang, world.cast.outsider, world.cast.lin, world.cast.office):
        assert told(sign_in, other) == []


def test_who_has_handed_in_is_left_alone(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    submitted(sign_in(world.cast.li), simple(office, due_at=DUE_AT), world.academic)
    pass_by(database, morning(1))
    assert told(sign_in, world.cast.li) == []
    assert told(sign_in, world.cast.other_liaison) == ["明天到期"]


def test_a_server_that_slept_says_it_late_but_once(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    simple(office, due_at=DUE_AT)
    pass_by(database, morning(2))
    assert told(sign_in, world.cast.li) == ["还有 2 天到期"]


def test_nobody_is_disturbed_at_night_or_after_the_hour(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    simple(office, due_at=DUE_AT)
    pass_by(database, morning(1) - timedelta(hours=3))
    pass_by(database, morning(1) + timedelta(hours=11))
    pass_by(database, morning(0) + timedelta(hours=9))
    assert told(sign_in, world.cast.li) == []


def test_more_time_starts_anew(database: Database, world: World, sign_in: SignIn, office: TestClient) -> None:
    deliverable = simple(office, due_at=DUE_AT)
    pass_by(database, morning(1))
    later = DUE_ON + timedelta(days=7)
    body: dict[str, Any] = {
        "deliverable_id": deliverable["id"],
        "due_at": campus_instant(later).isoformat(),
        "reason": "材料较多",
        "department_ids": [world.academic],
    }
    answer = office.post("/api/v1/extensions", json=body, headers={"Idempotency-Key": "more-time-1"})
    assert answer.status_code == 201, answer.text
    pass_by(database, morning(0))
    assert told(sign_in, world.cast.li) == ["明天到期"]
    pass_by(database, morning(1, later))
    assert told(sign_in, world.cast.li) == ["明天到期", "明天到期"]
    assert told(sign_in, world.cast.other_liaison) == ["明天到期", "今天到期"]


def test_a_notice_waits_for_its_signature(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    notice = publish(office, world, receipt_due_at=DUE_AT)
    assert sign(sign_in(world.cast.other_liaison), notice, world.finance).status_code == 201
    pass_by(database, morning(1))
    assert told(sign_in, world.cast.chen) == ["明天到期"]
    assert told(sign_in, world.cast.other_head) == []
    assert told(sign_in, world.cast.wang) == []


def test_a_measure_reminds_the_responsible_post(database: Database, world: World, sign_in: SignIn) -> None:
    cast = world.cast
    li = sign_in(cast.li)
    point = filled_sheet(sign_in(cast.wang), world, [ROW])["rows"][0]["id"]
    plan = plans.made(plans.send(li, plans.PLANS, {"department_id": world.academic, "year": YEAR}))
    place = {"plan_id": plan["id"], "position_id": world.textbook_post, "risk_point_ids": [point]}
    measure = plans.made(plans.send(li, plans.MEASURES, plans.COMPLETE | place))
    due_on = date.fromisoformat(measure["due_on"])
    pass_by(database, morning(3, due_on))
    assert told(sign_in, cast.wang) == [], "a plan nobody approved binds nobody"
    plans.approve_plan(database, world, sign_in, plan["id"])
    pass_by(database, morning(3, due_on))
    assert told(sign_in, cast.wang) == ["还有 3 天到期"]
    assert told(sign_in, cast.li) == []
    with database.session() as session:
        change = sa.update(MEASURES).where(MEASURES.c.id == measure["id"])
        session.execute(change.values(retired_at=datetime(2026, 9, 1, tzinfo=UTC), retire_reason="不再需要"))
    pass_by(database, morning(1, due_on))
    assert told(sign_in, cast.wang) == ["还有 3 天到期"]


def test_nobody_is_reminded_of_a_closed_year(database: Database, world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    point = filled_sheet(sign_in(world.cast.wang), world, [ROW])["rows"][0]["id"]
    plan = plans.made(plans.send(li, plans.PLANS, {"department_id": world.academic, "year": YEAR}))
    place = {"plan_id": plan["id"], "position_id": world.textbook_post, "risk_point_ids": [point]}
    measure = plans.made(plans.send(li, plans.MEASURES, plans.COMPLETE | place))
    plans.approve_plan(database, world, sign_in, plan["id"])
    due_on = date.fromisoformat(measure["due_on"])
    with database.session() as session:
        plans.close_year(session)
    pass_by(database, morning(3, due_on))
    assert told(sign_in, world.cast.wang) == []


def test_a_sheet_sent_back_is_wanted_again(database: Database, world: World, sign_in: SignIn) -> None:
    review = submitted_sheet(database, world)
    due_on = today() + timedelta(days=10)
    body = SEND_BACK | {"redo_due_on": due_on.isoformat()}
    assert decide(sign_in(world.cast.chen), review, body).status_code == 201
    pass_by(database, morning(4, due_on))
    assert told(sign_in, world.cast.wang) == []
    pass_by(database, morning(0, due_on))
    assert told(sign_in, world.cast.wang) == ["今天到期"]
    assert told(sign_in, world.cast.chen) == []


def finding(office: TestClient, **changes: Any) -> dict[str, Any]:
    """The deliverable for which everybody fills in a sheet."""
    return simple(office, **{"due_at": DUE_AT, "kind": "inventories", "name": "职权目录与排查表"} | changes)


def own_sheets(sign_in: SignIn, who: Member) -> list[str]:
    """What he is told of his own sheet, oldest first."""
    items = inbox(sign_in(who), kind="deadline")
    return [item["title"].split("：")[0] for item in reversed(items) if "本人岗位" in item["title"]]


def test_an_unfinished_sheet_is_wanted_before_the_department_hands_in(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    cast, wang = world.cast, sign_in(world.cast.wang)
    finding(office)
    sheet = filled_sheet(wang, world, [ROW])
    for days in (4, 3, 1):
        pass_by(database, morning(days))
        pass_by(database, morning(days) + timedelta(hours=1))
    assert own_sheets(sign_in, cast.wang) == ["还有 3 天到期", "明天到期"]
    assert own_sheets(sign_in, cast.outsider) == ["还有 3 天到期", "明天到期"], "not even begun"
    found = inbox(wang)[0]
    assert (found["path"], found["kind"]) == ("/sheets?mine=1", "deadline")
    assert "17:30" in found["body"]
    assert act(wang, sheet, "submission").status_code == 200
    pass_by(database, morning(0))
    assert own_sheets(sign_in, cast.wang) == ["还有 3 天到期", "明天到期"], "handed in meanwhile"
    assert len(own_sheets(sign_in, cast.outsider)) == 3
    assert own_sheets(sign_in, cast.office) == []


def test_no_sheet_is_wanted_for_other_material_or_of_who_left_the_post(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    simple(office, due_at=DUE_AT)
    pass_by(database, morning(1))
    assert own_sheets(sign_in, world.cast.wang) == []
    finding(office)
    with database.session() as session:
        leave_post(session, world)
    pass_by(database, morning(1))
    assert own_sheets(sign_in, world.cast.wang) == []


def test_what_the_department_has_handed_in_wants_no_more_sheets(
    database: Database, world: World, sign_in: SignIn, office: TestClient
) -> None:
    submitted(sign_in(world.cast.li), finding(office), world.academic)
    pass_by(database, morning(1))
    assert own_sheets(sign_in, world.cast.wang) == []
    assert own_sheets(sign_in, world.cast.outsider) == ["明天到期"]


def add_recheck(database: Database, world: World, object_id: int, position_id: int | None) -> None:
    """Something of 教务处 to look at again until DUE_ON."""
    stamps = {"version": 1, "created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    with database.session() as session:
        known = session.execute(sa.select(ADJUSTMENTS.c.id)).scalars().first()
        change = {
            "trigger": "other",
            "title": "招标限额调整",
            "effective_on": today(),
            "opened_by_name": "纪委办",
        }
        task = {
            "adjustment_id": known or insert_row(session, ADJUSTMENTS, change | stamps),
            "kind": "risk_point",
            "object_id": object_id,
            "title": "风险点",
            "department_id": world.academic,
            "position_id": position_id,
            "state": "open",
            "due_on": DUE_ON,
        }
        insert_row(session, RECHECKS, task | stamps)


def test_what_is_to_be_looked_at_again_reminds_the_post(
    database: Database, world: World, sign_in: SignIn
) -> None:
    cast = world.cast
    add_recheck(database, world, 1, world.textbook_post)
    add_recheck(database, world, 2, world.textbook_post)
    pass_by(database, morning(4))
    assert told(sign_in, cast.wang) == []
    pass_by(database, morning(1))
    pass_by(database, morning(1) + timedelta(hours=1))
    assert told(sign_in, cast.wang) == ["明天到期"], "once for all of it"
    assert inbox(sign_in(cast.wang))[0]["path"].startswith("/adjustments/")
    for other in (cast.chen, cast.li, cast.outsider, cast.office):
        assert told(sign_in, other) == []
    with database.session() as session:
        done = {"state": "unchanged", "resolved_at": datetime.now(UTC)}
        session.execute(sa.update(RECHECKS).values(**done))
    pass_by(database, morning(0))
    assert told(sign_in, cast.wang) == ["明天到期"]


def test_what_no_post_looks_at_reminds_the_officers(
    database: Database, world: World, sign_in: SignIn
) -> None:
    add_recheck(database, world, 1, None)
    pass_by(database, morning(0))
    assert told(sign_in, world.cast.chen) == told(sign_in, world.cast.li) == ["今天到期"]
    for other in (world.cast.wang, world.cast.other_head, world.cast.other_liaison):
        assert told(sign_in, other) == []


@pytest.mark.parametrize(("days", "step"), [(-1, None), (0, 0), (1, 1), (2, 3), (3, 3), (4, None)])
def test_steps(days: int, step: int | None) -> None:
    assert notice_before(days) == step
