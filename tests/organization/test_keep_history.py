"""Names over time: what is renamed, moved or merged today does not change the lists and forms of earlier years."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.queries import CAMPAIGNS
from backend.kit.db import Database
from backend.kit.table import today
from backend.organization.history.queries import tree_on
from backend.organization.queries import DEPARTMENTS, PLACES, POST_NAMES
from tests.assessments.test_decide_levels import item, record
from tests.campaigns.rounds import simple
from tests.conftest import SignIn
from tests.documents.test_download_documents import texts
from tests.organization.loads import counts, post, send
from tests.organization.merging import merged
from tests.reviews.sheets import meeting
from tests.risks.sheets import ROW, YEAR, department_sheet, filled_sheet, save
from tests.world import World
from tests.years.conftest import approve

API = "/api/v1"
LAST = YEAR - 1
Found = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


@pytest.fixture
def sheets(world: World, sign_in: SignIn) -> Found:
    """王老师's sheet of last year and of this one, by year."""
    wang = sign_in(world.cast.wang)
    return {str(year): filled_sheet(wang, world, [ROW], year=year) for year in (LAST, YEAR)}


def change(office: TestClient, path: str, **changes: Any) -> None:
    """PATCH of a post or a department."""
    answer = office.patch(f"{API}{path}", json=changes, headers={"If-Match": "now"})
    assert answer.status_code == 200, answer.text


def names(office: TestClient, path: str, **query: Any) -> list[tuple[int, str, str | None]]:
    """(year, department, post) of each item."""
    answer = office.get(f"{API}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return sorted(
        (item["year"], item["department_name"], item.get("position_name")) for item in answer.json()["items"]
    )


@pytest.mark.parametrize("path", ["/risk-inventories", "/risk-points", "/assessment-progress/sheets"])
def test_lists_of_a_past_year_keep_the_old_names(
    world: World, office: TestClient, sheets: Found, path: str
) -> None:
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    change(office, f"/departments/{world.academic}", name="教务部")
    assert names(office, path, year=LAST) == [(LAST, "教务处", "教材管理岗")]
    assert names(office, path, year=YEAR) == [(YEAR, "教务部", "教材建设岗")]


def test_so_do_the_sheet_and_the_point_themselves(world: World, office: TestClient, sheets: Found) -> None:
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    change(office, f"/departments/{world.academic}", name="教务部")
    for year, found in ((LAST, ("教务处", "教材管理岗")), (YEAR, ("教务部", "教材建设岗"))):
        sheet = sheets[str(year)]
        body = office.get(f"{API}/risk-inventories/{sheet['id']}").json()
        point = office.get(f"{API}/risk-points/{sheet['rows'][0]['id']}").json()
        for one in (body, body["rows"][0], point):
            assert (one["department_name"], one["position_name"]) == found


def test_the_printed_form_keeps_the_old_name(world: World, sign_in: SignIn, office: TestClient) -> None:
    """Also one nobody has signed."""
    li = sign_in(world.cast.li)
    old = save(li, department_sheet(li, world.academic, year=LAST).json(), [ROW]).json()
    change(office, f"/departments/{world.academic}", name="教务部")
    answer = office.get(f"{API}/documents/risk-inventories/{old['id']}")
    assert answer.status_code == 200, answer.text
    printed = "".join(texts(answer))
    assert "教务处" in printed
    assert "教务部" not in printed


def test_the_posts_of_a_past_year(world: World, office: TestClient) -> None:
    """Renamed and moved."""
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗", department_id=world.finance)

    def posts(**query: Any) -> dict[int, tuple[str, int, str]]:
        items = office.get(f"{API}/positions", params=query).json()["items"]
        return {one["id"]: (one["name"], one["department_id"], one["department_name"]) for one in items}

    then = ("教材管理岗", world.academic, "教务处")
    assert posts(year=LAST)[world.textbook_post] == then
    assert posts(year=LAST, department_id=world.academic, q="教材管理")[world.textbook_post] == then
    assert world.textbook_post not in posts(year=LAST, department_id=world.finance)
    assert posts(year=YEAR)[world.textbook_post] == ("教材建设岗", world.finance, "财务处")
    assert posts()[world.textbook_post] == ("教材建设岗", world.finance, "财务处")


def test_two_changes_in_a_day_file_what_stood_before_both(
    session: Session, world: World, office: TestClient
) -> None:
    for name in ("教材岗", "教材建设岗"):
        change(office, f"/positions/{world.textbook_post}", name=name)
    change(office, f"/positions/{world.textbook_post}", is_key=False)
    rows = session.execute(sa.select(POST_NAMES)).mappings().all()
    assert [(row["name"], row["started_on"], row["ended_on"]) for row in rows] == [
        ("教材管理岗", None, today() - timedelta(days=1))
    ]


def test_periods_follow_each_other(session: Session, world: World, office: TestClient) -> None:
    """A name of before last year and one of last year: each year has its own."""
    change(office, f"/positions/{world.textbook_post}", name="教材岗")
    earlier = date(LAST - 1, 6, 30)
    session.execute(sa.update(POST_NAMES).values(ended_on=earlier))
    session.commit()
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    second = session.execute(sa.select(POST_NAMES).order_by(POST_NAMES.c.id.desc())).mappings().first()
    assert second is not None
    assert (second["name"], second["started_on"]) == ("教材岗", earlier + timedelta(days=1))

    def name(year: int) -> str:
        items = office.get(f"{API}/positions", params={"year": year}).json()["items"]
        return str(next(one["name"] for one in items if one["id"] == world.textbook_post))

    assert [name(year) for year in (LAST - 2, LAST - 1, LAST, YEAR)] == [
        "教材管理岗",
        "教材岗",
        "教材岗",
        "教材建设岗",
    ]


