"""What a finding sets going: to-dos, messages and its timeline, for the right people and nobody else."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from backend.inspections.queries import FINDINGS as TABLE
from backend.kit.db import Database
from backend.kit.table import today
from tests.conftest import SignIn
from tests.inspections.findings import RETURN, answered, raised, step
from tests.notifications.test_deliver_messages import carry, inbox, started, titles
from tests.overview.test_follow_timelines import actions as history
from tests.overview.test_list_todos import todos
from tests.world import World

__all__ = ["started"]


def test_it_waits_for_the_department_then_for_whoever_raised_it(world: World, sign_in: SignIn) -> None:
    cast = world.cast
    supervisor, chen = sign_in(cast.supervisor), sign_in(cast.chen)
    found = raised(supervisor, world)
    for officer in (cast.chen, cast.li):
        (todo,) = todos(sign_in(officer), "answer_finding")
        assert (todo["title"], todo["target_id"], todo["due_on"]) == (
            found["title"],
            found["id"],
            found["due_on"],
        )
    for other in (cast.supervisor, cast.office, cast.lin, cast.other_head, cast.wang):
        assert todos(sign_in(other), "answer_finding") == []
    answered(chen, found)
    assert todos(chen, "answer_finding") == []
    assert [todo["target_id"] for todo in todos(supervisor, "judge_finding")] == [found["id"]]
    assert [todo["target_id"] for todo in todos(sign_in(cast.office), "judge_finding")] == [found["id"]]
    for other in (cast.chen, cast.lin, cast.dean):
        assert todos(sign_in(other), "judge_finding") == []
    step(supervisor, found, "acceptance", {})
    assert todos(supervisor, "judge_finding") == []


def test_an_overdue_one_says_so(world: World, sign_in: SignIn, session: Session) -> None:
    found = raised(sign_in(world.cast.supervisor), world)
    past = {"found_on": today() - timedelta(days=9), "due_on": today() - timedelta(days=1)}
    session.execute(sa.update(TABLE).where(TABLE.c.id == found["id"]).values(**past))
    (todo,) = todos(sign_in(world.cast.chen), "answer_finding")
    assert "逾期" in todo["detail"]


def test_messages_go_to_the_right_people(database: Database, started: World, sign_in: SignIn) -> None:
    cast = started.cast
    supervisor, chen = sign_in(cast.supervisor), sign_in(cast.chen)
    found = raised(supervisor, started)
    carry(database)
    for officer in (cast.chen, cast.li):
        (told,) = inbox(sign_in(officer))
        assert (told["kind"], told["title"]) == ("inspection", f"监督检查发现问题：{found['title']}")
    answered(chen, found)
    carry(database)
    assert titles(sign_in, cast.supervisor) == [f"整改已答复：{found['title']}"]
    assert titles(sign_in, cast.office) == []
    step(supervisor, found, "return", RETURN)
    carry(database)
    assert titles(sign_in, cast.chen)[0] == f"整改被退回：{found['title']}"
    answered(chen, found)
    step(sign_in(cast.office), found, "acceptance", {})
    carry(database)
    assert (
        titles(sign_in, cast.li)[0] == titles(sign_in, cast.supervisor)[0] == f"问题已销号：{found['title']}"
    )
    for other in (cast.wang, cast.other_head, cast.lin, cast.dean):
        assert titles(sign_in, other) == []


def test_whoever_holds_the_post_it_is_about_is_told(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    supervisor = sign_in(cast.supervisor)
    found = raised(supervisor, started, position_id=started.textbook_post)
    carry(database)
    (told,) = inbox(sign_in(cast.wang))
    assert (told["title"], told["path"]) == (f"监督检查发现问题：{found['title']}", f"/findings/{found['id']}")
    assert told["body"].startswith("涉及岗位：教材管理岗。请在")
    assert sign_in(cast.wang).get(f"/api/v1{told['path']}").status_code == 200, "he may read what he is told of"
    step(supervisor, found, "withdrawal", {"reason": "与事实不符，撤回。"})
    carry(database)
    assert titles(sign_in, cast.wang)[0] == f"问题已撤回：{found['title']}"
    assert titles(sign_in, cast.outsider) == []


def test_its_timeline_is_its_readers(world: World, sign_in: SignIn) -> None:
    found = raised(sign_in(world.cast.supervisor), world)
    answered(sign_in(world.cast.chen), found)
    for reader in (world.cast.chen, world.cast.dean):
        told = history(sign_in(reader), "finding", found["id"])
        assert told == ["finding.answered", "finding.raised"]
    assert history(sign_in(world.cast.other_head), "finding", found["id"]) == []
