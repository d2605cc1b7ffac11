"""/unreviewed-flows: what was never reviewed, changed since its review, or was held against an older checklist."""

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from backend.powers.checklists.queries import CHECKLISTS
from backend.powers.checklists.rules import ChecklistState
from backend.powers.flowchecks.rules import FlowCheckState
from backend.powers.queries import POWERS
from tests.conftest import SignIn
from tests.documents.workbooks import lines, open_book
from tests.powers.catalogue import add_power
from tests.powers.reviewing import add_check, add_checklist, add_drawn, save_revision
from tests.world import World

API = "/api/v1/unreviewed-flows"


def listed(client: TestClient, **query: str | int) -> list[tuple[str, str]]:
    answer = client.get(API, params=query)
    assert answer.status_code == 200, answer.text
    return [(row["power_name"], row["gap"]) for row in answer.json()["items"]]


def furnish(session: Session, world: World) -> dict[str, int]:
    """One flow for each reason, one that is reviewed, and powers that have nothing to review."""
    add_checklist(session)
    names = ("从未", "改过", "审过", "在审", "停用")
    found = {name: add_drawn(session, world.academic, code=name, name=name) for name in names}
    for name in ("改过", "审过"):
        add_check(session, found[name], FlowCheckState.concluded)
    save_revision(session, found["改过"], 2)
    add_check(session, found["在审"])
    session.execute(sa.update(POWERS).where(POWERS.c.id == found["停用"]).values(retired_on=today()))
    add_power(session, world.academic, "没画", name="没画")
    return found


def test_it_works(session: Session, world: World, sign_in: SignIn) -> None:
    found = furnish(session, world)
    office = sign_in(world.cast.office)
    assert listed(office) == [("从未", "never"), ("改过", "changed"), ("在审", "never")]
    changed = office.get(API, params={"gap": "changed"}).json()["items"][0]
    assert (changed["revision"], changed["flow_version"], changed["draft_id"]) == (1, 2, None)
    assert changed["check_id"]
    assert office.get(API, params={"q": "在审"}).json()["items"][0]["draft_id"]
    counts = office.get(f"{API}/counts").json()
    beyond = office.get(API, params={"page": 9}).json()
    assert (beyond["items"], beyond["total"]) == ([], 3)
    assert counts == {"never": 2, "changed": 1, "old_checklist": 0, "flows": 4}
    add_check(session, found["改过"], FlowCheckState.concluded)
    again = sa.update(POWERS).where(POWERS.c.id == found["改过"]).values(flow_version=1)
    session.execute(again)
    assert listed(office, gap="changed") == []


def test_a_newer_checklist_asks_for_new_reviews(session: Session, world: World, sign_in: SignIn) -> None:
    furnish(session, world)
    session.execute(
        sa.update(CHECKLISTS)
        .where(CHECKLISTS.c.state == ChecklistState.adopted)
        .values(state=ChecklistState.retired)
    )
    office = sign_in(world.cast.office)
    assert listed(office, gap="old_checklist") == [], "none in use, nothing to be behind of"
    add_checklist(session)
    assert listed(office, gap="old_checklist") == [("审过", "old_checklist")]
    assert ("改过", "changed") in listed(office), "a change weighs more"


def test_departments_see_their_own_and_no_draft(session: Session, world: World, sign_in: SignIn) -> None:
    furnish(session, world)
    add_drawn(session, world.finance, code="P9", name="别处")
    li = sign_in(world.cast.li)
    assert ("别处", "never") in listed(sign_in(world.cast.office))
    assert ("别处", "never") not in listed(li)
    assert ("从未", "never") in listed(li)
    assert li.get(API, params={"q": "在审"}).json()["items"][0]["draft_id"] is None
    office = sign_in(world.cast.office)
    assert [name for name, _ in listed(office, department_id=world.finance)] == ["别处"]


def test_it_comes_as_a_workbook(session: Session, world: World, sign_in: SignIn) -> None:
    furnish(session, world)
    answer = sign_in(world.cast.li).get(f"{API}/file", params={"gap": "changed"})
    assert answer.status_code == 200, answer.text
    rows = lines(open_book(answer.content))
    assert "审查后有修改" in next(row for row in rows if "改过" in row)
    assert not any("从未" in row for row in rows)


def test_bad_reasons_and_strangers_are_refused(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.cast.office).get(API, params={"gap": "late"}).status_code == 422
    assert sign_in(world.cast.audit_admin).get(API).status_code == 403
