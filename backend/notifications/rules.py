"""Kinds of messages and where they lead. No message ever names a warned person (requirements D15)."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from backend.kit.terms import Term


class NotificationKind(Term):
    """What it is about; each kind can be kept out of the mail."""

    review = "review", "审核"
    warning = "warning", "预警"
    notice = "notice", "通知"
    nudge = "nudge", "催办"
    question = "question", "咨询"
    suggestion = "suggestion", "风险建议"
    meeting = "meeting", "会议"
    submission = "submission", "材料报送"
    measure = "measure", "防控措施"
    recheck = "recheck", "复核任务"
    handover = "handover", "岗位交接"
    pledge = "pledge", "岗位廉政承诺"
    deadline = "deadline", "期限提醒"
    inspection = "inspection", "检查考核"
    package = "package", "材料包"


class MailState(Term):
    """Where the mail about a notification stands."""

    none = "none", "不发邮件"
    waiting = "waiting", "待发送"
    sent = "sent", "已发送"
    failed = "failed", "发送失败"


TARGET_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "review": "/reviews/{id}",
        "risk_inventory": "/sheets/{id}",
        "risk_point": "/risks/{id}",
        "warning": "/warnings/{id}",
        "notice": "/notices/{id}",
        "meeting": "/meetings/{id}",
        "question": "/questions/{id}",
        "nudge": "/nudges?focus={id}",
        "deliverable": "/submissions",
        "submission": "/submissions/{id}",
        "measure": "/measures/{id}",
        "measure_plan": "/measure-plans/{id}",
        "handover": "/handovers/{id}",
        "risk_suggestion": "/risk-suggestions",
        "finding": "/findings/{id}",
        "inspection": "/inspections/{id}",
        "flow_redesign": "/flow-redesigns/{id}",
        "announcement": "/announcements/{id}",
        "adjustment": "/adjustments/{id}",
        "package": "/packages/{id}",
        "own_sheets": "/sheets?mine=1",
        "own_pledges": "/pledges",
    }
)
"""Where the web client shows a target; the same addresses stand in mails."""

MAIL_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
PAUSE_FACTOR = 5
"""1, 5, 25 minutes, 2, 10 and 52 hours: a mail server that is down over a weekend loses nothing."""
KEEP_READ = timedelta(days=180)

DAYTIME = range(8, 20)
"""Hours on campus in which reminders are written."""
REMINDED = (0, 1, 3)
"""So many days before something is due."""


def notice_before(days: int) -> int | None:
    """The reminder that is due by now: two days before it is still the one of three, when a server slept over it."""
    return next((step for step in REMINDED if 0 <= days <= step), None)


def pause_before(tries: int) -> timedelta:
    """How long to wait before the next try, after `tries` failures (at least one)."""
    factor: int = PAUSE_FACTOR ** (tries - 1)
    return FIRST_PAUSE * factor


def path_of(target_kind: str, target_id: int) -> str:
    """The page of a target, or the inbox."""
    return TARGET_PATHS.get(target_kind, "/notifications").format(id=target_id)
