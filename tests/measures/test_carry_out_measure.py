"""Progress with evidence, completion, checks of the effect."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.measures.queries import MEASURES as TABLE
from backend.powers.queries import REVISIONS
from tests.conftest import SignIn
from tests.measures.plans import API, ENTRY, FINDING, MEASURES, PROOF, made, prove, send
from tests.powers.catalogue import add_power
from tests.world import World

EFFECTIVE, INEFFECTIVE = FINDING | {"result": "effective"}, FINDING | {"result": "ineffective"}


def events(session: Session) -> list[str]:
    """What happened to measures, in order."""
    event = table_of(Event)
    statement = sa.select(event.c.action).where(event.c.subject_kind == "measure").order_by(event.c.id)
    return list(session.execute(statement).scalars())


def test_it_works(session: Session, wang: TestClient, chen: TestClient, approved: dict[str, Any]) -> None:
    path = f"{MEASURES}/{approved['id']}"
    assert approved["allowed_actions"] == ["report"]
    running = prove(wang, approved["id"])
    assert (running["state"], running["percent"]) == ("in_progress", 60)
    [entry] = running["progress"]
    assert (entry["reported_by_name"], entry["text"]) == ("王老师", ENTRY["text"])
    [file] = entry["files"]
    content = chen.get(f"{API}/measure-evidence/{file['id']}/content")
    assert (content.content, content.headers["content-type"]) == (PROOF[1], "text/plain; charset=utf-8")
    assert "attachment" in content.headers["content-disposition"]
    finished = made(send(wang, f"{path}/completion", {}))
    assert (finished["state"], finished["percent"], finished["allowed_actions"]) == ("done", 100, [])
    assert made(chen.get(path))["allowed_actions"] == ["send_back", "prove", "fail"]
    proven = made(send(chen, f"{path}/checks", EFFECTIVE))
    assert (proven["state"], proven["checks"][0]["checked_by_name"]) == ("effective", "陈处长")
    assert events(session)[-4:] == [
        "measure.reported",
        "measure.evidenced",
        "measure.finished",
        "measure.proved",
    ]


def test_what_failed_is_mended_and_checked_again(
    session: Session, wang: TestClient, chen: TestClient, done: dict[str, Any]
) -> None:
    path = f"{MEASURES}/{done['id']}"
    assert made(send(chen, f"{path}/checks", INEFFECTIVE))["state"] == "ineffective"
    assert events(session)[-1] == "measure.failed"
    assert send(wang, f"{path}/completion", {}).status_code == 409
    made(send(wang, f"{path}/progress", ENTRY))
    made(send(wang, f"{path}/completion", {}))
    assert made(send(chen, f"{path}/checks", EFFECTIVE))["state"] == "effective"
    again = made(send(chen, f"{path}/checks", INEFFECTIVE))
    assert [check["result"] for check in again["checks"]] == ["ineffective", "effective", "ineffective"]


def test_what_is_not_done_is_returned(wang: TestClient, chen: TestClient, done: dict[str, Any]) -> None:
    path = f"{MEASURES}/{done['id']}"
    returned = made(send(chen, f"{path}/return", {"reason": "凭据只有照片，没有验收单。"}))
    assert (returned["state"], returned["finished_at"]) == ("in_progress", None)
    assert "没有验收单" in returned["progress"][-1]["text"]
    assert made(send(wang, f"{path}/completion", {}))["state"] == "done"


def test_an_overdue_measure_is_found(
    session: Session, li: TestClient, approved: dict[str, Any], wang: TestClient
) -> None:
    yesterday = today() - timedelta(days=1)
    session.execute(sa.update(TABLE).where(TABLE.c.id == approved["id"]).values(due_on=yesterday))
    session.commit()
    [late] = li.get(MEASURES, params={"is_overdue": True}).json()["items"]
    assert (late["id"], late["is_overdue"]) == (approved["id"], True)
    assert made(li.get(f"{API}/measure-plans/{approved['plan_id']}"))["overdue_count"] == 1
    prove(wang, approved["id"])
    made(send(wang, f"{MEASURES}/{approved['id']}/completion", {}))
    assert li.get(MEASURES, params={"is_overdue": True}).json()["items"] == []


def test_a_plan_not_approved_is_not_carried_out(wang: TestClient, measure: dict[str, Any]) -> None:
    answer = send(wang, f"{MEASURES}/{measure['id']}/progress", ENTRY)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/illegal-transition")


def test_done_needs_a_proof(wang: TestClient, approved: dict[str, Any]) -> None:
    path = f"{MEASURES}/{approved['id']}"
    made(send(wang, f"{path}/progress", ENTRY))
    answer = send(wang, f"{path}/completion", {})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-evidence")


def test_what_is_done_is_not_rewritten(office: TestClient, wang: TestClient, done: dict[str, Any]) -> None:
    path = f"{MEASURES}/{done['id']}"
    assert send(office, path, {"indicator": "每周"}, method="PATCH").status_code == 409
    assert send(office, f"{path}/retirement", {"reason": "不需要了"}).status_code == 409
    progress_id = done["progress"][0]["id"]
    late = wang.post(f"{API}/measure-progress/{progress_id}/evidence", files={"file": PROOF})
    assert late.status_code == 409


def test_nobody_checks_what_he_reported_as_done(
    chen: TestClient, office: TestClient, approved: dict[str, Any]
) -> None:
    path = f"{MEASURES}/{approved['id']}"
    prove(chen, approved["id"])
    made(send(chen, f"{path}/completion", {}))
    assert made(chen.get(path))["allowed_actions"] == []
    refused = send(chen, f"{path}/checks", EFFECTIVE)
    assert (refused.status_code, "报告完成的人" in refused.json()["detail"]) == (403, True)
    assert send(chen, f"{path}/return", {"reason": "再看看"}).status_code == 403
    assert made(send(office, f"{path}/checks", EFFECTIVE))["state"] == "effective"


def test_the_responsible_holder_never_checks(
    session: Session, world: World, chen: TestClient, li: TestClient, done: dict[str, Any]
) -> None:
    changes = {"position_id": world.head_post}
    session.execute(sa.update(TABLE).where(TABLE.c.id == done["id"]).values(**changes))
    session.commit()
    assert send(chen, f"{MEASURES}/{done['id']}/checks", EFFECTIVE).status_code == 403


def redesign(database: Database, world: World, approved: dict[str, Any], **revision: Any) -> int:
    """Makes the approved measure a redesign of a power's flow, whose version 1 is saved as told; the power."""
    with database.session() as session:
        power_id = add_power(session, world.academic)
        values = {"kind": "flow_redesign", "power_id": power_id}
        session.execute(sa.update(TABLE).where(TABLE.c.id == approved["id"]).values(**values))
        row = {"power_id": power_id, "number": 1, "steps": [], "saved_by_name": "李联络", "saved_at": now()}
        insert_row(session, REVISIONS, row | revision)
    return power_id


