"""What the yearly round asks of each: it stands there until it is done, and with nobody else."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.adjustments.queries import ADJUSTMENTS, RECHECKS
from backend.adjustments.rules import RecheckKind, Trigger
from backend.kit.db import Database
from backend.kit.rows import insert_row
from backend.kit.table import now, today
from backend.measures.queries import MEASURES
from backend.reviews import actions
from tests.announcements.announcing import API as ANNOUNCEMENTS
from tests.announcements.announcing import announce, let_pass, made, object_to, rule, send
from tests.campaigns.rounds import key, move, ok, simple, submitted
from tests.communications.cases import ask, nudge, publish, sign, step
from tests.conftest import SignIn
from tests.measures.plans import approved, close_year, li, measure, plan, point_id, wang
from tests.overview.test_follow_timelines import actions as history
from tests.reviews.sheets import OTHER_HASH, submitted_sheet
from tests.reviews.test_comment_cells import remark, resolve
from tests.risks.sheets import ROW, act, decide, filled_sheet, leave_post
from tests.risks.test_suggest_risk import suggest
from tests.world import World

__all__ = ["approved", "li", "measure", "plan", "point_id", "wang"]
Found = dict[str, Any]
STAMPS: Found = {"version": 1, "created_at": now(), "updated_at": now()}


def todos(client: TestClient, kind: str) -> list[Found]:
    answer = client.get("/api/v1/todos")
    assert answer.status_code == 200, answer.text
    return [todo for todo in answer.json()["items"] if todo["kind"] == kind]


def test_what_is_to_be_handed_in_stands_with_liaison_and_head(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    deliverable = simple(office)
    for who in (world.cast.li, world.cast.chen):
        (todo,) = todos(sign_in(who), "hand_in")
        assert (todo["target_kind"], todo["target_id"]) == ("deliverable", deliverable["id"])
        assert todo["due_at"] == deliverable["due_at"]
        assert todo["detail"].startswith("教务处：请按期")
    for who in (world.cast.wang, world.cast.lin, world.cast.office, world.cast.dean):
        assert todos(sign_in(who), "hand_in") == []
    submitted(sign_in(world.cast.li), deliverable, world.academic)
    assert todos(sign_in(world.cast.li), "hand_in") == []


def test_overdue_and_returned_are_said_so(world: World, sign_in: SignIn) -> None:
    office, chen, li = (sign_in(who) for who in (world.cast.office, world.cast.chen, world.cast.li))
    deliverable = simple(office, minutes=-90)
    assert todos(chen, "hand_in")[0]["detail"] == "教务处：已经逾期，请尽快报送"
    submission = submitted(li, deliverable, world.academic)
    ok(move(office, submission, "return", {"reason": "名单缺少职务"}))
    (todo,) = todos(chen, "hand_in")
    assert (todo["target_kind"], todo["target_id"]) == ("submission", submission["id"])
    assert "退回" in todo["detail"]


def test_the_office_receives_and_chases(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    deliverable = simple(office, minutes=-90)
    submission = submitted(sign_in(world.cast.li), deliverable, world.academic)
    (waiting,) = todos(office, "receive_submissions")
    assert (waiting["target_id"], waiting["detail"]) == (deliverable["id"], "1 个部门已报送，等待接收")
    (missing,) = todos(office, "chase_missing")
    assert missing["detail"].startswith("3 个部门逾期未报")
    for who in (world.cast.chen, world.cast.supervisor):
        assert todos(sign_in(who), "receive_submissions") == []
        assert todos(sign_in(who), "chase_missing") == []
    ok(move(office, submission, "receipt"))
    assert todos(office, "receive_submissions") == []


def test_notices_are_signed_by_officers_and_read_by_staff(world: World, sign_in: SignIn) -> None:
    office, chen, wang = (sign_in(who) for who in (world.cast.office, world.cast.chen, world.cast.wang))
    notice = publish(office, world)
    (to_sign,) = todos(chen, "sign_notice")
    assert (to_sign["target_id"], to_sign["due_at"]) == (notice["id"], notice["receipt_due_at"])
    assert todos(chen, "read_notice") == []
    (to_read,) = todos(wang, "read_notice")
    assert (to_read["target_id"], to_read["due_at"]) == (notice["id"], None)
    assert todos(office, "sign_notice") == []
    assert sign(chen, notice, world.academic).status_code == 201
    assert wang.post(f"/api/v1/notices/{notice['id']}/readings", headers=key()).is_success
    assert todos(chen, "sign_notice") == todos(wang, "read_notice") == []


def test_a_nudge_stands_until_it_is_seen(world: World, sign_in: SignIn) -> None:
    office, chen, li = (sign_in(who) for who in (world.cast.office, world.cast.chen, world.cast.li))
    assert nudge(office, world.academic, audience="liaison").status_code == 201
    (todo,) = todos(li, "see_nudge")
    assert todo["title"] == "纪委办催办：排查表"
    assert todos(chen, "see_nudge") == []
    assert li.post(f"/api/v1/nudges/{todo['target_id']}/sight", headers=key()).is_success
    assert todos(li, "see_nudge") == []


def test_questions_wait_for_the_office(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    question = ask(li, world)
    (todo,) = todos(office, "answer_question")
    assert (todo["target_id"], todo["detail"]) == (question["id"], "教务处提出，等待答复")
    assert todos(li, "answer_question") == []
    row = f"questions/{question['id']}"
    assert step(office, row, question["version"], "answers", {"body": "各填一份。"}).is_success
    assert todos(office, "answer_question") == []


def test_a_changed_approval_asks_its_decider_to_look_again(
    database: Database, world: World, sign_in: SignIn
) -> None:
    chen = sign_in(world.cast.chen)
    review_id = submitted_sheet(database, world)
    assert todos(chen, "decide_review")[0]["target_id"] == review_id
    approve = chen.post(f"/api/v1/reviews/{review_id}/decisions", json={"decision": "approve"}, headers=key())
    assert approve.status_code == 201, approve.text
    assert todos(chen, "reconfirm_review") == []
    with database.session() as session:
        actions.note_content(session, review_id, OTHER_HASH)
    (todo,) = todos(chen, "reconfirm_review")
    assert (todo["target_id"], todo["detail"]) == (review_id, "教务处：已变更，请复核")
    assert todos(chen, "decide_review") == []
    assert todos(sign_in(world.cast.wang), "reconfirm_review") == []


def test_remarks_wait_for_whoever_filled_the_sheet(database: Database, world: World, sign_in: SignIn) -> None:
    chen, wang = sign_in(world.cast.chen), sign_in(world.cast.wang)
    review_id = submitted_sheet(database, world)
    remarks = [remark(chen, review_id).json(), remark(chen, review_id, row_id=8).json()]
    (todo,) = todos(wang, "resolve_comments")
    assert (todo["target_id"], todo["detail"]) == (review_id, "有 2 条批注还没有处理")
    assert todos(chen, "resolve_comments") == []
    for comment in remarks:
        assert resolve(wang, comment).is_success
    assert todos(wang, "resolve_comments") == []


def test_measures_of_ones_post_when_their_day_comes(
    world: World, sign_in: SignIn, session: Session, approved: Found
) -> None:
    wang = sign_in(world.cast.wang)

    def due_on(days: int) -> list[Found]:
        row = sa.update(MEASURES).where(MEASURES.c.id == approved["id"])
        session.execute(row.values(due_on=today() + timedelta(days=days)))
        session.commit()
        return todos(wang, "carry_measure")

    assert due_on(31) == []
    assert due_on(30)[0]["detail"] == "请落实并登记进展"
    (late,) = due_on(-1)
    assert late["detail"].startswith("已经逾期")
    assert (late["target_kind"], late["target_id"]) == ("measure", approved["id"])
    for who in (world.cast.li, world.cast.outsider):
        assert todos(sign_in(who), "carry_measure") == []


def test_what_a_closed_year_left_unfinished_asks_for_nothing(
    world: World, sign_in: SignIn, session: Session, approved: Found
) -> None:
    wang = sign_in(world.cast.wang)
    row = sa.update(MEASURES).where(MEASURES.c.id == approved["id"])
    session.execute(row.values(due_on=today()))
    session.commit()
    assert len(todos(wang, "carry_measure")) == 1
    close_year(session)
    assert todos(wang, "carry_measure") == []


def test_a_handover_waits_for_the_one_who_takes_over(world: World, sign_in: SignIn, session: Session) -> None:
    wang, heir = sign_in(world.cast.wang), sign_in(world.cast.outsider)
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=today().year), "submission").json()
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    leave_post(session, world)
    session.commit()
    body = {"person_id": world.cast.outsider.person, "position_id": world.textbook_post, "is_primary": False}
    assert sign_in(world.cast.office).post("/api/v1/appointments", json=body).status_code == 201
    (todo,) = todos(heir, "acknowledge_handover")
    assert (todo["target_kind"], todo["title"]) == ("handover", "接任“教材管理岗”")
    assert todos(wang, "acknowledge_handover") == []


def test_a_risk_pointed_out_waits_for_whoever_fills_the_sheet(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    answer = suggest(office, position_id=world.textbook_post, origin="organization")
    assert answer.status_code == 201, answer.text
    suggestion = answer.json()
    (todo,) = todos(wang, "settle_suggestion")
    assert (todo["target_kind"], todo["target_id"]) == ("risk_suggestion", suggestion["id"])
    known = ["risk_suggestion.created"]
    assert history(wang, "risk_suggestion", suggestion["id"]) == known
    for who in (world.cast.office, world.cast.outsider, world.cast.other_head):
        assert todos(sign_in(who), "settle_suggestion") == []
        seen = history(sign_in(who), "risk_suggestion", suggestion["id"])
        assert seen == (known if who == world.cast.office else [])


def test_an_announcement_asks_for_its_next_step(world: World, sign_in: SignIn, session: Session) -> None:
    li, wang, chen = (sign_in(who) for who in (world.cast.li, world.cast.wang, world.cast.chen))
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=today().year), "submission").json()
    assert decide(chen, sheet, "approve").status_code == 201
    announcement = made(announce(li, world.academic, year=today().year))
    said = made(object_to(li, announcement))
    (todo,) = todos(chen, "settle_objection")
    assert (todo["target_kind"], todo["target_id"]) == ("announcement", announcement["id"])
    assert todo["detail"] == "有 1 条异议等待处理"
    for who in (world.cast.li, world.cast.wang, world.cast.other_head, world.cast.office, world.cast.lin):
        assert todos(sign_in(who), "settle_objection") == []
    made(rule(chen, said))
    assert todos(chen, "settle_objection") == []
    let_pass(session)
    session.commit()
    for kind, verb, body in (("end", "ending", None), ("report", "report", {})):
        for client in (li, chen):
            (todo,) = todos(client, f"{kind}_announcement")
            assert todo["target_id"] == announcement["id"]
        assert todos(sign_in(world.cast.other_head), f"{kind}_announcement") == []
        made(send(chen, f"{ANNOUNCEMENTS}/{announcement['id']}/{verb}", body))
    assert todos(li, "report_announcement") == []
    known = ["created", "ended", "reported"]
    assert sorted(history(wang, "announcement", announcement["id"])) == [
        f"announcement.{one}" for one in known
    ]
    assert history(wang, "objection", said["id"]) == []
    assert history(sign_in(world.cast.outsider), "announcement", announcement["id"]) == []


def test_what_a_change_touched_is_looked_at_again(world: World, sign_in: SignIn, session: Session) -> None:
    adjustment = {
        "trigger": Trigger.other,
        "title": "招标限额调整",
        "effective_on": today(),
        "opened_by_name": "纪委办",
    }
    task = {
        "adjustment_id": insert_row(session, ADJUSTMENTS, adjustment | STAMPS),
        "kind": RecheckKind.risk_point,
        "object_id": 9,
        "title": "教材选用倾向特定供应商",
        "department_id": world.academic,
        "position_id": world.textbook_post,
        "due_on": today() + timedelta(days=30),
    }
    recheck_id = insert_row(session, RECHECKS, task | STAMPS)
    session.commit()
    for who in (world.cast.wang, world.cast.li, world.cast.chen):
        (todo,) = todos(sign_in(who), "look_again")
        assert (todo["target_kind"], todo["target_id"]) == ("recheck", recheck_id)
        assert todo["detail"] == "因“招标限额调整”，请看看要不要调整"
        assert todo["due_on"] == (today() + timedelta(days=30)).isoformat()
    for stranger in (world.cast.office, world.cast.outsider, world.cast.other_head):
        assert todos(sign_in(stranger), "look_again") == []
