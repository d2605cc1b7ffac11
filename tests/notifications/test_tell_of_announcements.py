"""News of announcements: those they are meant for; of objections only who decides and who raised them."""

from typing import Any

import pytest

from backend.kit.db import Database
from tests.announcements.announcing import API, announce, made, object_to, rule, send
from tests.conftest import SignIn
from tests.notifications.test_deliver_messages import carry, inbox, started, titles
from tests.risks.sheets import ROW, act, decide, filled_sheet
from tests.world import World

__all__ = ["started"]
Found = dict[str, Any]
WHOLE = "公示：教务处 2026 年风险点登记汇总"


@pytest.fixture
def announced(database: Database, world: World, sign_in: SignIn) -> Found:
    """教务处's register, announced by 李联络; all that came before has been told."""
    wang = sign_in(world.cast.wang)
    sheet = act(wang, filled_sheet(wang, world, [ROW]), "submission").json()
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    carry(database)
    return made(announce(sign_in(world.cast.li), world.academic))


def test_the_department_is_told(database: Database, world: World, sign_in: SignIn, announced: Found) -> None:
    carry(database)
    for member in (world.cast.wang, world.cast.chen):
        assert WHOLE in titles(sign_in, member), member.name
    for member in (world.cast.li, world.cast.outsider, world.cast.office, world.cast.lin):
        assert WHOLE not in titles(sign_in, member), member.name
    (told,) = [item for item in inbox(sign_in(world.cast.wang)) if item["title"] == WHOLE]
    assert (told["target_kind"], told["target_id"]) == ("announcement", announced["id"])
    reason = {"reason": "汇总时漏了一张表。"}
    made(send(sign_in(world.cast.li), f"{API}/{announced['id']}/withdrawal", reason))
    carry(database)
    assert titles(sign_in, world.cast.wang)[0].startswith("公示已撤回：")


def test_an_objection_is_told_to_few(
    database: Database, world: World, sign_in: SignIn, announced: Found
) -> None:
    wang = sign_in(world.cast.wang)
    said = made(object_to(wang, announced))
    carry(database)
    for member in (world.cast.li, world.cast.chen):
        (told, *_) = inbox(sign_in(member))
        assert told["title"].startswith("有人提出异议："), member.name
        assert "王老师" not in told["title"] + told["body"]
        assert told["target_id"] == announced["id"]
    for member in (world.cast.wang, world.cast.lin, world.cast.office, world.cast.outsider):
        assert not any(title.startswith("有人提出异议") for title in titles(sign_in, member)), member.name
    made(rule(sign_in(world.cast.chen), said))
    carry(database)
    (told, *_) = inbox(wang)
    assert told["title"].startswith("您的异议不成立：")
    assert told["body"] == "陈处长：经核对岗位职责，情况如此。"
    assert not any(title.startswith("您的异议") for title in titles(sign_in, world.cast.li))
