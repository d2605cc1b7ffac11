"""Past years as they were: post, set levels, units of then, steps of then, differences over mergers, former names."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.queries import OVERRIDES
from backend.kit.db import Database
from backend.kit.table import today
from backend.organization.queries import DEPARTMENTS
from tests.assessments.test_decide_levels import record
from tests.campaigns.rounds import running
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.organization.test_keep_history import API, LAST, change
from tests.overview.test_show_progress import progress, steps
from tests.powers.catalogue import add_power
from tests.powers.test_review_catalogue import act as hand_in
from tests.powers.test_review_catalogue import confirm, opened
from tests.reviews.sheets import meeting
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, department_sheet, filled_sheet, save
from tests.world import World

Found = dict[str, Any]


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def test_a_post_of_a_past_year_bears_the_names_of_then(world: World, office: TestClient) -> None:
    path = f"/positions/{world.textbook_post}"
    change(office, path, name="教材建设岗")
    change(office, f"/departments/{world.academic}", name="教务部")
    then, now = (office.get(API + path, params=query).json() for query in ({"year": LAST}, {}))
    assert (then["name"], then["department_name"]) == ("教材管理岗", "教务处")
    assert (now["name"], now["department_name"]) == ("教材建设岗", "教务部")
    assert [one["name"] for one in then["holders"]] == ["王老师"]
    assert office.get(API + path, params={"year": YEAR}).json()["name"] == "教材建设岗"
    assert office.get(API + path, params={"year": 2023}).json()["holders"] == [], "nobody held it yet"
    assert office.get(API + path, params={"year": 1999}).status_code == 422


def test_a_stranger_sees_no_past_either(world: World, sign_in: SignIn) -> None:
    path = f"{API}/positions/{world.textbook_post}?year={LAST}"
    assert sign_in(world.cast.other_head).get(path).status_code == 404


def test_levels_set_in_a_past_year_bear_the_names_of_then(
    database: Database, session: Session, world: World, office: TestClient
) -> None:
    override = {"position_id": world.textbook_post, "level": "high", "reason": "掌握大额教材款"}
    answer = record(office, meeting(database, world), overrides=[override])
    assert answer.status_code == 201, answer.text
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    change(office, f"/departments/{world.academic}", name="教务部")
    [row] = office.get(f"{API}/level-overrides").json()["items"]
    assert (row["position_name"], row["department_name"]) == ("教材建设岗", "教务部")
    session.execute(sa.update(OVERRIDES).values(started_at=datetime(LAST, 6, 1, tzinfo=UTC)))
    session.commit()
    [row] = office.get(f"{API}/level-overrides").json()["items"]
    assert (row["position_name"], row["department_name"]) == ("教材管理岗", "教务处")
    [row] = office.get(f"{API}/leadership-decisions/{answer.json()['id']}").json()["overrides"]
    assert (row["position_name"], row["department_name"]) == ("教材管理岗", "教务处")


def test_a_unit_founded_later_is_in_no_list_of_before(world: World, office: TestClient) -> None:
    running(office, year=LAST)
    body = {"code": "XMTX", "name": "新媒体系", "kind": "faculty", "parent_id": world.college}
    made = office.post(f"{API}/departments", json=body | {"founded_on": today().isoformat()}).json()
    assert made["founded_on"] == today().isoformat()

    def listed(year: int) -> tuple[bool, bool]:
        """In the progress and among those who owe something."""
        owing = office.get(f"{API}/obligations", params={"year": year, "size": 200}).json()["items"]
        return made["id"] in progress(office, year=year), made["id"] in {
            one["department_id"] for one in owing
        }

    assert listed(LAST) == (False, False)
    running(office, year=YEAR)
    assert listed(YEAR) == (True, True)
    change(office, f"/departments/{made['id']}", founded_on=date(LAST, 12, 31).isoformat())
    assert listed(LAST) == (True, True)
    change(office, f"/departments/{made['id']}", founded_on=None)
    assert listed(LAST) == (True, True), "since ever"


def test_the_first_two_steps_of_a_past_year_are_those_of_then(
    session: Session, world: World, sign_in: SignIn, office: TestClient
) -> None:
    li, wang = sign_in(world.cast.li), sign_in(world.cast.wang)
    power = add_power(session, world.academic, flow_version=1)
    session.commit()
    catalogue = opened(li, world, LAST)
    confirm(li, power)
    assert hand_in(li, catalogue["id"], "submission").status_code == 200
    filled_sheet(wang, world, [ROW], year=LAST)
    filled_sheet(li, world, [ROW | {"duty": ""}], position_id=world.liaison_post, year=LAST)

    def of_last_year() -> tuple[Any, Any]:
        found = steps(progress(li, year=LAST)[world.academic])
        return found["duties"], found["flows"]

    assert of_last_year() == ((1, 2, False), (1, 1, True))
    change(office, f"/positions/{world.liaison_post}", duties=["办理教务公文"])
    change(office, f"/positions/{world.textbook_post}", duties=[])
    add_power(session, world.academic, "P002", sort=20)
    session.commit()
    assert of_last_year() == ((1, 2, False), (1, 1, True)), "what is written since is this year's"
    assert steps(progress(li, year=YEAR)[world.academic])["flows"] == (1, 2, False)


def test_differences_of_a_department_follow_what_merged_into_it(
    world: World, sign_in: SignIn, office: TestClient
) -> None:
    """附件二 of 财务处 goes on as rows of 教务处, which took it over."""
    save(office, department_sheet(office, world.finance, year=LAST).json(), [ROW])
    merged(office, world.finance, world.academic)
    save(office, department_sheet(office, world.academic).json(), [ROW, OTHER_ROW])
    path, query = f"{API}/years/{YEAR}/differences", {"department_id": world.academic}
    found = office.get(path, params=query).json()["items"]
    assert [one["kinds"] for one in found] == [["added"]], "the first row was 财务处's the year before"
    assert found[0]["after"]["name"] == OTHER_ROW["name"]
    counts = office.get(f"{API}/years/{YEAR}/comparison", params=query).json()["counts"]
    assert {one["kind"]: one["count"] for one in counts if one["count"]} == {"added": 1, "unchanged": 1}


def hits(client: TestClient, text: str) -> list[tuple[str, str]]:
    """(kind, title) of what is found."""
    found = client.get(f"{API}/search", params={"q": text}).json()["items"]
    return [(one["kind"], one["title"]) for one in found if one["kind"] in ("department", "position")]


def test_former_names_are_found_with_the_present_one(
    world: World, sign_in: SignIn, office: TestClient
) -> None:
    change(office, f"/positions/{world.textbook_post}", name="教材建设岗")
    change(office, f"/departments/{world.academic}", name="教学部")
    assert hits(office, "教务处") == [("department", "教学部（原名 教务处）"), ("position", "教务处处长")]
    assert hits(office, "教材管理岗") == [("position", "教材建设岗（原名 教材管理岗）")]
    assert hits(office, "教学部") == [("department", "教学部")], "the present name alone needs no mark"
    assert hits(sign_in(world.cast.other_head), "教材管理岗") == [], "out of reach"


def test_what_is_gone_is_found_and_says_so(session: Session, world: World, office: TestClient) -> None:
    merged(office, world.finance, world.academic)
    assert ("department", "财务处（已撤销）") in hits(office, "财务处")
    gone = session.execute(sa.select(DEPARTMENTS.c.retired_on).where(DEPARTMENTS.c.id == world.finance))
    assert gone.scalar_one() is not None
    change(office, f"/departments/{world.assets}", name="财务处资产部")
    titles = [title for _, title in hits(office, "财务处")]
    assert titles.index("财务处资产部") < titles.index("财务处（已撤销）"), "what is there comes first"
