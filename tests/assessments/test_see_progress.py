"""The five steps of a year: who is through with which, and who owes the next one."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.rules import GrantSource, Role
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from tests.assessments.drives import open_drive
from tests.assessments.test_create_assessment import API as ASSESSMENTS
from tests.assessments.test_decide_levels import item, record
from tests.assessments.test_decide_opinion import ADOPT, decide, register
from tests.conftest import SignIn
from tests.reviews.sheets import meeting
from tests.risks.sheets import ROW, act, department_sheet, filled_sheet, save
from tests.risks.sheets import decide as sign
from tests.world import World

API = "/api/v1/assessment-progress"
Sheet = dict[str, Any]
STEPS = ["self_check", "peer_check", "department_review", "public_comment", "leadership_decision"]


def assess_all(client: TestClient, sheet: Sheet, step: str) -> None:
    """Every row at one step."""
    factors = {"step": step, "likelihood": "small", "consequence": "internal"}
    items = [{"risk_point_id": row["id"]} | factors for row in sheet["rows"]]
    answer = client.post(f"{ASSESSMENTS}/batch", json={"items": items})
    assert answer.status_code == 201, answer.text


def progress(client: TestClient, sheet: Sheet) -> dict[str, Any]:
    """The sheet's line."""
    items = client.get(f"{API}/sheets?year=2026&size=200").json()["items"]
    [found] = [one for one in items if one["inventory_id"] == sheet["id"]]
    body: dict[str, Any] = found
    return body


def done(line: dict[str, Any]) -> list[str]:
    """The steps it is through with."""
    return [one["step"] for one in line["steps"] if one["is_done"]]


