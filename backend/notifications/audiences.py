"""Who is told of an event: each function gives user ids. Rights are asked as they are now, not as they were."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.policy import POLICY, Permission
from backend.access.rules import Reach
from backend.kit.table import table_of
from backend.notifications.rules import NotificationKind
from backend.organization.queries import DEPARTMENTS, PEOPLE
from backend.reviews.models import Review
from backend.reviews.rules import CHAINS
from backend.warnings.models import WarningCase

GRANTS, REVIEWS, CASES = table_of(Grant), table_of(Review), table_of(WarningCase)
Event = Mapping[str, Any]
Users = Iterable[int]


class Message(NamedTuple):
    """What is told to whom; the event gives target and source."""

    kind: NotificationKind
    title: str
    body: str
    users: frozenset[int]


def holders_over(session: Session, permission: Permission, department_id: int) -> Users:
    """Users whose permission covers a department as a whole."""
    wide = [role for role, row in POLICY.items() if row.get(permission) is Reach.school]
    granted = [role for role, row in POLICY.items() if row.get(permission) is Reach.granted]
    path = session.execute(
        sa.select(DEPARTMENTS.c.path).where(DEPARTMENTS.c.id == department_id)
    ).scalar_one_or_none()
    above = [int(part) for part in (path or "").split("/") if part]
    statement = sa.select(GRANTS.c.user_id).where(
        sa.or_(
            GRANTS.c.role.in_(wide),
            sa.and_(GRANTS.c.role.in_(granted), GRANTS.c.department_id.in_(above)),
        )
    )
    return session.execute(statement.distinct()).scalars()


def _users_of(session: Session, *person_ids: int | None) -> set[int]:
    known = [one for one in person_ids if one is not None]
    statement = sa.select(PEOPLE.c.user_id).where(PEOPLE.c.id.in_(known), PEOPLE.c.user_id.is_not(None))
    return set(session.execute(statement).scalars())


def _row(session: Session, table: sa.Table, identity: int) -> Event | None:
    row = session.execute(sa.select(table).where(table.c.id == identity)).mappings().one_or_none()
    return dict(row) if row else None


def _review(session: Session, event: Event) -> Event | None:
    return _row(session, REVIEWS, event["subject_id"])


def _waiting(session: Session, event: Event) -> Message | None:
    """The next signers, when a sheet is handed in or one step further. Nobody signs his own."""
    review = _review(session, event)
    if review is None:
        return None
    steps = dict(CHAINS[review["chain"]].steps)
    if review["state"] not in steps:
        return None
    signers = set(holders_over(session, steps[review["state"]], review["department_id"]))
    signers -= _users_of(session, review["owner_id"])
    body = "已提交，请审核。" if review["round"] == 1 else f"第 {review['round']} 次提交，请审核。"
    return Message(NotificationKind.review, f"待审核：{review['title']}", body, frozenset(signers))


def _concerned(session: Session, review: Event) -> frozenset[int]:
    """Whose sheet it is, and who handed it in."""
    users = _users_of(session, review["owner_id"])
    return frozenset(users | ({review["submitted_by_id"]} - {None}))


def _sent_back(session: Session, event: Event) -> Message | None:
    review = _review(session, event)
    if review is None:
        return None
    body = "审核人退回了这张表，请按意见修改后重新提交。"
    users = _concerned(session, review)
    return Message(NotificationKind.review, f"被退回：{review['title']}", body, users)


def _approved(session: Session, event: Event) -> Message | None:
    review = _review(session, event)
    if review is None:
        return None
    users = _concerned(session, review)
    return Message(NotificationKind.review, f"已认定：{review['title']}", "审核已经全部通过。", users)


def _warning_issued(session: Session, event: Event) -> Message | None:
    case = _row(session, CASES, event["subject_id"])
    if case is None:
        return None
    title = f"有一份记录需要您办理（{case['number']}）"
    users = frozenset(_users_of(session, case["subject_id"]))
    return Message(NotificationKind.warning, title, "请登录系统查看并答复。", users)


def _warning_promised(session: Session, event: Event) -> Message | None:
    case = _row(session, CASES, event["subject_id"])
    if case is None:
        return None
    title = f"预警记录 {case['number']} 已有答复"
    users = frozenset(holders_over(session, Permission.warnings_write, case["department_id"]))
    users -= _users_of(session, case["subject_id"])
    return Message(NotificationKind.warning, title, "请核实后办结。", users)


Audience = Callable[[Session, Event], Message | None]
AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "review.submitted": _waiting,
        "review.advanced": _waiting,
        "review.sent_back": _sent_back,
        "review.approved": _approved,
        "warning.issued": _warning_issued,
        "warning.promised": _warning_promised,
    }
)
"""Event → whom to tell. An event that is not listed tells nobody."""
