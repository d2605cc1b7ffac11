"""News of suggested risks and of what is to be looked at again: the right people, once, and nobody else."""

from typing import Any

import pytest

from backend.kit.db import Database
from backend.kit.table import today
from tests.adjustments.test_open_rechecks import adjust
from tests.communications.cases import made
from tests.conftest import SignIn
from tests.notifications.test_deliver_messages import carry, inbox, started, titles
from tests.risks.sheets import ROW, act, decide, filled_sheet
from tests.risks.test_settle_suggestion import REASON, settle
from tests.risks.test_suggest_risk import suggest
from tests.world import World

__all__ = ["started"]
Found = dict[str, Any]


@pytest.fixture
def suggestion(started: World, sign_in: SignIn) -> Found:
    """陈处长's, for 王老师's post."""
    return made(suggest(sign_in(started.cast.chen), position_id=started.textbook_post))


def test_a_suggestion_goes_to_the_holder_of_the_post(
    database: Database, started: World, sign_in: SignIn, suggestion: Found
) -> None:
    cast = started.cast
    carry(database)
    (told,) = inbox(sign_in(cast.wang))
    assert (told["kind"], told["title"]) == ("suggestion", f"风险建议：{suggestion['name']}")
    assert told["body"].startswith("陈处长（领导）提出")
    for other in (cast.chen, cast.li, cast.other_head, cast.outsider, cast.office):
        assert titles(sign_in, other) == []


def test_one_for_a_department_goes_to_its_officers(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    made(suggest(sign_in(cast.office), department_id=started.academic))
    carry(database)
    assert [title[:5] for title in titles(sign_in, cast.li)] == ["风险建议："]
    assert [title[:5] for title in titles(sign_in, cast.chen)] == ["风险建议："]
    for other in (cast.wang, cast.other_liaison, cast.other_head, cast.office):
        assert titles(sign_in, other) == []


def test_who_made_it_learns_that_it_was_adopted(
    database: Database, started: World, sign_in: SignIn, suggestion: Found
) -> None:
    cast = started.cast
    wang = sign_in(cast.wang)
    filled_sheet(wang, started, [ROW])
    made(settle(wang, suggestion, "adoption", {}, '"v1"'))
    carry(database)
    (told,) = inbox(sign_in(cast.chen))
    assert (told["kind"], told["title"]) == ("suggestion", f"建议已采纳：{suggestion['name']}")
    assert told["body"] == "王老师：已写入排查表。"
    assert titles(sign_in, cast.wang) == [], "what is settled is no news any more"
    assert titles(sign_in, cast.li) == []


def test_who_made_it_learns_why_it_was_declined(
    database: Database, started: World, sign_in: SignIn, suggestion: Found
) -> None:
    cast = started.cast
    made(settle(sign_in(cast.wang), suggestion, "refusal", REASON, '"v1"'))
    carry(database)
    (told,) = inbox(sign_in(cast.chen))
    assert told["title"].startswith("建议未采纳：")
    assert told["body"] == f"王老师：{REASON['reason']}"
    assert titles(sign_in, cast.other_head) == []


def test_who_takes_it_back_tells_nobody(
    database: Database, started: World, sign_in: SignIn, suggestion: Found
) -> None:
    cast = started.cast
    made(settle(sign_in(cast.chen), suggestion, "withdrawal", None, '"v1"'))
    carry(database)
    assert titles(sign_in, cast.chen) == titles(sign_in, cast.wang) == []


def test_what_must_be_looked_at_again_is_told_to_post_and_department(
    database: Database, started: World, sign_in: SignIn
) -> None:
    cast = started.cast
    wang = sign_in(cast.wang)
    sheet = filled_sheet(wang, started, [ROW])
    assert decide(sign_in(cast.chen), act(wang, sheet, "submission").json(), "approve").status_code == 201
    carry(database)
    people = (cast.wang, cast.li, cast.chen, cast.lin, cast.dean, cast.office, cast.other_head, cast.outsider)
    before = {who: len(titles(sign_in, who)) for who in people}
    opened = made(adjust(sign_in(cast.office), position_ids=[started.textbook_post], due_on=str(today())))
    carry(database)
    (told,) = inbox(wang, kind="recheck")
    assert told["title"] == "请复核：招标限额调整"
    assert told["path"] == f"/adjustments/{opened['id']}"
    assert f"请在{today().month}月{today().day}日前" in told["body"]
    grown = {who for who in people if len(titles(sign_in, who)) > before[who]}
    assert grown == {cast.wang, cast.li, cast.chen}
