"""When departments merge, open sheets go on in the new one; what was signed stays and can be read there."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.models import WorkYear
from backend.campaigns.rules import YearState
from backend.kit.table import now
from backend.risks.actions import rebuild_tally
from backend.risks.queries import TALLY
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.organization.trail import problem, traces
from tests.risks.sheets import (
    API,
    OTHER_ROW,
    POINTS,
    ROW,
    YEAR,
    act,
    decide,
    department_sheet,
    filled_sheet,
    open_sheet,
    save,
)
from tests.world import World

Found = dict[str, Any]
HEAD_ROW = ROW | {"categories": {}, "found_by": ["self"]}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


@pytest.fixture
def head(world: World, sign_in: SignIn) -> TestClient:
    """吴处长, head of 财务处, which 教务处 becomes part of."""
    return sign_in(world.cast.other_head)


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """The old department's liaison."""
    return sign_in(world.cast.li)


@pytest.fixture
def zhou(world: World, sign_in: SignIn) -> TestClient:
    """The new department's liaison."""
    return sign_in(world.cast.other_liaison)


def read(client: TestClient, sheet: Found) -> Found:
    """The sheet as somebody sees it."""
    answer = client.get(f"{API}/{sheet['id']}")
    assert answer.status_code == 200, answer.text
    body: Found = answer.json()
    return body


def of_department(client: TestClient, department_id: int, *rows: Found) -> Found:
    """附件二 with these rows."""
    opened = department_sheet(client, department_id)
    assert opened.status_code == 201, opened.text
    saved = save(client, opened.json(), list(rows))
    assert saved.status_code == 200, saved.text
    body: Found = saved.json()
    return body


def total(client: TestClient, department_id: int) -> int:
    """How many points the register counts for a department and what hangs below it."""
    found = client.get(POINTS, params={"department_id": department_id, "year": YEAR, "size": 1})
    return int(found.json()["total"])


def tally(session: Session) -> list[tuple[Any, ...]]:
    """What the tally says, without cells that became empty."""
    columns = [column for column in TALLY.c if column.name != "id"]
    statement = sa.select(*columns).where(TALLY.c.points != 0).order_by(*columns)
    return [tuple(row) for row in session.execute(statement)]


def test_it_works(
    world: World, office: TestClient, head: TestClient, zhou: TestClient, wang: TestClient, session: Session
) -> None:
    sheet = filled_sheet(wang, world, [ROW, OTHER_ROW])
    problem(head.get(f"{API}/{sheet['id']}"), 404, "not-found")
    merged(office, world.academic, world.finance)
    moved = read(head, sheet)
    assert (moved["department_id"], moved["department_name"]) == (world.finance, "财务处")
    assert moved["version"] == sheet["version"] + 1
    assert total(head, world.finance) == 2
    rows = [{"id": row["id"]} | ROW for row in moved["rows"]]
    assert save(zhou, moved, rows).status_code == 200
    assert save(wang, read(wang, sheet), [*rows, OTHER_ROW]).status_code == 200
    counted = tally(session)
    rebuild_tally(session)
    assert tally(session) == counted
    former = {trace.former_department_id for trace in traces(session, "risk_point.updated")[:2]}
    assert former == {world.academic}


def test_strangers_and_the_old_head_see_no_more(
    world: World, office: TestClient, wang: TestClient, sign_in: SignIn
) -> None:
    sheet = filled_sheet(wang, world, [ROW])
    before = (world.cast.chen, world.cast.lin)
    for who in before:
        assert sign_in(who).get(f"{API}/{sheet['id']}").status_code == 200
    merged(office, world.academic, world.finance)
    for who in (*before, world.cast.outsider):
        problem(sign_in(who).get(f"{API}/{sheet['id']}"), 404, "not-found")


def test_what_is_under_review_is_signed_by_the_new_head(
    world: World, office: TestClient, head: TestClient, wang: TestClient
) -> None:
    sheet = act(wang, filled_sheet(wang, world, [ROW]), "submission").json()
    merged(office, world.academic, world.finance)
    answer = decide(head, sheet, "approve")
    assert answer.status_code == 201, answer.text
    review = answer.json()
    assert (review["state"], review["is_stale"], review["department_id"]) == (
        "approved",
        False,
        world.finance,
    )
    assert review["content_hash"] == read(head, sheet)["content_hash"]


def approved(wang: TestClient, sign_in: SignIn, world: World) -> Found:
    """王老师's sheet, signed by the old head."""
    sheet = act(wang, filled_sheet(wang, world, [ROW]), "submission").json()
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    return read(wang, sheet)


def test_what_was_signed_stays_and_the_new_head_reads_it(
    world: World, office: TestClient, head: TestClient, wang: TestClient, sign_in: SignIn
) -> None:
    sheet = approved(wang, sign_in, world)
    merged(office, world.academic, world.finance)
    kept = read(head, sheet)
    assert (kept["department_name"], kept["state"], kept["is_stale"]) == ("教务处", "approved", False)
    assert (kept["content_hash"], kept["version"]) == (sheet["content_hash"], sheet["version"])
    assert read(wang, sheet)["department_name"] == "教务处"
    assert total(head, world.finance) == 1
    problem(sign_in(world.cast.outsider).get(f"{API}/{sheet['id']}"), 404, "not-found")
    problem(open_sheet(wang, world), 409, "already-exists")


