"""What comes after the published score: rank, objection, answer, confirmation."""

from sqlmodel import Session

from tests.conftest import SignIn
from tests.inspections.findings import send
from tests.inspections.scoring import (
    INSPECTIONS,
    LATER,
    OPENINGS,
    academic,
    done,
    opened,
    read,
    scored,
    self_scored,
    step,
)
from tests.inspections.standards import YEAR
from tests.measures.plans import close_year
from tests.world import World


def test_an_objection_is_made_once_and_answered_first(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    objected = done(step(chen, inspection, "objections", {"objection": "扣分事项不是本部门职责。"}))
    assert objected["state"] == "objected"
    assert step(office, inspection, "confirmation", {}).status_code == 409
    replied = done(step(office, inspection, "objection-replies", {"reply": "经复核，维持原得分。"}))
    assert (replied["state"], replied["objection_reply"]) == ("scored", "经复核，维持原得分。")
    again = step(chen, inspection, "objections", {"objection": "仍然不同意这项扣分。"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-objected")
    assert read(chen, inspection)["allowed_actions"] == []
    assert done(step(office, inspection, "confirmation", {}))["state"] == "confirmed"


def test_an_objection_that_holds_is_scored_anew(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    done(step(chen, inspection, "objections", {"objection": "扣分事项不是本部门职责。"}))
    reopened = done(step(office, inspection, "reopening", {"reason": "异议成立，更正得分"}))
    assert (reopened["state"], reopened["total"], reopened["grade"]) == ("self_scored", None, None)
    assert reopened["objection_reply"] == "异议成立，更正得分"
    assert scored(office, inspection, 60, 36)["total"] == 96


def test_a_confirmation_is_revoked_with_a_reason(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    done(step(office, inspection, "confirmation", {}))
    assert step(office, inspection, "revocation", {"reason": ""}).status_code == 422
    back = done(step(office, inspection, "revocation", {"reason": "漏计一项"}))
    assert (back["state"], back["confirmed_at"], back["return_reason"]) == ("scored", None, "漏计一项")


def test_only_a_meeting_of_the_leadership_is_named(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    answer = step(office, inspection, "confirmation", {"meeting_id": 999_999})
    assert answer.json()["errors"][0]["pointer"] == "/meeting_id"


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


def test_a_closed_year_stays_as_it_was(world: World, sign_in: SignIn, session: Session) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    close_year(session, YEAR)
    assert step(office, inspection, "confirmation", {}).json()["type"] == "/problems/year-closed"
    assert send(office, OPENINGS, {"year": YEAR, "self_due_on": LATER}).status_code == 409
