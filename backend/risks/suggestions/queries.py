"""Reads of suggestions: seen by whom they were made for, by who made them, and by readers of the department."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.paging import fetch
from backend.kit.problems import conflict, invalid, not_found
from backend.kit.table import table_of
from backend.organization.queries import DEPARTMENTS, PEOPLE, POSITIONS, own_positions, subtree, within
from backend.risks.models import RiskSuggestion
from backend.risks.queries import INVENTORIES, is_filler, is_year_closed
from backend.risks.rules import SUGGESTION_MACHINE, SuggestionAction, SuggestionState
from backend.risks.suggestions.schemas import RiskSuggestionOut, RiskSuggestionQuery, SuggestionSort

SUGGESTIONS = table_of(RiskSuggestion)
Row = dict[str, Any]
_JOINED: dict[str, sa.ColumnElement[Any]] = {
    "department_name": DEPARTMENTS.c.name.label("department_name"),
    "position_name": POSITIONS.c.name.label("position_name"),
}
_COLUMNS = tuple(
    _JOINED[name] if name in _JOINED else SUGGESTIONS.c[name]
    for name in RiskSuggestionOut.model_fields
    if name != "allowed_actions"
)
_ORDER = {SuggestionSort.newest: SUGGESTIONS.c.id.desc(), SuggestionSort.oldest: SUGGESTIONS.c.id.asc()}
_NAMELESS = {"suggested_by_name": "", "decided_by_name": ""}


def _is_for_caller(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(SUGGESTIONS.c.position_id.in_(own_positions(actor.user_id)), sa.false())


def _fills_in(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the caller fills in the sheet a suggestion is for."""
    return within(actor.reach(Permission.risks_write), SUGGESTIONS.c.department_id, _is_for_caller(actor))


def _visible(actor: Actor) -> sa.Select[Any]:
    own = sa.or_(_is_for_caller(actor), SUGGESTIONS.c.suggested_by_id == actor.user_id)
    joined = sa.join(SUGGESTIONS, DEPARTMENTS, DEPARTMENTS.c.id == SUGGESTIONS.c.department_id).outerjoin(
        POSITIONS, POSITIONS.c.id == SUGGESTIONS.c.position_id
    )
    return (
        sa.select(*_COLUMNS, _fills_in(actor).label("fills_in"))
        .select_from(joined)
        .where(within(actor.need(Permission.suggestions_read), SUGGESTIONS.c.department_id, own))
    )


def search_suggestions(session: Session, actor: Actor, query: RiskSuggestionQuery) -> tuple[list[Row], int]:
    """One page of suggestions and the total."""
    statement = _visible(actor).where(*_filters(actor, query)).order_by(_ORDER[query.sort])
    rows, total = fetch(session, statement, query)
    return [_shown(actor, row) for row in rows], total


def _filters(actor: Actor, query: RiskSuggestionQuery) -> Iterator[sa.ColumnElement[bool]]:
    for name in ("year", "position_id", "origin", "batch"):
        if (wanted := getattr(query, name)) is not None:
            yield SUGGESTIONS.c[name] == wanted
    if query.department_id:
        yield SUGGESTIONS.c.department_id.in_(subtree([query.department_id]))
    if query.inventory_id:
        yield _is_for_sheet(query.inventory_id)
    if query.state:
        yield SUGGESTIONS.c.state.in_(query.state)
    if query.mine:
        yield SUGGESTIONS.c.suggested_by_id == actor.user_id
    if query.awaiting:
        yield SUGGESTIONS.c.state == SuggestionState.open
        yield SUGGESTIONS.c.suggested_by_id != actor.user_id
        yield _fills_in(actor)
        yield sa.not_(is_year_closed(SUGGESTIONS.c.year))


def _is_for_sheet(inventory_id: int) -> sa.ColumnElement[bool]:
    same_place = sa.or_(
        INVENTORIES.c.position_id == SUGGESTIONS.c.position_id,
        sa.and_(
            INVENTORIES.c.position_id.is_(None),
            SUGGESTIONS.c.position_id.is_(None),
            INVENTORIES.c.department_id == SUGGESTIONS.c.department_id,
        ),
    )
    sheet = sa.select(INVENTORIES.c.id).where(
        INVENTORIES.c.id == inventory_id, INVENTORIES.c.year == SUGGESTIONS.c.year, same_place
    )
    return sheet.correlate(SUGGESTIONS).exists()


