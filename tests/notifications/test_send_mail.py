"""Mail over a real SMTP server on this machine: sent once, tried again, never a name of a warned person."""

import socket
from collections.abc import Iterator
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from fastapi import FastAPI

from backend.kit.db import Database
from backend.notifications import mail
from backend.notifications.actions import deliver
from backend.notifications.rules import MAIL_TRIES, pause_before
from backend.settings import Settings
from tests.cast import Member
from tests.conftest import SignIn
from tests.notifications.test_deliver_messages import carry
from tests.reviews.sheets import open_sheet, submit_sheet
from tests.warnings.cases import dispose, draft
from tests.world import World

SETTING = "/api/v1/notifications/mail-setting"


class Postbox:
    """Keeps what arrives; can be made to refuse."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []
        self.refuses = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return "451 try again later"
        self.mails.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def mailing(settings: Settings, postbox: tuple[Postbox, int], app: FastAPI) -> Iterator[Settings]:
    """Settings with that server."""
    given = settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": postbox[1],
            "smtp_security": "none",
            "smtp_sender": "lianfang@example.edu.cn",
        }
    )
    app.state.settings = given
    yield given
    app.state.settings = settings


def want_mail(sign_in: SignIn, who: Member, **changes: Any) -> None:
    body = {"address": f"{who.username}@example.edu.cn", "is_on": True, "muted": []} | changes
    answer = sign_in(who).put(SETTING, json=body, headers={"If-Match": "now"})
    assert answer.status_code == 200, answer.text


def put_off_nothing(database: Database) -> None:
    """Every waiting mail is due now."""
    with database.session() as session:
        session.execute(sa.text("UPDATE notification SET mail_after = created_at"))


def parsed(text: str) -> EmailMessage:
    found = message_from_string(text, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_it_works(
    database: Database, world: World, sign_in: SignIn, mailing: Settings, postbox: tuple[Postbox, int]
) -> None:
    carry(database)
    want_mail(sign_in, world.cast.chen)
    review = open_sheet(database, world)
    submit_sheet(database, world.cast.wang, review)
    carry(database)
    assert mail.run_once(database, mailing) == 1
    ((recipients, text),) = postbox[0].mails
    assert recipients == ["chen@example.edu.cn"]
    found = parsed(text)
    assert found["Subject"].startswith("【廉防】待审核：王老师")
    assert f"http://localhost:8000/reviews/{review}" in found.get_content()
    assert mail.run_once(database, mailing) == 0
    (told,) = sign_in(world.cast.chen).get("/api/v1/notifications").json()["items"]
    assert told["mail_state"] == "sent"


@pytest.mark.parametrize("changes", [{"is_on": False}, {"muted": ["review"]}])
def test_who_wants_no_mail_gets_none(
    database: Database,
    world: World,
    sign_in: SignIn,
    mailing: Settings,
    postbox: tuple[Postbox, int],
    changes: dict[str, Any],
) -> None:
    carry(database)
    want_mail(sign_in, world.cast.chen, **changes)
    submit_sheet(database, world.cast.wang, open_sheet(database, world))
    carry(database)
    assert mail.run_once(database, mailing) == 0
    assert postbox[0].mails == []


def test_a_refused_mail_is_tried_again(
    database: Database, world: World, sign_in: SignIn, mailing: Settings, postbox: tuple[Postbox, int]
) -> None:
    carry(database)
    want_mail(sign_in, world.cast.chen)
    submit_sheet(database, world.cast.wang, open_sheet(database, world))
    carry(database)
    postbox[0].refuses = True
    assert mail.run_once(database, mailing) == 0
    assert mail.run_once(database, mailing) == 0, "the next try is not due yet"
    postbox[0].refuses = False
    put_off_nothing(database)
    assert mail.run_once(database, mailing) == 1
    assert len(postbox[0].mails) == 1


def test_after_the_last_try_it_has_failed(
    database: Database, world: World, sign_in: SignIn, mailing: Settings, postbox: tuple[Postbox, int]
) -> None:
    carry(database)
    want_mail(sign_in, world.cast.chen)
    submit_sheet(database, world.cast.wang, open_sheet(database, world))
    carry(database)
    postbox[0].refuses = True
    for _ in range(MAIL_TRIES + 1):
        mail.run_once(database, mailing)
        put_off_nothing(database)
    (told,) = sign_in(world.cast.chen).get("/api/v1/notifications").json()["items"]
    assert told["mail_state"] == "failed"


def test_a_dead_server_stops_nobody(
    database: Database, world: World, sign_in: SignIn, mailing: Settings, postbox: tuple[Postbox, int]
) -> None:
    carry(database)
    want_mail(sign_in, world.cast.chen)
    submit_sheet(database, world.cast.wang, open_sheet(database, world))
    carry(database)
    dead = mailing.model_copy(update={"smtp_port": 9})
    assert mail.run_once(database, dead) == 0
    assert sign_in(world.cast.chen).get("/api/v1/notifications/counts").json() == {"unread": 1}


def test_a_mail_about_a_warning_names_nobody(
    database: Database, world: World, sign_in: SignIn, mailing: Settings, postbox: tuple[Postbox, int]
) -> None:
    carry(database)
    want_mail(sign_in, world.cast.wang)
    office = sign_in(world.cast.office)
    dispose(office, world, draft(office, world))
    carry(database)
    mail.run_once(database, mailing)
    ((_, text),) = postbox[0].mails
    found = parsed(text)
    shown = found["Subject"] + found.get_content()
    assert "王老师" not in shown
    assert "预警" not in shown


@pytest.mark.parametrize(
    "body",
    [
        {"address": "没有邮箱", "is_on": True},
        {"address": "", "is_on": True},
        {"address": "a@b.cn\nBcc: x@y.cn", "is_on": True},
        {"address": "a@b.cn,x@y.cn", "is_on": True},
    ],
)
def test_a_bad_address_is_refused(sign_in: SignIn, world: World, body: dict[str, Any]) -> None:
    answer = sign_in(world.cast.wang).put(SETTING, json=body, headers={"If-Match": "now"})
    assert answer.status_code == 422
    assert "邮箱" in answer.text


def test_a_stale_setting_is_refused(sign_in: SignIn, world: World) -> None:
    wang = sign_in(world.cast.wang)
    first = wang.get(SETTING)
    body = {"address": "w@example.edu.cn", "is_on": True}
    assert wang.put(SETTING, json=body, headers={"If-Match": first.headers["etag"]}).status_code == 200
    assert wang.put(SETTING, json=body, headers={"If-Match": first.headers["etag"]}).status_code == 412
    assert wang.put(SETTING, json=body).status_code == 428


def test_pauses_grow() -> None:
    pauses = [pause_before(tries) for tries in range(1, MAIL_TRIES)]
    assert pauses == sorted(set(pauses))
    assert sum(pause.total_seconds() for pause in pauses) > 12 * 3600


def test_nothing_is_delivered_before_it_is_numbered(database: Database, world: World) -> None:
    carry(database)
    submit_sheet(database, world.cast.wang, open_sheet(database, world))
    with database.session() as session:
        assert deliver(session) == 0
