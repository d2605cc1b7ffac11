"""The yearly inspection of a department from its self-score to the confirmed result."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.rules import GrantSource, Role
from backend.inspections.queries import INSPECTIONS as TABLE
from backend.kit.table import now
from tests.conftest import SignIn
from tests.inspections.findings import raised, send
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
from tests.inspections.standards import STANDARDS, YEAR, begun
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


def test_tags_and_keys_are_asked_for(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    path = f"{INSPECTIONS}/{inspection['id']}/publication"
    assert office.post(path, headers={"If-Match": '"v1"'}).status_code == 400
    assert step(office, inspection, "publication", tag='"v1"').status_code == 412


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