def find_suggestion(session: Session, actor: Actor, suggestion_id: int) -> Row:
    """One suggestion the actor may see, with `allowed_actions`, or 404."""
    return find_with_rights(session, actor, suggestion_id)[0]


def find_with_rights(
    session: Session, actor: Actor, suggestion_id: int
) -> tuple[Row, frozenset[SuggestionAction]]:
    """The same, and what the actor might do with it in some state."""
    statement = _visible(actor).where(SUGGESTIONS.c.id == suggestion_id)
    found = session.execute(statement).mappings().one_or_none()
    if found is None:
        raise not_found("这条建议")
    row = dict(found)
    rights = _rights(actor, row)
    return _shown(actor, row), rights


def _rights(actor: Actor, row: Row) -> frozenset[SuggestionAction]:
    """Whoever fills in the sheet decides, but never on what he suggested himself; that he may take back."""
    is_mine = row["suggested_by_id"] == actor.user_id
    decides = bool(row["fills_in"]) and not is_mine
    held = {
        step.action for step in SUGGESTION_MACHINE.transitions if actor.reach(Permission(step.permission))
    }
    return frozenset(
        action
        for action in SuggestionAction
        if action in held and (is_mine if action is SuggestionAction.withdraw else decides)
    )


def _shown(actor: Actor, row: Row) -> Row:
    rights = _rights(actor, row)
    steps = SUGGESTION_MACHINE.actions(row["state"])
    row = {name: value for name, value in row.items() if name != "fills_in"}
    row["allowed_actions"] = [step.action for step in steps if step.action in rights]
    return row if actor.sees_personal_data else row | _NAMELESS


def works_there(session: Session, actor: Actor, department_id: int) -> bool:
    """Whether the caller is a colleague: on the department's roster, or in a post of it today."""
    home = sa.select(PEOPLE.c.id).where(
        PEOPLE.c.user_id == actor.user_id, PEOPLE.c.department_id == department_id, PEOPLE.c.left_on.is_(None)
    )
    post = sa.select(POSITIONS.c.id).where(
        POSITIONS.c.department_id == department_id, POSITIONS.c.id.in_(own_positions(actor.user_id))
    )
    return any(session.execute(found.limit(1)).first() is not None for found in (home, post))


def taken_by(session: Session, year: int, name: str, targets: Sequence[Row]) -> set[int | None]:
    """The posts (None: the department itself) among the targets that have an open suggestion of this name."""
    statement = sa.select(SUGGESTIONS.c.position_id).where(
        SUGGESTIONS.c.department_id.in_(sorted({target["department_id"] for target in targets})),
        SUGGESTIONS.c.year == year,
        SUGGESTIONS.c.name == name,
        SUGGESTIONS.c.state == SuggestionState.open,
    )
    found = set(session.execute(statement).scalars())
    return found & {target["position_id"] for target in targets}


def sheet_for(session: Session, actor: Actor, suggestion: Row, wanted: int | None) -> int:
    """The sheet a suggestion goes into: the one named, the caller's own, or the only one there is."""
    place = (
        INVENTORIES.c.position_id == suggestion["position_id"]
        if suggestion["position_id"] is not None
        else sa.and_(
            INVENTORIES.c.position_id.is_(None), INVENTORIES.c.department_id == suggestion["department_id"]
        )
    )
    statement = sa.select(INVENTORIES.c.id, is_filler(actor.user_id).label("is_own")).where(
        place, INVENTORIES.c.year == suggestion["year"], INVENTORIES.c.retired_on.is_(None)
    )
    found = {row.id: bool(row.is_own) for row in session.execute(statement)}
    if wanted is not None:
        if wanted not in found:
            raise invalid("/inventory_id", "unknown", "请选择这个岗位（部门）当年的排查表。")
        return wanted
    if not found:
        raise conflict("还没有当年的排查表，请先新建，再采纳建议。", "no-sheet")
    own = [sheet_id for sheet_id, is_own in found.items() if is_own]
    for candidates in (own, list(found)):
        if len(candidates) == 1:
            return int(candidates[0])
    raise invalid("/inventory_id", "required", "这个岗位有几张排查表，请选择写入哪一张。")
