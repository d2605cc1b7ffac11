"""Bulk load of the roster."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.problems import FieldError
from backend.organization.bulk.columns import CodeColumn, Column
from backend.organization.bulk.targets import Departments, Row, Target
from backend.organization.people.schemas import PersonRow
from backend.organization.queries import PEOPLE

COLUMNS = (
    CodeColumn("staff_no", "工号", ("职工号", "教工号", "人员编号", "编号"), is_required=True),
    Column("name", "姓名", ("名字", "人员姓名"), is_required=True),
    CodeColumn(
        "department_code", "部门编码", ("部门代码", "部门编号", "所属部门编码", "单位编码"), is_required=True
    ),
    Column("job_title", "职务", ("职务职称", "职称")),
)


class PersonTarget(Target):
    """People by staff number."""

    noun = "person"
    table = PEOPLE
    columns = COLUMNS
    body = PersonRow
    renamed = {"department_code": "department_id"}  # noqa: RUF012  # never changed, and a dict everywhere else
    guards = ("department_id", "left_on")

    def __init__(self, session: Session, actor: Actor) -> None:
        super().__init__(session, actor)
        self._departments = Departments(session, actor, Permission.organization_write)

    def resolve(self, row: Row) -> list[FieldError]:
        """department_code → department_id."""
        row["department_id"], error = self._departments.find(row.pop("department_code"), "/department_code")
        return [error] if error else []

    def refuse(self, before: Mapping[Any, Any]) -> FieldError | None:
        """Who has left stays as recorded; people of other departments are not ours to change."""
        if before["department_id"] not in self._departments.covered:
            return FieldError("/staff_no", "out-of-reach", "这个工号属于您办理范围以外的人员。")
        if before["left_on"] is not None:
            return FieldError("/staff_no", "left", "这个人已经离任，不能再修改。")
        return None
