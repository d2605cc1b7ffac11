"""/flow-checks: a flow held against the checklist by somebody who did not draw it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.table import today
from backend.powers.checklists.queries import CHECKLISTS
from backend.powers.queries import POWERS
from tests.conftest import SignIn
from tests.powers.catalogue import API, change
from tests.powers.flows import PURCHASE
from tests.powers.reviewing import add_checklist, add_drawn, filled, fresh, save_revision
from tests.world import World

Found = dict[str, Any]
CHECKS = "/api/v1/flow-checks"
DUE = (today() + timedelta(days=20)).isoformat()
ORDER = {"request": "增加监督环节，分开决策和执行。", "due_on": DUE}
DEFECT = {"kind": "weak_supervision", "step_key": "s4", "description": "询价只有一人经办。"}


@pytest.fixture
def drawn(session: Session, world: World) -> int:
    """A power of 教务处 with a flow that a stranger saved, and a checklist in use."""
    add_checklist(session)
    return add_drawn(session, world.academic, code="P002")


def begin(client: TestClient, power: int) -> Found:
    """A review that has just begun."""
    answer = client.post(CHECKS, json={"power_id": power})
    assert answer.status_code == 201, answer.text
    found: Found = answer.json()
    return found


def put(client: TestClient, check: Found, body: Found) -> Response:
    answer: Response = client.patch(f"{CHECKS}/{check['id']}", json=body, headers={"If-Match": "now"})
    return answer


def end(client: TestClient, check: Found, body: Found | None = None) -> Response:
    path = f"{CHECKS}/{check['id']}/conclusion"
    answer: Response = client.post(path, json=body or {}, headers=fresh())
    return answer


def test_it_works(world: World, drawn: int, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    check = begin(office, drawn)
    assert (check["revision"], check["state"], len(check["criteria"])) == (1, "draft", 16)
    assert [step["key"] for step in check["steps"]] == [step["key"] for step in PURCHASE]
    assert [one["remedy"] for one in check["remedies"]] == ["narrow"]
    lacking = {"verdict": "unmet", "note": "询价没有监督", "step_key": "s4"}
    body = filled(check, c3=lacking) | {"defects": [DEFECT]}
    saved = put(office, check, body)
    assert saved.status_code == 200, saved.text
    [defect] = saved.json()["defects"]
    assert (defect["step_name"], defect["suggestion"]) == ("校内询价比选", "")
    answer = end(office, check, {"redesign": ORDER})
    assert answer.status_code == 201, answer.text
    done = answer.json()
    assert (done["state"], done["concluded_by_name"]) == ("concluded", world.cast.office.name)
    assert (done["unmet_count"], done["defects_count"], done["allowed_actions"]) == (1, 1, [])
    task = office.get(f"/api/v1/flow-redesigns/{done['redesign_id']}").json()
    assert (task["state"], task["base_revision"], task["request"]) == ("open", 1, ORDER["request"])
    assert [one["description"] for one in task["defects"]] == [DEFECT["description"]]


def test_a_flow_without_defects_needs_no_redesign(world: World, drawn: int, sign_in: SignIn) -> None:
    lin = sign_in(world.cast.lin)
    check = begin(lin, drawn)
    put(lin, check, filled(check))
    assert end(lin, check, {"redesign": ORDER}).json()["errors"][0]["pointer"] == "/redesign"
    done = end(lin, check)
    assert done.status_code == 201, done.text
    assert (done.json()["redesign_id"], done.json()["defects_count"]) == (None, 0)


def test_everything_that_is_missing_is_named(world: World, drawn: int, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    check = begin(office, drawn)
    nothing = end(office, check)
    assert nothing.status_code == 422
    pointers = [error["pointer"] for error in nothing.json()["errors"]]
    assert pointers[:2] == ["/verdicts/0/verdict", "/verdicts/1/verdict"]
    assert {"/remedies/0/verdict", "/opinion"} <= set(pointers)
    unmet = filled(check, c2={"verdict": "unmet"}, c5={"verdict": "mostly_met"})
    put(office, check, unmet)
    pointers = [error["pointer"] for error in end(office, check).json()["errors"]]
    assert pointers == ["/verdicts/1/note", "/verdicts/4/note", "/defects"]
    assert office.get(f"{CHECKS}/{check['id']}").json()["state"] == "draft"


def test_what_does_not_belong_is_refused(world: World, drawn: int, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    check = begin(office, drawn)
    verdict = {"criterion_id": check["criteria"][0]["criterion_id"], "verdict": "met"}
    body = {
        "verdicts": [verdict, verdict, {"criterion_id": 999_999, "verdict": "met"}],
        "remedies": [{"remedy": "publish", "verdict": "met"}],
        "defects": [DEFECT | {"step_key": "nowhere"}],
    }
    answer = put(office, check, body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/verdicts/1/criterion_id",
        "/verdicts/2/criterion_id",
        "/remedies/0/remedy",
        "/defects/0/step_key",
    ]


def test_whoever_drew_it_does_not_review_it(
    session: Session, world: World, drawn: int, sign_in: SignIn
) -> None:
    office = sign_in(world.cast.office)
    save_revision(session, drawn, 2, world.cast.office.user_id)
    refused = office.post(CHECKS, json={"power_id": drawn})
    assert (refused.status_code, "保存过" in refused.json()["detail"]) == (403, True)
    check = begin(sign_in(world.cast.lin), drawn)
    assert "conclude" not in office.get(f"{CHECKS}/{check['id']}").json()["allowed_actions"]
    assert end(office, check).status_code == 403


def test_the_department_does_not_review_itself(world: World, drawn: int, sign_in: SignIn) -> None:
    for member in (world.cast.chen, world.cast.li, world.cast.wang, world.cast.supervisor):
        assert sign_in(member).post(CHECKS, json={"power_id": drawn}).status_code == 403


def test_a_draft_is_not_seen_by_the_department(world: World, drawn: int, sign_in: SignIn) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    check = begin(office, drawn)
    assert chen.get(f"{CHECKS}/{check['id']}").status_code == 404
    assert chen.get(CHECKS, params={"power_id": drawn}).json()["total"] == 0
    put(office, check, filled(check))
    end(office, check)
    assert chen.get(f"{CHECKS}/{check['id']}").json()["opinion"] == "按清单逐项审查。"
    assert sign_in(world.cast.other_head).get(f"{CHECKS}/{check['id']}").status_code == 404


def test_one_review_at_a_time(session: Session, world: World, drawn: int, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    begin(office, drawn)
    again = office.post(CHECKS, json={"power_id": drawn})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-begun")


def test_nothing_to_review_or_to_review_by(
    session: Session, world: World, power: int, drawn: int, sign_in: SignIn
) -> None:
    office = sign_in(world.cast.office)
    assert office.post(CHECKS, json={"power_id": power}).json()["type"] == "/problems/no-flow"
    session.execute(sa.update(CHECKLISTS).values(state="retired"))
    assert office.post(CHECKS, json={"power_id": drawn}).json()["type"] == "/problems/no-checklist"
    session.execute(sa.update(POWERS).where(POWERS.c.id == drawn).values(retired_on=today()))
    assert office.post(CHECKS, json={"power_id": drawn}).json()["type"] == "/problems/already-retired"


def test_a_flow_saved_meanwhile_is_reviewed_in_its_newest_version(
    session: Session, world: World, drawn: int, sign_in: SignIn
) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    check = begin(office, drawn)
    put(office, check, filled(check, c3={"step_key": "s4"}) | {"defects": [DEFECT]})
    steps = [step for step in PURCHASE if step["key"] != "s4"]
    steps[2] = steps[2] | {"branches": [{"to": "s5", "label": "是"}, {"to": "s6", "label": "否"}]}
    version = chen.get(f"{API}/{drawn}/flow").json()["version"]
    assert change(chen, "PUT", f"/{drawn}/flow", {"steps": steps}, f'"v{version}"').status_code == 200
    assert end(office, check, {"redesign": ORDER}).json()["type"] == "/problems/outdated"
    answer = office.post(f"{CHECKS}/{check['id']}/renewal", headers=fresh())
    assert answer.status_code == 201, answer.text
    renewed = answer.json()
    assert (renewed["revision"], len(renewed["steps"])) == (2, 5)
    assert renewed["criteria"][2]["step_key"] is None
    assert (renewed["defects"][0]["step_key"], renewed["defects"][0]["step_name"]) == (None, "校内询价比选")


def test_an_older_copy_is_not_saved_over(world: World, drawn: int, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    check = begin(office, drawn)
    put(office, check, {"opinion": "先写一句。"})
    stale = office.patch(
        f"{CHECKS}/{check['id']}", json={"opinion": "旧的"}, headers={"If-Match": '"v1"'}
    )
    assert stale.status_code == 412
