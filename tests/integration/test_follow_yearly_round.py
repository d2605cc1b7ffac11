"""The kinds of the yearly round in the feed: years and rules for everybody, catalogues and measures by department."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from backend.access.models import ApiClient
from backend.kit.db import Database
from backend.kit.table import table_of
from tests.conftest import SignIn
from tests.integration.test_keep_copy import Copy
from tests.integration.test_pull_changes import confine, pull
from tests.integration.test_take_snapshot import take
from tests.measures.plans import (
    COMPLETE,
    ENTRY,
    MEASURES,
    PLANS,
    approve_plan,
    chen,
    li,
    made,
    measure,
    office,
    plan,
    point_id,
    send,
    wang,
)
from tests.reviews.sheets import decide
from tests.risks.sheets import YEAR
from tests.world import World

__all__ = ("chen", "li", "measure", "office", "plan", "point_id", "wang")
API = "/api/v1"
RULE = {
    "kind": "college",
    "title": "货物采购管理办法",
    "effective_on": "2024-01-01",
    "text": "第八条 三万元。",
}
POWER = {
    "name": "教材选用",
    "content": "组织教材征订",
    "handling_body": "教务处",
    "basis": "《教材管理办法》",
}
NEW_KINDS = {"work_year", "regulation", "power_catalogue", "measure"}


@pytest.fixture
def copy(world: World, sign_in: SignIn, database: Database) -> Copy:
    """The OA's copy, of 教务处 alone."""
    confine(database, world.cast.oa.id, world.academic)
    return Copy(sign_in(world.cast.oa))


def of_kind(copy: Copy, kind: str) -> list[dict[str, Any]]:
    return [data for (found, _), data in copy.held.items() if found == kind]


def confirmed_power(client: TestClient, department_id: int) -> int:
    """A power of the department, confirmed."""
    power = made(send(client, f"{API}/powers", POWER | {"department_id": department_id}))
    made(send(client, f"{API}/powers/{power['id']}/confirmation", {}))
    return int(power["id"])


def test_a_rule_reaches_every_client(office: TestClient, copy: Copy, world: World) -> None:
    rule = made(send(office, f"{API}/regulations", RULE | {"department_id": world.assets}))
    assert copy.follow() == {("regulation", "upsert")}
    assert of_kind(copy, "regulation")[0]["edition"] == 1
    revision = {"changes": "限额下调", "effective_on": "2025-01-01"}
    made(send(office, f"{API}/regulations/{rule['id']}/revisions", revision))
    copy.follow()
    assert of_kind(copy, "regulation")[0]["edition"] == 2
    made(send(office, f"{API}/regulations/{rule['id']}/repeal", {"reason": "已有新办法取代"}))
    copy.follow()
    assert of_kind(copy, "regulation")[0]["status"] == "repealed", "it stays readable"
    assert copy.held == copy.fresh()


def test_a_new_year_reaches_every_client(office: TestClient, copy: Copy) -> None:
    made(send(office, f"{API}/work-years", {"year": YEAR + 3}))
    assert ("work_year", "upsert") in copy.follow()
    assert [data["state"] for data in of_kind(copy, "work_year") if data["year"] == YEAR + 3] == ["open"]
    assert copy.held == copy.fresh()


def test_a_measure_comes_with_its_approval(
    world: World, sign_in: SignIn, database: Database, copy: Copy, measure: dict[str, Any], wang: TestClient
) -> None:
    copy.follow()
    assert of_kind(copy, "measure") == [], "what is only planned does not leave"
    approve_plan(database, world, sign_in, measure["plan_id"])
    assert ("measure", "upsert") in copy.follow()
    assert [one["title"] for one in of_kind(copy, "measure")] == [measure["title"]]
    made(send(wang, f"{MEASURES}/{measure['id']}/progress", ENTRY))
    copy.follow()
    assert of_kind(copy, "measure")[0]["percent"] == ENTRY["percent"]
    assert copy.held == copy.fresh()


def test_a_neighbours_measures_stay_out(
    world: World, sign_in: SignIn, copy: Copy, office: TestClient
) -> None:
    plan = made(send(office, PLANS, {"department_id": world.finance, "year": YEAR}))
    body = COMPLETE | {"plan_id": plan["id"], "position_id": world.cashier_post, "kind": "education"}
    made(send(office, MEASURES, body))
    assert not {kind for kind, _ in copy.follow()} & {"measure", "power_catalogue"}


def test_a_catalogue_follows_its_review(
    world: World, sign_in: SignIn, copy: Copy, li: TestClient, chen: TestClient
) -> None:
    power_id = confirmed_power(li, world.academic)
    place = {"department_id": world.academic, "year": YEAR}
    catalogue = made(send(li, f"{API}/power-catalogues", place))
    copy.follow()
    assert of_kind(copy, "power_catalogue")[0]["state"] == "draft"
    made(send(li, f"{API}/power-catalogues/{catalogue['id']}/submission"))
    copy.follow()
    held = of_kind(copy, "power_catalogue")[0]
    assert (held["state"], [row["id"] for row in held["content"]]) == ("department_review", [power_id])
    for who in (chen, sign_in(world.cast.lin)):
        made(decide(who, catalogue["review_id"], {"decision": "approve"}))
        assert ("power_catalogue", "upsert") in copy.follow()
    assert of_kind(copy, "power_catalogue")[0]["state"] == "approved"
    made(send(li, f"{API}/powers/{power_id}", {"content": "组织教材征订与选用"}, method="PATCH"))
    assert ("power_catalogue", "upsert") in copy.follow()
    assert of_kind(copy, "power_catalogue")[0]["is_stale"] is True
    assert copy.held == copy.fresh()


def test_a_neighbours_catalogue_stays_out(world: World, copy: Copy, office: TestClient) -> None:
    made(send(office, f"{API}/power-catalogues", {"department_id": world.finance, "year": YEAR}))
    assert copy.follow() == set()


def test_without_the_scope_nothing_comes(
    world: World, sign_in: SignIn, database: Database, office: TestClient
) -> None:
    with database.session() as session:
        clients = table_of(ApiClient)
        session.execute(sa.update(clients).values(scopes=["changes:read", "organization:read"]))
    oa = sign_in(world.cast.oa)
    start = pull(oa)["cursor"]
    made(send(office, f"{API}/regulations", RULE))
    made(send(office, f"{API}/power-catalogues", {"department_id": world.finance, "year": YEAR}))
    assert pull(oa, start)["items"] == []
    assert not {line["type"] for line in take(oa)[1]} & (NEW_KINDS - {"work_year"})
    assert oa.get(f"{API}/changes", params={"types": "warning"}).status_code == 422


def test_the_digest_counts_what_belongs_to_nobody(
    office: TestClient, copy: Copy, sign_in: SignIn, world: World
) -> None:
    made(send(office, f"{API}/work-years", {"year": YEAR + 3}))
    items = sign_in(world.cast.oa).get(f"{API}/digest", params={"types": "work_year"}).json()["items"]
    assert [(item["type"], item["department_id"]) for item in items] == [("work_year", None)]
    assert items[0]["count"] == len([kind for kind, _ in copy.fresh() if kind == "work_year"])