def test_a_redesign_ends_in_a_new_version_of_the_flow(
    database: Database, world: World, wang: TestClient, approved: dict[str, Any]
) -> None:
    redesign(database, world, approved)
    prove(wang, approved["id"])
    path = f"{MEASURES}/{approved['id']}/completion"
    for body, code in (({}, "missing"), ({"flow_revision": 7}, "unknown")):
        answer = send(wang, path, body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert made(send(wang, path, {"flow_revision": 1}))["flow_revision"] == 1


def test_the_flow_as_it_was_is_no_redesign(
    database: Database, world: World, wang: TestClient, approved: dict[str, Any]
) -> None:
    redesign(database, world, approved, saved_at=now() - timedelta(days=400))
    prove(wang, approved["id"])
    answer = send(wang, f"{MEASURES}/{approved['id']}/completion", {"flow_revision": 1})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "older")


@pytest.mark.parametrize("body", [{"flow_revision": 1}, {"regulation_id": 1}])
def test_what_its_kind_does_not_leave_behind_is_refused(
    wang: TestClient, approved: dict[str, Any], body: dict[str, int]
) -> None:
    prove(wang, approved["id"])
    answer = send(wang, f"{MEASURES}/{approved['id']}/completion", body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "needless")


@pytest.mark.parametrize(
    ("who", "report", "check"),
    [
        ("li", 201, 403),
        ("chen", 201, 409),
        ("office", 201, 409),
        ("lin", 403, 409),
        ("supervisor", 403, 403),
        ("dean", 403, 403),
        ("outsider", 404, 403),
        ("other_head", 404, 404),
    ],
)
def test_who_reports_and_who_checks(
    world: World, sign_in: SignIn, approved: dict[str, Any], who: str, report: int, check: int
) -> None:
    client, path = sign_in(getattr(world.cast, who)), f"{MEASURES}/{approved['id']}"
    assert send(client, f"{path}/checks", EFFECTIVE).status_code == check
    assert send(client, f"{path}/progress", ENTRY).status_code == report


