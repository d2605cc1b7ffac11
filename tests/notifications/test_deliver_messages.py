"""From the journal to the inbox: who is told of what, once, and nobody else."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import User
from backend.access.policy import Permission
from backend.access.rules import UserStatus
from backend.integration.actions import number_events
from backend.kit.db import Database
from backend.kit.table import table_of
from backend.notifications.actions import deliver
from backend.notifications.audiences import AUDIENCES
from backend.notifications.recipients import holders_over
from tests.cast import Member
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.reviews.sheets import SEND_BACK, decide, open_sheet, submit_sheet
from tests.risks.sheets import ROW, act, filled_sheet
from tests.warnings.cases import dispose, draft
from tests.world import World

INBOX = "/api/v1/notifications"


def carry(database: Database) -> int:
    """What the background threads do: number what was committed, then tell."""
    with database.session() as session:
        number_events(session)
    with database.session() as session:
        return deliver(session)


@pytest.fixture
def started(database: Database, world: World) -> World:
    """The courier has run once, so that what follows is news."""
    carry(database)
    return world


def inbox(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(INBOX, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def titles(sign_in: SignIn, who: Member) -> list[str]:
    return [item["title"] for item in inbox(sign_in(who))]


def test_it_works(database: Database, started: World, sign_in: SignIn) -> None:
    review = open_sheet(database, started)
    submit_sheet(database, started.cast.wang, review)
    assert carry(database) == 2
    (told,) = inbox(sign_in(started.cast.chen))
    assert told["title"].startswith("待审核：王老师")
    assert (told["kind"], told["path"], told["read_at"]) == ("review", f"/reviews/{review}", None)


def test_who_takes_a_merged_department_over_is_told_what_waits(
    database: Database, started: World, sign_in: SignIn
) -> None:
    wang, office = sign_in(started.cast.wang), sign_in(started.cast.office)
    sheet = act(wang, filled_sheet(wang, started, [ROW]), "submission")
    assert sheet.status_code == 200, sheet.text
    carry(database)
    merged(office, started.academic, started.finance)
    carry(database)
    [told] = inbox(sign_in(started.cast.other_head))
    assert told["path"] == f"/reviews/{sheet.json()['review_id']}"
    assert titles(sign_in, started.cast.outsider) == []


def test_only_those_concerned_are_told(database: Database, started: World, sign_in: SignIn) -> None:
    submit_sheet(database, started.cast.wang, open_sheet(database, started))
    carry(database)
    cast = started.cast
    for other in (
        cast.wang,
        cast.li,
        cast.lin,
        cast.other_head,
        cast.outsider,
        cast.office,
        cast.audit_admin,
    ):
        if other is not cast.audit_admin:
            assert titles(sign_in, other) == []


def test_the_owner_learns_what_became_of_it(database: Database, started: World, sign_in: SignIn) -> None:
    review = open_sheet(database, started)
    submit_sheet(database, started.cast.wang, review)
    decide(sign_in(started.cast.chen), review, SEND_BACK)
    submit_sheet(database, started.cast.wang, review)
    carry(database)
    decide(sign_in(started.cast.chen), review, {"decision": "approve"})
    carry(database)
    assert [title[:3] for title in titles(sign_in, started.cast.wang)] == ["已认定", "被退回"]
    assert inbox(sign_in(started.cast.chen))[0]["body"] == "第 2 次提交，请审核。"


def test_nothing_is_told_twice(database: Database, started: World, sign_in: SignIn) -> None:
    submit_sheet(database, started.cast.wang, open_sheet(database, started))
    carry(database)
    assert carry(database) == 0
    with database.session() as session:
        session.execute(sa.text("UPDATE notification_state SET last_seq = 0"))
    carry(database)
    assert len(inbox(sign_in(started.cast.chen))) == 1


def test_the_history_before_the_first_run_is_no_news(
    database: Database, world: World, sign_in: SignIn
) -> None:
    submit_sheet(database, world.cast.wang, open_sheet(database, world))
    assert carry(database) == 0
    assert inbox(sign_in(world.cast.chen)) == []


def test_a_warning_is_told_without_a_name(database: Database, started: World, sign_in: SignIn) -> None:
    office = sign_in(started.cast.office)
    dispose(office, started, draft(office, started))
    carry(database)
    (told,) = inbox(sign_in(started.cast.wang))
    assert "王老师" not in told["title"] + told["body"]
    assert titles(sign_in, started.cast.chen) == []


def test_a_disabled_user_is_told_nothing(database: Database, started: World, session: Session) -> None:
    users = table_of(User)
    with database.session() as writing:
        writing.execute(
            sa.update(users).where(users.c.id == started.cast.chen.user_id).values(status=UserStatus.disabled)
        )
    submit_sheet(database, started.cast.wang, open_sheet(database, started))
    carry(database)
    assert session.execute(sa.text("SELECT count(*) FROM notification")).scalar_one() == 0


def test_reading_marks_and_counts(database: Database, started: World, sign_in: SignIn) -> None:
    for number in (1, 2, 3):
        submit_sheet(database, started.cast.wang, open_sheet(database, started, subject_id=600 + number))
    carry(database)
    chen = sign_in(started.cast.chen)
    first, second, _ = inbox(chen)
    assert chen.get(f"{INBOX}/counts").json() == {"unread": 3}
    assert chen.post(f"{INBOX}/reading", json={"ids": [first["id"], 999]}).json() == {"unread": 2}
    assert inbox(chen, unread=True)[0]["id"] == second["id"]
    assert chen.post(f"{INBOX}/reading", json={}).json() == {"unread": 0}


def test_nobody_marks_anothers(database: Database, started: World, sign_in: SignIn) -> None:
    submit_sheet(database, started.cast.wang, open_sheet(database, started))
    carry(database)
    (told,) = inbox(sign_in(started.cast.chen))
    sign_in(started.cast.wang).post(f"{INBOX}/reading", json={"ids": [told["id"]]})
    assert sign_in(started.cast.chen).get(f"{INBOX}/counts").json() == {"unread": 1}


def test_rights_are_asked_as_the_policy_says(session: Session, world: World) -> None:
    cast = world.cast
    heads = set(holders_over(session, Permission.reviews_department, world.academic))
    assert heads == {cast.chen.user_id}
    assert set(holders_over(session, Permission.warnings_write, world.academic)) == {cast.office.user_id}
    assert cast.other_head.user_id not in set(holders_over(session, Permission.risks_read, world.academic))


def test_every_audience_is_for_a_kind_of_event() -> None:
    assert AUDIENCES
    assert all(action.count(".") == 1 for action in AUDIENCES)
