"""What a change touches is looked at again: exactly what depends on it, once, and nothing else."""

from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from backend.adjustments.queries import POWER_BASES
from backend.adjustments.rules import Node, RecheckKind, reachable
from backend.kit.table import today
from backend.measures.queries import BASES
from tests.conftest import SignIn
from tests.measures.plans import FINDING, close_year
from tests.organization.merging import merged
from tests.regulations.operations import add_regulation
from tests.risks.sheets import ROW, act, decide, filled_sheet
from tests.warnings.cases import PROMISE, change, dispose, draft
from tests.world import World

RECHECKS, ADJUSTMENTS, MEASURES = "/api/v1/rechecks", "/api/v1/adjustments", "/api/v1/measures"
_keys = count()
K = RecheckKind
NODES = [(kind, number) for kind in K for number in range(4)]


@given(
    st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=30), st.sampled_from(NODES)
)
def test_flagged_is_exactly_reachable(edges: list[tuple[Node, Node]], seed: Node) -> None:
    graph: dict[Node, list[Node]] = {}
    for source, target in edges:
        graph.setdefault(source, []).append(target)
    found = reachable([seed], graph)
    assert all(any(target == node for source, target in edges if source in found | {seed}) for node in found)
    assert all(target in found for source, target in edges if source in found | {seed})


def post(client: TestClient, path: str, body: Any, tag: str = "now") -> Response:
    headers = {"If-Match": tag, "Idempotency-Key": f"adjust-{next(_keys)}"}
    answer: Response = client.post(path, json=body, headers=headers)
    return answer


def tasks(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(RECHECKS, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def adjust(client: TestClient, **changes: Any) -> Response:
    body = {"trigger": "other", "title": "招标限额调整", "effective_on": str(today())}
    return post(client, ADJUSTMENTS, body | changes)


def edit_power(client: TestClient, power_id: int, **changes: Any) -> None:
    tag = client.get(f"/api/v1/powers/{power_id}").headers["etag"]
    answer = client.patch(f"/api/v1/powers/{power_id}", json=changes, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def test_it_works(office: TestClient, chen: TestClient, power_id: int, points: list[int]) -> None:
    edit_power(chen, power_id, content="组织教材的征订、选用与退换")
    (task,) = tasks(office)
    assert (task["kind"], task["object_id"], task["state"]) == ("risk_point", points[0], "open")
    assert (task["trigger"], task["reason"]) == ("authority_changed", "“教材选用”职责权限已调整")
    assert not task["is_overdue"]


def test_what_changes_nobodys_authority_opens_nothing(
    office: TestClient, chen: TestClient, power_id: int, points: list[int]
) -> None:
    edit_power(chen, power_id, must_publish=True)
    assert tasks(office) == []
    assert office.get(ADJUSTMENTS).json()["total"] == 0


def test_a_point_is_looked_at_once_however_often_it_is_touched(
    office: TestClient, chen: TestClient, power_id: int, points: list[int]
) -> None:
    edit_power(chen, power_id, content="第一次修改")
    edit_power(chen, power_id, content="第二次修改")
    assert len(tasks(office)) == 1


def test_what_is_not_approved_is_not_looked_at(
    office: TestClient, chen: TestClient, wang: TestClient, world: World, power_id: int
) -> None:
    filled_sheet(wang, world, [ROW | {"power_id": power_id}])
    edit_power(chen, power_id, content="改了")
    assert tasks(office) == []


def test_a_failed_measure_puts_its_risks_up_again(
    office: TestClient, chen: TestClient, wang: TestClient, world: World, done: dict[str, Any]
) -> None:
    sheet = wang.get("/api/v1/risk-inventories", params={"mine": True}).json()["items"][0]
    detail = wang.get(f"/api/v1/risk-inventories/{sheet['id']}").json()
    decide(chen, act(wang, detail, "submission").json(), "approve")
    answer = post(chen, f"{MEASURES}/{done['id']}/checks", FINDING | {"result": "ineffective"})
    assert answer.status_code in (200, 201), answer.text
    (task,) = tasks(office, trigger="measure_failed")
    assert (task["kind"], task["object_id"]) == ("risk_point", detail["rows"][0]["id"])


def test_an_incident_has_the_post_looked_at_and_names_nobody(
    office: TestClient, wang: TestClient, world: World, points: list[int]
) -> None:
    case = dispose(office, world, draft(office, world))
    case = change(wang, case, "promise", PROMISE).json()
    assert change(office, case, "closure", {"reason": "已核实整改"}).status_code == 200
    found = tasks(office, trigger="incident")
    assert sorted(task["object_id"] for task in found) == sorted(points)
    assert "王老师" not in str(found)
    assert all("预警" not in task["reason"] for task in found)


def test_the_office_has_something_looked_at(office: TestClient, power_id: int, points: list[int]) -> None:
    answer = adjust(office, power_ids=[power_id], description="上级文件调整了限额")
    assert answer.status_code == 201, answer.text
    assert answer.json()["open_count"] == 2
    assert {task["kind"] for task in tasks(office)} == {"power", "risk_point"}


def test_resolving_and_filing(office: TestClient, wang: TestClient, power_id: int, points: list[int]) -> None:
    adjustment = adjust(office, power_ids=[power_id]).json()
    early = post(office, f"{ADJUSTMENTS}/{adjustment['id']}/filing", {"filed_on": str(today())})
    assert early.status_code == 409
    for task in tasks(wang, mine=True):
        body = {"outcome": "adjusted", "note": "已补充选用程序的风险点"}
        answer = post(wang, f"{RECHECKS}/{task['id']}/resolution", body, f'"v{task["version"]}"')
        assert answer.status_code == 201, answer.text
    after = office.get(f"{ADJUSTMENTS}/{adjustment['id']}").json()
    assert (after["open_count"], after["adjusted_count"]) == (0, 2)
    filed = post(office, f"{ADJUSTMENTS}/{adjustment['id']}/filing", {"filed_on": str(today())})
    assert filed.status_code == 201
    again = post(office, f"{ADJUSTMENTS}/{adjustment['id']}/filing", {"filed_on": str(today())})
    assert again.status_code == 409


def test_once_resolved_it_can_be_opened_anew(
    office: TestClient, chen: TestClient, wang: TestClient, power_id: int, points: list[int]
) -> None:
    edit_power(chen, power_id, content="第一次修改")
    (task,) = tasks(wang)
    body = {"outcome": "unchanged", "note": "已核对，无需调整"}
    assert post(wang, f"{RECHECKS}/{task['id']}/resolution", body).status_code == 201
    assert post(wang, f"{RECHECKS}/{task['id']}/resolution", body).status_code == 409
    edit_power(chen, power_id, content="第二次修改")
    assert [one["state"] for one in tasks(wang, sort="newest")] == ["open", "unchanged"]


def test_strangers_see_nothing(
    sign_in: SignIn, office: TestClient, world: World, power_id: int, points: list[int]
) -> None:
    adjust(office, power_ids=[power_id])
    task = tasks(office)[0]
    for stranger in (world.cast.outsider, world.cast.other_head):
        client = sign_in(stranger)
        assert tasks(client) == []
        assert client.get(ADJUSTMENTS).json()["items"] == []
        body = {"outcome": "unchanged", "note": "已核对"}
        assert post(client, f"{RECHECKS}/{task['id']}/resolution", body).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"power_ids": [999_999]},
        {"position_ids": [1], "due_on": "2020-01-01"},
        {"title": "x", "power_ids": [1]},
        {"trigger": "whim", "power_ids": [1]},
    ],
)
def test_an_empty_adjustment_is_refused(office: TestClient, changes: dict[str, Any]) -> None:
    assert adjust(office, **changes).status_code == 422


