"""联系 (opinion.txt line 31, 加强督促和指导): he reads, urges and guides the departments he is in contact with, decides
nothing there, and sees no others; whom he supervises as well is another matter."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.rules import Role
from backend.kit.db import Database
from backend.kit.table import today
from backend.organization.actions import refresh_grants
from backend.organization.queries import OVERSIGHTS as ROWS
from tests.communications.cases import nudge
from tests.conftest import SignIn
from tests.organization.trail import roles
from tests.reviews.sheets import REVIEWS, submitted_sheet
from tests.reviews.test_comment_cells import remark, resolve
from tests.risks.sheets import YEAR, decide
from tests.risks.test_suggest_risk import suggest
from tests.world import World

API = "/api/v1"
OVERSIGHTS = f"{API}/oversights"
Found = dict[str, Any]


def relate(office: TestClient, leader: int, department_id: int, kind: str) -> Found:
    body = {"leader_id": leader, "department_id": department_id, "kind": kind}
    answer = office.post(OVERSIGHTS, json=body)
    assert answer.status_code == 201, answer.text
    found: Found = answer.json()
    return found


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    return sign_in(world.cast.office)


@pytest.fixture
def contact(world: World, sign_in: SignIn, office: TestClient) -> TestClient:
    """外人, staff of 财务处 and nothing else, keeps contact with 教务处."""
    relate(office, world.cast.outsider.person, world.academic, "contact")
    return sign_in(world.cast.outsider)


@pytest.fixture
def sheet(database: Database, world: World) -> int:
    """The review of 王老师's sheet before 陈处长."""
    return submitted_sheet(database, world)


def ids(client: TestClient, path: str, **params: Any) -> list[int]:
    answer = client.get(f"{API}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def test_it_works(contact: TestClient, world: World, sheet: int, sign_in: SignIn, session: Session) -> None:
    """He sees the sheet and says what he thinks of it, urges, and points a risk out."""
    assert (Role.contact_leader, world.academic) in roles(session, world.cast.outsider.user_id)
    assert sheet in ids(contact, "reviews")
    assert remark(contact, sheet).status_code == 201
    assert nudge(contact, world.academic).status_code == 201
    assert suggest(contact, position_id=world.textbook_post).status_code == 201
    (said,) = sign_in(world.cast.chen).get(f"{REVIEWS}/{sheet}/comments").json()["items"]
    assert said["author_name"] == "外人"
    assert resolve(contact, said).status_code == 200, "he takes back what he said"


def test_he_decides_nothing(contact: TestClient, world: World, sheet: int, sign_in: SignIn) -> None:
    review = contact.get(f"{REVIEWS}/{sheet}").json()
    assert review["allowed_actions"] == []
    for decision in ("approve", "send_back"):
        row = {"id": sheet, "review_id": sheet, "version": review["version"]}
        assert decide(contact, row, decision, opinion="请重新查找").status_code == 403
    assert sign_in(world.cast.chen).get(f"{REVIEWS}/{sheet}").json()["state"] == "department_review"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "risk-inventories", {"kind": "department", "year": YEAR, "department_id": "academic"}),
        ("post", "measure-plans", {"department_id": "academic", "year": YEAR}),
        ("post", "power-catalogues", {"department_id": "academic", "year": YEAR}),
        ("post", "oversights", {"department_id": "academic", "leader_id": 1, "kind": "contact"}),
        ("post", "opinion-drives", {"department_id": "academic", "year": YEAR, "title": "征求意见"}),
    ],
)
def test_he_writes_nothing_of_theirs(
    contact: TestClient, world: World, method: str, path: str, body: Found
) -> None:
    places = {"department_id": world.academic} if "department_id" in body else {}
    answer: Response = getattr(contact, method)(f"{API}/{path}", json=body | places)
    assert answer.status_code == 403, answer.text


def test_he_sees_no_other_department(contact: TestClient, world: World) -> None:
    assert [one["department_id"] for one in glances(contact)] == [world.academic]
    assert nudge(contact, world.finance).status_code == 403, "not even that in which he works"
    assert nudge(contact, world.informatics).status_code == 403
    for path in ("handovers", "opinions", "warnings"):
        assert contact.get(f"{API}/{path}").status_code in (200, 403), path
        if contact.get(f"{API}/{path}").status_code == 200:
            assert ids(contact, path) == []


