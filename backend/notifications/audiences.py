"""Who is told of an event: each function gives user ids. Rights are asked as they are now, not as they were."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.kit.table import table_of
from backend.notifications.announcement_audiences import ANNOUNCEMENT_AUDIENCES
from backend.notifications.flow_audiences import FLOW_AUDIENCES
from backend.notifications.inspection_audiences import INSPECTION_AUDIENCES
from backend.notifications.recipients import (
    Audience,
    Event,
    Message,
    holders_over,
    officers,
    row_of,
    users_of,
)
from backend.notifications.risk_audiences import RISK_AUDIENCES
from backend.notifications.rules import NotificationKind
from backend.notifications.year_audiences import YEAR_AUDIENCES
from backend.reviews.models import Review, ReviewComment, ReviewDecision
from backend.reviews.rules import CHAINS, EDITABLE, ReviewState, ReviewSubject
from backend.warnings.models import WarningCase

REVIEWS, DECISIONS, COMMENTS, CASES = (
    table_of(model) for model in (Review, ReviewDecision, ReviewComment, WarningCase)
)


def _review(session: Session, event: Event) -> Event | None:
    return row_of(session, REVIEWS, event["subject_id"])


def _signers(session: Session, review: Event) -> set[int]:
    """Who decides in the state the review is in. Nobody signs his own."""
    chain = CHAINS[review["chain"]]
    found: set[int] = set()
    for permission in chain.signers(ReviewState(review["state"])):
        found.update(holders_over(session, permission, review["department_id"]))
    return found - users_of(session, review["owner_id"])


def _waiting(session: Session, event: Event) -> Message | None:
    """The next signers, when a sheet is handed in, one step further, or with its unit in another."""
    review = _review(session, event)
    if review is None or review["state"] not in dict(CHAINS[review["chain"]].steps):
        return None
    body = "已提交，请审核。" if review["round"] == 1 else f"第 {review['round']} 次提交，请审核。"
    users = frozenset(_signers(session, review))
    return Message(NotificationKind.review, f"待审核：{review['title']}", body, users)


def _concerned(session: Session, review: Event) -> frozenset[int]:
    """Whose sheet it is, and who handed it in."""
    users = users_of(session, review["owner_id"])
    return frozenset(users | ({review["submitted_by_id"]} - {None}))


def _decisions(session: Session, review: Event) -> list[Event]:
    """All signatures, oldest first."""
    statement = sa.select(DECISIONS).where(DECISIONS.c.review_id == review["id"]).order_by(DECISIONS.c.id)
    return [dict(row) for row in session.execute(statement).mappings()]


ANEW = {
    ReviewSubject.risk_inventory: "重新查找、评估",
    ReviewSubject.power_catalogue: "重新清理、确认",
    ReviewSubject.measure_plan: "重新制定",
}
"""What is ordered when something that was approved is sent back."""


def _sent_back(session: Session, event: Event) -> Message | None:
    """Whose sheet it is; and those who signed it, when what they signed is to be done anew."""
    review = _review(session, event)
    if review is None:
        return None
    decided = _decisions(session, review)
    is_undone = bool(decided) and decided[-1]["state"] == ReviewState.approved
    anew = ANEW[review["subject_kind"]]
    body = f"认定以后被退回，要求{anew}" if is_undone else "审核人退回了这张表，请按意见修改"
    if review["redo_due_on"] is not None:
        day = review["redo_due_on"]
        body = f"{body}，{day.month}月{day.day}日前重新提交。"
    else:
        body = f"{body}后重新提交。"
    users = _concerned(session, review)
    if is_undone:
        users |= {one["decided_by_id"] for one in decided if one["round"] == review["round"]}
    return Message(NotificationKind.review, f"被退回：{review['title']}", body, users)


def _approved(session: Session, event: Event) -> Message | None:
    review = _review(session, event)
    if review is None:
        return None
    users = _concerned(session, review)
    return Message(NotificationKind.review, f"已认定：{review['title']}", "审核已经全部通过。", users)


def _gone_stale(session: Session, event: Event) -> Message | None:
    """Those who signed last, and those whose sheet it is."""
    review = _review(session, event)
    if review is None or not review["is_stale"]:
        return None
    body = "认定以后内容有改动，请审核人复核确认；填表人也可以重新提交。"
    users = frozenset(_signers(session, review)) | _concerned(session, review)
    return Message(NotificationKind.review, f"认定后有改动：{review['title']}", body, users)


def _commented(session: Session, event: Event) -> Message | None:
    """Whoever keeps the sheet, and those who commented on it before. The comment itself is read in place."""
    review = _review(session, event)
    if review is None:
        return None
    authors = sa.select(COMMENTS.c.author_id).where(COMMENTS.c.review_id == review["id"]).distinct()
    users = _concerned(session, review) | set(session.execute(authors).scalars())
    if review["state"] in EDITABLE and review["owner_id"] is None:
        users |= officers(session, [review["department_id"]])
    body = "有人在表上写了批注，请打开查看。"
    return Message(NotificationKind.review, f"有批注：{review['title']}", body, users)


def _warning_issued(session: Session, event: Event) -> Message | None:
    case = row_of(session, CASES, event["subject_id"])
    if case is None:
        return None
    title = f"有一份记录需要您办理（{case['number']}）"
    users = frozenset(users_of(session, case["subject_id"]))
    return Message(NotificationKind.warning, title, "请登录系统查看并答复。", users)


def _warning_promised(session: Session, event: Event) -> Message | None:
    case = row_of(session, CASES, event["subject_id"])
    if case is None:
        return None
    title = f"预警记录 {case['number']} 已有答复"
    users = frozenset(holders_over(session, Permission.warnings_write, case["department_id"]))
    users -= users_of(session, case["subject_id"])
    return Message(NotificationKind.warning, title, "请核实后办结。", users)


AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "review.submitted": _waiting,
        "review.advanced": _waiting,
        "review.moved": _waiting,
        "review.sent_back": _sent_back,
        "review.approved": _approved,
        "review.gone_stale": _gone_stale,
        "review.commented": _commented,
        "warning.issued": _warning_issued,
        "warning.promised": _warning_promised,
        **YEAR_AUDIENCES,
        **RISK_AUDIENCES,
        **INSPECTION_AUDIENCES,
        **ANNOUNCEMENT_AUDIENCES,
        **FLOW_AUDIENCES,
    }
)
"""Event → whom to tell. An event that is not listed tells nobody."""
