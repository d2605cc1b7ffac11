"""What was signed prints the name the department bore that day, whatever became of it since."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import now, today
from backend.reviews.queries import DECISIONS
from tests.conftest import SignIn
from tests.documents.test_download_documents import API, URL, table, texts
from tests.organization.merging import merged
from tests.organization.trail import problem
from tests.powers.catalogue import add_power
from tests.powers.test_review_catalogue import approved
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
