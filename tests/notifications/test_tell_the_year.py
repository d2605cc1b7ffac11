"""News of the rooms of the year: the right people are told once, strangers are not, and it leads to the right page."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.kit.db import Database
from backend.kit.table import now
from backend.notifications.audiences import AUDIENCES
from backend.notifications.rules import TARGET_PATHS
from backend.reviews import actions as reviews
from tests.campaigns.rounds import in_minutes, move, simple, submitted
from tests.campaigns.rounds import ok as campaign_ok
from tests.cast import Member
from tests.communications.cases import ask, key, made, nudge, publish, schedule, step
from tests.conftest import SignIn
from tests.handovers.test_hand_over_posts import approved, page, wang
from tests.measures import plans
from tests.notifications.test_deliver_messages import carry, inbox, started, titles
from tests.organization.test_report_liaison import decide as decide_report
from tests.organization.test_report_liaison import report
from tests.reviews.sheets import OTHER_HASH, decide, submitted_sheet
from tests.risks.sheets import ROW, YEAR, filled_sheet
from tests.world import World

__all__ = ["approved", "page", "started", "wang"]
TOMORROW = (now() + timedelta(days=1)).isoformat()


def heads(sign_in: SignIn, *who: Member) -> list[list[str]]:
    """The titles in each one's inbox."""
    return [titles(sign_in, one) for one in who]


