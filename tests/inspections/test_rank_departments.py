"""The year as a whole: ranks, who is late, what is known beside the scores, and the standard they rest on."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from backend.inspections.queries import INSPECTIONS as TABLE
from tests.conftest import SignIn
from tests.inspections.findings import raised, send
from tests.inspections.scoring import INSPECTIONS, LATER, OPENINGS, academic, done, opened, read, scored, step
from tests.inspections.standards import STANDARDS, YEAR, begun
from tests.world import World


def test_what_is_known_stands_beside_the_score_and_stays(
    world: World, sign_in: SignIn, session: Session
) -> None:
    """Each kind of evidence has its sentence; once published it is as it was."""
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    standard = begun(office)
    done(send(office, f"{STANDARDS}/{standard['id']}/adoption", {}))
    done(send(office, OPENINGS, {"year": YEAR, "self_due_on": LATER, "department_ids": [world.academic]}))
    (inspection,) = office.get(INSPECTIONS).json()["items"]
    raised(sign_in(world.cast.supervisor), world)
    whole = read(office, inspection)
    known = {one["name"]: one["evidence"] for one in whole["scores"] if one["evidence"]}
    kinds = [item["evidence"] for item in standard["items"] if item["evidence"]]
    assert len(known) == len(kinds) == 13
    assert known["监督检查问题按期整改"] == "发现问题 1 个，已销号 0 个，逾期 0 个，被退回 0 次"
    assert known["联络员明确并经确认"] == "现有经确认的联络员 1 名"
    own = {one["name"]: one["evidence"] for one in read(chen, inspection)["scores"]}
    assert own["监督检查问题按期整改"] == known["监督检查问题按期整改"]
    assert own["预警及时处置、整改到位"] == "", "how many warnings there are is the office's to know"
    done(step(office, inspection, "waiver", {"reason": "逾期未自评"}))
    scored(office, inspection, *(one["points"] for one in whole["scores"]))
    raised(sign_in(world.cast.supervisor), world)
    later = {one["name"]: one["evidence"] for one in read(office, inspection)["scores"]}
    assert later["监督检查问题按期整改"] == known["监督检查问题按期整改"]


def test_equal_scores_share_a_rank(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    rows = opened(office, world.academic, world.finance, world.informatics)
    given = {world.academic: (50, 30), world.finance: (50, 30), world.informatics: (60, 40)}
    for row in rows:
        done(step(office, row, "waiver", {"reason": "逾期未自评"}))
        scored(office, row, *given[row["department_id"]])
    ranked = [(row["department_name"], row["rank"]) for row in office.get(INSPECTIONS).json()["items"]]
    assert ranked == [("信息系", 1), ("教务处", 2), ("财务处", 2)]
    own = sign_in(world.cast.other_head).get(INSPECTIONS).json()["items"]
    assert [(row["department_name"], row["rank"]) for row in own] == [("财务处", 2)]
    good = office.get(INSPECTIONS, params={"grade": "good", "state": "scored"}).json()["items"]
    assert [row["department_name"] for row in good] == ["教务处", "财务处"]


def test_who_is_late_shows(world: World, sign_in: SignIn, session: Session) -> None:
    office, _, inspection = academic(world, sign_in)
    session.execute(
        sa.update(TABLE).where(TABLE.c.id == inspection["id"]).values(self_due_on=date(2026, 1, 1))
    )
    assert office.get(INSPECTIONS, params={"is_overdue": True}).json()["items"][0]["is_overdue"] is True
    counts = office.get(f"{INSPECTIONS}/counts", params={"year": YEAR}).json()
    assert (counts["open"], counts["overdue"]) == (1, 1)
    assert office.get(f"{INSPECTIONS}/counts", params={"year": YEAR - 1}).json()["open"] == 0


def test_a_standard_in_use_is_neither_replaced_nor_retired(world: World, sign_in: SignIn) -> None:
    office, _, _ = academic(world, sign_in)
    (standard,) = office.get(STANDARDS).json()["items"]
    assert standard["inspections_count"] == 1
    gone = send(office, f"{STANDARDS}/{standard['id']}/retirement", {"reason": "不用了"})
    assert gone.json()["type"] == "/problems/in-use"
    other = begun(office)
    assert send(office, f"{STANDARDS}/{other['id']}/adoption", {}).json()["type"] == "/problems/in-use"
