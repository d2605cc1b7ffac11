"""HTTP of bulk loads; one shape for every resource."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.paging import json_response
from backend.kit.routing import requires_key, room_router
from backend.organization.bulk.actions import Run
from backend.organization.bulk.columns import Column
from backend.organization.bulk.departments import DepartmentTarget
from backend.organization.bulk.people import PersonTarget
from backend.organization.bulk.positions import PositionTarget
from backend.organization.bulk.reading import Source, Upload, receive
from backend.organization.bulk.schemas import BulkColumns, BulkQuery, BulkReport
from backend.organization.bulk.targets import Target
from backend.organization.departments.schemas import DepartmentRow
from backend.organization.people.schemas import PersonRow
from backend.organization.positions.schemas import PositionRow

Received = Annotated[Upload, Depends(receive)]
PositionLoader = Annotated[Actor, may(Permission.positions_bulk)]
Writer = Annotated[Actor, may(Permission.organization_write)]

DESCRIPTION = """按编码（工号）新增或更新，可反复执行：第二次不会有任何改动。

- 接受 JSON 数组、NDJSON，或 .csv、.xlsx、.xls 文件（作为正文，或放在表单的 `file` 中），最多 20 MiB、20 万行；
- 枚举既可填值（`middle`），也可填中文（`中层岗位`）；文件的表头见 `GET …/bulk/columns`；
- 已有的记录只改给出的字段，没有给出的保持原样；
- `mode=atomic` 有一行出错就全部不写入，`best_effort` 跳过有误的行；
- `dry_run=true` 只检查，报告与真正执行时完全相同。"""


def _request_body(row: type[BaseModel]) -> dict[str, Any]:
    schema = row.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    file = {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    content = {
        "application/json": {"schema": {"type": "array", "items": schema}},
        "application/x-ndjson": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
        "multipart/form-data": {"schema": form},
    }
    return {"requestBody": {"required": True, "content": content}}


def _load(target: Target, upload: Upload, query: BulkQuery) -> Response:
    return json_response(Run(target, Source(upload, target.columns), query).run())


def _describe(resource: str, columns: Sequence[Column]) -> dict[str, Any]:
    described = [
        {
            "name": column.name,
            "label": column.label,
            "aliases": list(column.aliases),
            "is_key": column is columns[0],
            "is_required": column.is_required,
            "values": column.values(),
        }
        for column in columns
    ]
    return {"resource": resource, "columns": described}


def _router(resource: str) -> APIRouter:
    return room_router(f"/{resource}/bulk", "organization")


departments, people, positions = (_router(name) for name in ("departments", "people", "positions"))


@departments.post(
    "",
    response_model=BulkReport,
    summary="批量载入部门",
    description=DESCRIPTION,
    openapi_extra=_request_body(DepartmentRow),
)
@requires_key
@takes_long
def load_departments(
    session: Db, actor: Writer, query: Annotated[BulkQuery, Query()], upload: Received
) -> Response:
    """Upserts departments by code."""
    return _load(DepartmentTarget(session, actor), upload, query)


@departments.get("/columns", response_model=BulkColumns, summary="部门文件的表头")
def list_department_columns(actor: Writer) -> dict[str, Any]:
    """The columns a file of departments may have."""
    return _describe("departments", DepartmentTarget.columns)


@people.post(
    "",
    response_model=BulkReport,
    summary="批量载入人员",
    description=DESCRIPTION,
    openapi_extra=_request_body(PersonRow),
)
@requires_key
@takes_long
def load_people(
    session: Db, actor: Writer, query: Annotated[BulkQuery, Query()], upload: Received
) -> Response:
    """Upserts people by staff number."""
    return _load(PersonTarget(session, actor), upload, query)


@people.get("/columns", response_model=BulkColumns, summary="人员文件的表头")
def list_person_columns(actor: Writer) -> dict[str, Any]:
    """The columns a file of people may have."""
    return _describe("people", PersonTarget.columns)


@positions.post(
    "",
    response_model=BulkReport,
    summary="批量载入岗位",
    description=DESCRIPTION,
    openapi_extra=_request_body(PositionRow),
)
@requires_key
@takes_long
def load_positions(
    session: Db, actor: PositionLoader, query: Annotated[BulkQuery, Query()], upload: Received
) -> Response:
    """Upserts positions by code."""
    return _load(PositionTarget(session, actor), upload, query)


@positions.get("/columns", response_model=BulkColumns, summary="岗位文件的表头")
def list_position_columns(actor: PositionLoader) -> dict[str, Any]:
    """The columns a file of positions may have."""
    return _describe("positions", PositionTarget.columns)


ROUTERS = (departments, people, positions)
