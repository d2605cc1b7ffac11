"""The yearly inspection of a department from its self-score to the confirmed result."""

import pytest
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.rules import GrantSource, Role
from backend.kit.table import now
from tests.conftest import SignIn
from tests.inspections.findings import send
from tests.inspections.scoring import (
    INSPECTIONS,
    LATER,
    NOTE,
    OPENINGS,
    VOTES,
    academic,
    done,
    opened,
    read,
    scored,
    scores,
    self_scored,
    self_scores,
    step,
)
from tests.inspections.standards import YEAR
from tests.measures.plans import close_year
from tests.world import World


def test_it_works(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    assert (inspection["department_name"], inspection["state"], inspection["rank"]) == (
        "教务处",
        "open",
        None,
    )
    handed_in = self_scored(chen, inspection)
    assert (handed_in["state"], handed_in["self_total"], handed_in["full"]) == ("self_scored", 99.5, 100)
    result = scored(office, inspection)
    assert (result["total"], result["percent"], result["grade"], result["rank"]) == (91, 91, "excellent", 1)
    assert read(chen, inspection)["allowed_actions"] == ["object"]
    confirmed = done(step(office, inspection, "confirmation", {"decision": "经领导小组研究认定"}))
    assert (confirmed["state"], confirmed["decision"]) == ("confirmed", "经领导小组研究认定")
    assert confirmed["allowed_actions"] == ["revoke"]
    assert read(chen, inspection)["allowed_actions"] == []


def test_opening_covers_the_units_once(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = {"year": YEAR, "self_due_on": LATER}
    assert send(office, OPENINGS, body).json()["type"] == "/problems/no-standard"
    opened(office, world.academic)
    answer = done(send(office, OPENINGS, body))
    listed = office.get(INSPECTIONS).json()["items"]
    units = {world.academic, world.assets, world.finance, world.informatics}
    assert {row["department_id"] for row in listed} == units, "neither the college nor a section below a unit"
    assert answer == {"opened_count": 3, "existing_count": 1}
    wrong = send(office, OPENINGS, body | {"department_ids": [world.academic, world.college]})
    assert wrong.json()["errors"][0]["pointer"] == "/department_ids/1"
    late = send(office, OPENINGS, body | {"self_due_on": "2026-01-01"})
    assert late.json()["errors"][0]["pointer"] == "/self_due_on"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chen", 200),
        ("li", 200),
        ("office", 403),
        ("lin", 403),
        ("dean", 403),
        ("supervisor", 403),
        ("other_head", 404),
        ("wang", 403),
    ],
)
def test_only_the_department_scores_itself(world: World, sign_in: SignIn, who: str, status: int) -> None:
    _, chen, inspection = academic(world, sign_in)
    body = self_scores(read(chen, inspection), 60, None)
    answer = step(sign_in(getattr(world.cast, who)), inspection, "self-scores", body, method="PUT")
    assert answer.status_code == status


def test_a_self_score_is_handed_in_whole(world: World, sign_in: SignIn) -> None:
    _, chen, inspection = academic(world, sign_in)
    whole = read(chen, inspection)
    done(step(chen, whole, "self-scores", self_scores(whole, 60, None), method="PUT"))
    refused = step(chen, whole, "self-submission")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/incomplete")
    assert "服务对象满意" in refused.json()["detail"]
    done(step(chen, whole, "self-scores", self_scores(whole, 60, 38) | {"self_note": ""}, method="PUT"))
    assert "自查情况" in step(chen, whole, "self-submission").json()["detail"]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ((60.5, 40), "/scores/0/self_score"),
        ((0, 40.5), "/scores/1/self_score"),
        ((0.3, 1), "/scores/0/self_score"),
    ],
)
def test_no_item_gets_more_than_its_points(
    world: World, sign_in: SignIn, given: tuple[float, float], pointer: str
) -> None:
    _, chen, inspection = academic(world, sign_in)
    whole = read(chen, inspection)
    answer = step(chen, whole, "self-scores", self_scores(whole, *given), method="PUT")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_items_of_another_standard_are_refused(world: World, sign_in: SignIn) -> None:
    _, chen, inspection = academic(world, sign_in)
    body = {"scores": [{"item_id": 999_999, "self_score": 1}], "self_note": NOTE}
    answer = step(chen, inspection, "self-scores", body, method="PUT")
    assert answer.json()["errors"][0]["pointer"] == "/scores/0/item_id"


