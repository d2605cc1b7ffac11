"""What somebody worked on since an import stays when it is taken back, with the reason."""

from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.rows import insert_row
from backend.kit.table import now
from tests.conftest import SignIn
from tests.imports.test_apply_import import CATALOGUE, sheet, unit
from tests.imports.uploads import (
    API,
    NOW,
    OTHER,
    ROW,
    applied,
    live,
    outcomes,
    preview,
    reverse,
    sample,
    taken_back,
    uploaded,
)
from tests.imports.word import docx, table
from tests.world import World


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
