"""The standard of a year: drafted from the opinion's duties, adopted, never changed afterwards."""

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.inspections.queries import STANDARDS as TABLE
from backend.inspections.standards.rules import Grade, grade_of
from backend.inspections.starters.rules import ITEMS
from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.conftest import SignIn
from tests.inspections.findings import send
from tests.inspections.standards import ITEM, OTHER, STANDARDS, YEAR, adopted, begun, short
from tests.measures.plans import close_year
from tests.world import World

EVENTS = table_of(Event)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办."""
    return sign_in(world.cast.office)


def edit(office: TestClient, standard: dict[str, object], **changes: object) -> int:
    return send(office, f"{STANDARDS}/{standard['id']}", changes, method="PATCH").status_code


def test_it_works(office: TestClient) -> None:
    draft = begun(office)
    assert (draft["state"], draft["edition"], draft["total"]) == ("draft", 1, 100)
    assert draft["items_count"] == len(ITEMS)
    assert draft["allowed_actions"] == ["edit", "adopt", "retire"]
    answer = send(office, f"{STANDARDS}/{draft['id']}/adoption", {"note": "院纪委〔2026〕9号"})
    assert answer.status_code == 201
    found = answer.json()
    assert (found["state"], found["allowed_actions"]) == ("adopted", ["retire"])
    assert (found["adopted_by_name"], found["adoption_note"]) == ("纪委办", "院纪委〔2026〕9号")


def test_the_starter_is_whole() -> None:
    """100 points over the four ways, every item with something to look at and its source in the opinion."""
    assert sum(item.points for item in ITEMS) == 100
    assert {item.way.value for item in ITEMS} == {"annual", "self_inspection", "public", "exchange"}
    assert all(item.look_at and item.source.startswith("意见") for item in ITEMS)
    assert len({item.name for item in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize("who", ["chen", "li", "lin", "dean", "supervisor"])
def test_others_read_it_once_it_is_adopted(
    world: World, sign_in: SignIn, office: TestClient, who: str
) -> None:
    reader, draft = sign_in(getattr(world.cast, who)), short(office)
    path = f"{STANDARDS}/{draft['id']}"
    assert reader.get(path).status_code == 404
    assert reader.get(STANDARDS).json()["total"] == 0
    send(office, f"{path}/adoption", {})
    assert reader.get(path).json()["allowed_actions"] == []
    assert [row["id"] for row in reader.get(STANDARDS).json()["items"]] == [draft["id"]]
    assert send(reader, f"{path}/retirement", {"reason": "不用了"}).status_code == 403


def test_a_discarded_draft_stays_the_offices_own(world: World, sign_in: SignIn, office: TestClient) -> None:
    draft = short(office)
    gone = send(office, f"{STANDARDS}/{draft['id']}/retirement", {"reason": "重写"})
    assert (gone.status_code, gone.json()["state"]) == (201, "retired")
    assert sign_in(world.cast.chen).get(f"{STANDARDS}/{draft['id']}").status_code == 404


def test_staff_have_no_part_in_it(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.cast.wang).get(STANDARDS).status_code == 403


def test_a_total_other_than_100_has_to_be_confirmed(office: TestClient) -> None:
    draft = begun(office, start="blank")
    path = f"{STANDARDS}/{draft['id']}"
    assert send(office, f"{path}/adoption", {}).json()["type"] == "/problems/empty"
    assert edit(office, draft, items=[ITEM, OTHER | {"points": 30.5}]) == 200
    refused = send(office, f"{path}/adoption", {})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/total-not-100")
    assert "90.5" in refused.json()["detail"]
    assert send(office, f"{path}/adoption", {"is_total_confirmed": True}).json()["total"] == 90.5


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"items": [ITEM, ITEM]}, "/items/1/name"),
        ({"items": [ITEM | {"points": 0}]}, "/items/0/points"),
        ({"items": [ITEM | {"points": 0.3}]}, "/items/0/points"),
        ({"items": [ITEM | {"points": 101}]}, "/items/0/points"),
        ({"items": [ITEM | {"way": "by-feeling"}]}, "/items/0/way"),
        ({"items": [ITEM | {"name": ""}]}, "/items/0/name"),
        ({"good_from": 95}, "/good_from"),
        ({"pass_from": 85}, "/pass_from"),
        ({"title": None}, "/title"),
    ],
)
def test_what_cannot_be_is_refused(office: TestClient, changes: dict[str, object], pointer: str) -> None:
    draft = short(office)
    answer = send(office, f"{STANDARDS}/{draft['id']}", changes, method="PATCH")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert office.get(f"{STANDARDS}/{draft['id']}").json()["version"] == draft["version"]


def test_an_adopted_one_never_changes(office: TestClient) -> None:
    standard = adopted(office)
    assert edit(office, standard, title="改一改") == 409
    assert edit(office, standard, items=[ITEM]) == 409
    assert [item["name"] for item in office.get(f"{STANDARDS}/{standard['id']}").json()["items"]] == [
        ITEM["name"],
        OTHER["name"],
    ]


def test_a_new_edition_copies_and_replaces_it(office: TestClient, session: Session) -> None:
    former = adopted(office)
    copy = begun(office, start="copy", copy_of_id=former["id"])
    assert (copy["edition"], copy["copied_from_id"], copy["total"]) == (2, former["id"], 100)
    assert send(office, f"{STANDARDS}/{copy['id']}/adoption", {}).status_code == 201
    now = office.get(f"{STANDARDS}/{former['id']}").json()
    assert (now["state"], now["retire_reason"]) == ("retired", "由新版替代")
    told = sa.select(EVENTS.c.action, EVENTS.c.details).where(
        EVENTS.c.subject_kind == "check_standard", EVENTS.c.subject_id == former["id"]
    )
    action, details = session.execute(told.order_by(EVENTS.c.id.desc())).first() or ("", {})
    assert (action, details) == ("check_standard.retired", {"replaced_by_id": copy["id"]})
    listed = office.get(STANDARDS, params={"year": YEAR, "state": "adopted"}).json()["items"]
    assert [row["id"] for row in listed] == [copy["id"]]


def test_a_copy_names_what_it_copies(office: TestClient) -> None:
    body = {"year": YEAR, "title": "检查评估标准", "start": "copy"}
    assert send(office, STANDARDS, body).json()["errors"][0]["pointer"] == "/copy_of_id"
    assert send(office, STANDARDS, body | {"copy_of_id": 999_999}).status_code == 404


def test_a_year_has_one_adopted_standard(office: TestClient, session: Session) -> None:
    """The database holds it too, whatever the product does."""
    adopted(office)
    draft = short(office)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.update(TABLE).where(TABLE.c.id == draft["id"]).values(state="adopted"))


def test_a_stale_tag_is_refused(office: TestClient) -> None:
    draft = short(office)
    path = f"{STANDARDS}/{draft['id']}"
    assert send(office, path, {"title": "改一改"}, '"v1"', "PATCH").status_code == 412
    assert send(office, f"{path}/adoption", {}, '"v1"').status_code == 412


def test_a_closed_year_stays_as_it_was(office: TestClient, session: Session) -> None:
    draft = short(office)
    close_year(session, YEAR)
    assert edit(office, draft, title="改一改") == 409
    assert send(office, f"{STANDARDS}/{draft['id']}/adoption", {}).json()["type"] == "/problems/year-closed"
    assert send(office, STANDARDS, {"year": YEAR, "title": "检查评估标准"}).status_code == 409


@pytest.mark.parametrize(
    ("percent", "grade"),
    [(100, "excellent"), (90, "excellent"), (89.99, "good"), (80, "good"), (60, "passed"), (59.99, "failed")],
)
def test_each_threshold_itself_counts(percent: float, grade: str) -> None:
    assert grade_of(percent, 90, 80, 60) == Grade(grade)
