"""Sheets under review, without the room that fills them: a review only knows a kind, a number and a title."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.authorize import Actor, grants_of, scopes_of
from backend.communications.meetings.queries import MEETINGS
from backend.communications.meetings.rules import MeetingKind, MeetingState
from backend.kit.db import Database
from backend.kit.journal import Principal
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.reviews import actions
from backend.reviews.rules import ReviewChain, ReviewSubject
from tests.cast import Member
from tests.world import World

HASH = "5f" * 32
OTHER_HASH = "6e" * 32
REVIEWS = "/api/v1/reviews"
SEND_BACK = {"decision": "send_back", "reasons": ["shallow"], "opinion": "请补充表现形式。"}


def actor_of(session: Session, member: Member) -> Actor:
    """What a request of `member` would carry."""
    scopes = scopes_of(grants_of(session, member.user_id))
    return Actor(Principal("user", member.user_id, member.name), scopes, member.user_id)


def open_sheet(database: Database, world: World, **changes: Any) -> int:
    """A draft review of 王老师's own sheet, unless told otherwise; its id."""
    by: Member = changes.pop("by", world.cast.wang)
    values: dict[str, Any] = {
        "subject_kind": ReviewSubject.risk_inventory,
        "subject_id": 501,
        "title": "王老师 教材管理岗 2026 年度个人岗位廉政风险排查表",
        "department_id": world.academic,
        "chain": ReviewChain.department,
        "owner_id": world.cast.wang.person_id,
        "year": 2026,
    }
    with database.session() as session:
        return int(actions.open_review(session, actor_of(session, by), **values | changes)["id"])


def submit_sheet(database: Database, member: Member, review_id: int, content_hash: str = HASH) -> None:
    """Hands the sheet in."""
    with database.session() as session:
        actions.submit(session, actor_of(session, member), review_id, content_hash)


def submitted_sheet(database: Database, world: World, **changes: Any) -> int:
    """A sheet waiting for its first signature; its review's id."""
    by: Member = changes.get("by", world.cast.wang)
    review_id = open_sheet(database, world, **changes)
    submit_sheet(database, by, review_id)
    return review_id


def decide(client: TestClient, review_id: int, body: dict[str, Any], tag: str | None = None) -> Response:
    """Signs over HTTP with a fresh key and, unless told otherwise, the current tag."""
    tag = tag or client.get(f"{REVIEWS}/{review_id}").headers.get("etag", '"v1"')
    headers = {"If-Match": tag, "Idempotency-Key": uuid4().hex}
    answer: Response = client.post(f"{REVIEWS}/{review_id}/decisions", json=body, headers=headers)
    return answer


def add_meeting(session: Session, department_id: int, **changes: Any) -> int:
    """A meeting of the leadership that took place, unless told otherwise; its id."""
    instant = now()
    values: dict[str, Any] = {
        "department_id": department_id,
        "kind": MeetingKind.leadership_team,
        "title": "院领导班子会议",
        "held_at": datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        "state": MeetingState.held,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    return insert_row(session, MEETINGS, values | changes)


def meeting(database: Database, world: World, **changes: Any) -> int:
    """The same, stored; of the college unless told otherwise."""
    with database.session() as session:
        return add_meeting(session, **{"department_id": world.college} | changes)
