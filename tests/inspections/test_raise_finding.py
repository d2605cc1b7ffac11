"""A finding from 监督检查, and who may word it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.inspections.queries import FINDINGS as TABLE
from backend.kit.journal import Event
from backend.kit.table import table_of, today
from tests.conftest import SignIn
from tests.inspections.findings import ANSWER, DUE, FINDINGS, answered, raised, send, step, wording
from tests.powers.catalogue import add_power
from tests.world import World

EVENTS = table_of(Event)


def test_it_works(world: World, sign_in: SignIn) -> None:
    supervisor, chen = sign_in(world.cast.supervisor), sign_in(world.cast.chen)
    found = raised(supervisor, world, position_id=world.textbook_post)
    assert found["number"] == f"{today().year}-0001"
    assert (found["state"], found["is_overdue"]) == ("open", False)
    assert found["position_name"] == "教材管理岗"
    assert found["raised_by_name"] == world.cast.supervisor.name
    assert found["allowed_actions"] == ["edit", "withdraw"]
    assert chen.get(f"{FINDINGS}/{found['id']}").json()["allowed_actions"] == ["answer"]
    assert raised(supervisor, world)["number"] == f"{today().year}-0002"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("office", 201),
        ("lin", 201),
        ("supervisor", 201),
        ("chen", 403),
        ("li", 403),
        ("dean", 403),
        ("wang", 403),
    ],
)
def test_supervision_the_office_and_the_supervising_leader_raise(
    world: World, sign_in: SignIn, who: str, status: int
) -> None:
    answer = send(sign_in(getattr(world.cast, who)), FINDINGS, wording(world.academic))
    assert answer.status_code == status


def test_a_leader_raises_only_about_the_departments_he_supervises(world: World, sign_in: SignIn) -> None:
    answer = send(sign_in(world.cast.lin), FINDINGS, wording(world.finance))
    assert answer.status_code in (403, 422)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("chen", True),
        ("li", True),
        ("lin", True),
        ("dean", True),
        ("wang", True),
        ("outsider", False),
        ("other_head", False),
        ("other_liaison", False),
    ],
)
def test_who_reads_it(world: World, sign_in: SignIn, who: str, sees: bool) -> None:
    found = raised(sign_in(world.cast.office), world, position_id=world.textbook_post)
    client = sign_in(getattr(world.cast, who))
    assert client.get(f"{FINDINGS}/{found['id']}").status_code == (200 if sees else 404)
    assert [row["id"] for row in client.get(FINDINGS).json()["items"]] == ([found["id"]] if sees else [])


def test_staff_see_nothing_about_other_posts(world: World, sign_in: SignIn) -> None:
    found = raised(sign_in(world.cast.office), world)
    assert sign_in(world.cast.wang).get(f"{FINDINGS}/{found['id']}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"found_on": str(today() + timedelta(days=1)), "due_on": DUE}, "/found_on"),
        (
            {"found_on": str(today() - timedelta(days=9)), "due_on": str(today() - timedelta(days=1))},
            "/due_on",
        ),
        ({"position_id": 999_999}, "/position_id"),
        ({"power_id": 999_999}, "/power_id"),
        ({"step_id": 1}, "/step_id"),
        ({"risk_point_id": 999_999}, "/risk_point_id"),
        ({"visit_id": 999_999}, "/visit_id"),
        ({"facts": "短"}, "/facts"),
        ({"kind": "slacking"}, "/kind"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, sign_in: SignIn, changes: dict[str, object], pointer: str
) -> None:
    answer = send(sign_in(world.cast.office), FINDINGS, wording(world.academic) | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_what_it_is_about_lies_in_the_department(world: World, sign_in: SignIn, session: Session) -> None:
    office = sign_in(world.cast.office)
    elsewhere, here = add_power(session, world.finance), add_power(session, world.academic)
    session.flush()
    refused = send(office, FINDINGS, wording(world.academic, power_id=elsewhere))
    assert refused.json()["errors"][0]["pointer"] == "/power_id"
    assert raised(office, world, power_id=here)["power_id"] == here
    strange = send(office, FINDINGS, wording(world.academic, position_id=world.cashier_post))
    assert strange.json()["errors"][0]["pointer"] == "/position_id"


def test_wording_it_anew(world: World, sign_in: SignIn) -> None:
    supervisor = sign_in(world.cast.supervisor)
    found = raised(supervisor, world, position_id=world.textbook_post)
    path = f"{FINDINGS}/{found['id']}"
    changed = send(supervisor, path, {"title": "窗口上午无人值守", "position_id": None}, method="PATCH")
    assert changed.status_code == 200
    assert (changed.json()["title"], changed.json()["position_id"]) == ("窗口上午无人值守", None)
    assert send(supervisor, path, {"title": None}, method="PATCH").status_code == 422
    assert send(supervisor, path, {"title": "新的标题"}, '"v1"', "PATCH").status_code == 412
    past = send(supervisor, path, {"due_on": str(today() - timedelta(days=1))}, method="PATCH")
    assert past.json()["errors"][0]["pointer"] == "/due_on"


def test_another_raiser_does_not_touch_it(world: World, sign_in: SignIn) -> None:
    found = raised(sign_in(world.cast.supervisor), world)
    lin = sign_in(world.cast.lin)
    assert lin.get(f"{FINDINGS}/{found['id']}").json()["allowed_actions"] == []
    changed = send(lin, f"{FINDINGS}/{found['id']}", {"title": "改一改"}, method="PATCH")
    assert changed.status_code == 403
    assert step(lin, found, "withdrawal", {"reason": "不是问题"}).status_code == 403
    assert step(sign_in(world.cast.office), found, "withdrawal", {"reason": "重复登记"}).status_code == 201


def test_an_answered_one_is_not_worded_anew(world: World, sign_in: SignIn) -> None:
    supervisor = sign_in(world.cast.supervisor)
    found = answered(sign_in(world.cast.chen), raised(supervisor, world))
    refused = send(supervisor, f"{FINDINGS}/{found['id']}", {"title": "改一改"}, method="PATCH")
    assert refused.status_code == 409


def test_numbers_go_on_beyond_four_digits(world: World, sign_in: SignIn, session: Session) -> None:
    supervisor, year = sign_in(world.cast.supervisor), today().year
    last = raised(supervisor, world)
    session.execute(sa.update(TABLE).where(TABLE.c.id == last["id"]).values(number=f"{year}-9999"))
    assert [raised(supervisor, world)["number"] for _ in range(2)] == [f"{year}-10000", f"{year}-10001"]


def test_its_words_never_enter_the_journal(world: World, sign_in: SignIn, session: Session) -> None:
    found = raised(sign_in(world.cast.supervisor), world)
    answered(sign_in(world.cast.chen), found)
    told = sa.select(EVENTS.c.action, EVENTS.c.details).where(EVENTS.c.subject_kind == "finding")
    events = session.execute(told.order_by(EVENTS.c.id)).all()
    assert [action for action, _ in events] == ["finding.raised", "finding.answered"]
    assert ANSWER["done"] not in str(events)
    assert found["facts"] not in str(events)


def test_filters_and_counts(world: World, sign_in: SignIn) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    lax = raised(office, world)
    formal = raised(office, world, kind="formalism", title="台账照抄照搬", due_on=str(today()))
    money = raised(office, world, department_id=world.finance, kind="slow")
    answered(chen, lax)

    def listed(**query: object) -> list[int]:
        return [row["id"] for row in office.get(FINDINGS, params=query).json()["items"]]

    assert listed() == [formal["id"], lax["id"], money["id"]]
    assert listed(sort="newest") == [money["id"], formal["id"], lax["id"]]
    assert listed(kind=["formalism", "slow"]) == [formal["id"], money["id"]]
    assert listed(state="answered") == listed(awaiting=True) == [lax["id"]]
    assert listed(department_id=world.finance) == [money["id"]]
    assert listed(q="照抄") == [formal["id"]]
    assert listed(is_mine=True, found_to=str(today())) == [formal["id"], lax["id"], money["id"]]
    assert listed(found_from=str(today() + timedelta(days=1))) == []
    assert [row["id"] for row in chen.get(FINDINGS, params={"awaiting": True}).json()["items"]] == [
        formal["id"]
    ]
    counts = office.get(f"{FINDINGS}/counts").json()
    assert counts == {"open": 2, "answered": 1, "closed": 0, "withdrawn": 0, "overdue": 0, "awaiting": 1}
    assert office.get(FINDINGS, params={"colour": "red"}).status_code == 422