def test_it_works(database: Database, wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> None:
    chen, li, office = (sign_in(getattr(world.cast, who)) for who in ("chen", "li", "office"))
    line = progress(chen, sheet)
    assert (line["points_count"], line["position_name"], line["state"]) == (2, "教材管理岗", "draft")
    assert [one["step"] for one in line["steps"]] == STEPS
    assert (done(line), line["next_step"], line["owed_by"]) == ([], "self_check", ["王老师"])
    assess_all(wang, sheet, "self_check")
    line = progress(chen, sheet)
    assert (done(line), line["next_step"], line["owed_by"]) == (STEPS[:1], "peer_check", ["本部门同事"])
    handed_in = sheet | act(wang, sheet, "submission").json()
    assess_all(chen, sheet, "peer_check")
    assert progress(chen, sheet)["owed_by"] == ["陈处长"]
    assess_all(chen, sheet, "department_review")
    assert sign(chen, handed_in, "approve").status_code == 201
    assert progress(chen, sheet)["owed_by"] == ["李联络"]
    opinion = register(li, world, position_id=world.textbook_post)
    assert progress(chen, sheet)["next_step"] == "public_comment", (
        "an opinion without a conclusion is not studied"
    )
    decide(li, opinion, ADOPT)
    line = progress(chen, sheet)
    assert (line["next_step"], line["owed_by"]) == ("leadership_decision", ["防控办公室"])
    assert record(office, meeting(database, world), items=[item(sheet), item(sheet, 1)]).status_code == 201
    line = progress(chen, sheet)
    assert (done(line), line["next_step"], line["owed_by"]) == (STEPS, None, [])
    assert [one["assessed_count"] for one in line["steps"]] == [2, 2, 2, 0, 2]


def public_comment(client: TestClient, *sheets: Sheet) -> list[bool]:
    """Whether 群众评 of each sheet is done."""
    return ["public_comment" in done(progress(client, one)) for one in sheets]


def other_sheets(world: World, sign_in: SignIn) -> tuple[Sheet, Sheet]:
    """李联络's sheet and that of 教务处 itself, each with a point."""
    li = sign_in(world.cast.li)
    post = filled_sheet(li, world, [ROW], position_id=world.liaison_post)
    whole = save(li, department_sheet(li, world.academic).json(), [ROW]).json()
    return post, whole


def test_an_opinion_about_a_post_counts_for_it_alone(world: World, sign_in: SignIn, sheet: Sheet) -> None:
    li, chen = sign_in(world.cast.li), sign_in(world.cast.chen)
    sheets = (sheet, *other_sheets(world, sign_in))
    about_post = register(li, world, position_id=world.textbook_post)
    assert public_comment(chen, *sheets) == [False, False, False], "nothing is decided yet"
    decide(li, about_post, ADOPT)
    assert public_comment(chen, *sheets) == [True, False, False]
    about_office = register(li, world)
    assert public_comment(chen, *sheets) == [True, False, False], "what is said of others holds nobody up"
    decide(li, about_office, ADOPT)
    assert public_comment(chen, *sheets) == [True, False, True]
    found = chen.get(f"{API}/departments?year=2026").json()["items"][0]
    assert (found["opinions_count"], found["pending_count"]) == (2, 0)
    register(li, world, position_id=world.textbook_post)
    assert public_comment(chen, *sheets) == [False, False, True], "one more about the post waits"


def test_an_opinion_counts_for_the_points_it_led_to(world: World, sign_in: SignIn, sheet: Sheet) -> None:
    li, chen = sign_in(world.cast.li), sign_in(world.cast.chen)
    sheets = (sheet, *other_sheets(world, sign_in))
    led = ADOPT | {"risk_point_ids": [sheets[1]["rows"][0]["id"]]}
    assert decide(chen, register(li, world), led).status_code == 200
    assert public_comment(chen, *sheets) == [False, True, True]


def test_a_drive_covers_its_department(world: World, sign_in: SignIn, sheet: Sheet) -> None:
    li, chen = sign_in(world.cast.li), sign_in(world.cast.chen)
    sheets = (sheet, *other_sheets(world, sign_in))
    elsewhere = filled_sheet(sign_in(world.cast.outsider), world, [ROW], position_id=world.cashier_post)
    drive = open_drive(li, world)
    first, second = (register(li, world, drive_id=drive["id"], form=drive["form"]) for _ in range(2))
    decide(li, first, ADOPT)
    assert public_comment(chen, *sheets) == [False, False, False], "each answer is studied"
    decide(li, second, ADOPT)
    assert public_comment(chen, *sheets) == [True, True, True]
    assert public_comment(sign_in(world.cast.other_head), elsewhere) == [False]


def test_half_a_step_is_not_done(wang: TestClient, sheet: Sheet) -> None:
    assess_all(wang, {"rows": sheet["rows"][:1]}, "self_check")
    assess_all(wang, {"rows": sheet["rows"][:1]}, "self_check")
    line = progress(wang, sheet)
    assert (line["steps"][0]["assessed_count"], done(line)) == (1, [])
    save(wang, sheet, [{"id": sheet["rows"][0]["id"]}])
    assert done(progress(wang, sheet)) == ["self_check"], "a retired row is owed by nobody"


def test_an_approved_sheet_was_reviewed(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    act(wang, sheet, "submission")
    chen = sign_in(world.cast.chen)
    assert "department_review" not in done(progress(chen, sheet))
    assert sign(chen, sheet, "approve").status_code == 201
    assert "department_review" in done(progress(chen, sheet))


def test_a_heads_own_sheet_waits_for_his_leader(session: Session, world: World, sign_in: SignIn) -> None:
    member = {"user_id": world.cast.chen.user_id, "role": Role.staff, "source": GrantSource.post}
    insert_row(session, table_of(Grant), member | {"granted_at": now()})
    chen = sign_in(world.cast.chen)
    own = filled_sheet(chen, world, [ROW], position_id=world.head_post)
    assess_all(chen, own, "self_check")
    act(chen, own, "submission")
    assess_all(sign_in(world.cast.lin), own, "peer_check")
    line = progress(chen, own)
    assert (line["next_step"], line["owed_by"]) == ("department_review", ["林副院长"])


def test_departments_are_added_up(wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> None:
    office = sign_in(world.cast.office)
    assess_all(wang, sheet, "self_check")
    department_sheet(sign_in(world.cast.li), world.academic)
    filled_sheet(sign_in(world.cast.outsider), world, [ROW], position_id=world.cashier_post)
    register(sign_in(world.cast.li), world)
    page = office.get(f"{API}/departments?year=2026").json()
    found = {one["department_name"]: one for one in page["items"]}
    assert (page["total"], set(found)) == (2, {"教务处", "财务处"})
    ours = found["教务处"]
    assert (ours["sheets_count"], ours["points_count"], ours["done_count"]) == (2, 2, 0)
    assert (ours["opinions_count"], ours["pending_count"]) == (1, 1)
    counts = {one["step"]: (one["done_count"], one["next_count"]) for one in ours["steps"]}
    assert (counts["self_check"], counts["peer_check"]) == ((1, 1), (0, 1))
    assert sum(one["next_count"] for one in ours["steps"]) + ours["done_count"] == ours["sheets_count"]
    paged = office.get(f"{API}/departments?year=2026&size=1&page=2").json()
    assert (len(paged["items"]), paged["total"]) == (1, 2)
    assert office.get(f"{API}/departments?year=2025").json() == {"items": [], "total": 0}


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 2),
        ("next_step=self_check", 1),
        ("next_step=peer_check", 1),
        ("next_step=public_comment", 0),
        ("kind=department", 1),
        ("is_done=true", 0),
        ("is_done=false", 2),
        ("department_id={finance}", 0),
    ],
)
def test_filters_narrow(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet, query: str, total: int
) -> None:
    assess_all(wang, sheet, "self_check")
    department_sheet(sign_in(world.cast.li), world.academic)
    path = f"{API}/sheets?year=2026&{query.format(**world.__dict__)}"
    assert sign_in(world.cast.office).get(path).json()["total"] == total


