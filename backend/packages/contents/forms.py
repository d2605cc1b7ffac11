"""The official forms of a year: 附件一 to 附件三, the self-check tables, the register (requirements S48, S53, S127)."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Final

import sqlalchemy as sa

from backend.access.policy import Permission
from backend.documents.catalogues.queries import power_catalogue
from backend.documents.queries import POWERS, live_powers, risk_inventory
from backend.documents.registers.queries import risk_register
from backend.documents.registers.schemas import RiskRegisterQuery
from backend.documents.self_checks.queries import department_self_check, position_self_check
from backend.organization.queries import POSITIONS
from backend.packages.contents.commission import Commission, Found, Unit, by_unit, day_of, everything
from backend.packages.contents.writing import in_formats
from backend.packages.paper.archive import Item
from backend.powers.catalogues.queries import search_catalogues
from backend.powers.catalogues.schemas import PowerCatalogueQuery
from backend.reviews.rules import ReviewState
from backend.risks.inventories.queries import search_inventories
from backend.risks.inventories.schemas import InventorySort, RiskInventoryQuery
from backend.risks.rules import InventoryKind

TITLES: Final = {
    InventoryKind.department: "附件二 部门工作廉政风险排查表",
    InventoryKind.position: "附件三 个人岗位廉政风险排查表",
}
NOTHING: Final[tuple[bytes, ...]] = ()


def blank_item(volume: int, folder: str, title: str) -> Item:
    """An item whose format and bytes are still to come."""
    return Item(volume, folder, title, "", lambda: NOTHING)


def catalogues(order: Commission, volume: int = 0) -> Iterator[Item]:
    """附件一 of each department: the year's catalogue, or while the year runs its powers of today."""
    rows = everything(
        search_catalogues, order, PowerCatalogueQuery, year=order.year, department_id=order.department_id
    )
    held = {row["department_id"]: row for row in rows}
    for unit in order.units:
        row = held.get(unit.id)
        if row is None and not (order.is_current and _has_powers(order, unit)):
            continue
        item = blank_item(volume, unit.name, f"附件一 职权目录（{unit.name}）")._replace(
            responsible=unit.name,
            dated=day_of(row["decided_at"] or row["submitted_at"]) if row else "",
            remark=ReviewState(row["state"]).label if row else "未提交认定",
        )
        catalogue_id = row["id"] if row else None
        make = partial(power_catalogue, order.session, order.actor, order.college, unit.id, catalogue_id)
        yield from in_formats(order, item, make)


def _has_powers(order: Commission, unit: Unit) -> bool:
    return bool(live_powers(order.session, order.actor, POWERS.c.department_id == unit.id))


def sheets_of(order: Commission) -> dict[int, list[Found]]:
    """The sheets of the year, by department, department's own first."""
    rows = everything(
        search_inventories,
        order,
        RiskInventoryQuery,
        year=order.year,
        department_id=order.department_id,
        sort=InventorySort.oldest,
    )
    found = by_unit(rows)
    for sheets in found.values():
        sheets.sort(key=lambda row: (row["kind"] != InventoryKind.department, row["id"]))
    return found


def inventories(
    order: Commission, volume: int = 0, skipped: tuple[ReviewState, ...] = ()
) -> Iterator[Item]:
    """附件二 and 附件三; sheets in a state that is skipped are only counted."""
    found = sheets_of(order)
    for unit in order.units:
        rows = [row for row in found.get(unit.id, ()) if row["state"] not in skipped]
        if left := len(found.get(unit.id, ())) - len(rows):
            order.left_out.append(f"{unit.name}：还在填写的排查表 {left} 份，未列入。")
        for row in rows:
            make = partial(risk_inventory, order.session, order.actor, order.college, row["id"])
            yield from in_formats(order, _sheet_item(volume, unit, row), make)


def _sheet_item(volume: int, unit: Unit, row: Found) -> Item:
    kind = InventoryKind(row["kind"])
    names = [name for name in (row["position_name"], row["filler_name"]) if name]
    about = "-".join(names) if kind is InventoryKind.position else unit.name
    return blank_item(volume, unit.name, f"{TITLES[kind]}（{about}）")._replace(
        responsible=row["filler_name"] or unit.name,
        dated=day_of(row["filled_on"]),
        remark=ReviewState(row["state"]).label,
    )


def self_checks(order: Commission) -> Iterator[Item]:
    """The handout's two tables (handout.txt lines 38 and 168); of a past year for departments with sheets in it."""
    having = None if order.is_current else set(sheets_of(order))
    for unit in order.units:
        if having is not None and unit.id not in having:
            continue
        posts = sa.select(POSITIONS.c.id, POSITIONS.c.name).where(
            POSITIONS.c.department_id == unit.id,
            sa.or_(POSITIONS.c.retired_on.is_(None), POSITIONS.c.retired_on >= date(order.year, 1, 1)),
        )
        rows = order.session.execute(posts.order_by(POSITIONS.c.code, POSITIONS.c.id)).all()
        if not rows:
            continue
        folder = f"{unit.name}/自查表"
        whole = blank_item(0, folder, f"处（科）室风险点自查表（{unit.name}）")._replace(responsible=unit.name)
        asked = (order.session, order.actor, order.college)
        own = partial(department_self_check, *asked, unit.id, order.year)
        yield from in_formats(order, whole, own)
        for position_id, name in rows:
            item = blank_item(0, folder, f"个人岗位风险点自查表（{name}）")._replace(responsible=unit.name)
            make = partial(position_self_check, *asked, position_id, order.year)
            yield from in_formats(order, item, make)


def registers(order: Commission, volume: int = 0, *, with_pending: bool = False) -> Iterator[Item]:
    """The register of everything asked for, and of each department that has sheets (handout.txt line 250)."""
    if not order.holds(Permission.risks_read):
        return
    having = set(sheets_of(order))
    for unit in order.units:
        is_whole = unit.id == order.department_id
        if not is_whole and unit.id not in having:
            continue
        title = f"风险点登记汇总表（{unit.name}{'及下属部门' if is_whole and len(order.units) > 1 else ''}）"
        folder = "" if is_whole else unit.name
        query = RiskRegisterQuery(year=order.year, department_id=unit.id, include_pending=with_pending)
        make = partial(risk_register, order.session, order.actor, order.college, query)
        item = blank_item(volume, folder, title)._replace(responsible=unit.name)
        yield from in_formats(order, item, make)


def all_forms(order: Commission) -> Iterator[Item]:
    """The forms package, department by department."""
    yield from registers(order, with_pending=True)
    yield from catalogues(order)
    yield from inventories(order)
    yield from self_checks(order)
