"""News of flows to be drawn anew: the department, then whoever ordered it, and nobody else."""

from datetime import timedelta

from backend.kit.db import Database
from backend.kit.table import today
from tests.conftest import SignIn
from tests.notifications.test_deliver_messages import carry, inbox, started, titles
from tests.powers.reviewing import add_checklist, add_drawn, filled, fresh, save_revision
from tests.world import World

__all__ = ["started"]
CHECKS, TASKS = "/api/v1/flow-checks", "/api/v1/flow-redesigns"
DEFECT = {"kind": "weak_supervision", "description": "询价只有一人经办。"}


def test_it_works(database: Database, started: World, sign_in: SignIn) -> None:
    cast = started.cast
    with database.session() as session:
        add_checklist(session)
        power = add_drawn(session, started.academic)
    lin, chen = sign_in(cast.lin), sign_in(cast.chen)
    check = lin.post(CHECKS, json={"power_id": power}).json()
    lin.patch(f"{CHECKS}/{check['id']}", json=filled(check) | {"defects": [DEFECT]}, headers=fresh())
    due = (today() + timedelta(days=20)).isoformat()
    body = {"redesign": {"request": "增加监督环节。", "due_on": due, "position_id": started.textbook_post}}
    done = lin.post(f"{CHECKS}/{check['id']}/conclusion", json=body, headers=fresh())
    assert done.status_code == 201, done.text
    task = done.json()["redesign_id"]
    carry(database)
    (told,) = inbox(chen)
    assert told["title"] == "请重新设计流程：教材选用"
    assert told["target_kind"] == "flow_redesign"
    assert [len(titles(sign_in, one)) for one in (cast.li, cast.wang, cast.other_head, cast.lin)] == [1, 1, 0, 0]
    with database.session() as session:
        save_revision(session, power, 2)
    answer = {"revision": 2, "done": "增加了监督环节。"}
    assert chen.post(f"{TASKS}/{task}/answers", json=answer, headers=fresh()).status_code == 201
    carry(database)
    assert titles(sign_in, cast.lin) == ["新流程待认可：教材选用"]
    assert titles(sign_in, cast.office) == []
    assert lin.post(f"{TASKS}/{task}/acceptance", json={}, headers=fresh()).status_code == 201
    carry(database)
    assert titles(sign_in, cast.li)[0] == "新流程已认可：教材选用"
