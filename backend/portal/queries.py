"""Reads of publications: where each power stands with the public, and one edition with all there is to know."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import not_found
from backend.kit.rows import contains
from backend.kit.table import table_of, today
from backend.organization.queries import DEPARTMENTS, reaches, subtree, within
from backend.portal.models import Publication, PublicPower
from backend.portal.rules import (
    MACHINE,
    PublicationAction,
    PublicationStanding,
    PublicationState,
    differences,
)
from backend.portal.scans.queries import cautions_on_posts, scanned
from backend.portal.scans.rules import Caution
from backend.portal.schemas import PublicationEdition, PublicationQuery, PublicationSummary
from backend.portal.sources.queries import differs_from_signed, live_words, signed_rows
from backend.powers.queries import POWERS

PUBLICATIONS, PUBLIC_POWERS = table_of(Publication), table_of(PublicPower)
Found = dict[str, Any]
READ, WRITE, RELEASE = (
    Permission.publications_read,
    Permission.publications_write,
    Permission.publications_release,
)
S, T = PublicationState, PublicationStanding
_INSIDE = frozenset({"source", "is_changed", "created_at", "must_publish", "prepared_by_id", "released_by_id"})
"""What of a row is not sent."""
NOT_SIGNED = "这项职权还没有列入审核通过的职权目录；先由部门提交职权目录，审核通过后再公开。"
OUTDATED = "起草之后职权又有改动，请先“采用现行内容”，核对后再公开。"
_DRAFT, _LIVE, _DOWN = (PUBLICATIONS.alias(name) for name in ("draft", "live", "down"))


def _last_withdrawn() -> sa.ScalarSelect[int]:
    other = PUBLICATIONS.alias("other")
    found = sa.select(sa.func.max(other.c.id)).where(
        other.c.power_id == POWERS.c.id, other.c.state == S.withdrawn
    )
    return found.scalar_subquery()


def _standing() -> sa.ColumnElement[Any]:
    day = today()
    return sa.case(
        (sa.and_(_LIVE.c.id.is_not(None), _LIVE.c.closes_on < day), T.expired.value),
        (sa.and_(_LIVE.c.id.is_not(None), _LIVE.c.is_changed), T.changed.value),
        (_LIVE.c.id.is_not(None), T.current.value),
        (_DRAFT.c.id.is_not(None), T.draft.value),
        (_DOWN.c.id.is_not(None), T.withdrawn.value),
        else_=T.unpublished.value,
    )


def _joined() -> sa.FromClause:
    return (
        sa.join(POWERS, DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .outerjoin(_DRAFT, sa.and_(_DRAFT.c.power_id == POWERS.c.id, _DRAFT.c.state == S.draft))
        .outerjoin(_LIVE, sa.and_(_LIVE.c.power_id == POWERS.c.id, _LIVE.c.state == S.released))
        .outerjoin(_DOWN, _DOWN.c.id == _last_withdrawn())
        .outerjoin(PUBLIC_POWERS, PUBLIC_POWERS.c.publication_id == _LIVE.c.id)
    )


def _listed(actor: Actor) -> sa.ColumnElement[bool]:
    """Powers in reach that must be published, and those that were or are about to be."""
    wanted = sa.and_(POWERS.c.must_publish, POWERS.c.retired_on.is_(None))
    known = sa.or_(_DRAFT.c.id.is_not(None), _LIVE.c.id.is_not(None), _DOWN.c.id.is_not(None))
    return sa.and_(within(actor.need(READ), POWERS.c.department_id), sa.or_(wanted, known))


def _filters(query: PublicationQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.department_id:
        yield POWERS.c.department_id.in_(subtree([query.department_id]))
    if query.standing:
        yield _standing() == query.standing.value
    if query.has_draft is not None:
        yield _DRAFT.c.id.is_not(None) if query.has_draft else _DRAFT.c.id.is_(None)
    if query.q:
        yield contains(query.q, POWERS.c.name, POWERS.c.code, sa.func.coalesce(_LIVE.c.name, ""))


def search_publications(session: Session, actor: Actor, query: PublicationQuery) -> tuple[list[Found], int]:
    """One page of powers with their standing (`PublicationItem`), in the order of the catalogue."""
    shown = sa.func.coalesce(_LIVE.c.id, _DRAFT.c.id, _DOWN.c.id)
    statement = (
        sa.select(
            POWERS.c.id,
            POWERS.c.code.label("power_code"),
            POWERS.c.name,
            POWERS.c.department_id,
            DEPARTMENTS.c.name.label("department_name"),
            POWERS.c.retired_on.is_not(None).label("is_retired"),
            POWERS.c.must_publish,
            (POWERS.c.flow_version > 0).label("has_flow"),
            _standing().label("standing"),
            shown.label("publication_id"),
            _DRAFT.c.id.label("draft_id"),
            PUBLIC_POWERS.c.code.label("code"),
            sa.func.coalesce(_LIVE.c.edition, _DRAFT.c.edition, _DOWN.c.edition).label("edition"),
            sa.func.coalesce(_LIVE.c.channel, _DRAFT.c.channel, _DOWN.c.channel).label("channel"),
            PUBLIC_POWERS.c.published_on,
            sa.case((_LIVE.c.id.is_not(None), _LIVE.c.closes_on), else_=_DRAFT.c.closes_on).label("closes_on"),
            within(actor.reach(WRITE), POWERS.c.department_id).label("is_writer"),
        )
        .select_from(_joined())
        .where(_listed(actor), *_filters(query))
        .order_by(DEPARTMENTS.c.path, POWERS.c.sort, POWERS.c.id)
    )
    rows, total = fetch(session, statement, query)
    signed = signed_rows(session, [row["department_id"] for row in rows])
    return [_item(row, is_signed=row["id"] in signed) for row in rows], total


def _item(row: Found, *, is_signed: bool) -> Found:
    is_writer, must_publish = bool(row.pop("is_writer")), bool(row.pop("must_publish"))
    flags = {name: bool(row[name]) for name in ("is_retired", "has_flow")}
    may_prepare = is_writer and must_publish and not row["draft_id"] and not flags["is_retired"]
    return row | flags | {"is_signed": is_signed, "may_prepare": may_prepare}


def summarize(session: Session, actor: Actor) -> dict[str, int]:
    """How many powers in reach stand where (`PublicationSummary`)."""
    standing = _standing().label("standing")
    rows = sa.select(standing).select_from(_joined()).where(_listed(actor)).subquery()
    counted = session.execute(sa.select(rows.c.standing, sa.func.count()).group_by(rows.c.standing))
    return dict.fromkeys(PublicationSummary.model_fields, 0) | {row[0]: row[1] for row in counted}


def find_publication(session: Session, actor: Actor, publication_id: int) -> Found:
    """One edition of a power the actor reads, with the power's own name and place; 404 otherwise."""
    statement = (
        sa.select(
            PUBLICATIONS,
            POWERS.c.name.label("power_name"),
            POWERS.c.department_id,
            DEPARTMENTS.c.name.label("department_name"),
            POWERS.c.retired_on.is_not(None).label("is_power_retired"),
            POWERS.c.must_publish,
            PUBLIC_POWERS.c.content_hash,
            PUBLIC_POWERS.c.published_on,
        )
        .join_from(PUBLICATIONS, POWERS, POWERS.c.id == PUBLICATIONS.c.power_id)
        .join(DEPARTMENTS, DEPARTMENTS.c.id == POWERS.c.department_id)
        .join(PUBLIC_POWERS, PUBLIC_POWERS.c.publication_id == PUBLICATIONS.c.id, isouter=True)
        .where(PUBLICATIONS.c.id == publication_id, within(actor.need(READ), POWERS.c.department_id))
    )
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise not_found("这份公开内容")
    return dict(row) | {"is_power_retired": bool(row["is_power_retired"])}


