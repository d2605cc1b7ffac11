"""What an import did is taken back; what somebody worked on since stays, with the reason."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.imports.queries import IMPORTS
from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from tests.cast import sign_in as sign_in_to
from tests.conftest import SignIn
from tests.imports.test_apply_import import CATALOGUE, sheet, unit
from tests.imports.uploads import applied, counts, sample, uploaded
from tests.imports.word import docx, table
from tests.world import World, build

API = "/api/v1"
NOW = {"If-Match": "now"}
ROW = ("排课", "照顾", "照顾亲友", "监管缺失", "高", "公示")
OTHER = ("考试", "泄题", "卖题", "", "中", "")


def preview(client: TestClient, found: Any) -> Any:
    response = client.get(f"{API}/imports/{found['id']}/reversal")
    assert response.status_code == 200, response.text
    return response.json()


def reverse(client: TestClient, found: Any, headers: dict[str, str] = NOW, **body: Any) -> Response:
    response: Response = client.post(f"{API}/imports/{found['id']}/reversal", json=body, headers=headers)
    return response


def taken_back(client: TestClient, found: Any, **body: Any) -> Any:
    response = reverse(client, found, **body)
    assert response.status_code == 200, response.text
    return response.json()


def outcomes(found: Any) -> dict[str, str]:
    """`risk 照顾` → what becomes of it."""
    return {f"{entry['kind']} {entry['name']}": entry["outcome"] for entry in found["entries"]}


def live(client: TestClient, path: str, **query: Any) -> Any:
    response = client.get(f"{API}/{path}", params=query)
    assert response.status_code == 200, response.text
    return response.json()


def test_it_works(sign_in: SignIn, world: World) -> None:
    """A form that makes department, post, duties, powers, sheet and risk points leaves nothing behind."""
    office = sign_in(world.cast.office)
    before = {path: live(office, path)["total"] for path in ("departments", "positions")}
    done = applied(office, uploaded(office, sample("self_check_director")))
    assert done["allowed_actions"] == ["reverse"]
    found = preview(office, done)
    assert (found["state"], found["allowed_actions"]) == ("applied", ["reverse"])
    kinds = [entry["kind"] for entry in found["entries"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "department": 1,
        "position": 1,
        "duty": 3,
        "power": 3,
        "inventory": 1,
        "risk": 5,
    }
    assert found["counts"] == {"taken_back": 14, "gone": 0, "left": 0}
    back = taken_back(office, done)
    assert (back["state"], back["counts"], back["allowed_actions"]) == ("reversed", found["counts"], [])
    assert back["reversed_by_name"] == "纪委办"
    assert back["reversed_at"] is not None
    for path, total in before.items():
        assert live(office, path)["total"] == total
    for path in ("powers", "risk-points", "risk-inventories"):
        assert live(office, path)["total"] == 0
    kept = live(office, f"imports/{done['id']}")
    assert (kept["state"], kept["allowed_actions"], counts(kept)) == ("reversed", [], {"new": 11})
    assert preview(office, done) == back


def test_the_file_can_be_imported_again(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    taken_back(office, applied(office, uploaded(office, sample("self_check_director"))))
    again = applied(office, uploaded(office, sample("self_check_director")))
    assert counts(again) == {"new": 11}
    assert taken_back(office, again)["state"] == "reversed"


def test_changed_rows_get_their_former_values(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    applied(li, uploaded(li, sheet(ROW, OTHER)))
    done = applied(li, uploaded(li, sheet((*ROW[:5], "公示、抽查"), OTHER)))
    (entry,) = preview(li, done)["entries"]
    assert (entry["kind"], entry["is_new"]) == ("risk", False)
    assert entry["changes"] == [{"field": "measures", "before": "公示、抽查", "after": "公示"}]
    taken_back(li, done)
    stored = live(li, f"risk-points/{entry['id']}")
    assert (stored["measures"], stored["causes"]) == ("公示", "监管缺失")
    assert live(li, "risk-points")["total"] == 2


def test_changed_powers_get_their_former_values(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    rows = [("调课审批", "两周以上停课", "教务科", ""), ("学籍异动", "", "", "规定")]
    applied(li, uploaded(li, docx(unit("教务处") + table(CATALOGUE, *rows))))
    rows = [("调课审批", "一周以上停课", "教务科", "办法"), ("选课", "", "", "")]
    done = applied(li, uploaded(li, docx(unit("教务处") + table(CATALOGUE, *rows))))
    assert counts(done) == {"new": 1, "changed": 1}
    taken_back(li, done)
    found = {row["name"]: (row["content"], row["basis"]) for row in live(li, "powers")["items"]}
    assert found == {"调课审批": ("两周以上停课", ""), "学籍异动": ("", "规定")}


def test_what_was_changed_since_stays(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW, OTHER)))
    first = done["forms"][0]["items"][0]["stored_id"]
    changed = li.patch(f"{API}/risk-points/{first}", json={"measures": "轮岗"}, headers=NOW)
    assert changed.status_code == 200, changed.text
    found = preview(li, done)
    assert outcomes(found) == {"inventory 教务处 2026 年": "left", "risk 照顾": "left", "risk 泄题": "taken_back"}
    assert {entry["name"]: entry["reason"] for entry in found["entries"] if entry["reason"]} == {
        "照顾": "导入以后又有人改过，保留现在的内容。",
        "教务处 2026 年": "导入以后已有风险点用到它。",
    }
    assert found["allowed_actions"] == ["reverse_partly"]
    refused = reverse(li, done)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/reversal-partial")
    assert len(refused.json()["errors"]) == 2
    assert live(li, "risk-points")["total"] == 2
    back = taken_back(li, done, is_partial=True)
    assert (back["state"], back["counts"]) == ("partly_reversed", {"taken_back": 1, "gone": 0, "left": 2})
    (kept,) = live(li, "risk-points")["items"]
    assert (kept["id"], kept["measures"]) == (first, "轮岗")


def test_what_is_gone_already_is_no_obstacle(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW, OTHER)))
    first = done["forms"][0]["items"][0]["stored_id"]
    response = li.post(f"{API}/risk-points/{first}/retirement", json={"reason": "重复"}, headers=NOW)
    assert response.status_code == 200, response.text
    back = taken_back(li, done)
    assert (back["state"], outcomes(back)["risk 照顾"]) == ("reversed", "gone")
    assert live(li, "risk-inventories")["total"] == 0


def test_what_is_under_review_stays(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW)))
    inventory_id = done["forms"][0]["inventory"]["id"]
    assert li.post(f"{API}/risk-inventories/{inventory_id}/submission", headers=NOW).status_code == 200
    found = preview(li, done)
    assert (set(outcomes(found).values()), found["allowed_actions"]) == ({"left"}, [])
    assert "已经提交审核" in found["entries"][0]["reason"]
    refused = reverse(li, done, is_partial=True)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-to-reverse")
    assert live(li, f"imports/{done['id']}")["state"] == "applied"


def test_what_belongs_to_a_closed_year_stays(sign_in: SignIn, world: World, session: Session) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW)))
    stamps = {"version": 1, "created_at": now(), "updated_at": now(), "closed_at": now()}
    closed = {"year": 2026, "state": YearState.closed, "digest": "a" * 64}
    insert_row(session, WORK_YEARS, closed | stamps)
    found = preview(li, done)
    assert {entry["reason"] for entry in found["entries"]} == {"2026 年度已经封存。"}
    assert reverse(li, done, is_partial=True).status_code == 409


def test_what_others_rest_on_stays(sign_in: SignIn, world: World) -> None:
    """Somebody writes a sheet row that names an imported power."""
    li = sign_in(world.cast.li)
    rows = [("调课审批", "两周以上停课", "教务科", ""), ("学籍异动", "", "", "规定")]
    done = applied(li, uploaded(li, docx(unit("教务处") + table(CATALOGUE, *rows))))
    power_id = done["forms"][0]["items"][0]["stored_id"]
    body = {"kind": "department", "year": 2026, "department_id": world.academic}
    opened = li.post(f"{API}/risk-inventories", json=body)
    assert opened.status_code == 201, opened.text
    point = {"inventory_id": opened.json()["id"], "name": "照顾", "power_id": power_id}
    assert li.post(f"{API}/risk-points", json=point).status_code == 201
    found = preview(li, done)
    assert outcomes(found) == {"power 调课审批": "left", "power 学籍异动": "taken_back"}
    assert found["entries"][0]["reason"] == "导入以后已有风险点用到它。"


def test_a_post_somebody_took_stays(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    done = applied(office, uploaded(office, sample("self_check_director")))
    body = {
        "position_id": done["forms"][0]["position"]["id"],
        "person_id": world.cast.wang.person,
        "started_on": "2026-09-01",
    }
    response = office.post(f"{API}/appointments", json=body)
    assert response.status_code == 201, response.text
    found = {entry["kind"]: (entry["outcome"], entry["reason"]) for entry in preview(office, done)["entries"]}
    assert found["position"] == ("left", "导入以后已有任职用到它。")
    assert found["department"] == ("left", "导入以后已有岗位用到它。")
    assert found["power"][0] == found["risk"][0] == found["duty"][0] == "taken_back"
    assert taken_back(office, done, is_partial=True)["state"] == "partly_reversed"
    post = live(office, f"positions/{body['position_id']}")
    assert (post["duties"], post["retired_on"]) == ([], None)


def test_duties_others_wrote_stay(sign_in: SignIn, world: World) -> None:
    """The import's own go, one by one."""
    office = sign_in(world.cast.office)
    done = applied(office, uploaded(office, sample("self_check_expert_pool")))
    url = f"{API}/positions/{done['forms'][0]['position']['id']}"
    first, *others = live(office, url.removeprefix(f"{API}/"))["duties"]
    changed = office.patch(url, json={"duties": ["另写的职责", *others]}, headers=NOW)
    assert changed.status_code == 200, changed.text
    found = outcomes(preview(office, done))
    assert found[f"duty {first}"] == "gone"
    assert {found[f"duty {name}"] for name in others} == {"taken_back"}
    taken_back(office, done, is_partial=True)
    assert office.get(url).json()["duties"] == ["另写的职责"]


