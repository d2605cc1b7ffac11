"""What the yearly inspection sets going: to-dos, messages, reminders and timelines, and what a merger moves."""

from datetime import timedelta

from backend.kit.db import Database
from backend.kit.table import today
from tests.conftest import SignIn
from tests.inspections.findings import FINDINGS, answered, raised
from tests.inspections.findings import step as finding_step
from tests.inspections.scoring import academic, done, scored, self_scored, step
from tests.inspections.scoring import opened as opened_for
from tests.notifications.test_deliver_messages import carry, inbox, started, titles
from tests.notifications.test_remind_before_due import morning, pass_by
from tests.organization.merging import merged
from tests.overview.test_follow_timelines import actions as history
from tests.overview.test_list_todos import todos
from tests.world import World

__all__ = ["started"]


def test_the_self_score_waits_for_the_department(world: World, sign_in: SignIn) -> None:
    cast = world.cast
    office, chen, inspection = academic(world, sign_in)
    for officer in (cast.chen, cast.li):
        (todo,) = todos(sign_in(officer), "score_oneself")
        assert (todo["target_kind"], todo["target_id"]) == ("inspection", inspection["id"])
        assert todo["due_on"] == inspection["self_due_on"]
    for other in (cast.office, cast.supervisor, cast.lin, cast.other_head, cast.wang):
        assert todos(sign_in(other), "score_oneself") == []
    self_scored(chen, inspection)
    assert todos(chen, "score_oneself") == []
    done(step(office, inspection, "return", {"reason": "自查不深入", "self_due_on": str(today())}))
    assert "退回" in todos(chen, "score_oneself")[0]["detail"]


def test_an_objection_waits_for_the_office(world: World, sign_in: SignIn) -> None:
    office, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    done(step(chen, inspection, "objections", {"objection": "扣分事项不是本部门职责。"}))
    assert [todo["target_id"] for todo in todos(office, "answer_objection")] == [inspection["id"]]
    assert todos(chen, "answer_objection") == []
    done(step(office, inspection, "objection-replies", {"reply": "经复核，维持原得分。"}))
    assert todos(office, "answer_objection") == []


def test_messages_go_to_the_right_people(database: Database, started: World, sign_in: SignIn) -> None:
    cast = started.cast
    office, chen, inspection = academic(started, sign_in)
    self_scored(chen, inspection)
    scored(office, inspection)
    done(step(chen, inspection, "objections", {"objection": "扣分事项不是本部门职责。"}))
    done(step(office, inspection, "objection-replies", {"reply": "经复核，维持原得分。"}))
    done(step(office, inspection, "confirmation", {}))
    carry(database)
    told = [title.split("：")[0] for title in titles(sign_in, cast.li)]
    assert told == ["结果已确认", "异议已答复", "得分已公布", "请自查自评"]
    assert [title.split("：")[0] for title in titles(sign_in, cast.office)] == ["提出异议"]
    assert {item["kind"] for item in inbox(chen)} == {"inspection"}
    for other in (cast.wang, cast.other_head, cast.supervisor, cast.dean):
        assert titles(sign_in, other) == []


def test_officers_are_reminded_before_it_is_due(database: Database, world: World, sign_in: SignIn) -> None:
    due = today() + timedelta(days=10)
    supervisor = sign_in(world.cast.supervisor)
    opened_for(sign_in(world.cast.office), world.academic)
    raised(supervisor, world, due_on=str(due))
    answered(sign_in(world.cast.chen), raised(supervisor, world, due_on=str(due)))
    for days in (4, 3, 0):
        pass_by(database, morning(days, due))
    for officer in (world.cast.chen, world.cast.li):
        told = [item["title"] for item in inbox(sign_in(officer), kind="deadline")]
        assert [title.split("：")[0] for title in told] == ["今天到期"] * 2 + ["还有 3 天到期"] * 2
        assert sum("自评" in title for title in told) == sum("窗口" in title for title in told) == 2
    assert inbox(sign_in(world.cast.other_head), kind="deadline") == []


def test_its_timeline_is_its_readers(world: World, sign_in: SignIn) -> None:
    _, chen, inspection = academic(world, sign_in)
    self_scored(chen, inspection)
    told = ["inspection.self_scored", "inspection.self_saved", "inspection.opened"]
    assert history(chen, "inspection", inspection["id"]) == told
    assert history(sign_in(world.cast.other_head), "inspection", inspection["id"]) == []


def test_what_is_not_settled_goes_along_with_a_merged_department(world: World, sign_in: SignIn) -> None:
    supervisor, office = sign_in(world.cast.supervisor), sign_in(world.cast.office)
    waiting, settled = (
        raised(supervisor, world),
        answered(sign_in(world.cast.chen), raised(supervisor, world)),
    )
    finding_step(supervisor, settled, "acceptance", {})
    merged(office, world.academic, world.finance)
    other = sign_in(world.cast.other_head)
    names = {row["id"]: row["department_name"] for row in other.get(FINDINGS).json()["items"]}
    assert names == {waiting["id"]: "财务处", settled["id"]: "教务处"}
    assert answered(other, waiting)["department_name"] == "财务处"
