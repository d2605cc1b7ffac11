"""责令重新查找、评估: the office and the leadership send back what was signed (opinion.txt line 55)."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.calendar.queries import load_calendar
from backend.campaigns.calendar.rules import add_working_days
from backend.campaigns.queries import CALENDAR_DAYS, WORK_CALENDARS
from backend.campaigns.rules import CalendarDayKind
from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.organization.queries import DEPARTMENTS
from backend.reviews.actions import note_content
from backend.reviews.rules import ReviewChain, ReviewSubject
from tests.conftest import SignIn
from tests.reviews.sheets import (
    HASH,
    OTHER_HASH,
    REVIEWS,
    SEND_BACK,
    decide,
    meeting,
    submit_sheet,
    submitted_sheet,
)
from tests.risks.sheets import close_year
from tests.world import World

APPROVE = {"decision": "approve", "opinion": "同意。"}
REDO = SEND_BACK | {"reasons": ["incomplete", "inaccurate_level"], "opinion": "请对照职权目录重新查找。"}
EVENTS = table_of(Event)


@pytest.fixture
def approved(database: Database, world: World, sign_in: SignIn) -> int:
    """王老师's sheet, approved by 陈处长."""
    review_id = submitted_sheet(database, world)
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).status_code == 201
    return review_id


@pytest.mark.parametrize("who", ["office", "dean"])
def test_it_works(database: Database, world: World, sign_in: SignIn, approved: int, who: str) -> None:
    client, due = sign_in(getattr(world.cast, who)), (today() + timedelta(days=9)).isoformat()
    before = client.get(f"{REVIEWS}/{approved}").json()
    assert (before["allowed_actions"], before["needs_meeting"]) == (["send_back"], False)
    rows = [{"row_id": 9, "reasons": ["unreasonable_level"], "comment": "等级偏低。"}]
    answer = decide(client, approved, REDO | {"rows": rows, "redo_due_on": due})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["state"], body["redo_count"], body["redo_due_on"]) == ("sent_back", 1, due)
    assert body["allowed_actions"] == (["submit"] if who == "office" else [])
    last = body["decisions"][-1]
    assert (last["state"], last["decision"], last["rows"]) == ("approved", "send_back", rows)
    assert (last["reasons"], last["content_hash"]) == (REDO["reasons"], HASH)
    submit_sheet(database, world.cast.wang, approved, OTHER_HASH)
    again = decide(sign_in(world.cast.chen), approved, APPROVE).json()
    assert (again["state"], again["round"], again["redo_count"]) == ("approved", 2, 1)


def test_it_is_journaled(database: Database, world: World, sign_in: SignIn, approved: int) -> None:
    assert decide(sign_in(world.cast.office), approved, REDO).status_code == 201
    with database.session(read_only=True) as session:
        found = sa.select(EVENTS.c.action).where(EVENTS.c.subject_kind == "review").order_by(EVENTS.c.id)
        assert session.execute(found).scalars().all()[-1] == "review.sent_back"


def test_it_does_not_wait_in_their_inbox(world: World, sign_in: SignIn, approved: int) -> None:
    """Nothing is asked of them; they find it in the list of all."""
    office = sign_in(world.cast.office)
    assert office.get(f"{REVIEWS}/counts").json()["awaiting"] == 0
    assert office.get(REVIEWS, params={"mine": True}).json()["items"] == []
    [found] = office.get(REVIEWS).json()["items"]
    assert (found["id"], found["allowed_actions"]) == (approved, ["send_back"])


def test_a_stale_approval_too(database: Database, world: World, sign_in: SignIn, approved: int) -> None:
    with database.session() as session:
        note_content(session, approved, OTHER_HASH)
    office = sign_in(world.cast.office)
    assert office.get(f"{REVIEWS}/{approved}").json()["allowed_actions"] == ["send_back", "submit"]
    body = decide(office, approved, REDO).json()
    assert (body["state"], body["is_stale"], body["content_hash"]) == ("sent_back", False, OTHER_HASH)


def test_many_at_once(world: World, sign_in: SignIn, approved: int) -> None:
    office = sign_in(world.cast.office)
    version = office.get(f"{REVIEWS}/{approved}").json()["version"]
    body = REDO | {"items": [{"review_id": approved, "version": version}]}
    answer = office.post(f"{REVIEWS}/decisions", json=body, headers={"Idempotency-Key": "redo-many-0001"})
    assert answer.status_code == 201, answer.text
    after = office.get(f"{REVIEWS}/{approved}").json()
    assert after["state"] == "sent_back"
    assert after["redo_due_on"] > today().isoformat()


def test_what_the_collective_decided_it_undoes_in_a_meeting(
    database: Database, world: World, sign_in: SignIn
) -> None:
    review_id, office = (
        submitted_sheet(database, world, chain=ReviewChain.leadership),
        sign_in(world.cast.office),
    )
    held = {"meeting_id": meeting(database, world)}
    assert decide(office, review_id, APPROVE | held).status_code == 201
    refused = decide(office, review_id, REDO)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/meeting_id")
    assert decide(office, review_id, REDO | held).json()["state"] == "sent_back"