def test_a_notice_reaches_everybody_of_its_departments(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    notice = publish(sign_in(cast.office), started, department_ids=[started.academic])
    carry(database)
    (told,) = inbox(sign_in(cast.wang))
    assert (told["kind"], told["path"]) == ("notice", f"/notices/{notice['id']}")
    assert "10月5日 17:30" in told["body"]
    assert heads(sign_in, cast.li, cast.chen) == [[told["title"]], [told["title"]]]
    assert heads(sign_in, cast.outsider, cast.other_head, cast.office, cast.dean) == [[], [], [], []]


def test_a_withdrawn_notice_is_told_with_its_reason(
    database: Database, started: World, sign_in: SignIn
) -> None:
    office = sign_in(started.cast.office)
    notice = publish(office, started)
    path = f"notices/{notice['id']}"
    made(step(office, path, notice["version"], "withdrawal", {"reason": "文号有误，另行通知"}), 200)
    carry(database)
    told = inbox(sign_in(started.cast.wang))
    assert [item["title"][:5] for item in told] == ["通知已撤回"], "what was taken back is no news"
    assert "文号有误" in told[0]["body"]


def test_a_nudge_reaches_whom_it_names(database: Database, started: World, sign_in: SignIn) -> None:
    cast = started.cast
    office = sign_in(cast.office)
    sent = made(nudge(office, started.academic, audience="liaison"))["created"][0]
    made(nudge(office, started.finance, audience="person", person_id=cast.outsider.person))
    carry(database)
    (told,) = inbox(sign_in(cast.li))
    assert told["title"] == "催办（教务处）：排查表"
    assert told["body"].endswith("排查表 10 月 5 日到期，请尽快提交。")
    assert told["path"] == f"/nudges?focus={sent['id']}"
    assert len(titles(sign_in, cast.outsider)) == 1
    assert heads(sign_in, cast.chen, cast.wang, cast.other_liaison, cast.other_head) == [[], [], [], []]


def test_a_reported_liaison_is_nudged_only_where_nobody_is_confirmed(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    office, chen = sign_in(cast.office), sign_in(cast.chen)
    report(chen, started.academic, cast.wang.person)
    made(nudge(office, started.academic))
    carry(database)
    told = ["催办（教务处）：排查表"]
    assert heads(sign_in, cast.li, cast.chen, cast.wang) == [told, told, []]
    assert sign_in(cast.wang).get("/api/v1/nudges?is_mine=true").json()["total"] == 0

    report(office, started.informatics, cast.supervisor.person)
    made(nudge(office, started.informatics, audience="liaison"))
    carry(database)
    assert titles(sign_in, cast.supervisor) == ["催办（信息系）：排查表"]


def test_a_declined_liaison_is_not_nudged(database: Database, started: World, sign_in: SignIn) -> None:
    office = sign_in(started.cast.office)
    officer = report(office, started.informatics, started.cast.supervisor.person).json()
    refused = decide_report(office, officer["id"], "refusal", {"reason": "不在本部门工作"})
    assert refused.status_code in (200, 201), refused.text
    made(nudge(office, started.informatics, audience="liaison"))
    carry(database)
    assert titles(sign_in, started.cast.supervisor) == []


def test_a_question_goes_to_the_office_and_its_answer_back(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    question = ask(sign_in(cast.li), started)
    carry(database)
    assert titles(sign_in, cast.office) == ["业务咨询：兼岗怎样填表"]
    assert heads(sign_in, cast.li, cast.chen, cast.other_liaison) == [[], [], []]
    body = {"body": "每个岗位填一份。"}
    made(step(sign_in(cast.office), f"questions/{question['id']}", question["version"], "answers", body))
    carry(database)
    assert titles(sign_in, cast.li) == ["已答复：兼岗怎样填表"]
    assert inbox(sign_in(cast.li))[0]["path"] == f"/questions/{question['id']}"


def test_a_returned_submission_comes_back_to_the_department(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    office = sign_in(cast.office)
    handed = submitted(sign_in(cast.li), simple(office), started.academic)
    campaign_ok(move(office, handed, "return", {"reason": "扫描件看不清"}))
    carry(database)
    assert heads(sign_in, cast.li, cast.chen) == [["材料被退回：情况报告"], ["材料被退回：情况报告"]]
    assert {item["kind"] for item in inbox(sign_in(cast.li))} == {"submission"}
    assert heads(sign_in, cast.other_liaison, cast.office) == [[], []]


def test_more_time_is_told_to_those_who_get_it(database: Database, started: World, sign_in: SignIn) -> None:
    cast = started.cast
    office = sign_in(cast.office)
    deliverable = simple(office)
    body = {
        "deliverable_id": deliverable["id"],
        "due_at": in_minutes(5000).isoformat(),
        "reason": "材料较多",
        "department_ids": [started.finance],
    }
    campaign_ok(office.post("/api/v1/extensions", json=body, headers=key()))
    carry(database)
    (told,) = inbox(sign_in(cast.other_head))
    assert (told["kind"], told["path"]) == ("deadline", "/submissions")
    assert heads(sign_in, cast.li, cast.chen) == [[], []]
    body |= {"department_ids": [], "due_at": in_minutes(9000).isoformat()}
    campaign_ok(office.post("/api/v1/extensions", json=body, headers=key()))
    carry(database)
    assert heads(sign_in, cast.li, cast.chen) == [["报送延期：情况报告"], ["报送延期：情况报告"]]


def test_an_approval_gone_stale_returns_to_its_signer(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    review = submitted_sheet(database, started)
    decide(sign_in(cast.chen), review, {"decision": "approve"})
    carry(database)
    with database.session() as session:
        reviews.note_content(session, review, OTHER_HASH)
    carry(database)
    assert titles(sign_in, cast.chen)[0].startswith("认定后有改动：王老师")
    assert titles(sign_in, cast.wang)[0].startswith("认定后有改动：王老师")
    assert titles(sign_in, cast.other_head) == []


def test_a_sheet_to_be_searched_anew_is_told_to_its_signer_too(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    review = submitted_sheet(database, started)
    decide(sign_in(cast.chen), review, {"decision": "approve"})
    carry(database)
    body = {"decision": "send_back", "reasons": ["incomplete"], "opinion": "漏了采购环节。"}
    assert decide(sign_in(cast.office), review, body).status_code == 201
    carry(database)
    for who in (cast.wang, cast.chen):
        told = inbox(sign_in(who))[0]
        assert told["title"].startswith("被退回：王老师")
        assert "重新查找、评估" in told["body"]
        assert told["body"].endswith("日前重新提交。")
        assert "采购" not in told["body"]
    assert heads(sign_in, cast.office, cast.other_head) == [[], []]


def test_a_comment_is_told_without_its_text(database: Database, started: World, sign_in: SignIn) -> None:
    cast = started.cast
    review = submitted_sheet(database, started)
    body = {"row_id": None, "field": "", "text": "这里写得太笼统"}
    made(sign_in(cast.chen).post(f"/api/v1/reviews/{review}/comments", json=body, headers=key()))
    carry(database)
    (told,) = inbox(sign_in(cast.wang))
    assert told["title"].startswith("有批注：")
    assert "笼统" not in told["title"] + told["body"]
    assert [title[:3] for title in titles(sign_in, cast.chen)] == ["待审核"]


def test_a_new_holder_is_told_of_his_handover(
    database: Database, started: World, sign_in: SignIn, page: dict[str, Any]
) -> None:
    carry(database)
    told = [item for item in inbox(sign_in(started.cast.outsider)) if item["kind"] == "handover"]
    assert [(item["title"], item["path"]) for item in told] == [
        ("岗位交接待确认：教材管理岗", f"/handovers/{page['id']}")
    ]
    assert all(item["kind"] != "handover" for item in inbox(sign_in(started.cast.wang)))


def test_those_invited_learn_of_a_meeting_to_come(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    li = sign_in(cast.li)
    meeting = schedule(li, started, held_at=TOMORROW)
    schedule(li, started, title="上周的会议", held_at="2026-09-03T09:00:00+08:00")
    carry(database)
    assert titles(sign_in, cast.wang) == ["会议通知：教务处廉政风险防控专题会议"]
    assert inbox(sign_in(cast.wang))[0]["kind"] == "meeting"
    assert heads(sign_in, cast.li, cast.chen, cast.outsider) == [[], [], []]
    path = f"meetings/{meeting['id']}"
    made(step(li, path, meeting["version"], "cancellation", {"reason": "与教学检查冲突"}), 200)
    carry(database)
    assert titles(sign_in, cast.wang)[0].startswith("会议取消：")


class TestMeasures:
    """The post that carries a measure out, and those who check it."""

    @pytest.fixture
    def done(self, database: Database, started: World, sign_in: SignIn) -> dict[str, Any]:
        """A measure of 王老师's post, reported as finished."""
        li, wang = sign_in(started.cast.li), sign_in(started.cast.wang)
        point = filled_sheet(wang, started, [ROW])["rows"][0]["id"]
        body = {"department_id": started.academic, "year": YEAR}
        plan = plans.made(plans.send(li, plans.PLANS, body))
        place = {"plan_id": plan["id"], "position_id": started.textbook_post, "risk_point_ids": [point]}
        measure = plans.made(plans.send(li, plans.MEASURES, plans.COMPLETE | place))
        plans.approve_plan(database, started, sign_in, plan["id"])
        carry(database)
        plans.prove(wang, measure["id"])
        return plans.made(plans.send(wang, f"{plans.MEASURES}/{measure['id']}/completion", {}))

    def test_from_approval_to_failure(
        self, database: Database, started: World, sign_in: SignIn, done: dict[str, Any]
    ) -> None:
        cast = started.cast
        carry(database)
        about = f"/measures/{done['id']}"
        assert self._told(sign_in(cast.wang)) == [("防控措施已认定", about)]
        assert self._told(sign_in(cast.chen)) == [("待检查", about)]
        assert self._told(sign_in(cast.lin)) == [("待检查", about)]
        assert self._told(sign_in(cast.office)) == []
        body = plans.FINDING | {"result": "ineffective"}
        plans.made(plans.send(sign_in(cast.office), f"{plans.MEASURES}/{done['id']}/checks", body))
        carry(database)
        assert self._told(sign_in(cast.wang))[0] == ("未见成效", about)
        assert self._told(sign_in(cast.other_head)) == []

    @staticmethod
    def _told(client: TestClient) -> list[tuple[str, str]]:
        return [
            (item["title"].split("：")[0], item["path"])
            for item in inbox(client)
            if item["kind"] == "measure"
        ]


def test_every_target_has_a_page() -> None:
    assert {action.split(".")[0] for action in AUDIENCES} - {"extension", "objection"} <= set(TARGET_PATHS)
