"""A finding answered by the department, accepted or returned by whoever raised it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.rules import GrantSource, Role
from backend.inspections.queries import FINDINGS as TABLE
from backend.kit.table import now, today
from tests.conftest import SignIn
from tests.inspections.findings import ANSWER, FINDINGS, RETURN, answered, raised, send, step, wording
from tests.world import World

PROOF = ("值班表.txt", "双岗值班".encode(), "text/plain")


@pytest.fixture
def supervisor(world: World, sign_in: SignIn) -> TestClient:
    """孙监督员."""
    return sign_in(world.cast.supervisor)


@pytest.fixture
def chen(world: World, sign_in: SignIn) -> TestClient:
    """陈处长."""
    return sign_in(world.cast.chen)


def test_it_works(world: World, supervisor: TestClient, chen: TestClient) -> None:
    found = answered(chen, raised(supervisor, world))
    assert (found["state"], found["allowed_actions"]) == ("answered", [])
    assert found["answers"][0]["done"] == ANSWER["done"]
    closed = step(supervisor, found, "acceptance", {"note": "现场核实属实"})
    assert closed.status_code == 201
    assert (closed.json()["state"], closed.json()["allowed_actions"]) == ("closed", [])
    verdict = closed.json()["answers"][0]
    assert (verdict["verdict"], verdict["verdict_note"]) == ("accepted", "现场核实属实")
    assert verdict["judged_by_name"] == world.cast.supervisor.name


def test_returned_and_answered_again(world: World, supervisor: TestClient, chen: TestClient) -> None:
    found = answered(chen, raised(supervisor, world))
    returned = step(supervisor, found, "return", RETURN).json()
    assert (returned["state"], returned["due_on"]) == ("open", RETURN["due_on"])
    again = answered(chen, returned)
    assert [one["verdict"] for one in again["answers"]] == ["returned", None]
    assert step(supervisor, again, "acceptance", {}).json()["state"] == "closed"


def test_a_return_needs_a_reason_and_a_day_to_come(
    world: World, supervisor: TestClient, chen: TestClient
) -> None:
    found = answered(chen, raised(supervisor, world))
    early = RETURN | {"due_on": str(today() - timedelta(days=1))}
    assert step(supervisor, found, "return", early).json()["errors"][0]["pointer"] == "/due_on"
    assert step(supervisor, found, "return", RETURN | {"reason": ""}).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("li", 201),
        ("chen", 201),
        ("office", 403),
        ("supervisor", 403),
        ("lin", 403),
        ("dean", 403),
        ("other_head", 404),
        ("outsider", 403),
    ],
)
def test_only_its_department_answers(
    world: World, sign_in: SignIn, supervisor: TestClient, who: str, status: int
) -> None:
    found = raised(supervisor, world)
    assert step(sign_in(getattr(world.cast, who)), found, "answers", ANSWER).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("office", 201), ("supervisor", 201), ("lin", 403), ("chen", 403), ("dean", 403)]
)
def test_whoever_raised_it_or_the_office_accepts(
    world: World, sign_in: SignIn, supervisor: TestClient, chen: TestClient, who: str, status: int
) -> None:
    found = answered(chen, raised(supervisor, world))
    assert step(sign_in(getattr(world.cast, who)), found, "acceptance", {}).status_code == status


def head_of(session: Session, user_id: int, department_id: int) -> Grant:
    """Somebody else's charge besides his own."""
    grant = Grant(
        user_id=user_id,
        role=Role.department_head,
        department_id=department_id,
        source=GrantSource.manual,
        granted_at=now(),
    )
    session.add(grant)
    session.flush()
    return grant


def test_nobody_accepts_the_answer_of_his_own_department(
    world: World, sign_in: SignIn, session: Session, supervisor: TestClient
) -> None:
    head_of(session, world.cast.supervisor.user_id, world.academic)
    found = raised(supervisor, world)
    assert found["allowed_actions"] == ["edit", "answer", "withdraw"]
    found = answered(supervisor, found)
    assert found["allowed_actions"] == ["withdraw"]
    assert step(supervisor, found, "acceptance", {}).status_code == 403
    assert step(supervisor, found, "return", RETURN).status_code == 403
    assert step(sign_in(world.cast.office), found, "acceptance", {}).status_code == 201


def test_the_office_does_not_do_away_with_what_others_found_in_its_own_department(
    world: World, sign_in: SignIn, session: Session, supervisor: TestClient
) -> None:
    head_of(session, world.cast.office.user_id, world.academic)
    office, found = sign_in(world.cast.office), raised(supervisor, world)
    seen = office.get(f"{FINDINGS}/{found['id']}").json()
    assert seen["allowed_actions"] == ["answer"]
    refused = step(office, found, "withdrawal", {"reason": "与另一条重复"})
    assert (refused.status_code, "自己部门" in refused.json()["detail"]) == (403, True)
    assert send(office, f"{FINDINGS}/{found['id']}", {"title": "小事一件"}, method="PATCH").status_code == 403
    own = raised(office, world)
    assert own["allowed_actions"] == ["edit", "answer", "withdraw"]