def test_a_bulk_load_files_them_too(session: Session, world: World, office: TestClient) -> None:
    rows = [post("JWC-03", name="教材建设岗"), post("CWC-05", name="出纳岗"), post("JWC-77")]
    assert counts(send(office, "positions", rows)) == (1, 2, 0, 0)
    found = session.execute(
        sa.select(POST_NAMES.c.position_id, POST_NAMES.c.name, POST_NAMES.c.department_id)
    )
    assert sorted(map(tuple, found)) == sorted(
        [
            (world.textbook_post, "教材管理岗", world.academic),
            (world.cashier_post, "出纳岗", world.finance),
        ]
    ), "renamed, moved; what is new has no past"


def test_a_unit_hangs_where_it_hung(session: Session, world: World, office: TestClient) -> None:
    change(office, f"/departments/{world.procurement}", parent_id=world.finance)
    found = office.get(f"{API}/departments", params={"on": f"{LAST}-12-31"}).json()["items"]
    then = {one["id"]: one for one in found}[world.procurement]
    assert (then["parent_id"], then["path"]) == (
        world.assets,
        f"/{world.college}/{world.assets}/{world.procurement}/",
    )
    now = office.get(f"{API}/departments/{world.procurement}").json()
    assert now["parent_id"] == world.finance
    paths = dict(session.execute(sa.select(DEPARTMENTS.c.id, DEPARTMENTS.c.path)).all())
    assert {key: unit["path"] for key, unit in tree_on(session, today()).items()} == paths


def glance(office: TestClient, year: int) -> dict[str, int]:
    """Units of a year's cockpit → sheets begun."""
    items = office.get(f"{API}/overview/departments", params={"year": year, "size": 100}).json()["items"]
    return {one["department_name"]: one["sheets"]["started"] for one in items}


def test_the_cockpit_of_a_past_year_has_the_units_of_then(
    world: World, sign_in: SignIn, office: TestClient, sheets: Found
) -> None:
    approve(sign_in(world.cast.wang), sign_in, world, sheets[str(LAST)])
    before = glance(office, LAST)
    assert before["教务处"] == 1
    merged(office, world.academic, world.finance)
    change(office, f"/departments/{world.assets}", name="国有资产处")
    assert glance(office, LAST) == before
    now = glance(office, YEAR)
    assert "教务处" not in now
    assert "国有资产处" in now


def test_the_posts_of_a_merged_unit(session: Session, world: World, office: TestClient) -> None:
    merged(office, world.academic, world.finance)
    items = office.get(f"{API}/positions", params={"year": LAST}).json()["items"]
    where = {one["id"]: one["department_name"] for one in items}
    assert where[world.textbook_post] == "教务处"
    items = office.get(f"{API}/positions").json()["items"]
    assert {one["id"]: one["department_name"] for one in items}[world.textbook_post] == "财务处"
    places = session.execute(sa.select(PLACES.c.department_id, PLACES.c.parent_id)).all()
    assert [tuple(one) for one in places] == [(world.academic, world.college)]


def test_a_stranger_sees_no_more_of_a_past_year(world: World, sign_in: SignIn, office: TestClient) -> None:
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    other = sign_in(world.cast.other_liaison)
    found = [one["id"] for one in other.get(f"{API}/positions", params={"year": LAST}).json()["items"]]
    assert world.textbook_post not in found


def test_only_who_may_rename_files_anything(session: Session, world: World, sign_in: SignIn) -> None:
    chen = sign_in(world.cast.chen)
    path = f"{API}/positions/{world.textbook_post}"
    assert chen.patch(path, json={"name": "x"}, headers={"If-Match": "now"}).status_code == 403
    assert session.execute(sa.select(sa.func.count()).select_from(POST_NAMES)).scalar_one() == 0


def test_what_was_owed_in_a_past_year(session: Session, world: World, office: TestClient) -> None:
    simple(office)
    session.execute(sa.update(CAMPAIGNS).values(year=LAST))
    session.commit()
    change(office, f"/departments/{world.academic}", name="教务部")
    owed = [name for _, name, _ in names(office, "/obligations", year=LAST)]
    counted = office.get(f"{API}/obligations/summary", params={"by": "department", "year": LAST}).json()
    for listed in (owed, [one["name"] for one in counted["items"]]):
        assert "教务处" in listed
        assert "教务部" not in listed


def test_what_the_leadership_decided_about_a_past_year(
    database: Database, world: World, sign_in: SignIn, office: TestClient, sheets: Found
) -> None:
    sheet = approve(sign_in(world.cast.wang), sign_in, world, sheets[str(LAST)])
    recorded = record(office, meeting(database, world), note="逐项研究", items=[item(sheet)])
    assert recorded.status_code == 201, recorded.text
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    change(office, f"/departments/{world.academic}", name="教务部")
    (found,) = office.get(f"{API}/leadership-decisions/{recorded.json()['id']}").json()["items"]
    assert (found["department_name"], found["position_name"]) == ("教务处", "教材管理岗")
    assert "position_id" not in found