def test_only_the_office_opens_one(sign_in: SignIn, world: World, power_id: int) -> None:
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.dean):
        assert adjust(sign_in(who), power_ids=[power_id]).status_code == 403


def test_a_retired_power_still_has_its_points_looked_at(
    office: TestClient, chen: TestClient, power_id: int, points: list[int]
) -> None:
    tag = chen.get(f"/api/v1/powers/{power_id}").headers["etag"]
    answer = chen.post(
        f"/api/v1/powers/{power_id}/retirement", json={"reason": "职权已下放"}, headers={"If-Match": tag}
    )
    assert answer.status_code == 200, answer.text
    assert [task["object_id"] for task in tasks(office)] == [points[0]]


def test_a_revised_rule_has_its_powers_and_what_hangs_on_them_looked_at(
    office: TestClient, session: Session, power_id: int, points: list[int]
) -> None:
    rule = add_regulation(session)
    basis = {"power_id": power_id, "regulation_id": rule, "clause": "第八条"}
    session.execute(sa.insert(POWER_BASES).values(**basis))
    session.flush()
    body = {"effective_on": str(today()), "changes": "限额调整", "text": "第八条 五万元以上验收。"}
    assert post(office, f"/api/v1/regulations/{rule}/revisions", body).status_code == 201
    found = {(task["kind"], task["object_id"]) for task in tasks(office)}
    assert found == {("power", power_id), ("risk_point", points[0])}


def test_a_revised_rule_has_exactly_its_measures_looked_at(
    office: TestClient, session: Session, measure: dict[str, Any]
) -> None:
    rule, other = add_regulation(session), add_regulation(session, number="示院资〔2024〕5号")
    row = {"measure_id": measure["id"], "regulation_id": rule, "clause": "第八条"}
    session.execute(sa.insert(BASES).values(**row))
    session.flush()
    for regulation_id in (other, rule):
        body = {
            "effective_on": str(today()),
            "changes": "限额由三万元调整为五万元",
            "text": "第八条 五万元以上验收。",
        }
        answer = post(office, f"/api/v1/regulations/{regulation_id}/revisions", body)
        assert answer.status_code == 201, answer.text
    (task,) = tasks(office)
    assert (task["kind"], task["object_id"], task["trigger"]) == ("measure", measure["id"], "rule_revised")
    assert task["reason"] == "《货物采购管理办法》已修订"


def test_measures_of_a_closed_year_are_not_looked_at(
    office: TestClient, session: Session, measure: dict[str, Any]
) -> None:
    rule = add_regulation(session)
    session.execute(sa.insert(BASES).values(measure_id=measure["id"], regulation_id=rule, clause="第八条"))
    close_year(session, measure["year"])
    body = {"effective_on": str(today()), "changes": "限额调整", "text": "第八条 五万元以上验收。"}
    assert post(office, f"/api/v1/regulations/{rule}/revisions", body).status_code == 201
    assert tasks(office) == []


def test_open_tasks_go_along_with_a_merged_department(
    office: TestClient, sign_in: SignIn, world: World, power_id: int, points: list[int]
) -> None:
    assert adjust(office, power_ids=[power_id]).status_code == 201
    opened = {task["id"] for task in tasks(office)}
    assert tasks(sign_in(world.cast.other_head)) == []
    merged(office, world.academic, world.finance)
    seen = [task for task in tasks(sign_in(world.cast.other_head)) if task["id"] in opened]
    assert {task["id"] for task in seen} == opened
    assert {task["department_name"] for task in seen} == {"财务处"}
    assert tasks(sign_in(world.cast.lin)) == []