def test_who_answered_does_not_accept_after_his_charge_ended(
    world: World, sign_in: SignIn, session: Session, supervisor: TestClient
) -> None:
    """He is no longer head, so the department's clause does not hold him back; his own name does."""
    grant = head_of(session, world.cast.supervisor.user_id, world.academic)
    found = answered(supervisor, raised(supervisor, world))
    session.delete(grant)
    session.flush()
    refused = step(supervisor, found, "acceptance", {})
    assert refused.status_code == 403
    assert "自己" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"done_on": str(today() + timedelta(days=1))}, "/done_on"),
        ({"done_on": str(today() - timedelta(days=1))}, "/done_on"),
        ({"done": "好"}, "/done"),
    ],
)
def test_an_answer_that_cannot_be(
    world: World, supervisor: TestClient, chen: TestClient, changes: dict[str, str], pointer: str
) -> None:
    answer = step(chen, raised(supervisor, world), "answers", ANSWER | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_an_answer_needs_key_and_tag(world: World, supervisor: TestClient, chen: TestClient) -> None:
    found = raised(supervisor, world)
    path = f"{FINDINGS}/{found['id']}/answers"
    assert chen.post(path, json=ANSWER, headers={"If-Match": '"v1"'}).status_code == 400
    assert chen.post(path, json=ANSWER, headers={"Idempotency-Key": "finding-answer-1"}).status_code == 428
    assert step(chen, found, "answers", ANSWER, '"v9"').status_code == 412


def test_proofs_go_with_the_answer(world: World, supervisor: TestClient, chen: TestClient) -> None:
    found = raised(supervisor, world)
    path = f"{FINDINGS}/{found['id']}"
    material = supervisor.post(
        f"{path}/materials", files={"file": ("现场.txt", b"10:20", "text/plain")}
    ).json()
    proof = chen.post(f"{path}/proofs", files={"file": PROOF}).json()
    spare = chen.post(f"{path}/proofs", files={"file": ("多传.txt", b"x1", "text/plain")}).json()
    assert (material["is_proof"], proof["is_proof"]) == (False, True)
    assert chen.delete(f"{path}/proofs/{spare['id']}").status_code == 204
    assert chen.delete(f"{path}/materials/{material['id']}").status_code == 403
    assert chen.delete(f"{path}/proofs/{material['id']}").status_code == 404
    after = answered(chen, found)
    attached = {file["name"]: file["answer_id"] for file in after["files"]}
    assert attached == {"现场.txt": None, PROOF[0]: after["answers"][0]["id"]}
    answer = supervisor.get(f"{path}/files/{proof['id']}")
    assert (answer.content, answer.headers["content-type"]) == (PROOF[1], "text/plain; charset=utf-8")
    assert chen.delete(f"{path}/proofs/{proof['id']}").json()["type"] == "/problems/filed"
    assert supervisor.delete(f"{path}/materials/{material['id']}").json()["type"] == "/problems/not-open"
    assert chen.post(f"{path}/proofs", files={"file": PROOF}).status_code == 409


def test_files_are_what_they_say(world: World, supervisor: TestClient, chen: TestClient) -> None:
    path = f"{FINDINGS}/{raised(supervisor, world)['id']}"
    refused = chen.post(f"{path}/proofs", files={"file": ("照片.png", b"no picture", "image/png")})
    assert refused.status_code == 422
    assert chen.post(f"{path}/materials", files={"file": PROOF}).status_code == 403
    assert supervisor.post(f"{path}/proofs", files={"file": PROOF}).status_code == 403


def test_a_stranger_gets_no_file(world: World, sign_in: SignIn, supervisor: TestClient) -> None:
    path = f"{FINDINGS}/{raised(supervisor, world)['id']}"
    file = supervisor.post(f"{path}/materials", files={"file": PROOF}).json()
    assert sign_in(world.cast.other_head).get(f"{path}/files/{file['id']}").status_code == 404


def test_what_is_not_answered_in_time_is_overdue(
    world: World, session: Session, supervisor: TestClient, chen: TestClient
) -> None:
    late, fine = raised(supervisor, world), raised(supervisor, world)
    past = {"found_on": today() - timedelta(days=9), "due_on": today() - timedelta(days=1)}
    session.execute(sa.update(TABLE).where(TABLE.c.id == late["id"]).values(**past))
    rows = {row["id"]: row["is_overdue"] for row in chen.get(FINDINGS).json()["items"]}
    assert rows == {late["id"]: True, fine["id"]: False}
    assert [row["id"] for row in chen.get(FINDINGS, params={"is_overdue": True}).json()["items"]] == [
        late["id"]
    ]
    assert chen.get(f"{FINDINGS}/counts").json()["overdue"] == 1
    assert answered(chen, late)["is_overdue"] is False


def test_a_withdrawn_one_keeps_its_reason(world: World, supervisor: TestClient, chen: TestClient) -> None:
    found = raised(supervisor, world)
    gone = step(supervisor, found, "withdrawal", {"reason": "与另一条重复"}).json()
    assert (gone["state"], gone["withdraw_reason"]) == ("withdrawn", "与另一条重复")
    assert step(chen, found, "answers", ANSWER).status_code == 409


def test_a_supervisor_changes_nothing_else(world: World, supervisor: TestClient) -> None:
    body = {"code": "X9", "name": "新部门", "kind": "administrative", "parent_id": world.college}
    assert send(supervisor, "/api/v1/departments", body).status_code == 403
    assert send(supervisor, "/api/v1/powers", {"department_id": world.academic}).status_code in (403, 422)
    assert send(supervisor, FINDINGS, wording(world.finance)).status_code == 201
