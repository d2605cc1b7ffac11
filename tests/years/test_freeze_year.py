"""A closed year holds everything of it, no rule pack moves it, and whoever changes a row of it is found out."""

from datetime import date
from itertools import count
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.actions import relevel_all
from backend.campaigns.queries import WORK_YEARS
from backend.kit.db import Database
from backend.kit.table import today
from backend.measures.queries import BASES
from backend.organization.queries import POSITIONS, YEAR_LEVELS
from backend.organization.rules import RiskLevel
from backend.risks.actions import Verdict, record_level
from backend.risks.rules import Consequence, Likelihood
from backend.years.closures.actions import keep_levels
from backend.years.contents.queries import content_digest
from tests.assessments.drives import open_drive
from tests.assessments.test_choose_level_rule import CHOICE, choose, levels
from tests.assessments.test_decide_levels import item, record
from tests.assessments.test_decide_opinion import ADOPT, register
from tests.assessments.test_decide_opinion import decide as decide_opinion
from tests.campaigns.rounds import in_minutes, ok, simple, submitted
from tests.campaigns.test_keep_ledger import enter
from tests.conftest import SignIn
from tests.measures.plans import (
    FINDING,
    MEASURES,
    approved,
    chen,
    done,
    li,
    made,
    measure,
    office,
    plan,
    point_id,
    send,
)
from tests.organization.merging import merged
from tests.powers.catalogue import add_power
from tests.powers.test_review_catalogue import approved as approved_catalogue
from tests.regulations.operations import add_regulation
from tests.reviews.sheets import decide, meeting
from tests.reviews.test_comment_cells import remark
from tests.risks.sheets import ROW, YEAR, act, filled_sheet
from tests.risks.test_suggest_risk import suggest
from tests.world import World
from tests.years.test_close_year import NOTE, url

__all__ = ["approved", "chen", "done", "li", "measure", "office", "plan", "point_id"]
Found = dict[str, Any]
_keys = count()

OWN = {
    "announced_row": "name",
    "announcement": "note",
    "assessment": "explanation",
    "campaign": "name",
    "carrying": "reason",
    "control_measure": "title",
    "custody_record": "place",
    "deliverable": "name",
    "deliverable_extension": "reason",
    "leadership_decision": "note",
    "measure_basis": "clause",
    "measure_check": "finding",
    "measure_evidence": "digest",
    "measure_plan": "note",
    "measure_progress": "text",
    "measure_risk": "risk_point_id",
    "objection": "reason",
    "opinion": "reason",
    "opinion_drive": "title",
    "opinion_risk": "risk_point_id",
    "power_catalogue": "version",
    "review": "title",
    "review_comment": "text",
    "review_copy": "submitted_by_name",
    "review_decision": "opinion",
    "risk_inventory": "filler_name",
    "risk_point": "name",
    "risk_suggestion": "name",
    "submission": "note",
    "submission_file": "digest",
    "submission_version": "digest",
    "year_level": "level_explanation",
}
"""Everything of the year → a column somebody might change."""
SURROUNDINGS = {"department", "position", "power", "meeting", "adjustment", "recheck"}


def close(office: TestClient, year: int = YEAR) -> Found:
    headers = {"If-Match": "now", "Idempotency-Key": f"freeze-year-{next(_keys)}"}
    return made(office.post(url("closure", year), json={"confirm_year": year} | NOTE, headers=headers))


def lines_of(office: TestClient, year: int = YEAR) -> list[Found]:
    file = office.get(url("archive/file", year))
    return [orjson.loads(line) for line in file.content.splitlines()]


def is_intact(office: TestClient, year: int = YEAR) -> bool:
    return bool(office.get(url("verification", year)).json()["is_content_intact"])


def sheet_of(wang: TestClient, world: World, last_year: Found) -> Found:
    """Her sheet of the year with what she carried on from last year's, handed in."""
    first, second = (row["id"] for row in last_year["rows"])
    rows = [
        {"point_id": first, "choice": "keep"},
        {"point_id": second, "choice": "retire", "reason": "职责已经调整"},
    ]
    carried = made(wang.post(url("carryings", YEAR), json={"position_id": world.textbook_post, "rows": rows}))
    sheet = made(wang.get(f"/api/v1/risk-inventories/{carried['to_inventory_id']}"))
    return made(act(wang, sheet, "submission"))