def test_strangers_do_not_read_the_proof(world: World, sign_in: SignIn, done: dict[str, Any]) -> None:
    file_id = done["progress"][0]["files"][0]["id"]
    for who, status in (("dean", 200), ("outsider", 404), ("other_head", 404), ("system_admin", 403)):
        answer = sign_in(getattr(world.cast, who)).get(f"{API}/measure-evidence/{file_id}/content")
        assert answer.status_code == status, who


def test_a_stale_tag_is_refused(wang: TestClient, approved: dict[str, Any]) -> None:
    path = f"{MEASURES}/{approved['id']}/progress"
    made(send(wang, path, ENTRY, tag=f'"v{approved["version"]}"'))
    assert send(wang, path, ENTRY, tag=f'"v{approved["version"]}"').status_code == 412
    assert wang.post(path, json=ENTRY).status_code == 428


@pytest.mark.parametrize(
    "changes",
    [
        {"percent": 101},
        {"percent": -1},
        {"text": "好"},
        {"happened_on": str(today() + timedelta(days=2))},
        {"happened_on": None},
    ],
)
def test_bad_progress_is_refused(wang: TestClient, approved: dict[str, Any], changes: dict[str, Any]) -> None:
    assert send(wang, f"{MEASURES}/{approved['id']}/progress", ENTRY | changes).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"result": "splendid"},
        {"finding": "好"},
        {"result": "ineffective", "finding": "没有效果。"},
        {"checked_on": str(today() + timedelta(days=2))},
    ],
)
def test_bad_checks_are_refused(chen: TestClient, done: dict[str, Any], changes: dict[str, Any]) -> None:
    assert send(chen, f"{MEASURES}/{done['id']}/checks", EFFECTIVE | changes).status_code == 422


@pytest.mark.parametrize(
    ("name", "data"),
    [("脚本.html", b"<!doctype html><script>1</script>"), ("照片.pdf", b"plain text"), ("空.txt", b"")],
)
def test_bad_files_are_refused(wang: TestClient, approved: dict[str, Any], name: str, data: bytes) -> None:
    measure = made(send(wang, f"{MEASURES}/{approved['id']}/progress", ENTRY))
    path = f"{API}/measure-progress/{measure['progress'][0]['id']}/evidence"
    assert wang.post(path, files={"file": (name, data)}).status_code == 422


def test_a_key_is_required_to_check(chen: TestClient, done: dict[str, Any]) -> None:
    path, headers = f"{MEASURES}/{done['id']}/checks", {"If-Match": "now"}
    assert chen.post(path, json=EFFECTIVE, headers=headers).status_code == 400