def test_only_an_application_is_taken_back_and_only_once(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sheet(ROW))
    assert li.get(f"{API}/imports/{found['id']}/reversal").status_code == 409
    assert reverse(li, found).json()["type"] == "/problems/not-applied"
    done = applied(li, found)
    taken_back(li, done)
    again = reverse(li, done)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-reversed")
    late = li.post(f"{API}/imports/{done['id']}/application", headers=NOW)
    assert late.status_code == 409


def test_an_import_that_changed_nothing_has_nothing_to_take_back(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    applied(li, uploaded(li, sheet(ROW)))
    done = applied(li, uploaded(li, sheet(ROW)))
    assert (counts(done), done["allowed_actions"]) == ({"unchanged": 1}, [])
    assert reverse(li, done).json()["type"] == "/problems/nothing-to-reverse"


def test_imports_from_before_are_not_taken_back(sign_in: SignIn, world: World, session: Session) -> None:
    """Nobody noted what they wrote."""
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW)))
    session.execute(sa.update(IMPORTS).values(effects=sa.null()))
    assert preview(li, done)["is_noted"] is False
    assert reverse(li, done).json()["type"] == "/problems/not-noted"


def test_strangers_and_readers_take_nothing_back(sign_in: SignIn, world: World) -> None:
    done = applied(sign_in(world.cast.li), uploaded(sign_in(world.cast.li), sheet(ROW)))
    stranger, head = sign_in(world.cast.other_liaison), sign_in(world.cast.chen)
    assert stranger.get(f"{API}/imports/{done['id']}/reversal").status_code == 404
    assert reverse(stranger, done).status_code == 404
    assert head.get(f"{API}/imports/{done['id']}/reversal").status_code == 403
    assert reverse(head, done).status_code == 403


