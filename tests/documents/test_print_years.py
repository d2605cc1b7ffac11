"""Forms of a year: what stood then, under the names of then (opinion.txt line 77)."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.kit.table import CAMPUS_ZONE, now, today
from backend.powers.queries import CATALOGUES, POWERS
from backend.risks.queries import INVENTORIES, POINTS
from tests.conftest import SignIn
from tests.documents.test_choose_formats import get, named
from tests.documents.test_download_documents import open_sheet, table, texts
from tests.documents.test_print_old_names import rename
from tests.organization.trail import problem
from tests.powers.catalogue import add_power, change
from tests.powers.test_review_catalogue import approved
from tests.risks.sheets import close_year
from tests.world import World

LAST = today().year - 1


@pytest.fixture
def past(sign_in: SignIn, world: World, session: Session) -> int:
    """Last year of 教务处: a signed catalogue and a filled sheet, both changed and the unit renamed since."""
    li, wang = sign_in(world.cast.li), sign_in(world.cast.wang)
    power = add_power(session, world.academic, position_id=world.textbook_post)
    approved(world, li, sign_in, power)
    session.execute(sa.update(CATALOGUES).values(year=LAST))
    open_sheet(wang, kind="position", position_id=world.textbook_post)
    session.execute(sa.update(INVENTORIES).values(year=LAST))
    session.execute(sa.update(POINTS).values(year=LAST))
    assert change(li, "PATCH", f"/{power}", {"name": "教材审定"}).status_code == 200
    rename(sign_in(world.cast.office), world.academic, "教学管理处", today())
    return power


def check(client: Any, path: str, **query: Any) -> list[str]:
    """The filled row of a self-check table."""
    return table(get(client, f"/self-checks/{path}", **query))[1]


def test_the_self_check_of_a_past_year(sign_in: SignIn, world: World, past: int) -> None:
    office = sign_in(world.cast.office)
    path = f"positions/{world.textbook_post}"
    then = get(office, f"/self-checks/{path}", year=LAST)
    assert table(then)[1] == ["教材管理岗", "1.核对教材款项", "1.教材选用", "1.教材选用倾向"]
    assert any(line.startswith("单位（部门）：教务处") for line in texts(then))
    assert named(then).endswith(f"（教材管理岗{LAST}年）.docx")
    assert check(office, path)[2] == "1.教材审定"
    assert check(office, path, year=today().year)[2:] == ["1.教材审定", ""]


def test_the_department_of_a_past_year(sign_in: SignIn, world: World, past: int, session: Session) -> None:
    office = sign_in(world.cast.office)
    path = f"departments/{world.academic}"
    assert check(office, path, year=LAST)[:3] == ["教务处", "", ""], "the power is a post's, not the department's"
    session.execute(sa.update(POWERS).where(POWERS.c.id == past).values(position_id=None))
    assert check(office, path)[:3] == ["教学管理处", "", "1.教材审定"]


def test_a_closed_year_bears_the_day_it_was_closed(
    sign_in: SignIn, world: World, past: int, session: Session
) -> None:
    close_year(session, LAST)
    day = now().astimezone(CAMPUS_ZONE).date()
    session.execute(sa.update(WORK_YEARS).where(WORK_YEARS.c.year == LAST).values(closed_at=now()))
    printed = texts(get(sign_in(world.cast.office), f"/self-checks/positions/{world.textbook_post}", year=LAST))
    assert f"填表日期：{day.year}年{day.month}月{day.day}日" in printed


def test_the_catalogue_of_a_year(sign_in: SignIn, world: World, past: int) -> None:
    office = sign_in(world.cast.office)
    wanted = {"department_id": world.academic}
    then = get(office, "/power-catalogue", **wanted, year=LAST)
    assert table(then)[1][0] == "教材选用"
    assert named(then).endswith(f"{LAST}年）.docx")
    assert table(get(office, "/power-catalogue", **wanted, year=today().year))[1][0] == "教材审定"
    problem(get(office, "/power-catalogue", **wanted, year=LAST - 1), 404, "not-found")
    assert get(office, "/power-catalogue", **wanted, year=1899).status_code == 422


def test_year_and_catalogue_must_agree(sign_in: SignIn, world: World, past: int, session: Session) -> None:
    office = sign_in(world.cast.office)
    (catalogue_id,) = session.execute(sa.select(CATALOGUES.c.id)).scalars()
    wanted = {"department_id": world.academic, "catalogue_id": catalogue_id}
    assert table(get(office, "/power-catalogue", **wanted, year=LAST))[1][0] == "教材选用"
    problem(get(office, "/power-catalogue", **wanted, year=today().year), 404, "not-found")


def test_a_stranger_finds_no_year(sign_in: SignIn, world: World, past: int) -> None:
    outsider = sign_in(world.cast.outsider)
    for path in (f"/self-checks/positions/{world.textbook_post}", f"/self-checks/departments/{world.academic}"):
        problem(get(outsider, path, year=LAST), 403, "forbidden")
    problem(get(outsider, "/power-catalogue", department_id=world.academic, year=LAST), 403, "forbidden")
