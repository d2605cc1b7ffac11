"""Reads of the overview: departments page by page, each with a cell for every deliverable of the year."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.campaigns.custody.queries import copies_by_action
from backend.campaigns.deliverables.rules import late_words
from backend.campaigns.ledgers.schemas import LedgerCell, LedgerColumn, LedgerQuery, LedgerShow
from backend.campaigns.obligations.queries import (
    IS_LATE,
    LACKS_PAPER,
    filters_of,
    obligations,
    owed_by,
    standing_at,
)
from backend.campaigns.obligations.schemas import ObligationFilter
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES, Row
from backend.campaigns.rules import CustodyAction, Standing
from backend.kit.paging import MAX_PAGE_SIZE, fetch
from backend.kit.table import CAMPUS_ZONE, now
from backend.kit.workbooks import SheetOfRows
from backend.organization.history.queries import unit_names
from backend.organization.queries import DEPARTMENTS

_COLUMNS = {
    "deliverable_id": DELIVERABLES.c.id,
    "deliverable_name": DELIVERABLES.c.name,
    "deliverable_kind": DELIVERABLES.c.kind,
    "campaign_id": CAMPAIGNS.c.id,
    "campaign_name": CAMPAIGNS.c.name,
    "due_at": DELIVERABLES.c.due_at,
    "paper_copies": DELIVERABLES.c.paper_copies,
}


def get_ledger(session: Session, actor: Actor, year: int, query: LedgerQuery) -> dict[str, Any]:
    """`LedgerOut`: the departments in reach that owe something in the year."""
    about = _about(year, query)
    rows, total = fetch(session, _departments(actor, about, query.show), query)
    return {
        "columns": columns_of(session, actor, about),
        "items": _filled(session, actor, year, about, rows),
        "total": total,
    }


def _about(year: int, query: LedgerQuery) -> ObligationFilter:
    return ObligationFilter(
        year=year,
        campaign_id=query.campaign_id,
        department_id=query.department_id,
        department_kind=query.department_kind,
    )


def columns_of(session: Session, actor: Actor, about: ObligationFilter) -> list[Row]:
    """The deliverables that anybody in reach owes, in the order they are due."""
    chosen = obligations(*(column.label(name) for name, column in _COLUMNS.items()))
    statement = chosen.where(*filters_of(actor, about)).distinct()
    ordered = statement.order_by(sa.text("due_at"), sa.text("deliverable_id"))
    names = LedgerColumn.model_fields
    return [{name: row[name] for name in names} for row in session.execute(ordered).mappings()]


def _departments(actor: Actor, about: ObligationFilter, show: LedgerShow) -> sa.Select[Any]:
    standing = standing_at(now())
    counts = {
        "owed_count": sa.func.count(),
        "received_count": sa.func.count().filter(standing == Standing.received.value),
        "missing_count": sa.func.count().filter(standing == Standing.missing.value),
        "late_count": sa.func.count().filter(IS_LATE),
    }
    whole = (DEPARTMENTS.c.id, DEPARTMENTS.c.code, DEPARTMENTS.c.name, DEPARTMENTS.c.sort, DEPARTMENTS.c.path)
    statement = (
        obligations(
            DEPARTMENTS.c.id.label("department_id"),
            DEPARTMENTS.c.code.label("department_code"),
            DEPARTMENTS.c.name.label("department_name"),
            *(count.label(name) for name, count in counts.items()),
        )
        .where(*filters_of(actor, about))
        .group_by(*whole)
        .order_by(DEPARTMENTS.c.sort, DEPARTMENTS.c.code, DEPARTMENTS.c.id)
    )
    if show is LedgerShow.paper:
        return statement.having(sa.func.count().filter(LACKS_PAPER) > 0)
    if show is not LedgerShow.all:
        return statement.having(counts[f"{show.value}_count"] > 0)
    return statement


def _filled(
    session: Session, actor: Actor, year: int, about: ObligationFilter, rows: Sequence[Row]
) -> list[Row]:
    """The departments with their cells and the copies of the five actions, bearing the names of the year."""
    ids = [row["department_id"] for row in rows]
    cells: dict[int, list[Row]] = {one: [] for one in ids}
    for owed in owed_by(session, actor, about, ids):
        cells[owed["department_id"]].append({name: owed[name] for name in LedgerCell.model_fields})
    copies, names = copies_by_action(session, actor, year, ids), unit_names(session, ids, year)
    return [
        row
        | {
            "department_name": names[row["department_id"]],
            "cells": cells[row["department_id"]],
            "custody": [
                {"action": action, "copies": copies.get((row["department_id"], action), 0)}
                for action in CustodyAction
            ],
        }
        for row in rows
    ]


def ledger_sheet(session: Session, actor: Actor, year: int, query: LedgerQuery, title: str) -> SheetOfRows:
    """The whole overview as a worksheet, read page by page while it is written."""
    about = _about(year, query)
    columns = columns_of(session, actor, about)
    heads = [("部门", 18), *((column["deliverable_name"], 24) for column in columns)]
    heads += [(action.label, 8) for action in CustodyAction]
    return SheetOfRows("台账", title, heads, _lines(session, actor, year, query, columns))


def _lines(
    session: Session, actor: Actor, year: int, query: LedgerQuery, columns: Sequence[Row]
) -> Iterator[list[str | int]]:
    page = 1
    while True:
        asked = query.model_copy(update={"page": page, "size": MAX_PAGE_SIZE})
        rows = get_ledger(session, actor, year, asked)["items"]
        for row in rows:
            cells = {cell["deliverable_id"]: cell for cell in row["cells"]}
            words = (said(cells.get(column["deliverable_id"])) for column in columns)
            copies = (count["copies"] for count in row["custody"])
            yield [row["department_name"], *words, *copies]
        if len(rows) < MAX_PAGE_SIZE:
            return
        page += 1


def said(cell: Row | None) -> str:
    """A cell in words: `已接收 09-05 17:30；逾期 2 小时；纸质 1/2`."""
    if cell is None:
        return "不需报送"
    parts = [Standing(cell["standing"]).label]
    if cell["submitted_at"] and cell["standing"] in (Standing.received, Standing.submitted):
        parts[0] += f" {cell['submitted_at'].astimezone(CAMPUS_ZONE):%m-%d %H:%M}"
    else:
        parts.append(f"截止 {cell['due_at'].astimezone(CAMPUS_ZONE):%m-%d %H:%M}")
    if cell["late_minutes"]:
        parts.append(late_words(cell["late_minutes"]))
    if cell["is_extended"]:
        parts.append("已延期")
    if cell["paper_copies"]:
        parts.append(f"纸质 {cell['copies_collected']}/{cell['paper_copies']}")
    return "；".join(parts)