@pytest.fixture
def full_year(
    database: Database,
    session: Session,
    world: World,
    sign_in: SignIn,
    office: TestClient,
    li: TestClient,
    chen: TestClient,
    wang: TestClient,
    last_year: Found,
    done: Found,
) -> Found:
    """A year in which everything happened once; her sheet of it."""
    made(send(chen, f"{MEASURES}/{done['id']}/checks", FINDING | {"result": "effective"}))
    rule = add_regulation(session)
    session.execute(sa.insert(BASES).values(measure_id=done["id"], regulation_id=rule, clause="第八条"))
    session.commit()
    assert suggest(li, position_id=world.textbook_post, origin="peer").status_code == 201
    sheet = sheet_of(wang, world, last_year)
    assert remark(chen, sheet["review_id"], row_id=None).status_code == 201
    made(decide(chen, sheet["review_id"], {"decision": "approve"}))
    assert record(office, meeting(database, world), note="逐项研究", items=[item(sheet)]).status_code == 201
    power = add_power(session, world.academic, position_id=world.textbook_post)
    session.commit()
    approved_catalogue(world, li, sign_in, power, YEAR)
    made(decide_opinion(chen, register(li, world), ADOPT | {"risk_point_ids": [sheet["rows"][0]["id"]]}))
    open_drive(li, world)
    due = simple(office)
    sent = submitted(li, due, world.academic)
    made(enter(li, world.academic, submission_id=sent["id"]))
    later = {"deliverable_id": due["id"], "due_at": in_minutes(900).isoformat(), "reason": "材料较多"}
    made(send(office, "/api/v1/extensions", later | {"department_ids": [world.finance]}))
    changed = {"trigger": "other", "title": "招标限额调整", "effective_on": str(today())}
    announced = made(send(li, "/api/v1/announcements", {"department_id": world.academic, "year": YEAR}))
    said = {"reason": "排查表上还有一条没有列入。"}
    made(send(wang, f"/api/v1/announcements/{announced['id']}/objections", said))
    made(send(office, "/api/v1/adjustments", changed | {"power_ids": [power]}))
    return sheet


def test_everything_of_the_year_is_in_it_and_shows_when_it_is_changed(
    database: Database, office: TestClient, full_year: Found
) -> None:
    archive = close(office)
    lines = lines_of(office)
    assert len(lines) == archive["rows"]
    assert {line["kind"] for line in lines} == {*OWN, *SURROUNDINGS}
    catalogues = {line["data"]["subject_kind"] for line in lines if line["kind"] == "review"}
    assert "power_catalogue" in catalogues
    for kind, column in OWN.items():
        row = next(line["data"] for line in lines if line["kind"] == kind)
        statement = sa.text(f"UPDATE {kind} SET {column} = :value WHERE id = :id")
        other = {"risk_point_id": last_point(lines), "version": 99}.get(column, "改过的")
        for value, intact in ((other, False), (row[column], True)):
            with database.session() as session:
                session.execute(statement, {"value": value, "id": row["id"]})
            assert is_intact(office) is intact, (kind, value)
    with database.session() as session:
        session.execute(sa.text("DELETE FROM measure_check"))
    assert not is_intact(office)


def last_point(lines: list[Found]) -> int:
    """A point none of the links names: the last one."""
    return max(int(line["data"]["id"]) for line in lines if line["kind"] == "risk_point")


def test_another_rule_pack_moves_no_closed_year(
    session: Session, world: World, sign_in: SignIn, office: TestClient, wang: TestClient
) -> None:
    filled_sheet(wang, world, [ROW | {"name": f"风险{number}"} for number in range(5)])
    relevel_all(session)
    session.commit()
    before = levels(session)
    close(office)
    assert choose(office).status_code == 200
    assert levels(session) == before, "it decides from the year after on"
    rows = [ROW | {"name": f"来年的风险{number}"} for number in range(3)]
    filled_sheet(sign_in(world.cast.li), world, rows, position_id=world.liaison_post, year=YEAR + 1)
    assert levels(session) != before, "which moves the posts themselves"
    kept = {row["position_id"]: row for row in session.execute(sa.select(YEAR_LEVELS)).mappings()}
    assert {position_id: row["risk_level"].value for position_id, row in kept.items()} == before
    assert {row["level_rule"] for row in kept.values()} == {"power_and_points/1"}
    assert all(row["level_explanation"] for row in kept.values())
    filed = {
        line["data"]["position_id"]: line["data"] for line in lines_of(office) if line["kind"] == "year_level"
    }
    assert {position_id: row["risk_level"] for position_id, row in filed.items()} == before
    assert is_intact(office)