def get_publication(session: Session, actor: Actor, publication_id: int) -> Found:
    """One edition as it is sent (`PublicationOut`)."""
    row = find_publication(session, actor, publication_id)
    is_draft = row["state"] == S.draft
    live = live_words(session, [row["power_id"]])[row["power_id"]]
    is_open = row["state"] in (S.draft, S.released)
    return {name: value for name, value in row.items() if name not in _INSIDE} | {
        "standing": _standing_of(row),
        "changes": [*differences(row["source"], live), *_unwanted(row)] if is_open else [],
        "findings": [one._asdict() for one in scanned(session, row)] if is_draft else [],
        "cautions": [one._asdict() for one in cautions_on(session, row)] if is_draft else [],
        "blockers": blockers_of(session, row) if is_draft else [],
        "editions": _editions(session, row["power_id"]),
        "allowed_actions": rights_on(session, actor, row),
    }


def _unwanted(row: Found) -> list[Found]:
    """That what is public need not be public any more."""
    if row["state"] == S.released and not row["must_publish"]:
        return [{"place": "应当透明公开", "before": "是", "after": "否"}]
    return []


def _standing_of(row: Found) -> PublicationStanding:
    if row["state"] == S.released:
        if row["closes_on"] is not None and row["closes_on"] < today():
            return T.expired
        return T.changed if row["is_changed"] else T.current
    return {S.draft: T.draft, S.withdrawn: T.withdrawn}.get(row["state"], T.unpublished)


