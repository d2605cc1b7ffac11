"""Meetings from the invitation to the filed record."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import actor_of
from backend.communications.meetings.queries import named_meeting
from backend.kit.journal import Event
from backend.kit.problems import Problem
from backend.kit.table import table_of
from tests.communications.cases import API, made, pointers, problem, record_of, schedule, step
from tests.conftest import SignIn
from tests.world import World

LATER = "2099-09-03T09:00:00+08:00"


def test_it_works(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    meeting = schedule(li, world)
    assert (meeting["state"], meeting["attendees_count"], meeting["present_count"]) == ("scheduled", 2, 0)
    assert meeting["held_at"] == "2026-09-03T01:00:00Z"
    assert meeting["allowed_actions"] == ["edit", "record", "cancel"]
    row = f"meetings/{meeting['id']}"

    held = made(step(li, row, 1, "record", record_of(world)), 200)
    assert (held["state"], held["present_count"], held["recorded_by_name"]) == ("held", 1, world.cast.li.name)
    assert [(one["person_name"], one["attendance"]) for one in held["attendees"]] == [
        (world.cast.wang.name, "present"),
        (world.cast.li.name, "on_leave"),
    ]

    body = {"department_id": world.academic, "reported_to": "陈处长", "reported_on": "2026-09-04"}
    conveyed = made(li.post(f"{API}/{row}/conveyances", json=body))
    assert [one["reported_to"] for one in conveyed["conveyances"]] == ["陈处长"]

    filed = made(step(li, row, held["version"], "filing"), 200)
    assert (filed["state"], filed["allowed_actions"]) == ("filed", [])
    assert li.get(f"{API}/{row}").json() == filed


def test_the_journal_tells_what_happened_without_the_text(
    world: World, sign_in: SignIn, session: Session
) -> None:
    li = sign_in(world.cast.li)
    meeting = schedule(li, world)
    step(li, f"meetings/{meeting['id']}", 1, "record", record_of(world))
    events = table_of(Event)
    found = session.execute(sa.select(events).where(events.c.subject_kind == "meeting").order_by(events.c.id))
    rows = found.mappings().all()
    assert [row["action"] for row in rows] == ["meeting.created", "meeting.recorded"]
    assert rows[1]["details"] == {"kind": "unit_special", "attendees": 2, "present": 1}
    assert {row["department_id"] for row in rows} == {world.academic}


def test_strangers_see_nothing(world: World, sign_in: SignIn) -> None:
    meeting = schedule(sign_in(world.cast.li), world)
    for who in (world.cast.other_liaison, world.cast.outsider):
        stranger = sign_in(who)
        assert stranger.get(f"{API}/meetings/{meeting['id']}").status_code == 404
        assert stranger.get(f"{API}/meetings").json() == {"items": [], "total": 0}
    answer = step(
        sign_in(world.cast.other_liaison),
        f"meetings/{meeting['id']}",
        1,
        "cancellation",
        {"reason": "不开了"},
    )
    assert answer.status_code == 404
    for admin in (world.cast.system_admin, world.cast.security_admin, world.cast.oa):
        assert sign_in(admin).get(f"{API}/meetings").status_code == 403


def test_who_was_to_come_reads_but_does_not_write(world: World, sign_in: SignIn) -> None:
    meeting = schedule(sign_in(world.cast.li), world)
    wang = sign_in(world.cast.wang)
    assert wang.get(f"{API}/meetings/{meeting['id']}").json()["allowed_actions"] == []
    assert [row["id"] for row in wang.get(f"{API}/meetings?is_mine=true").json()["items"]] == [meeting["id"]]
    answer = wang.patch(
        f"{API}/meetings/{meeting['id']}", json={"title": "改名"}, headers={"If-Match": '"v1"'}
    )
    assert answer.status_code == 403


def test_another_department_or_the_college_is_not_ones_own_to_convene(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    body = {"kind": "mobilisation", "title": "动员会", "held_at": LATER}
    for department_id in (world.finance, world.college):
        answer = li.post(f"{API}/meetings", json=body | {"department_id": department_id})
        assert pointers(answer) == ["/department_id"]


def test_people_out_of_reach_cannot_be_named(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    body = {
        "department_id": world.academic,
        "kind": "unit_special",
        "title": "专题会议",
        "held_at": LATER,
        "attendee_ids": [world.cast.wang.person, world.cast.outsider.person, world.cast.wang.person],
    }
    assert pointers(li.post(f"{API}/meetings", json=body)) == ["/attendee_ids/1", "/attendee_ids/2"]
    assert pointers(
        li.post(f"{API}/meetings", json=body | {"attendee_ids": [], "chair_id": world.cast.outsider.person})
    ) == ["/chair_id"]


def test_a_meeting_to_come_has_no_record_yet(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    meeting = schedule(li, world, held_at=LATER)
    row = f"meetings/{meeting['id']}"
    assert problem(step(li, row, 1, "record", record_of(world))) == (409, "not-yet-held")
    assert li.get(f"{API}/{row}").json()["state"] == "scheduled"
    body = {"department_id": world.academic, "reported_to": "陈处长", "reported_on": "2026-09-04"}
    assert problem(li.post(f"{API}/{row}/conveyances", json=body)) == (409, "not-yet-held")


@pytest.mark.parametrize(
    ("attendance", "pointer"),
    [("absent", "/attendees"), ("invited", "/attendees/0/attendance"), ("late", "/attendees/0/attendance")],
)
def test_a_record_says_for_everybody_whether_he_came(
    world: World, sign_in: SignIn, attendance: str, pointer: str
) -> None:
    li = sign_in(world.cast.li)
    meeting = schedule(li, world)
    body = record_of(world, attendees=[{"person_id": world.cast.wang.person, "attendance": attendance}])
    assert pointers(step(li, f"meetings/{meeting['id']}", 1, "record", body)) == [pointer]


def test_a_held_meeting_is_corrected_by_its_record_and_a_filed_one_never(
    world: World, sign_in: SignIn
) -> None:
    li = sign_in(world.cast.li)
    row = f"meetings/{schedule(li, world)['id']}"
    step(li, row, 1, "record", record_of(world))
    held = {"If-Match": '"v2"'}
    assert problem(li.patch(f"{API}/{row}", json={"attendee_ids": []}, headers=held)) == (409, "already-held")
    assert problem(li.patch(f"{API}/{row}", json={"held_at": LATER}, headers=held)) == (409, "not-yet-held")
    assert made(li.patch(f"{API}/{row}", json={"place": "报告厅"}, headers=held), 200)["place"] == "报告厅"
    corrected = made(step(li, row, 3, "record", record_of(world, minutes="更正后的纪要。")), 200)
    assert corrected["minutes"] == "更正后的纪要。"
    step(li, row, 4, "filing")
    assert problem(step(li, row, 5, "record", record_of(world))) == (409, "illegal-transition")
    assert problem(step(li, row, 5, "cancellation", {"reason": "不开了"})) == (409, "illegal-transition")


def test_stale_and_unguarded_writes_are_refused(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    row = f"meetings/{schedule(li, world)['id']}"
    assert li.patch(f"{API}/{row}", json={"place": "报告厅"}).status_code == 428
    assert li.patch(f"{API}/{row}", json={"place": "报告厅"}, headers={"If-Match": '"v1"'}).status_code == 200
    assert step(li, row, 1, "cancellation", {"reason": "不开了"}).status_code == 412
    answer = li.post(f"{API}/{row}/cancellation", json={"reason": "不开"}, headers={"If-Match": '"v2"'})
    assert problem(answer) == (400, "idempotency-key-required")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "party"}, "/kind"),
        ({"title": " "}, "/title"),
        ({"held_at": "2026-09-03T09:00:00"}, "/held_at"),
        ({"held_at": "0001-01-01T00:00:00+14:00"}, "/held_at"),
        ({"chair_id": 999_999}, "/chair_id"),
        ({"state": "held"}, "/state"),
    ],
)
def test_bad_input_names_the_field(
    world: World, sign_in: SignIn, changes: dict[str, Any], pointer: str
) -> None:
    body = {"department_id": world.academic, "kind": "training", "title": "培训会", "held_at": LATER}
    answer = sign_in(world.cast.office).post(f"{API}/meetings", json=body | changes)
    assert pointers(answer) == [pointer]


def test_the_list_filters(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    first = schedule(office, world)["id"]
    second = schedule(
        office,
        world,
        department_id=world.college,
        kind="leadership_team",
        title="班子会",
        held_at="2026-10-31T23:30:00+08:00",
        attendee_ids=[world.cast.dean.person],
    )["id"]

    def found(**query: Any) -> list[int]:
        return [row["id"] for row in office.get(f"{API}/meetings", params=query).json()["items"]]

    assert found() == [second, first]
    assert found(sort="oldest") == [first, second]
    assert found(kind="leadership_team") == [second]
    assert found(q="专题") == [first]
    assert found(department_id=world.academic) == [first]
    assert found(person_id=world.cast.dean.person) == [second]
    assert found(held_from="2026-10-31", held_to="2026-10-31") == [second]
    assert found(held_from="2026-11-01") == []
    assert found(state="held") == []
    assert office.get(f"{API}/meetings", params={"year": 2026}).status_code == 422


def test_conveying_is_noted_once_a_department_and_not_ahead(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    row = f"meetings/{schedule(li, world)['id']}"
    step(li, row, 1, "record", record_of(world))
    body = {"department_id": world.academic, "reported_to": "陈处长", "reported_on": "2099-01-01"}
    assert pointers(li.post(f"{API}/{row}/conveyances", json=body)) == ["/reported_on"]
    body["reported_on"] = "2026-09-04"
    assert li.post(f"{API}/{row}/conveyances", json=body).status_code == 201
    assert problem(li.post(f"{API}/{row}/conveyances", json=body)) == (409, "already-conveyed")


def test_a_decision_rests_on_a_held_meeting_of_the_leadership(
    world: World, sign_in: SignIn, session: Session
) -> None:
    office = sign_in(world.cast.office)
    unit = schedule(office, world)["id"]
    leadership = schedule(
        office,
        world,
        department_id=world.college,
        kind="leadership_team",
        attendee_ids=[world.cast.dean.person],
    )["id"]
    actor, stranger = (
        actor_of(session, who.user_id) for who in (world.cast.office, world.cast.other_liaison)
    )

    def refusal(meeting_id: int) -> str:
        with pytest.raises(Problem) as caught:
            named_meeting(session, actor, meeting_id, decides=True)
        return caught.value.errors[0].code

    assert refusal(999_999) == "unknown"
    assert refusal(unit) == "not-leadership"
    assert refusal(leadership) == "not-held"
    attendees = [{"person_id": world.cast.dean.person, "attendance": "present"}]
    step(office, f"meetings/{leadership}", 1, "record", record_of(world, attendees=attendees))
    assert named_meeting(session, actor, leadership, decides=True)["id"] == leadership
    with pytest.raises(Problem):
        named_meeting(session, stranger, leadership)