def test_each_year_keeps_the_levels_of_the_posts_it_had(
    session: Session, world: World, office: TestClient
) -> None:
    """A post taken out during the year was one of its posts; of the next year it is none."""
    relevel_all(session)
    session.commit()
    close(office, YEAR - 1)
    retired = sa.update(POSITIONS).where(POSITIONS.c.id == world.cashier_post)
    for day, expected in ((date(YEAR - 1, 12, 31), [YEAR - 1]), (date(YEAR, 1, 1), [YEAR - 1, YEAR])):
        session.execute(retired.values(retired_on=day))
        session.execute(sa.delete(YEAR_LEVELS).where(YEAR_LEVELS.c.year == YEAR))
        keep_levels(session, YEAR)
        kept = session.execute(
            sa.select(YEAR_LEVELS.c.year).where(YEAR_LEVELS.c.position_id == world.cashier_post)
        )
        assert sorted(kept.scalars()) == expected


def test_a_later_year_moves_no_level_of_the_year_that_is_closed(
    session: Session, world: World, office: TestClient, wang: TestClient
) -> None:
    assert choose(office, CHOICE | {"first_year": YEAR - 1}).status_code == 200
    filled_sheet(wang, world, [ROW | {"name": "上一年的风险"}], year=YEAR - 1)
    relevel_all(session)
    session.commit()
    before = levels(session)[world.textbook_post]
    later = filled_sheet(wang, world, [ROW | {"name": f"今年的风险{number}"} for number in range(3)])
    worst = (Likelihood.high, Consequence.crime, RiskLevel.high, "因为", "规则")
    record_level(session, [Verdict(row["id"], *worst) for row in later["rows"]])
    relevel_all(session)
    session.commit()
    now_at = levels(session)[world.textbook_post]
    assert now_at != before, "the later year moves the post itself"
    close(office, YEAR - 1)
    found = sa.select(YEAR_LEVELS.c.risk_level).where(
        YEAR_LEVELS.c.year == YEAR - 1, YEAR_LEVELS.c.position_id == world.textbook_post
    )
    assert session.execute(found).scalar_one() == before
    assert is_intact(office, YEAR - 1)


@pytest.mark.parametrize(
    ("layout", "later"),
    [
        (1, "UPDATE review_comment SET text = 'x'"),
        (2, "UPDATE review_copy SET submitted_by_name = 'x'"),
        (3, "UPDATE review_copy SET note = 'x' WHERE review_id IN (SELECT review_id FROM power_catalogue)"),
        (2, "UPDATE assessment SET round = 9"),
        (3, "UPDATE objection SET reason = 'x'"),
    ],
)
def test_a_year_closed_before_is_verified_by_what_it_covered(
    database: Database, office: TestClient, full_year: Found, layout: int, later: str
) -> None:
    close(office)
    with database.session() as session:
        session.execute(sa.text("UPDATE year_archive SET layout = :layout"), {"layout": layout})
        digest = content_digest(session, YEAR, layout)
        session.execute(sa.update(WORK_YEARS).where(WORK_YEARS.c.year == YEAR).values(digest=digest))
    assert is_intact(office)
    with database.session() as session:
        session.execute(sa.text(later))
    assert is_intact(office), "it was not covered then"
    with database.session() as session:
        session.execute(sa.text("UPDATE risk_point SET name = 'x'"))
    assert not is_intact(office)


def test_what_happens_afterwards_does_not_disturb_it(
    world: World, office: TestClient, li: TestClient, full_year: Found
) -> None:
    ok(
        li.post(
            "/api/v1/submissions",
            json={"deliverable_id": simple(office)["id"], "department_id": world.academic},
        )
    )
    close(office)
    merged(office, world.academic, world.finance)
    assert is_intact(office)