def test_one_sees_ones_part(wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet) -> None:
    assert progress(wang, sheet)["next_step"] == "self_check"
    for who in ("outsider", "other_head"):
        stranger = sign_in(getattr(world.cast, who))
        for part in ("sheets", "departments"):
            assert stranger.get(f"{API}/{part}?year=2026").json() == {"items": [], "total": 0}
    line = progress(sign_in(world.cast.oa), sheet)
    assert (line["filler_name"], line["owed_by"]) == ("", ["联络员"]), "a system without personal data"
    assert sign_in(world.cast.system_admin).get(f"{API}/sheets?year=2026").status_code == 403


@pytest.mark.parametrize("query", ["", "?year=1999", "?year=2026&next_step=done", "?year=2026&sort=newest"])
def test_bad_queries_are_refused(world: World, sign_in: SignIn, query: str) -> None:
    assert sign_in(world.cast.office).get(f"{API}/sheets{query}").status_code == 422


def test_a_sheet_without_points_is_through_when_approved(
    session: Session, world: World, sign_in: SignIn
) -> None:
    li = sign_in(world.cast.li)
    sheet = filled_sheet(li, world, [], position_id=world.liaison_post)
    line = progress(li, sheet)
    assert (done(line), line["next_step"], line["owed_by"]) == ([], "self_check", ["李联络"])
    reviews = sa.update(REVIEWS).where(REVIEWS.c.id == sheet["review_id"])
    session.execute(reviews.values(state=ReviewState.approved))
    line = progress(li, sheet)
    assert (done(line), line["next_step"], line["owed_by"]) == (STEPS, None, [])


def test_a_sheet_sent_back_starts_again(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    chen = sign_in(world.cast.chen)
    assess_all(wang, sheet, "self_check")
    handed_in = sheet | act(wang, sheet, "submission").json()
    assess_all(chen, sheet, "peer_check")
    assert done(progress(chen, sheet)) == STEPS[:2]
    assert sign(chen, handed_in, "send_back", reasons=["shallow"]).status_code == 201
    line = progress(chen, sheet)
    assert (done(line), line["next_step"]) == ([], "self_check")
    assert [one["assessed_count"] for one in line["steps"]] == [0, 0, 0, 0, 0], "of the round before"
    assess_all(wang, sheet, "self_check")
    assert done(progress(chen, sheet)) == STEPS[:1]


def test_sheets_are_listed_by_a_step_they_are_not_through_with(
    wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    chen = sign_in(world.cast.chen)

    def waiting(step: str) -> list[int]:
        found = chen.get(f"{API}/sheets", params={"year": 2026, "open_step": step}).json()["items"]
        return [one["inventory_id"] for one in found]

    assess_all(wang, sheet, "self_check")
    act(wang, sheet, "submission")
    assert waiting("self_check") == []
    assert waiting("leadership_decision") == [sheet["id"]], "whatever comes before it"
    assert chen.get(f"{API}/sheets", params={"year": 2026, "open_step": "nothing"}).status_code == 422
