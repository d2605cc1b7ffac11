"""What every read of risks starts from: the tables, and who may see and fill in which sheet."""

from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.kit.problems import forbidden, not_found
from backend.kit.table import table_of, today
from backend.organization.queries import DEPARTMENTS, PEOPLE, POSITIONS, own_positions, within
from backend.reviews.models import Review
from backend.reviews.queries import may_withdraw
from backend.reviews.rules import CHAINS, EDITABLE, ReviewAction, ReviewState
from backend.risks.models import RiskInventory, RiskPoint, RiskTally
from backend.risks.rules import InventoryAction, InventoryKind

INVENTORIES, POINTS, TALLY, REVIEWS = (
    table_of(model) for model in (RiskInventory, RiskPoint, RiskTally, Review)
)
sheet_state = sa.func.coalesce(REVIEWS.c.state, sa.literal(ReviewState.draft, REVIEWS.c.state.type))

SHEETS = (
    sa.join(INVENTORIES, DEPARTMENTS, DEPARTMENTS.c.id == INVENTORIES.c.department_id)
    .outerjoin(POSITIONS, POSITIONS.c.id == INVENTORIES.c.position_id)
    .outerjoin(REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
)


def _own_people(user_id: int | None) -> sa.Select[tuple[int]]:
    return sa.select(PEOPLE.c.id).where(PEOPLE.c.user_id == user_id)


def own_sheets(user_id: int | None) -> sa.CompoundSelect[tuple[int]]:
    """Ids of the sheets of positions the user holds now, and of those the user's person has filled in."""
    held = sa.select(INVENTORIES.c.id).where(INVENTORIES.c.position_id.in_(own_positions(user_id)))
    filled = sa.select(INVENTORIES.c.id).where(INVENTORIES.c.filler_id.in_(_own_people(user_id)))
    return sa.union(held, filled)


def visible_sheets(actor: Actor, permission: Permission = Permission.risks_read) -> sa.ColumnElement[bool]:
    """The clause of a reach over sheets."""
    own = INVENTORIES.c.id.in_(own_sheets(actor.user_id))
    return within(actor.need(permission), INVENTORIES.c.department_id, own)


def points_within(scope: Scope, user_id: int | None) -> sa.ColumnElement[bool]:
    """The clause of a reach over risk points."""
    return within(scope, POINTS.c.department_id, POINTS.c.inventory_id.in_(own_sheets(user_id)))


def visible_points(actor: Actor, permission: Permission = Permission.risks_read) -> sa.ColumnElement[bool]:
    """The same for an actor, for single rows and the rooms downstream."""
    return points_within(actor.need(permission), actor.user_id)


def peer_sheets(user_id: int | None) -> sa.Select[tuple[int]]:
    """Ids of the sheets colleagues of the user's department have handed in: what 互相查 is about.

    opinion.txt line 55: 在部门内部进行互评、查漏补缺. Of this year, or of one whose round has begun ahead; never a
    draft, another department's, a closed year's or his own.
    """
    home = sa.select(PEOPLE.c.department_id).where(PEOPLE.c.user_id == user_id, PEOPLE.c.left_on.is_(None))
    posts = sa.select(POSITIONS.c.department_id).where(POSITIONS.c.id.in_(own_positions(user_id)))
    return (
        sa.select(INVENTORIES.c.id)
        .join_from(INVENTORIES, REVIEWS, REVIEWS.c.id == INVENTORIES.c.review_id)
        .where(
            INVENTORIES.c.department_id.in_(sa.union(home, posts)),
            INVENTORIES.c.position_id.is_not(None),
            INVENTORIES.c.year >= today().year,
            INVENTORIES.c.retired_on.is_(None),
            REVIEWS.c.state.not_in(sorted(EDITABLE)),
            INVENTORIES.c.id.not_in(own_sheets(user_id)),
            sa.not_(is_year_closed(INVENTORIES.c.year)),
        )
    )


def readable_points(scope: Scope, user_id: int | None) -> sa.ColumnElement[bool]:
    """The points one may read and judge: those within reach, and as a colleague those of `peer_sheets`."""
    clause = points_within(scope, user_id)
    if not scope.own or scope.school:
        return clause
    return sa.or_(clause, POINTS.c.inventory_id.in_(peer_sheets(user_id)))


def is_filler(user_id: int | None) -> sa.ColumnElement[bool]:
    """Whether a sheet is the user's: filled in by his person, or headed by it."""
    return sa.func.coalesce(INVENTORIES.c.filler_id.in_(_own_people(user_id)), sa.false())


def fills_now(user_id: int | None) -> sa.ColumnElement[bool]:
    """Whether a position's sheet is the user's own to fill in: filled by him, and he still holds the post."""
    held = sa.func.coalesce(INVENTORIES.c.position_id.in_(own_positions(user_id)), sa.false())
    return sa.and_(is_filler(user_id), held)


def is_year_closed(year: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether the year was closed: then nothing of it is offered to be changed."""
    closed = sa.select(WORK_YEARS.c.id).where(
        WORK_YEARS.c.year == year, WORK_YEARS.c.state == YearState.closed
    )
    return closed.exists()


def covers(scope: Scope, path: str) -> bool:
    """Whether the reach contains the department with this path as a whole (own reach does not count)."""
    return scope.school or any(f"/{root}/" in path for root in scope.departments)


@lru_cache(maxsize=512)
def _one_sheet(scope: Scope, user_id: int | None, day: date) -> sa.Select[Any]:
    """The sheet bound as `inventory_id`; `day` because holders of positions change with it."""
    own = INVENTORIES.c.id.in_(own_sheets(user_id))
    return (
        sa.select(
            *INVENTORIES.c,
            DEPARTMENTS.c.name.label("department_name"),
            DEPARTMENTS.c.path.label("department_path"),
            POSITIONS.c.name.label("position_name"),
            sheet_state.label("state"),
            REVIEWS.c.chain,
            REVIEWS.c.submitted_by_id,
            sa.func.coalesce(REVIEWS.c.is_stale, sa.false()).label("is_stale"),
            is_year_closed(INVENTORIES.c.year).label("is_closed"),
            fills_now(user_id).label("is_own"),
        )
        .select_from(SHEETS)
        .where(
            INVENTORIES.c.id == sa.bindparam("inventory_id", type_=sa.BigInteger),
            within(scope, INVENTORIES.c.department_id, own),
        )
    )


def find_sheet(session: Session, actor: Actor, inventory_id: int) -> dict[str, Any]:
    """One sheet the actor may see, or 404, with what its writers need.

    All columns of the inventory, further `department_name`, `department_path`, `position_name`, `state`, `chain`,
    `submitted_by_id`, `is_stale`, `is_closed`, `is_writable`.
    """
    statement = _one_sheet(actor.need(Permission.risks_read), actor.user_id, today())
    found = session.execute(statement, {"inventory_id": inventory_id}).mappings().one_or_none()
    if found is None:
        raise not_found("这张排查表")
    sheet = dict(found)
    scope = actor.reach(Permission.risks_write)
    sheet["is_writable"] = covers(scope, sheet["department_path"]) or (scope.own and bool(sheet["is_own"]))
    return sheet


def find_writable_sheet(session: Session, actor: Actor, inventory_id: int) -> dict[str, Any]:
    """One sheet the actor may fill in: 404 when invisible, 403 when visible only."""
    sheet = find_sheet(session, actor, inventory_id)
    if not sheet["is_writable"]:
        raise forbidden("这张表由现任岗位人员、联络员或部门负责人填写，您只能查看。")
    return sheet


def allowed_actions(actor: Actor, sheet: dict[str, Any]) -> list[InventoryAction]:
    """What the actor may do with the sheet in its present state."""
    if not sheet["is_writable"] or sheet["retired_on"] or sheet["is_closed"]:
        return []
    found: list[InventoryAction] = []
    if sheet["state"] in EDITABLE:
        found += [InventoryAction.edit, InventoryAction.submit]
    elif sheet["state"] == ReviewState.approved and sheet["is_stale"]:
        found.append(InventoryAction.submit)
    elif sheet["chain"] and _may_withdraw(actor, sheet):
        found.append(InventoryAction.withdraw)
    if sheet["state"] not in EDITABLE and may_amend(actor, sheet["state"]):
        found.append(InventoryAction.amend)
    if may_retire(actor, sheet):
        found.append(InventoryAction.retire)
    return found


def _may_withdraw(actor: Actor, sheet: dict[str, Any]) -> bool:
    """As its review says: before anybody signed, and not by who signs there, unless he handed it in."""
    chain, state = CHAINS[sheet["chain"]], ReviewState(sheet["state"])
    if ReviewAction.withdraw not in {step.action for step in chain.machine.actions(state)}:
        return False
    reaches = (actor.reach(permission) for permission in chain.signers(state))
    is_over = any(covers(scope, sheet["department_path"]) for scope in reaches)
    signs = is_over and bool(actor.reach(Permission.reviews_decide)) and not sheet["is_own"]
    return may_withdraw(actor, sheet["submitted_by_id"], signs=signs)


def may_amend(actor: Actor, state: str) -> bool:
    """Rows change while the sheet is being filled in; afterwards only by those who keep the whole school, and the
    approval goes stale (requirements S125)."""
    if state in EDITABLE:
        return True
    return state == ReviewState.approved and actor.reach(Permission.risks_write).school


def may_retire(actor: Actor, sheet: dict[str, Any]) -> bool:
    """A sheet being filled in may be dropped by its writers, a signed one only by those who keep the whole school."""
    if sheet["state"] in EDITABLE:
        return bool(sheet["is_writable"])
    return sheet["state"] == ReviewState.approved and actor.reach(Permission.risks_write).school


def live_rows(session: Session, inventory_id: int) -> list[dict[str, Any]]:
    """All columns of the sheet's live rows, in the order of the sheet."""
    statement = (
        sa.select(POINTS)
        .where(POINTS.c.inventory_id == inventory_id, POINTS.c.retired_at.is_(None))
        .order_by(POINTS.c.ordinal, POINTS.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def kind_of(position_id: int | None) -> InventoryKind:
    """附件三 when there is a position, 附件二 otherwise."""
    return InventoryKind.position if position_id else InventoryKind.department
