"""What an import did is taken back; what somebody worked on since stays, with the reason."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session

from backend.imports.queries import IMPORTS
from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.cast import sign_in as sign_in_to
from tests.conftest import SignIn
from tests.imports.test_apply_import import CATALOGUE, sheet, unit
from tests.imports.uploads import (
    API,
    NOW,
    OTHER,
    ROW,
    applied,
    counts,
    live,
    preview,
    reverse,
    sample,
    taken_back,
    uploaded,
)
from tests.imports.word import docx, table
from tests.world import World, build


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


def test_a_changed_power_gets_its_confirmation_back(sign_in: SignIn, world: World) -> None:
    li, chen = sign_in(world.cast.li), sign_in(world.cast.chen)
    former, imported = (
        docx(unit("教务处") + table(CATALOGUE, ("调课审批", content, "教务科", "办法"), ("选课", content, "教务科")))
        for content in ("两周以上停课", "一周以上停课")
    )
    applied(li, uploaded(li, former))
    for power in live(li, "powers")["items"]:
        said = {"note": "学院授权教务处办理，制度正在制定。"}
        assert chen.post(f"{API}/powers/{power['id']}/confirmation", json=said, headers=NOW).status_code == 200
    confirmed = {row["id"]: row for row in live(li, "powers")["items"]}
    done = applied(li, uploaded(li, imported))
    first, second = live(li, "powers")["items"]
    assert (first["confirmed_at"], second["confirmed_at"]) == (None, None)
    changed = li.patch(f"{API}/powers/{second['id']}", json={"content": "改过"}, headers=NOW)
    assert changed.status_code == 200
    reasons = {entry["id"]: (entry["outcome"], entry["reason"]) for entry in preview(li, done)["entries"]}
    assert reasons[first["id"]][0] == "taken_back"
    assert reasons[first["id"]][1].startswith("导入前的逐项确认（陈处长，")
    assert reasons[first["id"]][1].endswith("）一并恢复。")
    assert reasons[second["id"]][0] == "left"
    assert reasons[second["id"]][1].endswith("）不能恢复，请重新确认。")
    taken_back(li, done, is_partial=True)
    first, second = live(li, "powers")["items"]
    told = ("content", "confirmed_at", "confirmed_by_name", "confirm_note")
    assert [first[name] for name in told] == [confirmed[first["id"]][name] for name in told]
    assert (second["content"], second["confirmed_at"]) == ("改过", None)


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