def cautions_on(session: Session, row: Found) -> list[Caution]:
    """What has to be confirmed before this draft is released."""
    found = cautions_on_posts(session, row, row["department_id"])
    if not row["steps"]:
        found.append(Caution("no-flow", "没有流程图", "这项职权还没有权力运行流程图，公开页上只有文字。"))
    signed = signed_rows(session, [row["department_id"]]).get(row["power_id"])
    live = live_words(session, [row["power_id"]])[row["power_id"]]
    if signed is not None and differs_from_signed(live, signed):
        detail = "职权目录审核通过之后，这项职权的名称、内容、办理主体或依据又改过，改动还没有重新审核。"
        found.append(Caution("unsigned", "与审核通过的目录不同", detail))
    return found


def blockers_of(session: Session, row: Found) -> list[str]:
    """Why this draft cannot be released as it stands, apart from what the scanner finds."""
    found = []
    if row["power_id"] not in signed_rows(session, [row["department_id"]]):
        found.append(NOT_SIGNED)
    if row["source"] != live_words(session, [row["power_id"]])[row["power_id"]]:
        found.append(OUTDATED)
    if row["closes_on"] is not None and row["closes_on"] < today():
        found.append("公开的最后一天已经过去，请改期，或改为长期公开。")
    if row["is_power_retired"]:
        found.append("这项职权已经停用，不能公开。")
    if not row["must_publish"]:
        found.append("这项职权已不再标明“应当透明公开”，不能公开；请放弃草稿，或先在职权里勾选。")
    return found


def rights_on(session: Session, actor: Actor, row: Found) -> list[PublicationAction]:
    """What the actor may do with an edition; who wrote it last does not release it."""
    held = {one for one in (WRITE, RELEASE) if reaches(session, actor, one, row["department_id"])}
    steps = [step for step in MACHINE.actions(row["state"]) if step.permission in held]
    found = [PublicationAction(step.action) for step in steps if step.action != PublicationAction.supersede]
    is_author = row["prepared_by_id"] == actor.user_id
    return [one for one in found if one is not PublicationAction.release or not is_author]


def _editions(session: Session, power_id: int) -> list[Found]:
    columns = [PUBLICATIONS.c[name] for name in PublicationEdition.model_fields]
    statement = sa.select(*columns).where(
        PUBLICATIONS.c.power_id == power_id, PUBLICATIONS.c.state != S.discarded
    )
    return [dict(row) for row in session.execute(statement.order_by(PUBLICATIONS.c.id.desc())).mappings()]
