"""台账管理: 领取、分发、收集、整理、归档 (opinion.txt line 33), 一式两份 (lines 189–263)."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.campaigns.rules import CustodyAction
from backend.kit.table import today
from tests.access.witnesses import codes, events
from tests.campaigns.rounds import ANY, API, ok, problem, simple, submitted
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/custody-records"
RETIRE = {"reason": "重复登记"}


def enter(client: TestClient, department_id: int, **changes: Any) -> Response:
    body = {
        "department_id": department_id,
        "action": "collect",
        "item": "部门工作廉政风险排查表",
        "copies": 2,
        "handled_on": str(today()),
        "handler_name": "李联络",
        "counterpart": "各科室",
        "place": "教务处档案柜 3 号",
    }
    answer: Response = client.post(PATH, json=body | changes)
    return answer


@pytest.mark.parametrize("action", CustodyAction)
def test_it_works(world: World, li: TestClient, session: Session, action: CustodyAction) -> None:
    made = ok(enter(li, world.academic, action=action))
    assert (made["action"], made["copies"], made["department_name"]) == (action, 2, "教务处")
    assert made["recorded_by_name"] == "李联络"
    assert ok(li.get(PATH))["items"] == [made]
    assert ok(li.get(f"{PATH}/{made['id']}")) == made
    (event,) = events(session, "custody_record.created")
    assert event["details"] == {"action": action, "copies": 2}


def test_two_copies_are_two_records(world: World, office: TestClient, li: TestClient) -> None:
    """一份部门存档，一份报防控办公室."""
    sent = submitted(li, simple(office, paper_copies=2), world.academic)
    kept = {"submission_id": sent["id"], "copies": 1}
    ok(enter(li, world.academic, action="archive", place="教务处", **kept))
    ok(enter(office, world.academic, action="collect", place="纪委办", **kept))
    ok(enter(office, world.academic, action="archive", place="学院档案室", **kept))
    seen = ok(li.get(f"{API}/submissions/{sent['id']}"))
    assert (seen["paper_copies"], seen["copies_collected"], seen["copies_archived"]) == (2, 1, 2)
    assert seen["versions"][0]["digest"] == sent["versions"][0]["digest"]
    assert len(ok(li.get(PATH, params={"submission_id": sent["id"]}))["items"]) == 3


def test_a_wrong_line_is_struck_out_and_stays_readable(
    world: World, office: TestClient, li: TestClient
) -> None:
    sent = submitted(li, simple(office, paper_copies=1), world.academic)
    made = ok(enter(li, world.academic, submission_id=sent["id"]))
    path = f"{PATH}/{made['id']}/retirement"
    assert ok(li.post(path, json=RETIRE, headers=ANY))["retire_reason"] == "重复登记"
    assert problem(li.post(path, json=RETIRE, headers=ANY)) == (409, "retired")
    assert ok(li.get(PATH))["items"] == []
    assert len(ok(li.get(PATH, params={"include_retired": True}))["items"]) == 1
    assert ok(li.get(f"{API}/submissions/{sent['id']}"))["copies_collected"] == 0


def test_strangers_neither_see_nor_write(
    world: World, sign_in: SignIn, office: TestClient, li: TestClient
) -> None:
    made = ok(enter(li, world.academic))
    other = sign_in(world.cast.other_liaison)
    assert ok(other.get(PATH))["items"] == []
    assert other.get(f"{PATH}/{made['id']}").status_code == 404
    assert other.post(f"{PATH}/{made['id']}/retirement", json=RETIRE, headers=ANY).status_code == 404
    assert enter(other, world.academic).status_code in (403, 422)
    lin = sign_in(world.cast.lin)
    assert ok(lin.get(PATH))["total"] == 1
    assert lin.post(f"{PATH}/{made['id']}/retirement", json=RETIRE, headers=ANY).status_code == 403
    assert sign_in(world.cast.wang).get(PATH).status_code == 403


def test_filters(world: World, office: TestClient, li: TestClient) -> None:
    first = ok(enter(li, world.academic, action="draw", handled_on="2025-12-31", item="空白表格"))
    second = ok(enter(office, world.finance, action="archive", handled_on="2026-01-01"))
    for filters, ids in (
        ({}, [second["id"], first["id"]]),
        ({"sort": "oldest"}, [first["id"], second["id"]]),
        ({"year": 2025}, [first["id"]]),
        ({"year": 2026}, [second["id"]]),
        ({"action": "archive"}, [second["id"]]),
        ({"department_id": world.academic}, [first["id"]]),
        ({"q": "空白"}, [first["id"]]),
        ({"q": "%"}, []),
    ):
        assert [row["id"] for row in ok(office.get(PATH, params=filters))["items"]] == ids


def test_bad_input_is_refused(world: World, office: TestClient, li: TestClient) -> None:
    tomorrow = str(today() + timedelta(days=1))
    assert codes(enter(li, world.academic, handled_on=tomorrow)) == [("/handled_on", "future")]
    assert codes(enter(li, world.academic, copies=0)) == [("/copies", "greater_than_equal")]
    assert codes(enter(li, world.academic, action="burn")) == [("/action", "enum")]
    assert codes(enter(li, world.academic, handler_name=" ")) == [("/handler_name", "string_too_short")]
    sent = submitted(office, simple(office), world.finance)
    foreign = enter(li, world.academic, submission_id=sent["id"])
    assert codes(foreign) == [("/submission_id", "unknown")]
    made = ok(enter(li, world.academic))
    path = f"{PATH}/{made['id']}/retirement"
    assert problem(li.post(path, json=RETIRE, headers={"If-Match": '"v9"'})) == (412, "stale")
    assert li.post(path, json=RETIRE).status_code == 428