def test_versions_guard_the_reversal(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW)))
    assert reverse(li, done, headers={}).status_code == 428
    assert reverse(li, done, headers={"If-Match": '"v1"'}).status_code == 412
    assert reverse(li, done, headers={"If-Match": '"v2"'}).status_code == 200


@pytest.mark.parametrize("body", [{"is_partial": "vielleicht"}, {"reason": "错"}, {"is_partial": None}])
def test_bad_bodies_are_refused(sign_in: SignIn, world: World, body: dict[str, Any]) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(ROW)))
    assert reverse(li, done, **body).status_code == 422


def test_the_reversal_is_journaled(sign_in: SignIn, world: World, session: Session) -> None:
    office = sign_in(world.cast.office)
    taken_back(office, applied(office, uploaded(office, sample("self_check_expert_pool"))))
    actions = set(session.execute(sa.select(table_of(Event).c.action)).scalars())
    assert {
        "import.reversed",
        "department.retired",
        "position.retired",
        "power.retired",
        "risk_inventory.retired",
        "risk_point.retired",
    } <= actions


def test_two_reversals_at_once_leave_one(committed: Database, committed_app: FastAPI) -> None:
    with committed.session() as session:
        world = build(session)
    clients = [sign_in_to(committed_app, world.cast.li) for _ in range(4)]
    done = applied(clients[0], uploaded(clients[0], sheet(ROW)))
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(
            response.status_code for response in pool.map(lambda one: reverse(one, done), clients)
        )
    assert statuses == [200, 409, 409, 409]
    assert clients[0].get(f"{API}/risk-points").json()["total"] == 0
