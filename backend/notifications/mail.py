"""The courier: writes messages from the journal and sends the mails, in a background thread of each process."""

import logging
import smtplib
import ssl
import threading
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from backend.kit.db import Database
from backend.notifications import actions
from backend.notifications.rules import path_of
from backend.settings import Settings

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20


def compose(settings: Settings, notification: Mapping[str, Any]) -> EmailMessage:
    """A plain mail with a link; the same Message-ID at every try, so that a doubled one can be told."""
    mail = EmailMessage()
    mail["Subject"] = f"【廉防】{notification['title']}"
    mail["From"] = settings.smtp_sender
    mail["To"] = notification["address"]
    mail["Date"] = formatdate(localtime=True)
    domain = settings.smtp_sender.rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<notification-{notification['id']}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    link = settings.public_origin.rstrip("/") + path_of(
        notification["target_kind"], notification["target_id"]
    )
    mail.set_content(
        f"{notification['title']}\n{notification['body']}\n\n请登录系统办理：{link}\n\n"
        "这封邮件由系统自动发出，请不要直接回复。不想再收到，可在账号菜单的“邮件提醒”里关闭。\n"
    )
    return mail


def _connect(settings: Settings) -> smtplib.SMTP:
    place = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)


def send(settings: Settings, mail: EmailMessage) -> None:
    """Hands one mail to the college's server. Raises OSError or smtplib.SMTPException."""
    with _connect(settings) as server:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(mail)


def run_once(database: Database, settings: Settings) -> int:
    """Everything that is due now; returns how many mails went out."""
    while True:
        with database.session() as session:
            if not actions.deliver(session):
                break
    sent = 0
    while settings.smtp_host:
        with database.session() as session:
            mail = actions.claim_mail(session)
        if mail is None:
            break
        if mail["is_claimed"] and _try(settings, mail):
            with database.session() as session:
                actions.record_sent(session, mail["id"])
            sent += 1
    return sent


def _try(settings: Settings, mail: Mapping[str, Any]) -> bool:
    try:
        send(settings, compose(settings, mail))
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail %s not sent: %s", mail["id"], type(error).__name__)
        return False
    return True


class Courier:
    """One thread a process; locks in the database let one work at a time."""

    def __init__(self, database: Database, settings: Settings, pause_seconds: float = 2) -> None:
        self._database, self._settings, self._pause = database, settings, pause_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begins to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the current mail."""
        self._stop.set()
        self._thread.join(timeout=TIMEOUT_SECONDS + 5)

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            try:
                run_once(self._database, self._settings)
            except SQLAlchemyError:
                self._stop.wait(5)  # the database is away; requests say so themselves, and we try again
