"""GET /years/{year}/readiness: every step opinion.txt prescribes is asked for before a year is closed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.db import Database
from tests.assessments.test_decide_levels import item, record
from tests.assessments.test_decide_opinion import ADOPT, decide, register
from tests.assessments.test_see_progress import assess_all
from tests.campaigns.rounds import running
from tests.conftest import SignIn
from tests.organization.trail import traces
from tests.powers.catalogue import add_power
from tests.powers.test_review_catalogue import APPROVE, act, confirm, opened
from tests.reviews.sheets import decide as sign
from tests.reviews.sheets import meeting
from tests.risks.sheets import ROW, YEAR, filled_sheet
from tests.world import World
from tests.years.conftest import approve
from tests.years.test_close_year import LAST, close, url

Found = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办."""
    return sign_in(world.cast.office)


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络."""
    return sign_in(world.cast.li)


def blockers(office: TestClient, year: int = YEAR) -> dict[str, int]:
    """What is unfinished."""
    answer = office.get(url("readiness", year))
    assert answer.status_code == 200, answer.text
    return {item["blocker"]: item["count"] for item in answer.json()["blockers"]}


def test_the_steps_of_assessing_are_asked_for(
    database: Database, world: World, sign_in: SignIn, office: TestClient, li: TestClient, wang: TestClient
) -> None:
    chen = sign_in(world.cast.chen)
    steps = ("peer_check", "public_comment", "leadership_decision")
    assert [blockers(office).get(step) for step in steps] == [None, None, None], "there is no sheet yet"
    sheet = filled_sheet(wang, world, [ROW])
    sheet |= approve(wang, sign_in, world, sheet)
    assert [blockers(office)[step] for step in steps] == [1, 1, 1]
    assess_all(chen, sheet, "peer_check")
    assert [blockers(office).get(step) for step in steps] == [None, 1, 1]
    decide(li, register(li, world, position_id=world.textbook_post), ADOPT)
    assert [blockers(office).get(step) for step in steps] == [None, None, 1]
    assert record(office, meeting(database, world), items=[item(sheet)]).status_code == 201
    assert [blockers(office).get(step) for step in steps] == [None, None, None]


def test_a_sheet_to_be_searched_anew_asks_for_every_step_again(
    world: World, sign_in: SignIn, office: TestClient, wang: TestClient
) -> None:
    chen = sign_in(world.cast.chen)
    sheet = filled_sheet(wang, world, [ROW])
    sheet |= approve(wang, sign_in, world, sheet)
    assess_all(chen, sheet, "peer_check")
    assert "peer_check" not in blockers(office)
    redo = {"decision": "send_back", "reasons": ["shallow"], "opinion": "请重新查找。"}
    assert sign(office, sheet["review_id"], redo).status_code == 201
    assert blockers(office)["peer_check"] == 1


def test_catalogues_are_asked_for_wherever_there_are_powers(
    session: Session, world: World, sign_in: SignIn, office: TestClient, li: TestClient
) -> None:
    assert "catalogues" not in blockers(office)
    power = add_power(session, world.academic)
    session.commit()
    assert blockers(office)["catalogues"] == 1, "not even begun"
    catalogue = opened(li, world, YEAR)
    confirm(li, power)
    assert act(li, catalogue["id"], "submission").status_code == 200
    assert blockers(office)["catalogues"] == 1, "nobody has signed"
    for who in (world.cast.chen, world.cast.lin):
        assert sign(sign_in(who), catalogue["review_id"], APPROVE).status_code == 201
    assert "catalogues" not in blockers(office)


def test_what_departments_owe_of_the_campaign_is_asked_for(office: TestClient) -> None:
    assert "submissions" not in blockers(office)
    running(office, year=YEAR)
    owed = office.get("/api/v1/obligations", params={"year": YEAR, "size": 1}).json()["total"]
    assert owed > 0
    assert blockers(office)["submissions"] == owed
    assert "submissions" not in blockers(office, LAST), "that year had no campaign"


def test_staff_without_a_post_are_asked_for(world: World, office: TestClient) -> None:
    before = blockers(office).get("postless", 0)
    person = {"staff_no": "T2001", "name": "新老师", "department_id": world.academic}
    made = office.post("/api/v1/people", json=person).json()
    assert blockers(office)["postless"] == before + 1
    missing, headers = blockers(office)["missing_sheets"], {"If-Match": "now"}
    exempt = {"exempt_reason": "长期借调校外"}
    for one in (made["id"], world.cast.wang.person):
        assert office.patch(f"/api/v1/people/{one}", json=exempt, headers=headers).status_code == 200
    assert blockers(office).get("postless", 0) == before
    assert blockers(office)["missing_sheets"] == missing - 1


def test_closing_without_them_is_refused_or_recorded_with_the_reason(
    session: Session, office: TestClient, last_year: Found
) -> None:
    refused = close(office, accepts_unfinished=False)
    assert refused.status_code == 409
    for part in ("互相查没有完成的排查表 1", "群众评没有完成的排查表 1", "班子定没有完成的排查表 1"):
        assert part in refused.json()["detail"]
    found = blockers(office, LAST)
    assert close(office).status_code == 201
    [event] = [trace for trace in traces(session, "work_year.") if trace.action == "work_year.closed"]
    assert event.details["unfinished"] == found
    assert event.details["note"] == "按领导小组会议决定封存"