def test_the_department_sees_no_score_before_it_is_published(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    whole = read(office, inspection)
    done(step(office, whole, "scores", scores(whole, 40, 30), method="PUT"))
    for hidden in (read(chen, inspection), read(sign_in(world.cast.lin), inspection)):
        assert [(one["score"], one["remark"]) for one in hidden["scores"]] == [(None, ""), (None, "")]
    assert [one["score"] for one in read(sign_in(world.cast.supervisor), inspection)["scores"]] == [40, 30]
    done(step(office, whole, "publication"))
    assert [one["score"] for one in read(chen, inspection)["scores"]] == [40, 30]


def test_a_deduction_needs_a_reason(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    whole = read(office, inspection)
    done(step(office, whole, "scores", scores(whole, 60, None), method="PUT"))
    assert step(office, whole, "publication").json()["type"] == "/problems/incomplete"
    done(step(office, whole, "scores", scores(whole, 60, 39.5, remark=""), method="PUT"))
    refused = step(office, whole, "publication")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-reason")
    done(step(office, whole, "scores", scores(whole, 60, 40, remark=""), method="PUT"))
    assert done(step(office, whole, "publication"))["total"] == 100


def test_returned_and_handed_in_again(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    early = step(office, inspection, "return", {"reason": "自查不深入", "self_due_on": "2026-01-01"})
    assert early.json()["errors"][0]["pointer"] == "/self_due_on"
    back = done(step(office, inspection, "return", {"reason": "自查不深入", "self_due_on": LATER}))
    assert (back["state"], back["return_reason"], back["self_total"]) == ("open", "自查不深入", None)
    again = done(step(chen, inspection, "self-submission"))
    assert (again["self_total"], again["return_reason"]) == (99.5, "")


def test_without_a_self_score_the_office_goes_on(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    waived = done(step(office, inspection, "waiver", {"reason": "逾期未自评"}))
    assert (waived["state"], waived["waive_reason"], waived["self_total"]) == (
        "self_scored",
        "逾期未自评",
        None,
    )
    assert step(chen, inspection, "self-submission").status_code == 409
    assert scored(office, inspection, 30, 20)["grade"] == "failed"


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


def test_public_appraisal_counts_who_could_say(world: World, sign_in: SignIn) -> None:
    office, _, inspection = academic(world, sign_in)
    done(step(office, inspection, "public-appraisal", VOTES | {"unsure": 50}, method="PUT"))
    found = done(step(office, inspection, "public-appraisal", VOTES | {"satisfied": 70}, method="PUT"))
    assert (found["appraisal"]["satisfied"], found["appraisal"]["satisfaction"]) == (70, 90.91)
    none = {"satisfied": 0, "content": 0, "dissatisfied": 0, "unsure": 9}
    refused = step(office, inspection, "public-appraisal", VOTES | none, method="PUT")
    assert refused.json()["errors"][0]["pointer"] == "/satisfied"
    late = step(office, inspection, "public-appraisal", VOTES | {"held_on": "2099-01-01"}, method="PUT")
    assert late.json()["errors"][0]["pointer"] == "/held_on"


def test_tags_and_keys_are_asked_for(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    path = f"{INSPECTIONS}/{inspection['id']}/publication"
    assert office.post(path, headers={"If-Match": '"v1"'}).status_code == 400
    assert step(office, inspection, "publication", tag='"v1"').status_code == 412


def test_a_closed_year_stays_as_it_was(world: World, sign_in: SignIn, session: Session) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    close_year(session, YEAR)
    assert step(office, inspection, "confirmation", {}).json()["type"] == "/problems/year-closed"
    assert send(office, OPENINGS, {"year": YEAR, "self_due_on": LATER}).status_code == 409


def test_the_office_does_not_inspect_a_department_it_answers_for(
    world: World, sign_in: SignIn, session: Session
) -> None:
    session.add(
        Grant(
            user_id=world.cast.office.user_id,
            role=Role.department_head,
            department_id=world.academic,
            source=GrantSource.manual,
            granted_at=now(),
        )
    )
    session.flush()
    office, _, inspection = academic(world, sign_in)
    assert read(office, inspection)["allowed_actions"] == ["save_self", "submit_self"]
    self_scored(office, inspection)
    assert step(office, inspection, "publication").status_code == 403
