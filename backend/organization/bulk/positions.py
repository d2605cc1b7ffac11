"""Bulk load of positions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.problems import FieldError
from backend.organization.actions import FILLERS
from backend.organization.bulk.columns import (
    CodeColumn,
    Column,
    FlagColumn,
    LinesColumn,
    NumberColumn,
    TermColumn,
    TermsColumn,
)
from backend.organization.bulk.targets import Change, Departments, Row, Target
from backend.organization.history.actions import keep_former_posts
from backend.organization.positions.schemas import PositionRow
from backend.organization.queries import POSITIONS
from backend.organization.rules import Discretion, KeyArea, MajorMatter, PositionTier

COLUMNS = (
    CodeColumn("code", "岗位编码", ("岗位代码", "岗位编号", "编码", "代码", "编号"), is_required=True),
    Column("name", "岗位名称", ("岗位", "名称"), is_required=True),
    CodeColumn(
        "department_code", "部门编码", ("部门代码", "部门编号", "所属部门编码", "单位编码"), is_required=True
    ),
    TermColumn("tier", "岗位层级", ("层级", "岗位类别", "岗位级别"), is_required=True, terms=PositionTier),
    LinesColumn("duties", "岗位职责", ("职责", "工作职责"), blank=[]),
    FlagColumn("controls_people", "掌管人事", ("管人", "人"), blank=False),
    FlagColumn("controls_money", "掌管资金", ("管财", "管钱", "财"), blank=False),
    FlagColumn("controls_assets", "掌管物资", ("管物", "物"), blank=False),
    TermColumn("key_area", "重点领域", ("关键领域",), blank=None, terms=KeyArea),
    TermsColumn("major_matters", "三重一大", ("三重一大事项", "涉及三重一大"), blank=[], terms=MajorMatter),
    TermColumn("discretion", "自由裁量", ("自由裁量权",), blank=Discretion.none, terms=Discretion),
    FlagColumn("has_decisive_influence", "决定性影响", ("有决定性影响",), blank=False),
    FlagColumn("had_integrity_case", "发生过案件", ("发生过廉政案件", "廉政案件"), blank=False),
    FlagColumn("is_key", "重点岗位", ("是否重点岗位", "是否重点"), blank=False),
    NumberColumn("rotation_years", "轮岗年限", ("轮岗期限", "轮岗年限（年）"), blank=None),
)


class PositionTarget(Target):
    """Posts by code; each belongs to a department within the actor's reach."""

    noun = "position"
    table = POSITIONS
    columns = COLUMNS
    body = PositionRow
    renamed = {"department_code": "department_id"}  # noqa: RUF012  # never changed, and a dict everywhere else
    guards = ("department_id", "retired_on")
    fresh = {  # noqa: RUF012  # as above
        "risk_level": None,
        "level_rank": 0,
        "level_explanation": "",
        "level_rule": "",
        "leveled_at": None,
    }

    def __init__(self, session: Session, actor: Actor) -> None:
        super().__init__(session, actor)
        self._departments = Departments(session, actor, Permission.positions_bulk)

    def resolve(self, row: Row) -> list[FieldError]:
        """department_code → department_id."""
        row["department_id"], error = self._departments.find(row.pop("department_code"), "/department_code")
        return [error] if error else []

    def complete(self, rows: Sequence[Row]) -> None:
        """Asks the rooms downstream."""
        for fill in FILLERS:
            fill(self.session, rows)

    def update(self, changes: Sequence[Change]) -> None:
        """What a post was called and where it belonged is filed first."""
        moved = (change.before for change in changes if change.values.keys() & {"name", "department_id"})
        keep_former_posts(self.session, moved)
        super().update(changes)

    def refuse(self, before: Mapping[Any, Any]) -> FieldError | None:
        """Retired posts stay as they were; posts of other departments are not ours to change."""
        if before["department_id"] not in self._departments.covered:
            return FieldError("/code", "out-of-reach", "这个编码属于您办理范围以外的岗位。")
        if before["retired_on"] is not None:
            return FieldError("/code", "retired", "这个岗位已经撤销，不能再修改。")
        return None
