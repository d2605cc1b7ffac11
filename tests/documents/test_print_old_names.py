"""What was signed prints the name the department bore that day, whatever became of it since."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import now, today
from backend.organization.queries import OFFICERS, OVERSIGHTS
from backend.organization.rules import OfficerKind
from backend.reviews.queries import DECISIONS, REVIEWS
from tests.conftest import SignIn
from tests.documents.test_download_documents import API, URL, table, texts
from tests.organization.merging import merged
from tests.organization.trail import problem
from tests.powers.catalogue import add_power, change
from tests.powers.test_review_catalogue import act as hand_in
from tests.powers.test_review_catalogue import approved, confirm, opened
from tests.reviews.sheets import decide
from tests.risks.sheets import ROW, act, department_sheet, save
from tests.world import World

APPROVE = {"decision": "approve"}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


@pytest.fixture
def signed(world: World, sign_in: SignIn) -> dict[str, Any]:
    """教务处's 附件二, approved by its supervising leader."""
    li = sign_in(world.cast.li)
    sheet = save(li, department_sheet(li, world.academic).json(), [ROW | {"categories": {}}]).json()
    handed_in = act(li, sheet, "submission")
    assert handed_in.status_code == 200, handed_in.text
    assert decide(sign_in(world.cast.lin), sheet["review_id"], APPROVE).status_code == 201
    return dict(sheet)


def rename(client: TestClient, department_id: int, name: str, on: date) -> None:
    """A new name from a day on."""
    body = {"name": name, "reason": "机构改革", "on": str(on)}
    path = f"{API}/departments/{department_id}/renaming"
    assert client.post(path, json=body, headers={"If-Match": "now"}).status_code == 200


def stamp_of(client: TestClient, sheet: dict[str, Any]) -> str:
    """The line with the department's name on 附件二."""
    printed = texts(client.get(f"{URL}/risk-inventories/{sheet['id']}"))
    return next(line for line in printed if line.startswith("部门（盖章）"))


def test_it_works(world: World, sign_in: SignIn, office: TestClient, signed: dict[str, Any]) -> None:
    merged(office, world.academic, world.finance)
    head = sign_in(world.cast.other_head)
    assert stamp_of(head, signed).startswith("部门（盖章）：教务处\t负责人：陈处长")
    problem(sign_in(world.cast.outsider).get(f"{URL}/risk-inventories/{signed['id']}"), 404, "not-found")


def test_a_name_given_after_the_signature_is_not_printed(
    world: World, office: TestClient, signed: dict[str, Any], session: Session
) -> None:
    session.execute(sa.update(DECISIONS).values(decided_at=now() - timedelta(days=40)))
    rename(office, world.academic, "教学管理处", today() - timedelta(days=10))
    assert stamp_of(office, signed).startswith("部门（盖章）：教务处")
    session.execute(sa.update(DECISIONS).values(decided_at=now() - timedelta(days=5)))
    assert stamp_of(office, signed).startswith("部门（盖章）：教学管理处")


def test_what_is_not_signed_prints_the_name_of_today(world: World, office: TestClient) -> None:
    sheet = department_sheet(office, world.academic).json()
    rename(office, world.academic, "教学管理处", today())
    assert stamp_of(office, sheet).startswith("部门（盖章）：教学管理处")


def test_the_catalogue_of_a_merged_department_is_the_signed_one(
    world: World, sign_in: SignIn, office: TestClient, session: Session
) -> None:
    li = sign_in(world.cast.li)
    power = add_power(session, world.academic)
    approved(world, li, sign_in, power)
    merged(office, world.academic, world.finance)
    printed = office.get(f"{URL}/power-catalogue", params={"department_id": world.academic})
    assert table(printed)[1] == ["教材选用", "组织教材的征订与选用", "教务处", "《教材管理办法》"]
    assert "分管校领导：林副院长\t部门负责人：陈处长" in texts(printed)
    taken_over = office.get(f"{URL}/power-catalogue", params={"department_id": world.finance})
    assert table(taken_over)[1][0] == "教材选用"


