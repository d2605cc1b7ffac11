"""How an announcement and an objection go on, how long an announcement lasts, and what its hash covers."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term

WORKING_DAYS: Final = 5
"""How long an announcement lasts unless somebody says otherwise."""
LONGEST: Final = 90
"""Days from the first to the last."""
AHEAD: Final = 60
"""So many days ahead an announcement may be made ready."""


class AnnouncementState(Term):
    """Where an announcement stands."""

    open = "open", "公示中"
    ended = "ended", "公示结束"
    reported = "reported", "已上报"
    withdrawn = "withdrawn", "已撤回"


class AnnouncementPhase(Term):
    """The same with the calendar in hand."""

    upcoming = "upcoming", "未开始"
    running = "running", "公示中"
    over = "over", "期满待办结"
    ended = "ended", "公示结束"
    reported = "reported", "已上报"
    withdrawn = "withdrawn", "已撤回"


class AnnouncementAudience(Term):
    """Who reads it and may object."""

    department = "department", "本部门（含下级）"
    college = "college", "全校"


class AnnouncementResult(Term):
    """How it ended."""

    clear = "clear", "无异议"
    settled = "settled", "异议已处理"


class AnnouncementAction(Term):
    """What can be done with an announcement; sent out with each one as `allowed_actions`."""

    end = "end", "办结"
    report = "report", "上报"
    withdraw = "withdraw", "撤回"


class ObjectionState(Term):
    """What became of an objection."""

    open = "open", "待处理"
    upheld = "upheld", "成立"
    rejected = "rejected", "不成立"
    withdrawn = "withdrawn", "已收回"
    lapsed = "lapsed", "随公示撤回"


class ObjectionAction(Term):
    """What can be done with an objection; sent out with each one as `allowed_actions`."""

    uphold = "uphold", "成立"
    reject = "reject", "不成立"
    withdraw = "withdraw", "收回"
    lapse = "lapse", "随公示撤回"


A, S, P = AnnouncementState, ObjectionState, Permission
MACHINE: Machine[AnnouncementState] = Machine(
    [
        Transition(A.open, AnnouncementAction.end, A.ended, P.announcements_write),
        Transition(A.open, AnnouncementAction.withdraw, A.withdrawn, P.announcements_write),
        Transition(A.ended, AnnouncementAction.report, A.reported, P.announcements_write),
        Transition(A.ended, AnnouncementAction.withdraw, A.withdrawn, P.announcements_write),
    ]
)
"""It ends when its days are over and every objection is decided; what was reported up is not taken back."""
OBJECTION_MACHINE: Machine[ObjectionState] = Machine(
    [
        Transition(S.open, ObjectionAction.uphold, S.upheld, P.announcements_write),
        Transition(S.open, ObjectionAction.reject, S.rejected, P.announcements_write),
        Transition(S.open, ObjectionAction.withdraw, S.withdrawn, P.announcements_object),
        Transition(S.open, ObjectionAction.lapse, S.lapsed, P.announcements_write),
    ]
)
"""Decided by somebody other than who objected; only he takes it back. With the announcement withdrawn it lapses."""

DECIDED: Final = (S.upheld, S.rejected)
SHOWN_FIELDS: Final = (
    "risk_point_id",
    "department_name",
    "position_name",
    "holder_name",
    "name",
    "manifestation",
    "level",
    "measures",
)
"""What of a risk point is announced: of people the name and the post, nothing else."""


def phase_of(state: str, opens_on: date, closes_on: date, day: date) -> AnnouncementPhase:
    """Where it stands on a day; the last day counts."""
    if state != A.open:
        return AnnouncementPhase(state)
    if day < opens_on:
        return AnnouncementPhase.upcoming
    return AnnouncementPhase.running if day <= closes_on else AnnouncementPhase.over


def content_hash(head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 of what is announced: whose register of which year, and its rows in their order."""
    hasher = hashlib.sha256(_canonical({name: head[name] for name in ("department_name", "year")}))
    for row in rows:
        hasher.update(_canonical({name: row[name] for name in SHOWN_FIELDS}))
    return hasher.hexdigest()


def _canonical(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.encode("utf-8", "surrogatepass") + b"\n"
