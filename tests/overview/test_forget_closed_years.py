"""A closed year asks nobody for anything: nothing of it can be done any more (opinion.txt line 77)."""

from datetime import time, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.deliverables.rules import campus_instant
from backend.kit.db import Database
from backend.kit.table import today
from backend.notifications.reminders import remind_at
from tests.assessments.drives import close_year
from tests.campaigns.rounds import simple, submitted
from tests.conftest import SignIn
from tests.measures.plans import COMPLETE, MEASURES, PLANS, made, review_of, send
from tests.notifications.test_deliver_messages import inbox
from tests.reviews.sheets import SEND_BACK
from tests.reviews.sheets import decide as sign
from tests.reviews.test_comment_cells import remark
from tests.risks.sheets import ROW, YEAR, act, decide, filled_sheet
from tests.risks.test_suggest_risk import suggest
from tests.world import World

THIS = today().year
TOMORROW = today() + timedelta(days=1)
MORNING = campus_instant(today(), time(9))
Found = dict[str, Any]
OF_THE_YEAR = {
    "wang": {"mend_sheet", "resolve_comments", "settle_suggestion"},
    "li": {"mend_plan", "hand_in"},
    "chen": {"decide_review", "hand_in"},
    "office": {"assess_risks", "receive_submissions", "chase_missing"},
    "outsider": {"fill_sheet"},
}
"""Whom the year asks for what before it is closed."""


def kinds(client: TestClient) -> set[str]:
    return {todo["kind"] for todo in client.get("/api/v1/todos").json()["items"]}


def close(session: Session) -> None:
    for year in {YEAR, THIS}:
        close_year(session, year)
    session.commit()


@pytest.fixture
def unfinished(world: World, sign_in: SignIn) -> None:
    """Sheets, a plan, materials, a remark and a suggestion, none of them done."""
    wang, li, chen, lin, office = (
        sign_in(getattr(world.cast, who)) for who in ("wang", "li", "chen", "lin", "office")
    )
    sheet = filled_sheet(wang, world, [ROW], year=THIS)
    _send_back_plan(world, li, chen, sheet["rows"][0]["id"])
    assert remark(chen, act(wang, sheet, "submission").json()["review_id"]).status_code == 201
    sent_back = decide(chen, sheet, "send_back", reasons=["shallow"], redo_due_on=str(TOMORROW))
    assert sent_back.status_code == 201, sent_back.text
    assert suggest(office, position_id=world.textbook_post, origin="organization").status_code == 201
    act(li, filled_sheet(li, world, [ROW], year=THIS, position_id=world.liaison_post), "submission")
    own = act(
        chen, filled_sheet(chen, world, [ROW], year=THIS, position_id=world.head_post), "submission"
    ).json()
    assert decide(lin, own, "approve").status_code == 201
    submitted(li, simple(office, minutes=-90), world.academic)
    simple(office, due_at=campus_instant(TOMORROW, time(17)).isoformat())


def _send_back_plan(world: World, li: TestClient, chen: TestClient, point_id: int) -> None:
    plan = made(send(li, PLANS, {"department_id": world.academic, "year": THIS}))
    place = {"plan_id": plan["id"], "position_id": world.textbook_post, "risk_point_ids": [point_id]}
    made(send(li, MEASURES, COMPLETE | place))
    made(send(li, f"{PLANS}/{plan['id']}/submission"))
    made(sign(chen, review_of(chen, plan["id"])["id"], SEND_BACK))


def test_it_works(world: World, sign_in: SignIn, session: Session, unfinished: None) -> None:
    asked = {who: kinds(sign_in(getattr(world.cast, who))) for who in OF_THE_YEAR}
    assert all(OF_THE_YEAR[who] <= found for who, found in asked.items()), asked
    close(session)
    everything = set[str]().union(*OF_THE_YEAR.values())
    for member in world.cast.members:
        if member.person_id is not None:
            assert not kinds(sign_in(member)) & everything, member.name


def test_the_inbox_of_a_signer_is_empty(
    world: World, sign_in: SignIn, session: Session, unfinished: None
) -> None:
    chen = sign_in(world.cast.chen)

    def awaiting() -> tuple[int, int]:
        counts: Found = chen.get("/api/v1/reviews/counts").json()
        listed: Found = chen.get("/api/v1/reviews", params={"mine": True}).json()
        return counts["awaiting"], listed["total"]

    assert awaiting() == (1, 1)
    close(session)
    assert awaiting() == (0, 0)


@pytest.mark.parametrize("is_closed", [False, True])
def test_nobody_is_reminded(
    database: Database, world: World, sign_in: SignIn, session: Session, unfinished: None, is_closed: bool
) -> None:
    if is_closed:
        close(session)
    with database.session() as opened:
        remind_at(opened, MORNING)
    for who in ("wang", "li", "chen"):
        told = inbox(sign_in(getattr(world.cast, who)), kind="deadline")
        assert bool(told) is not is_closed, [item["title"] for item in told]


def test_the_next_year_goes_on(world: World, sign_in: SignIn, session: Session) -> None:
    """Only what is of the closed year falls silent."""
    wang = sign_in(world.cast.wang)
    close_year(session, THIS - 1)
    session.commit()
    assert "fill_sheet" in kinds(wang)
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=THIS), "submission").json()
    assert "decide_review" in kinds(sign_in(world.cast.chen))
    assert sheet["year"] == THIS
