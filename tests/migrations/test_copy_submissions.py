"""An upgrade copies 附件一 and plans as they were handed in, and takes the copies of sheets along."""

import json
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.db import make_engine
from backend.years.contents.queries import content_lines
from tests.databases import Server, migrate
from tests.migrations.test_keep_rows import NOW, insert

BEFORE = "2026_11_25_former_places"
UNIT = {"code": "SLXY", "name": "示例学院", "kind": "college", "path": "/1/", "sort": 0, "duties": []}
POWER = {"id": 4, "name": "教材选用", "basis": "《教材管理办法》", "bases": []}
Found = dict[str, Any]


def _review(connection: sa.Connection, kind: str, subject: int, state: str = "approved") -> int:
    """Handed in for the second time."""
    chain = "catalogue" if kind == "power_catalogue" else "measures"
    values = {"subject_kind": kind, "subject_id": subject, "department_id": 1, "chain": chain, "state": state}
    more = {"round": 2, "content_hash": "b" * 64, "submitted_at": NOW, "year": 2025}
    return insert(connection, "review", values | more)


def _plan(connection: sa.Connection, year: int, state: str) -> int:
    """A plan with one measure against one risk; its review."""
    place = {"department_id": 1, "year": year}
    review_id = _review(connection, "measure_plan", year, state)
    plan_id = insert(connection, "measure_plan", place | {"review_id": review_id, "note": "说明"})
    sheet = {"kind": "department", "review_id": None} | place
    point = {"inventory_id": insert(connection, "risk_inventory", sheet), "name": "验收不实"} | place
    point_id = insert(connection, "risk_point", point)
    rule = {"kind": "college", "title": "教材管理办法", "status": "in_force"}
    rule_id = insert(connection, "regulation", rule)
    measure: Found = {"plan_id": plan_id, "kind": "post", "title": "双人验收", "due_on": NOW.date()} | place
    measure |= {"state": "planned", "ordinal": 1}
    for title, retired_at in (("双人验收", None), ("取消的", NOW)):
        values = measure | {"title": title, "retired_at": retired_at}
        measure_id = insert(connection, "control_measure", values)
        insert(connection, "measure_risk", {"measure_id": measure_id, "risk_point_id": point_id})
        link = {"measure_id": measure_id, "regulation_id": rule_id, "clause": "第八条"}
        insert(connection, "measure_basis", link)
    return review_id


def test_what_was_handed_in_is_known_afterwards(server: Server) -> None:
    url = server.empty()
    migrate(url, BEFORE)
    engine = make_engine(url)
    with engine.connect() as connection:
        insert(connection, "department", UNIT)
        catalogue = _review(connection, "power_catalogue", 1, "sent_back")
        values = {"department_id": 1, "year": 2025, "review_id": catalogue, "content": [POWER]}
        insert(connection, "power_catalogue", values)
        plan = _plan(connection, 2025, "office_review")
        _plan(connection, 2024, "sent_back")
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    copies = sa.Table("review_copy", sa.MetaData(), sa.Column("rows", sa.JSON), autoload_with=engine)
    with engine.connect() as connection:
        kept = connection.execute(sa.select(copies).order_by(copies.c.id)).mappings().all()
    engine.dispose()
    assert [(row["review_id"], row["round"], row["edition"], row["note"]) for row in kept] == [
        (catalogue, 2, 0, ""),
        (plan, 2, 0, "说明"),
    ], "of a plan that is being mended nobody knows what was handed in"
    assert kept[0]["rows"] == [POWER]
    [measure] = kept[1]["rows"]
    assert (measure["title"], measure["due_on"], measure["position_name"]) == ("双人验收", "2026-11-25", None)
    assert [one["name"] for one in measure["risk_points"]] == ["验收不实"]
    assert [(one["title"], one["clause"]) for one in measure["basis"]] == [("教材管理办法", "第八条")]


def test_closed_years_still_find_the_copies_their_digest_covers(server: Server) -> None:
    url = server.empty()
    migrate(url, BEFORE)
    engine = make_engine(url)
    with engine.connect() as connection:
        insert(connection, "department", UNIT)
        review_id = _review(connection, "risk_inventory", 1)
        sheet: Found = {"kind": "department", "department_id": 1, "year": 2025, "review_id": review_id}
        values: Found = {"content_hash": "b" * 64, "round": 2, "no_risk_reason": "没有", "rows": [{"id": 5}]}
        inventory_id = insert(connection, "risk_inventory", sheet)
        values |= {"id": 70, "inventory_id": inventory_id, "submitted_at": NOW}
        insert(connection, "risk_inventory_copy", values)
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    with Session(engine) as session:
        lines = [json.loads(line) for line in content_lines(session, 2025, 3)]
        next_one = insert(
            session.connection(),
            "review_copy",
            {"review_id": review_id, "round": 3, "submitted_by_id": None, "submitted_at": NOW},
        )
    engine.dispose()
    assert [line["data"] for line in lines if line["kind"] == "risk_inventory_copy"] == [
        values | {"submitted_by_id": None, "submitted_by_name": "", "submitted_at": "2026-11-25T09:00:00Z"}
    ]
    assert next_one > values["id"], "new copies do not take the numbers of old ones"
