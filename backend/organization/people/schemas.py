"""Bodies of people."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from backend.kit.paging import Body, PageQuery, omittable
from backend.kit.rows import RowId
from backend.kit.terms import Term
from backend.organization.rules import OfficerKind, OversightKind
from backend.organization.schemas import Code, Day, Name

StaffNo = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        examples=["T1001"],
        description="工号",
    ),
]
JobTitle = Annotated[str, Field(max_length=100, examples=["科员"], description="职务")]


Exemption = Annotated[
    str,
    Field(
        min_length=2, max_length=200, examples=["长期借调校外"], description="不参加排查的原因；空为须参加"
    ),
]


class PersonCreate(Body):
    """Somebody new on the roster."""

    staff_no: StaffNo
    name: Name = Field(examples=["王老师"])
    department_id: RowId = Field(description="人事关系所在部门")
    job_title: JobTitle = ""
    user_id: RowId | None = Field(default=None, description="登录账号；没有账号的人不填")


class PersonUpdate(Body):
    """What may change; omitted fields stay."""

    name: Name = omittable()
    department_id: RowId = omittable()
    job_title: JobTitle = omittable()
    user_id: RowId | None = None
    exempt_reason: Exemption | None = None


class PersonRow(Body):
    """One row of a bulk load; for somebody on the roster, fields that are left out stay as they are."""

    staff_no: StaffNo
    name: Name
    department_code: Code = Field(description="人事关系所在部门的编码")
    job_title: JobTitle = ""


class Departure(Body):
    """Leaving the college: every appointment and charge ends with it."""

    left_on: Day | None = Field(default=None, description="最后一天（含当天）；不填就是今天")


class PersonOut(BaseModel):
    """Somebody on the roster."""

    id: int
    staff_no: str
    name: str
    department_id: int
    department_name: str
    job_title: str
    user_id: int | None
    left_on: date | None
    exempt_reason: str | None = Field(description="不参加排查的原因；空为须参加")
    version: int
    updated_at: datetime


class HeldPost(BaseModel):
    """A post the person holds today."""

    appointment_id: int
    position_id: int
    position_name: str
    department_id: int
    department_name: str
    is_primary: bool
    started_on: date


class HeldCharge(BaseModel):
    """Head or liaison of a department, today."""

    officer_id: int
    kind: OfficerKind
    department_id: int
    department_name: str
    started_on: date


class HeldOversight(BaseModel):
    """A department the person supervises or keeps contact with, today."""

    oversight_id: int
    kind: OversightKind
    department_id: int
    department_name: str
    started_on: date


class PersonDetail(PersonOut):
    """Somebody with everything held today."""

    appointments: list[HeldPost]
    charges: list[HeldCharge]
    oversights: list[HeldOversight]


class PersonSort(Term):
    """Orders offered; each has an index."""

    staff_no = "staff_no", "按工号"
    by_name = "name", "按姓名"


class PersonQuery(PageQuery):
    """Filters of the list."""

    q: str | None = Field(default=None, max_length=100, description="姓名或工号包含")
    department_id: RowId | None = Field(default=None, description="该部门及其下级")
    has_account: bool | None = Field(default=None, description="是否有登录账号")
    is_postless: bool | None = Field(default=None, description="在册须参加排查而没有岗位的")
    is_exempt: bool | None = Field(default=None, description="标明不参加排查的")
    include_left: bool = Field(default=False, description="连同已离任的")
    sort: PersonSort = PersonSort.staff_no
