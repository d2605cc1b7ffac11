"""HTTP of carrying sheets on."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.deadlines import takes_long
from backend.kit.paging import json_response
from backend.kit.routing import room_router
from backend.years.carryings import actions, queries
from backend.years.carryings.schemas import CarryingCreate, CarryingOut, CarryingQuery
from backend.years.schemas import YearNumber

router = room_router("/years", "years")
Reader = Annotated[Actor, may(Permission.risks_read)]
Writer = Annotated[Actor, may(Permission.risks_write)]


@router.get("/{year}/carryings", response_model=CarryingOut, summary="可沿用的上年度排查表")
@takes_long
def get_carrying(
    session: Db, actor: Reader, year: YearNumber, query: Annotated[CarryingQuery, Query()]
) -> Response:
    """Last year's approved sheet of a post or a department, row by row."""
    return json_response(queries.offer(session, actor, year, query))


@router.post("/{year}/carryings", response_model=CarryingOut, status_code=201, summary="沿用上年度排查表")
@takes_long
def create_carrying(session: Db, actor: Writer, year: YearNumber, body: CarryingCreate) -> Response:
    """Keeps, keeps and changes, or drops each row; opens this year's sheet."""
    return json_response(actions.carry_sheet(session, actor, year, body), 201)