def of_year(client: TestClient, catalogue: dict[str, Any], department_id: int | None = None) -> Any:
    """附件一 of one year."""
    wanted = {"department_id": department_id or catalogue["department_id"], "catalogue_id": catalogue["id"]}
    return client.get(f"{URL}/power-catalogue", params=wanted)


@pytest.fixture
def catalogue(world: World, sign_in: SignIn, session: Session) -> dict[str, Any]:
    """教务处's 附件一, signed forty days ago; a power was reworded, the unit renamed and led by others since."""
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    power = add_power(session, world.academic)
    found = approved(world, li, sign_in, power)
    then = now() - timedelta(days=40)
    session.execute(sa.update(DECISIONS).values(decided_at=then))
    session.execute(sa.update(REVIEWS).where(REVIEWS.c.id == found["review_id"]).values(decided_at=then))
    assert change(li, "PATCH", f"/{power}", {"name": "教材审定"}).status_code == 200
    rename(office, world.academic, "教学管理处", today() - timedelta(days=10))
    replace_signers(session, world)
    return found


def replace_signers(session: Session, world: World) -> None:
    """Another head and another leader in charge."""
    head = sa.and_(OFFICERS.c.department_id == world.academic, OFFICERS.c.kind == OfficerKind.head)
    session.execute(sa.update(OFFICERS).where(head).values(person_id=world.cast.outsider.person))
    leader = OVERSIGHTS.c.leader_id == world.cast.lin.person
    session.execute(sa.update(OVERSIGHTS).where(leader).values(leader_id=world.cast.other_head.person))


def test_the_catalogue_of_a_year_stays_as_it_was_signed(
    office: TestClient, catalogue: dict[str, Any]
) -> None:
    printed = of_year(office, catalogue)
    assert table(printed)[1][0] == "教材选用"
    lines = texts(printed)
    assert "分管校领导：林副院长\t部门负责人：陈处长" in lines
    assert any("教务处" in line for line in lines)
    assert not any("教学管理处" in line for line in lines)
    shown = office.get(f"{API}/power-catalogues/{catalogue['id']}").json()
    assert shown["department_name"] == "教务处", "the page prints the same form"


def test_the_powers_of_today_are_printed_without_a_year(
    world: World, office: TestClient, catalogue: dict[str, Any]
) -> None:
    printed = office.get(f"{URL}/power-catalogue", params={"department_id": world.academic})
    assert table(printed)[1][0] == "教材审定"
    assert any("教学管理处" in line for line in texts(printed))


def test_who_stood_by_a_changed_catalogue_signed_it(
    world: World, sign_in: SignIn, office: TestClient, session: Session
) -> None:
    li = sign_in(world.cast.li)
    power = add_power(session, world.academic)
    found = approved(world, li, sign_in, power)
    assert change(li, "PATCH", f"/{power}", {"name": "教材审定"}).status_code == 200
    assert table(of_year(office, found))[1][0] == "教材选用", "changed, but not signed"
    reconfirmed = decide(sign_in(world.cast.lin), found["review_id"], {"decision": "reconfirm"})
    assert reconfirmed.status_code == 201, reconfirmed.text
    printed = of_year(office, found)
    assert table(printed)[1][0] == "教材审定"
    assert "分管校领导：林副院长\t部门负责人：陈处长" in texts(printed)


def test_a_catalogue_being_signed_prints_what_was_handed_in(
    world: World, sign_in: SignIn, office: TestClient, session: Session
) -> None:
    li = sign_in(world.cast.li)
    power = add_power(session, world.academic)
    found = opened(li, world)
    assert table(of_year(office, found))[1][0] == "教材选用"
    confirm(li, power)
    assert hand_in(li, found["id"], "submission").status_code == 200
    assert table(of_year(office, found))[1][0] == "教材选用"


def test_a_stranger_and_a_mismatch_find_nothing(
    world: World, sign_in: SignIn, office: TestClient, catalogue: dict[str, Any]
) -> None:
    problem(of_year(office, catalogue, world.finance), 404, "not-found")
    problem(of_year(sign_in(world.cast.other_head), catalogue), 404, "not-found")
    unknown = {"department_id": world.academic, "catalogue_id": 0}
    assert office.get(f"{URL}/power-catalogue", params=unknown).status_code in (404, 422)
