"""Need to know: who reads a case, and the trace that reading leaves."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.journal import Event
from backend.kit.table import now, table_of
from backend.warnings.queries import CASES
from tests.conftest import SignIn
from tests.warnings.cases import dispose, draft
from tests.world import World

EVENTS = table_of(Event)


def test_it_works(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world)
    listed = office.get("/api/v1/warnings").json()
    assert [item["id"] for item in listed["items"]] == [case["id"]]
    assert "circumstances" not in listed["items"][0]


def test_every_read_is_journaled_without_the_text(world: World, sign_in: SignIn, session: Session) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world)
    office.get(f"/api/v1/warnings/{case['id']}")
    office.get("/api/v1/warnings")
    statement = sa.select(EVENTS).where(EVENTS.c.subject_kind == "warning").order_by(EVENTS.c.id)
    rows = list(session.execute(statement).mappings())
    assert [row["action"] for row in rows] == ["warning.created", "warning.read", "warning.listed"]
    assert {row["actor_id"] for row in rows} == {world.cast.office.user_id}
    assert all(row["department_id"] is None for row in rows)
    assert world.cast.wang.name not in str([row["details"] for row in rows])


def test_the_subject_reads_only_after_it_was_issued(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    case = draft(office, world)
    assert wang.get(f"/api/v1/warnings/{case['id']}").status_code == 404
    dispose(office, world, case)
    assert wang.get(f"/api/v1/warnings/{case['id']}").json()["allowed_actions"] == ["promise"]


def test_the_office_reads_no_draft_about_itself(world: World, sign_in: SignIn, session: Session) -> None:
    """Whoever works there and is warned learns of it like everybody else: when it is issued."""
    office = sign_in(world.cast.office)
    case = draft(office, world)
    path, mine = f"/api/v1/warnings/{case['id']}", {"subject_id": world.cast.office.person}
    session.execute(sa.update(CASES).where(CASES.c.id == case["id"]).values(mine))
    assert office.get(path).status_code == 404
    assert office.get("/api/v1/warnings").json()["total"] == 0
    session.execute(sa.update(CASES).where(CASES.c.id == case["id"]).values(state="issued", issued_at=now()))
    assert office.get(path).json()["allowed_actions"] == []
    body = {"user_id": world.cast.outsider.user_id, "reason": "协助核查"}
    assert office.post(f"{path}/readers", json=body).status_code == 403
    assert office.delete(f"{path}/readers/{world.cast.outsider.user_id}").status_code == 403


def test_nobody_else_learns_of_it(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = dispose(office, world, draft(office, world), handler_id=world.cast.office.person)
    for who in (world.cast.li, world.cast.chen, world.cast.dean, world.cast.supervisor, world.cast.outsider):
        answer = sign_in(who).get(f"/api/v1/warnings/{case['id']}")
        assert answer.status_code in (403, 404), who.name
    for stranger in (
        world.cast.system_admin,
        world.cast.security_admin,
        world.cast.audit_admin,
        world.cast.oa,
    ):
        assert sign_in(stranger).get("/api/v1/warnings").status_code == 403


def test_a_reader_let_in_reads_until_dismissed(world: World, sign_in: SignIn) -> None:
    office, outsider = sign_in(world.cast.office), sign_in(world.cast.outsider)
    case = draft(office, world)
    path = f"/api/v1/warnings/{case['id']}"
    body = {"user_id": world.cast.outsider.user_id, "reason": "协助核查"}
    readers = office.post(f"{path}/readers", json=body)
    assert [reader["user_id"] for reader in readers.json()] == [world.cast.outsider.user_id]
    assert outsider.get(path).status_code == 200
    assert outsider.get(path).json()["readers"] == []
    assert office.delete(f"{path}/readers/{world.cast.outsider.user_id}").status_code == 204
    assert outsider.get(path).status_code == 404


def test_warnings_never_show_in_search_or_timeline(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world, circumstances="独一无二的情形描述用于检索")
    assert office.get("/api/v1/search", params={"q": "独一无二"}).json()["items"] == []
    events = office.get("/api/v1/events", params={"subject_kind": "warning", "subject_id": case["id"]})
    assert events.json() == {"items": [], "total": 0}
