"""HTTP of flows from other tools."""

from typing import Annotated, Any

from fastapi import File, UploadFile

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.powers.flow_files import queries
from backend.powers.flow_files.schemas import FlowImportOut

router = room_router("/powers", "powers")


@router.post("/{power_id}/flow/import", response_model=FlowImportOut, summary="读取 BPMN 流程文件")
def read_flow_file(
    session: Db,
    actor: Annotated[Actor, may(Permission.powers_write)],
    power_id: RowId,
    file: Annotated[UploadFile, File(description="BPMN 2.0 XML（.bpmn 或 .xml），最多 5 MB")],
) -> dict[str, Any]:
    """The steps as they would be, with a report of what could not be taken over. Stores nothing: saving does."""
    return queries.read_flow_file(session, actor, power_id, file.file.read())


ROUTERS = (router,)
