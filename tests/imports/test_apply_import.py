from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.cast import sign_in as sign_in_to
from tests.conftest import SignIn
from tests.imports.samples import DIRECTOR, EXPERT_POOL, SECTION, SECTION_CHIEF
from tests.imports.uploads import applied, apply, choose, counts, sample, upload, uploaded
from tests.imports.word import docx, para, table
from tests.world import World, build

API = "/api/v1"
INVENTORY = ("部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施")
CATALOGUE = ("权力名称", "具体内容", "办理主体", "制度依据")


def unit(name: str) -> str:
    return para(f"部门（盖章）：{name}    负责人：陈处长     填表日期：2026年9月1日")


def sheet(*rows: tuple[str, ...], name: str = "教务处") -> bytes:
    return docx(unit(name) + table(INVENTORY, *rows))


def names(rows: list[Any]) -> tuple[str, ...]:
    return tuple(row["name"] for row in rows)


def test_it_works(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    for name in (
        "self_check_director",
        "self_check_section_chief",
        "self_check_expert_pool",
        "self_check_department",
    ):
        done = applied(office, uploaded(office, sample(name)))
        assert done["state"] == "applied"
        assert set(counts(done)) == {"new"}
        assert done["allowed_actions"] == ["reverse"]
    for expected in (DIRECTOR, SECTION_CHIEF, EXPERT_POOL):
        found = office.get(f"{API}/positions", params={"q": expected.subject}).json()["items"]
        (post,) = (item for item in found if item["name"] == expected.subject)
        if expected is DIRECTOR:
            assert post["tier"] == "middle"
        assert (post["department_name"], tuple(post["duties"])) == (expected.department, expected.duties)
        powers = office.get(f"{API}/powers", params={"position_id": post["id"]}).json()["items"]
        risks = office.get(f"{API}/risk-points", params={"position_id": post["id"], "sort": "oldest"}).json()[
            "items"
        ]
        assert (names(powers), names(risks)) == (expected.powers, expected.risks)
    (section,) = office.get(f"{API}/departments", params={"q": SECTION.subject}).json()["items"]
    assert (section["kind"], tuple(section["duties"])) == ("section", SECTION.duties)
    risks = office.get(
        f"{API}/risk-points", params={"department_id": section["id"], "sort": "oldest"}
    ).json()["items"]
    assert names(risks) == SECTION.risks


def test_the_same_file_again_changes_nothing(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    applied(office, uploaded(office, sample("self_check_director")))
    before = office.get(f"{API}/risk-points").json()
    again = uploaded(office, sample("self_check_director"))
    assert counts(again) == {"unchanged": 11}
    assert counts(applied(office, again)) == {"unchanged": 11}
    assert office.get(f"{API}/risk-points").json() == before


def test_a_second_application_is_a_conflict(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    found = uploaded(office, sample("self_check_director"))
    applied(office, found)
    response = apply(office, found)
    assert (response.status_code, response.json()["type"]) == (409, "/problems/already-applied")
    kept = office.get(f"{API}/imports/{found['id']}").json()
    assert counts(kept) == {"new": 11}


def test_changes_are_shown_and_written(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    applied(
        li,
        uploaded(
            li,
            sheet(
                ("排课", "照顾", "照顾亲友", "监管缺失", "高", "公示"), ("考试", "泄题", "卖题", "", "中", "")
            ),
        ),
    )
    found = uploaded(
        li,
        sheet(("排课", "照顾", "照顾亲友", "", "高", "公示、抽查"), ("考试", "泄题", "卖题", "", "中", "")),
    )
    items = found["forms"][0]["items"]
    assert [item["status"] for item in items] == ["changed", "unchanged"]
    assert items[0]["changes"] == [{"field": "measures", "before": "公示", "after": "公示、抽查"}]
    applied(li, found)
    stored = li.get(f"{API}/risk-points/{items[0]['stored_id']}").json()
    assert (stored["measures"], stored["causes"]) == ("公示、抽查", "监管缺失")
    assert stored["cause_kinds"] == ["weak_supervision"]
    assert (stored["declared_level"], stored["level"]) == ("high", None)


def test_our_own_document_comes_back_by_identity(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(("排课", "照顾", "照顾亲友", "监管缺失", "高", "公示"))))
    inventory_id = done["forms"][0]["inventory"]["id"]
    document = li.get(f"{API}/documents/risk-inventories/{inventory_id}").content
    back = uploaded(li, document)
    assert counts(back) == {"unchanged": 1}
    assert back["forms"][0]["inventory"]["id"] == inventory_id


def test_our_own_catalogue_comes_back_by_identity(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    file = docx(
        unit("教务处")
        + table(CATALOGUE, ("调课审批", "两周以上停课", "教务科", ""), ("学籍异动", "", "", "规定"))
    )
    assert counts(applied(li, uploaded(li, file))) == {"new": 2}
    url = f"{API}/documents/power-catalogue?department_id={world.academic}"
    assert counts(uploaded(li, li.get(url).content)) == {"unchanged": 2}


def test_a_sheet_under_review_takes_no_rows(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(("排课", "照顾", "照顾亲友", "", "高", "公示"))))
    inventory_id = done["forms"][0]["inventory"]["id"]
    response = li.post(f"{API}/risk-inventories/{inventory_id}/submission", headers={"If-Match": "now"})
    assert response.status_code == 200, response.text
    late = uploaded(li, sheet(("考试", "泄题", "卖题", "", "中", "")))
    (item,) = late["forms"][0]["items"]
    assert item["status"] == "refused"
    assert "不能修改" in item["reason"]
    assert apply(li, late).json()["type"] == "/problems/nothing-to-apply"


def test_nothing_is_half_applied(sign_in: SignIn, world: World) -> None:
    """One open choice keeps the whole file out."""
    li = sign_in(world.cast.li)
    body = unit("教务处") + table(INVENTORY, ("排课", "照顾", "照顾亲友", "", "高", "")) + unit("财务处")
    body += table(INVENTORY, ("报销", "虚报", "虚开发票", "", "高", ""))
    found = uploaded(li, docx(body))
    response = apply(li, found)
    assert (response.status_code, response.json()["type"]) == (422, "/problems/import-not-ready")
    assert response.json()["errors"][0]["pointer"] == "/forms/1"
    assert li.get(f"{API}/risk-points").json()["total"] == 0
    li.patch(
        f"{API}/imports/{found['id']}",
        json={"forms": [{"index": 1, "is_skipped": True}]},
        headers={"If-Match": "now"},
    )
    assert counts(applied(li, found)) == {"new": 1, "excluded": 1}


def test_forms_that_fit_only_singly_are_not_half_applied(sign_in: SignIn, world: World) -> None:
    """Each of the two fits into the department's sheet, both together do not."""
    li = sign_in(world.cast.li)
    half = ("排课", "\n".join(f"{n}.风险甲{n}" for n in range(1, 301)), "照顾亲友", "", "高", "")
    catalogue = table(CATALOGUE, ("调课审批", "", "", ""))
    body = (
        unit("教务处") + catalogue + unit("教务处") + table(INVENTORY, half) + para("部门工作廉政风险排查表")
    )
    body += unit("教务处") + table(INVENTORY, (half[0], half[1].replace("甲", "乙"), *half[2:]))
    found = uploaded(li, docx(body))
    assert (found["forms_count"], counts(found)) == (3, {"new": 601})
    response = apply(li, found)
    assert (response.status_code, response.json()["type"]) == (409, "/problems/forms-collide")
    assert li.get(f"{API}/powers").json()["total"] == li.get(f"{API}/risk-points").json()["total"] == 0
    assert li.get(f"{API}/imports/{found['id']}").json()["state"] == "ready"


def test_more_than_a_sheet_holds_is_refused_beforehand(sign_in: SignIn, world: World) -> None:
    points = "\n".join(f"{n}.风险{n}" for n in range(1, 503))
    found = uploaded(sign_in(world.cast.li), sheet(("排课", points, "照顾亲友", "", "高", "")))
    assert counts(found) == {"new": 500, "refused": 2}


def test_every_write_is_journaled(sign_in: SignIn, world: World, session: Session) -> None:
    office = sign_in(world.cast.office)
    applied(office, uploaded(office, sample("self_check_expert_pool")))
    events = table_of(Event)
    actions = set(session.execute(sa.select(events.c.action)).scalars())
    assert {
        "import.created",
        "import.applied",
        "department.created",
        "position.created",
        "position.updated",
        "power.created",
        "risk_inventory.created",
        "risk_point.created",
    } <= actions


def test_strangers_do_not_apply(sign_in: SignIn, world: World) -> None:
    found = uploaded(sign_in(world.cast.li), sheet(("排课", "照顾", "照顾亲友", "", "高", "")))
    assert apply(sign_in(world.cast.other_liaison), found).status_code == 404
    assert apply(sign_in(world.cast.chen), found).status_code == 403


def test_versions_guard_the_application(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sheet(("排课", "照顾", "照顾亲友", "", "高", "")))
    url = f"{API}/imports/{found['id']}/application"
    assert li.post(url).status_code == 428
    choose(li, found, year=2027)
    assert li.post(url, headers={"If-Match": '"v1"'}).status_code == 412
    assert li.post(url, headers={"If-Match": '"v2"'}).status_code == 200
    assert li.get(f"{API}/risk-points").json()["items"][0]["year"] == 2027


def test_two_applications_at_once_leave_one(committed: Database, committed_app: FastAPI) -> None:
    with committed.session() as session:
        world = build(session)
    clients = [sign_in_to(committed_app, world.cast.li) for _ in range(4)]
    found = uploaded(clients[0], sheet(("排课", "照顾", "照顾亲友", "", "高", "")))
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(
            response.status_code for response in pool.map(lambda one: apply(one, found), clients)
        )
    assert statuses == [200, 409, 409, 409]
    assert clients[0].get(f"{API}/risk-points").json()["total"] == 1


def test_an_upload_over_the_limit_is_refused(sign_in: SignIn, world: World) -> None:
    assert upload(sign_in(world.cast.li), bytes(21 * 1024 * 1024)).status_code == 413