@pytest.mark.parametrize(
    ("who", "status"), [("wang", 403), ("li", 403), ("lin", 403), ("supervisor", 403), ("other_head", 404)]
)
def test_strangers_are_refused(world: World, sign_in: SignIn, approved: int, who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    answer = decide(client, approved, REDO, '"v3"')
    assert answer.status_code == status, answer.text
    seen = sign_in(world.cast.chen).get(f"{REVIEWS}/{approved}").json()
    assert (seen["state"], seen["allowed_actions"]) == ("approved", [])


def test_nobody_else_is_offered_it(world: World, sign_in: SignIn, approved: int) -> None:
    offered = set()
    for member in world.cast.members:
        answer = sign_in(member).get(f"{REVIEWS}/{approved}")
        if answer.status_code == 200 and "send_back" in answer.json()["allowed_actions"]:
            offered.add(member.username)
    assert offered == {world.cast.office.username, world.cast.dean.username}


def test_its_signer_is_told_who_may(world: World, sign_in: SignIn, approved: int) -> None:
    refused = decide(sign_in(world.cast.chen), approved, REDO)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/illegal-transition")
    assert "防控办公室" in refused.json()["detail"]


def test_nobody_sends_back_his_own(database: Database, world: World, sign_in: SignIn) -> None:
    office = world.cast.office
    review_id = submitted_sheet(database, world, by=office, owner_id=office.person_id)
    assert decide(sign_in(world.cast.chen), review_id, APPROVE).status_code == 201
    client = sign_in(office)
    assert client.get(f"{REVIEWS}/{review_id}").json()["allowed_actions"] == []
    refused = decide(client, review_id, REDO)
    assert refused.status_code == 403
    assert "本人" in refused.json()["detail"]


def test_they_do_nothing_else_with_it(world: World, sign_in: SignIn, approved: int) -> None:
    office = sign_in(world.cast.office)
    assert decide(office, approved, APPROVE).status_code == 409
    assert decide(office, approved, {"decision": "reconfirm"}).status_code == 409
    assert decide(office, approved, {"decision": "send_back"}).status_code == 422, "no reason"
    assert decide(office, approved, REDO | {"redo_due_on": "2020-01-01"}).status_code == 422


def test_a_closed_year_rests(session: Session, world: World, sign_in: SignIn, approved: int) -> None:
    close_year(session)
    office = sign_in(world.cast.office)
    assert office.get(f"{REVIEWS}/{approved}").json()["allowed_actions"] == []
    answer = decide(office, approved, REDO)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/year-closed")


@pytest.fixture
def catalogue(database: Database, world: World, sign_in: SignIn) -> int:
    """教务处's 附件一, signed by both."""
    kind = {"subject_kind": ReviewSubject.power_catalogue, "owner_id": None, "by": world.cast.li}
    review_id = submitted_sheet(database, world, chain=ReviewChain.catalogue, **kind)
    for member in (world.cast.chen, world.cast.lin):
        assert decide(sign_in(member), review_id, APPROVE).status_code == 201
    return review_id


@pytest.mark.parametrize("who", ["office", "dean"])
def test_a_catalogue_is_sent_back_too(world: World, sign_in: SignIn, catalogue: int, who: str) -> None:
    client = sign_in(getattr(world.cast, who))
    assert client.get(f"{REVIEWS}/{catalogue}").json()["allowed_actions"] == ["send_back"]
    assert decide(client, catalogue, {"decision": "send_back"}).status_code == 422, "no coded reason"
    body = decide(client, catalogue, REDO).json()
    assert (body["state"], body["redo_count"], body["decisions"][-1]["reasons"]) == (
        "sent_back",
        1,
        REDO["reasons"],
    )
    assert body["redo_due_on"] > today().isoformat()


@pytest.mark.parametrize(("who", "status"), [("lin", 409), ("li", 403), ("wang", 403), ("other_head", 404)])
def test_nobody_else_sends_a_catalogue_back(
    world: World, sign_in: SignIn, catalogue: int, who: str, status: int
) -> None:
    answer = decide(sign_in(getattr(world.cast, who)), catalogue, REDO, '"v4"')
    assert answer.status_code == status, answer.text


def test_what_a_department_that_is_no_more_signed_stays(
    session: Session, world: World, sign_in: SignIn, catalogue: int
) -> None:
    """Nobody is left to list its powers anew."""
    gone = sa.update(DEPARTMENTS).where(DEPARTMENTS.c.id == world.academic)
    session.execute(gone.values(retired_on=today()))
    office = sign_in(world.cast.office)
    assert office.get(f"{REVIEWS}/{catalogue}").json()["allowed_actions"] == []
    assert decide(office, catalogue, REDO).status_code == 409


def test_every_redo_has_a_deadline(database: Database, world: World, sign_in: SignIn) -> None:
    """Five working days from today by the campus calendar when nobody names a day."""
    holiday = next_weekday(today())
    with database.session() as session:
        enter_holiday(session, holiday)
        calendar = load_calendar(session)
    due = add_working_days(calendar, today(), 5)
    assert not calendar.is_working(holiday)
    body: dict[str, Any] = decide(
        sign_in(world.cast.chen), submitted_sheet(database, world), SEND_BACK
    ).json()
    assert body["redo_due_on"] == body["decisions"][0]["redo_due_on"] == due.isoformat()


def next_weekday(day: date) -> date:
    """The first Monday to Friday after a day."""
    day += timedelta(days=1)
    return day if day.weekday() < 5 else next_weekday(day)


def enter_holiday(session: Session, day: date) -> None:
    """One day off in the campus calendar."""
    instant = now()
    head = {"year": day.year, "version": 1, "created_at": instant, "updated_at": instant}
    calendar_id = insert_row(session, WORK_CALENDARS, head)
    insert_row(
        session,
        CALENDAR_DAYS,
        {"calendar_id": calendar_id, "day_on": day, "kind": CalendarDayKind.holiday, "name": "校庆"},
    )