def test_a_closed_year_stays_as_it_was(
    world: World, office: TestClient, wang: TestClient, session: Session
) -> None:
    sheet = filled_sheet(wang, world, [ROW])
    session.add(WorkYear(year=YEAR, state=YearState.closed, closed_at=now(), digest="a" * 64))
    session.flush()
    merged(office, world.academic, world.finance)
    kept = read(wang, sheet)
    assert (kept["department_id"], kept["version"]) == (world.academic, sheet["version"])


def test_a_department_sheet_goes_over(
    world: World, office: TestClient, head: TestClient, li: TestClient
) -> None:
    sheet = of_department(li, world.academic, HEAD_ROW)
    merged(office, world.academic, world.finance)
    assert read(head, sheet)["department_name"] == "财务处"
    problem(department_sheet(head, world.finance), 409, "already-exists")


def test_rows_join_the_new_departments_own_sheet(
    world: World, office: TestClient, head: TestClient, li: TestClient, zhou: TestClient, session: Session
) -> None:
    old = of_department(li, world.academic, HEAD_ROW)
    own = of_department(zhou, world.finance, HEAD_ROW | {"name": "付款审批走过场"})
    merged(office, world.academic, world.finance)
    joined = read(head, own)
    assert [row["name"] for row in joined["rows"]] == ["付款审批走过场", HEAD_ROW["name"]]
    assert joined["rows"][1]["id"] == old["rows"][0]["id"]
    ended = read(head, old)
    assert (ended["retired_on"] is not None, ended["rows"], ended["allowed_actions"]) == (True, [], [])
    assert total(head, world.finance) == 2
    counted = tally(session)
    rebuild_tally(session)
    assert tally(session) == counted
    [trace] = traces(session, "risk_inventory.joined")
    assert trace.details == {"from_id": old["id"], "from_department_id": world.academic, "points": 1}


def signed_by_finance(world: World, zhou: TestClient, office: TestClient) -> Found:
    """财务处's own sheet, handed in; the supervising leader of 财务处 is 林副院长 from now on."""
    body = {
        "leader_id": world.cast.lin.person,
        "department_id": world.finance,
        "kind": "supervising",
    }
    assert office.post("/api/v1/oversights", json=body).status_code == 201
    own = of_department(zhou, world.finance, HEAD_ROW | {"name": "付款审批走过场"})
    answer = act(zhou, own, "submission")
    assert answer.status_code == 200, answer.text
    found: Found = answer.json()
    return found


def test_an_approved_sheet_that_took_rows_in_goes_stale(
    world: World, office: TestClient, head: TestClient, li: TestClient, zhou: TestClient, sign_in: SignIn
) -> None:
    of_department(li, world.academic, HEAD_ROW)
    own = signed_by_finance(world, zhou, office)
    assert decide(sign_in(world.cast.lin), own, "approve").status_code == 201
    merged(office, world.academic, world.finance)
    joined = read(head, own)
    assert (len(joined["rows"]), joined["state"], joined["is_stale"]) == (2, "approved", True)


def test_rows_wait_while_the_new_departments_sheet_is_being_signed(
    world: World, office: TestClient, head: TestClient, li: TestClient, zhou: TestClient, sign_in: SignIn
) -> None:
    old = of_department(li, world.academic, HEAD_ROW)
    own = signed_by_finance(world, zhou, office)
    merged(office, world.academic, world.finance)
    assert len(read(head, own)["rows"]) == 1
    assert read(head, old)["department_name"] == "教务处"
    more = {"reasons": ["incomplete"], "opinion": "请补充并入部门的风险点。"}
    assert decide(sign_in(world.cast.lin), own, "send_back", **more).status_code == 201
    assert len(read(head, own)["rows"]) == 2
    assert read(head, old)["retired_on"] is not None


def suggest(client: TestClient, **body: Any) -> Found:
    answer = client.post("/api/v1/risk-suggestions", json={"year": YEAR, "name": "教材款项未按期核对"} | body)
    assert answer.status_code == 201, answer.text
    found: Found = answer.json()
    return found


def test_open_suggestions_go_along(
    world: World, office: TestClient, head: TestClient, wang: TestClient
) -> None:
    sheet = filled_sheet(wang, world, [ROW])
    made = suggest(office, position_id=world.textbook_post)
    declined = suggest(office, position_id=world.textbook_post, name="与岗位无关的提法")
    answer = act_on(wang, declined, "refusal", {"reason": "本岗位没有这项职责，由财务处办理。"})
    assert answer.status_code == 201, answer.text
    merged(office, world.academic, world.finance)
    seen = head.get(f"/api/v1/risk-suggestions/{made['id']}").json()
    assert seen["department_name"] == "财务处"
    assert head.get(f"/api/v1/risk-suggestions/{declined['id']}").json()["department_name"] == "教务处"
    adopted = act_on(wang, made, "adoption", {"inventory_id": sheet["id"]})
    assert adopted.status_code == 201, adopted.text


def act_on(client: TestClient, suggestion: Found, what: str, body: Found) -> Any:
    path = f"/api/v1/risk-suggestions/{suggestion['id']}/{what}"
    return client.post(
        path, json=body, headers={"If-Match": "now", "Idempotency-Key": f"{what}-{suggestion['id']}"}
    )
