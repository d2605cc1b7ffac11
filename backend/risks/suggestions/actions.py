"""Writes of suggestions: make, push down, adopt into a sheet, decline, take back."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.years.queries import refuse_closed
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.problems import conflict, forbidden, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.queries import (
    DEPARTMENTS,
    POSITIONS,
    live_department,
    own_positions,
    subtree,
    within,
)
from backend.risks.lists.queries import check_tags, in_use, way_of
from backend.risks.queries import covers
from backend.risks.rows.actions import append_rows, check_row, open_sheet, typed_values
from backend.risks.rules import (
    SUGGESTED_FIELDS,
    SUGGESTION_MACHINE,
    FindingOrigin,
    SuggestionAction,
    SuggestionState,
)
from backend.risks.suggestions import queries
from backend.risks.suggestions.queries import SUGGESTIONS, Row
from backend.risks.suggestions.schemas import (
    PostSelection,
    RiskSuggestionAdoption,
    RiskSuggestionCreate,
    RiskSuggestionDecline,
    SuggestionBatchCreate,
)

MAX_POSTS = 2_000
"""Posts one push reaches at most."""


def _record(session: Session, action: str, row: Mapping[str, Any], details: Row | None = None) -> None:
    subject = journal.Subject("risk_suggestion", row["id"], row["version"], row["department_id"])
    kept = {name: row[name] for name in ("position_id", "year", "origin")}
    journal.record(session, f"risk_suggestion.{action}", subject, kept | (details or {}))


def create_suggestion(session: Session, actor: Actor, body: RiskSuggestionCreate) -> Row:
    """Points a risk out. 403 beyond one's reach, 409 in a closed year or when it was said already, 422 for wrong names.

    Colleagues speak to posts of their own department, heads and leaders to theirs, the office to all.
    """
    actor.need(Permission.suggestions_write)
    refuse_closed(session, body.year)
    target = _target(session, actor, body)
    origin = _origin(session, actor, target, body.origin)
    content = _content(body)
    check_row(session, target, [("", None, content)])
    values = _values(actor, body.year, origin) | content | {"note": body.note}
    values |= {name: target[name] for name in ("department_id", "position_id")}
    if queries.taken_by(session, body.year, body.name, [target]):
        raise conflict("这个岗位（部门）已有同名的待处理建议。", "already-exists")
    suggestion_id = insert_row(session, SUGGESTIONS, values)
    row = queries.find_suggestion(session, actor, suggestion_id)
    _record(session, "created", row)
    return row


def _content(body: RiskSuggestionCreate | SuggestionBatchCreate) -> Row:
    values = body.model_dump(mode="json")
    return {name: values[name] for name in SUGGESTED_FIELDS}


def _values(actor: Actor, year: int, origin: FindingOrigin) -> Row:
    return {
        "year": year,
        "origin": origin,
        "state": SuggestionState.open,
        "suggested_by_id": actor.require_user(),
        "suggested_by_name": actor.principal.label,
        "decided_by_name": "",
        "reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }


def _target(session: Session, actor: Actor, body: RiskSuggestionCreate) -> Row:
    """`department_id`, `position_id`, `path` of a live target the actor may know of; 422 otherwise."""
    is_post = body.position_id is not None
    post = sa.and_(POSITIONS.c.id == body.position_id, POSITIONS.c.retired_on.is_(None))
    known = actor.reach(Permission.organization_read) | actor.reach(Permission.suggestions_write)
    statement = (
        sa.select(
            DEPARTMENTS.c.id.label("department_id"),
            DEPARTMENTS.c.path,
            (POSITIONS.c.id if is_post else sa.null()).label("position_id"),
        )
        .where(post if is_post else DEPARTMENTS.c.id == body.department_id)
        .where(DEPARTMENTS.c.retired_on.is_(None), within(known, DEPARTMENTS.c.id))
    )
    if is_post:
        statement = statement.join(POSITIONS, POSITIONS.c.department_id == DEPARTMENTS.c.id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        pointer = "/position_id" if is_post else "/department_id"
        raise invalid(pointer, "unknown", "没有这个部门或岗位，或它已经撤销。")
    return dict(row)


def _origin(session: Session, actor: Actor, target: Row, wanted: FindingOrigin | None) -> FindingOrigin:
    """In whose name: the office speaks for the organization, who is set over the department as a superior."""
    scope = actor.reach(Permission.suggestions_write)
    held = own_positions(actor.user_id)
    own = sa.select(POSITIONS.c.id).where(POSITIONS.c.id == target["position_id"], POSITIONS.c.id.in_(held))
    if session.execute(own).first():
        raise invalid("/position_id", "own", "这是您本人的岗位，请直接填进排查表。")
    offered: tuple[FindingOrigin, ...]
    if scope.school:
        offered = (FindingOrigin.organization, FindingOrigin.superior, FindingOrigin.peer)
    elif covers(scope, target["path"]):
        offered = (FindingOrigin.superior, FindingOrigin.peer)
    elif scope.own and queries.works_there(session, actor, target["department_id"]):
        offered = (FindingOrigin.peer,)
    else:
        raise forbidden("您可以向本部门的岗位提出建议；其他部门的，请告诉防控办公室。")
    if wanted is not None and wanted not in offered:
        labels = "、".join(one.label for one in offered)
        raise invalid("/origin", "not-offered", f"您可以以这些身份提出：{labels}。")
    return wanted or offered[0]


def push_suggestion(session: Session, actor: Actor, body: SuggestionBatchCreate) -> Row:
    """The same risk for all posts of a kind within reach (requirements S70); posts that have it open are left out.

    403 for those who are set over nobody, 422 when no post is meant.
    """
    refuse_closed(session, body.year)
    posts = _posts(session, actor, body.posts)
    if not posts:
        raise invalid("/posts", "nobody", "在您的范围内没有符合条件的岗位。")
    if len(posts) > MAX_POSTS:
        raise invalid("/posts", "too-many", f"一次最多提给 {MAX_POSTS} 个岗位，请缩小范围。")
    content = _content(body)
    check_tags(session, [("", None, content)])
    is_office = actor.reach(Permission.suggestions_write).school
    origin = FindingOrigin.organization if is_office else FindingOrigin.superior
    batch = uuid4().hex
    common = _values(actor, body.year, origin) | content | {"note": body.note, "batch": batch}
    taken = queries.taken_by(session, body.year, body.name, posts)
    rows = [common | post for post in posts if post["position_id"] not in taken]
    if rows:
        statement = sa.insert(SUGGESTIONS).returning(SUGGESTIONS.c.id, sort_by_parameter_order=True)
        for suggestion_id, row in zip(session.execute(statement, rows).scalars(), rows, strict=True):
            _record(session, "created", row | {"id": suggestion_id}, {"batch": batch})
    return {"batch": batch, "created_count": len(rows), "skipped_count": len(posts) - len(rows)}


def _posts(session: Session, actor: Actor, wanted: PostSelection) -> list[Row]:
    scope = actor.need(Permission.suggestions_write)
    if not (scope.school or scope.departments):
        raise forbidden("批量下达由部门负责人、分管领导或防控办公室办理；您可以向本部门的岗位逐个提出。")
    statement = sa.select(POSITIONS.c.department_id, POSITIONS.c.id.label("position_id")).where(
        POSITIONS.c.retired_on.is_(None),
        within(scope, POSITIONS.c.department_id),
        POSITIONS.c.id.not_in(own_positions(actor.user_id)),
    )
    if wanted.department_id:
        live_department(
            session, actor, Permission.suggestions_write, wanted.department_id, "/posts/department_id"
        )
        statement = statement.where(POSITIONS.c.department_id.in_(subtree([wanted.department_id])))
    for name in ("tier", "key_area", "is_key"):
        if (value := getattr(wanted, name)) is not None:
            statement = statement.where(POSITIONS.c[name] == value)
    found = session.execute(statement.order_by(POSITIONS.c.id).limit(MAX_POSTS + 1))
    return [dict(row) for row in found.mappings()]


def adopt_suggestion(
    session: Session, actor: Actor, suggestion_id: int, body: RiskSuggestionAdoption, expected: Expected
) -> Row:
    """Makes it a row of the sheet, found in the way that fits who said it.

    403 for others than those who fill in the sheet, 409 without an open sheet or when it was settled, 412 when stale.
    What colleagues or the public find after the sheet was signed (互相查, 群众评, opinion.txt line 55) the office takes
    into it; the approval then goes stale.
    """
    before = _find(session, actor, suggestion_id, SuggestionAction.adopt, expected)
    sheet_id = queries.sheet_for(session, actor, before, body.inventory_id)
    sheet = open_sheet(session, actor, sheet_id, amends=True)
    values = in_use(session, {name: before[name] for name in SUGGESTED_FIELDS}) | typed_values(body)
    ways = [*way_of(session, before["origin"]), *values.get("found_by", ())]
    values["found_by"] = list(dict.fromkeys(ways))
    (point_id,) = append_rows(session, sheet, [values], [""])
    return _settle(session, actor, before, SuggestionAction.adopt, {"risk_point_id": point_id})


def decline_suggestion(
    session: Session, actor: Actor, suggestion_id: int, body: RiskSuggestionDecline, expected: Expected
) -> Row:
    """Says why it does not apply; who made it can read that."""
    before = _find(session, actor, suggestion_id, SuggestionAction.decline, expected)
    return _settle(session, actor, before, SuggestionAction.decline, {"reason": body.reason})


def withdraw_suggestion(session: Session, actor: Actor, suggestion_id: int, expected: Expected) -> Row:
    """Takes it back while nobody has decided on it."""
    before = _find(session, actor, suggestion_id, SuggestionAction.withdraw, expected)
    return _settle(session, actor, before, SuggestionAction.withdraw, {})


def _find(
    session: Session, actor: Actor, suggestion_id: int, action: SuggestionAction, expected: Expected
) -> Row:
    """A suggestion the actor may settle in this way: 404, 403, 409 when it is settled or its year closed, 412."""
    row, rights = queries.find_with_rights(session, actor, suggestion_id)
    if action not in rights:
        raise forbidden(_WHOSE[action])
    SUGGESTION_MACHINE.find(row["state"], action)
    expected.check(row["version"])
    refuse_closed(session, row["year"])
    return row


_FILLER = "建议由填表人（本岗位人员、联络员或部门负责人）处理；自己提的建议由别人处理。"
_WHOSE = {
    SuggestionAction.adopt: _FILLER,
    SuggestionAction.decline: _FILLER,
    SuggestionAction.withdraw: "只有提出建议的人可以收回。",
}


def _settle(
    session: Session, actor: Actor, before: Row, action: SuggestionAction, changes: Mapping[str, Any]
) -> Row:
    decided = {
        "state": SUGGESTION_MACHINE.find(before["state"], action).target,
        "decided_by_id": actor.require_user(),
        "decided_by_name": actor.principal.label,
        "decided_at": now(),
    }
    claim_version(session, SUGGESTIONS, before, {**decided, **changes})
    row = queries.find_suggestion(session, actor, before["id"])
    _record(session, row["state"], row, {"risk_point_id": row["risk_point_id"]})
    return row
