"""HTTP of the consolidated register."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import StreamingResponse

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.documents.registers.queries import risk_register
from backend.documents.registers.schemas import RiskRegisterQuery
from backend.documents.rules import FILE_KINDS, DocumentKind
from backend.documents.templates.queries import template_for
from backend.documents.writer.output import pour
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.downloads import file_answer, poured_response, store_of
from backend.kit.routing import room_router

router = room_router("/documents", "documents")
Reader = Annotated[Actor, may(Permission.documents_read)]
ANSWERS = file_answer(FILE_KINDS.values(), "部门不存在，或无权查看")


@router.get("/risk-register", response_class=StreamingResponse, responses=ANSWERS, summary="风险点登记汇总表")
@takes_long
def get_risk_register_document(
    request: Request, session: Db, actor: Reader, query: Annotated[RiskRegisterQuery, Query()]
) -> StreamingResponse:
    """风险点登记汇总表 of a department or the college: what the register of risk points shows the same reader."""
    college: str = request.app.state.settings.college_name
    form = risk_register(session, actor, college, query)
    name = f"{form.heading.title}（{form.unit}{query.year}年）.{query.format.value}"
    using = template_for(session, store_of(request), DocumentKind.risk_register, query.format, query.year)
    return poured_response(partial(pour, form, query.format, using=using), name, FILE_KINDS[query.format])