def test_it_ends_with_the_relation(
    contact: TestClient,
    world: World,
    office: TestClient,
    sheet: int,
    session: Session,
    sign_in: SignIn,
) -> None:
    assert sheet in ids(contact, "reviews")
    (relation,) = office.get(f"{OVERSIGHTS}?person_id={world.cast.outsider.person}").json()["items"]
    yesterday = {"ended_on": str(today() - timedelta(days=1))}
    path = f"{OVERSIGHTS}/{relation['id']}/ending"
    started = {"ended_on": str(today())}
    answer = office.post(path, json=started, headers={"If-Match": "now"})
    assert answer.status_code == 200, answer.text
    assert sheet in ids(contact, "reviews"), "today is the last day"
    assert office.post(path, json=yesterday, headers={"If-Match": "now"}).status_code == 422
    set_back(session, relation["id"])
    assert contact.get(f"{API}/reviews").status_code == 401, "what was opened before is closed"
    contact = sign_in(world.cast.outsider)
    assert ids(contact, "reviews") == []
    assert contact.get(f"{REVIEWS}/{sheet}").status_code == 404
    assert nudge(contact, world.academic).status_code == 403
    assert (Role.contact_leader, world.academic) not in roles(session, world.cast.outsider.user_id)


def set_back(session: Session, oversight_id: int) -> None:
    """As if it had begun and ended a day earlier; the nightly derivation notices."""
    day = timedelta(days=1)
    change = ROWS.update().where(ROWS.c.id == oversight_id)
    session.execute(change.values(started_on=today() - day, ended_on=today() - day))
    refresh_grants(session)


def glances(client: TestClient, **params: Any) -> list[Found]:
    answer = client.get(f"{API}/overview/departments", params=params)
    assert answer.status_code == 200, answer.text
    items: list[Found] = answer.json()["items"]
    return items


def test_what_he_supervises_and_what_he_contacts_do_not_mix(
    world: World, sign_in: SignIn, office: TestClient, database: Database, sheet: int
) -> None:
    """林副院长 supervises 教务处 and contacts 财务处: he signs for the one alone."""
    relate(office, world.cast.lin.person, world.finance, "contact")
    lin = sign_in(world.cast.lin)
    reaches = {one["permission"]: one["department_ids"] for one in lin.get(f"{API}/me").json()["reaches"]}
    both = sorted([world.academic, world.finance, world.informatics])
    assert reaches["risks:read"] == reaches["nudges:write"] == reaches["reviews:comment"] == both
    signs = ("reviews:decide", "reviews:supervising", "assessments:write", "measures:check", "opinions:read")
    for permission in signs:
        assert reaches[permission] == [world.academic], permission
    theirs = [(one["department_name"], one["relation"]) for one in glances(lin)]
    assert theirs == [("教务处", "supervising"), ("财务处", "contact"), ("信息系", "contact")]
    assert [one["department_name"] for one in glances(lin, is_contact=True)] == ["财务处", "信息系"]
    assert [one["department_name"] for one in glances(lin, is_contact=False)] == ["教务处"]


def test_who_is_both_to_one_department_answers_for_it(
    world: World, sign_in: SignIn, office: TestClient
) -> None:
    relate(office, world.cast.lin.person, world.academic, "contact")
    lin = sign_in(world.cast.lin)
    relations = {one["department_name"]: one["relation"] for one in glances(lin)}
    assert relations == {"教务处": "supervising", "信息系": "contact"}


def test_sections_belong_to_it(world: World, sign_in: SignIn, office: TestClient) -> None:
    relate(office, world.cast.outsider.person, world.assets, "contact")
    contact = sign_in(world.cast.outsider)
    assert nudge(contact, world.procurement).status_code == 201
    (row,) = glances(contact, is_contact=True)
    assert (row["department_name"], row["relation"]) == ("资产处", "contact")


def test_others_have_no_such_departments(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.office, world.cast.dean, world.cast.chen):
        assert glances(sign_in(who), is_contact=True) == []
        assert {one["relation"] for one in glances(sign_in(who))} == {None}
