"""Finds what a form is about and what is stored there already, never beyond the caller's reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.imports.plans.rules import POSITION_KINDS, Sheet, Target, same
from backend.imports.rules import FormKind, TargetAction, squeeze
from backend.imports.schemas import FormChoice
from backend.organization.queries import (
    APPOINTMENTS,
    DEPARTMENTS,
    PEOPLE,
    POSITIONS,
    current,
    reaches,
    within,
)
from backend.powers.queries import POWERS
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, SHEETS, live_rows, sheet_state
from backend.risks.rules import InventoryKind

MATCH, CREATE, MISSING = TargetAction.match, TargetAction.create, TargetAction.missing
SHORTEST_LIKENESS = 3
CANDIDATES = ("id", "name", "path", "parent_id", "duties")

Row = dict[str, Any]


@dataclass
class Finder:
    """Looks things up for one caller; `hint_id` is the department the upload was made for."""

    session: Session
    actor: Actor
    hint_id: int | None
    departments: list[Row] = field(init=False)
    closed: frozenset[int] = field(init=False)
    """Years nothing may be written to any more."""

    def __post_init__(self) -> None:
        self.refresh()
        state = sa.select(WORK_YEARS.c.year).where(WORK_YEARS.c.state == YearState.closed)
        self.closed = frozenset(self.session.execute(state).scalars())

    def refresh(self) -> None:
        """Reads the departments anew, after one was made."""
        clause = within(self.actor.need(Permission.imports_read), DEPARTMENTS.c.id)
        columns = (DEPARTMENTS.c[name] for name in CANDIDATES)
        statement = sa.select(*columns).where(DEPARTMENTS.c.retired_on.is_(None), clause)
        self.departments = [
            dict(row) for row in self.session.execute(statement.order_by(DEPARTMENTS.c.path)).mappings()
        ]

    def may(self, permission: Permission, target: Target) -> bool:
        """Whether the caller may write there; what he is going to make himself, he may."""
        if target.action is CREATE:
            return True
        return target.id is not None and reaches(self.session, self.actor, permission, target.id)

    # -- departments ----------------------------------------------------------------------------------

    def by_id(self, department_id: int | None) -> Row | None:
        return next((row for row in self.departments if row["id"] == department_id), None)

    def matched(self, department_id: int) -> Target | None:
        """The department as a target, if the caller reaches it."""
        row = self.by_id(department_id)
        return _matched(row) if row else None

    def named(self, name: str) -> list[Row]:
        """Departments of that name, those below the hint first and alone."""
        found = [row for row in self.departments if name and same(row["name"], name)]
        hint = self.by_id(self.hint_id)
        nearer = [row for row in found if hint and row["path"].startswith(hint["path"])]
        return nearer or found

    def department(self, sheet: Sheet, choice: FormChoice) -> Target:
        """Chosen, then by name, then the one of the upload; else to be made below its parent."""
        if choice.department_id is not None:
            chosen = self.by_id(choice.department_id)
            return (
                _matched(chosen)
                if chosen
                else Target(MISSING, reason="所选部门不在您的办理范围内，或已撤销。")
            )
        name = sheet.subject if sheet.kind is FormKind.department_self_check else sheet.department
        found = self.named(name)
        if len(found) == 1:
            return _matched(found[0])
        if found:
            return Target(MISSING, name=name, reason=f"有 {len(found)} 个部门叫“{name}”，请选择其中一个。")
        hint = self.by_id(self.hint_id)
        if not name:
            return _matched(hint) if hint else Target(MISSING, reason="表上没有写部门，请选择对应的部门。")
        return self.new_department(sheet, choice, name)

    def new_department(self, sheet: Sheet, choice: FormChoice, name: str) -> Target:
        """Below the chosen parent, the department the form names, the upload's, or the college."""
        above = self.named(sheet.department) if sheet.kind is FormKind.department_self_check else []
        roots = self.departments[:1]
        parent = self.by_id(choice.parent_id) or next(iter(above), None) or self.by_id(self.hint_id)
        parent = parent or next(iter(roots), None)
        if parent and reaches(self.session, self.actor, Permission.organization_write, parent["id"]):
            return Target(CREATE, name=name, reason=self.likeness(name), parent_id=parent["id"])
        return Target(
            MISSING, name=name, reason=f"没有找到“{name}”，请选择对应的部门；新部门由防控办公室建立。"
        )

    def likeness(self, name: str) -> str:
        """A doubt when a department that is there has nearly the name, e.g. without the town in front."""
        written = squeeze(name)
        for row in self.departments:
            known = squeeze(row["name"])
            if min(len(known), len(written)) >= SHORTEST_LIKENESS and (
                known.endswith(written) or written.endswith(known)
            ):
                return f"已有名称相近的“{row['name']}”，如是同一个部门，请改选它。"
        return ""

    # -- positions ------------------------------------------------------------------------------------

    def position(self, sheet: Sheet, choice: FormChoice, department: Target) -> Target | None:
        """The post a position's form is about; None for a department's form."""
        if sheet.kind not in POSITION_KINDS:
            return None
        if choice.position_id is not None:
            chosen = self.positions(POSITIONS.c.id == choice.position_id)
            return (
                _post(chosen[0])
                if chosen
                else Target(MISSING, reason="所选岗位不在您的办理范围内，或已撤销。")
            )
        name = sheet.subject or sheet.job_title
        here = POSITIONS.c.department_id == department.id
        held = (
            self.held_by(sheet.person_name, here if department.id else sa.true()) if sheet.person_name else []
        )
        named = (
            [row for row in self.positions(here) if name and same(row["name"], name)] if department.id else []
        )
        found = [row for row in held if same(row["name"], name)] or named or held
        if len(found) == 1:
            return _post(found[0], name)
        if found:
            return Target(MISSING, name=name, reason=f"有 {len(found)} 个岗位与此表相符，请选择其中一个。")
        if not name:
            return Target(MISSING, reason="表上没有写岗位，请选择对应的岗位。")
        if department.action is MISSING:
            return Target(MISSING, name=name, reason="请先选择部门。")
        if not self.may(Permission.positions_write, department):
            return Target(
                MISSING,
                name=name,
                reason=f"没有找到岗位“{name}”，您也不能在该部门新建岗位，请选择对应的岗位。",
            )
        return Target(CREATE, name=name)

    def positions(self, *where: sa.ColumnElement[bool]) -> list[Row]:
        """Live positions within the caller's reach."""
        clause = within(self.actor.need(Permission.imports_read), POSITIONS.c.department_id)
        columns = (POSITIONS.c[name] for name in ("id", "name", "department_id", "duties"))
        statement = sa.select(*columns).where(POSITIONS.c.retired_on.is_(None), clause, *where)
        return [dict(row) for row in self.session.execute(statement.order_by(POSITIONS.c.id)).mappings()]

    def position_name(self, position_id: int) -> str:
        statement = sa.select(POSITIONS.c.name).where(POSITIONS.c.id == position_id)
        return str(self.session.execute(statement).scalar_one())

    def position_duties(self, position_id: int | None) -> list[str]:
        """The stored duties of a position, none for one that is to be made."""
        statement = sa.select(POSITIONS.c.duties).where(POSITIONS.c.id == position_id)
        duties: list[str] | None = self.session.execute(statement).scalar_one_or_none()
        return duties or []

    def held_by(self, person_name: str, where: sa.ColumnElement[bool]) -> list[Row]:
        """Positions somebody of that name holds today."""
        held = (
            sa.select(APPOINTMENTS.c.position_id)
            .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
            .where(PEOPLE.c.name == person_name, current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on))
        )
        return self.positions(POSITIONS.c.id.in_(held), where)

    def filler(self, sheet: Sheet, choice: FormChoice, position: Target | None) -> Target | None:
        """Who fills a position's sheet in: chosen, named on the form, or its only holder; a vacant post has nobody."""
        if position is None or position.id is None:
            return None
        holders = self.holders(position.id)
        if choice.filler_id is not None:
            chosen = next((row for row in holders if row["id"] == choice.filler_id), None)
            return _matched(chosen) if chosen else Target(MISSING, reason="所选填表人现在不担任这个岗位。")
        written = sheet.person_name
        named = [row for row in holders if same(row["name"], written)]
        if len(named) == 1 or len(holders) == 1:
            row = (named or holders)[0]
            doubt = f"表上写的是“{written}”，该岗位现任是“{row['name']}”。" if written and not named else ""
            return Target(MATCH, row["id"], row["name"], doubt)
        return Target(MISSING, name=written, reason="这个岗位有几个人，请选择填表人。") if holders else None

    def holders(self, position_id: int) -> list[Row]:
        statement = (
            sa.select(PEOPLE.c.id, PEOPLE.c.name)
            .join(APPOINTMENTS, APPOINTMENTS.c.person_id == PEOPLE.c.id)
            .where(
                APPOINTMENTS.c.position_id == position_id,
                current(APPOINTMENTS.c.started_on, APPOINTMENTS.c.ended_on),
            )
            .order_by(PEOPLE.c.id)
        )
        return [dict(row) for row in self.session.execute(statement).mappings()]

    # -- what is stored -------------------------------------------------------------------------------

    def inventory(
        self, department: Target, position: Target | None, filler: Target | None, year: int
    ) -> Row | None:
        """The live sheet of the year, with its `state`."""
        where = [INVENTORIES.c.year == year, INVENTORIES.c.retired_on.is_(None)]
        if position is None:
            where += [
                INVENTORIES.c.kind == InventoryKind.department,
                INVENTORIES.c.department_id == department.id,
            ]
        else:
            filler_id = filler.id if filler else None
            where += [INVENTORIES.c.position_id == position.id, INVENTORIES.c.filler_id == filler_id]
        return self.sheet(*where)

    def sheet(self, *where: sa.ColumnElement[bool]) -> Row | None:
        columns = ("id", "kind", "year", "department_id", "position_id", "filler_id", "filler_name")
        statement = sa.select(*(INVENTORIES.c[name] for name in columns), sheet_state.label("state"))
        clause = within(self.actor.need(Permission.imports_read), INVENTORIES.c.department_id)
        found = (
            self.session.execute(statement.select_from(SHEETS).where(clause, *where).limit(1))
            .mappings()
            .first()
        )
        return dict(found) if found else None

    def powers(self, department_id: int, position_id: int | None) -> list[Row]:
        """The live powers of the department, or of the position alone."""
        where = (
            POWERS.c.position_id == position_id if position_id else POWERS.c.department_id == department_id
        )
        columns = (POWERS.c[name] for name in ("id", "name", "content", "handling_body", "basis"))
        statement = sa.select(*columns).where(where, POWERS.c.retired_on.is_(None)).order_by(POWERS.c.id)
        return [dict(row) for row in self.session.execute(statement).mappings()]

    def risks(self, inventory_id: int) -> Sequence[Row]:
        return live_rows(self.session, inventory_id)


def _matched(row: Row) -> Target:
    return Target(MATCH, row["id"], row["name"])


def _post(row: Row, written: str = "") -> Target:
    """`parent_id` is the post's department. Another name on the form is a doubt, not a refusal: titles are no posts."""
    doubt = f"表上写的是“{written}”。" if written and not same(row["name"], written) else ""
    return Target(MATCH, row["id"], row["name"], doubt, row["department_id"])


def state_label(state: str) -> str:
    return ReviewState(state).label
