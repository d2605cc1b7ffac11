"""HTTP of appointments."""

from typing import Annotated, Any

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.organization.appointments import actions, queries
from backend.organization.appointments.schemas import AppointmentCreate, AppointmentOut, AppointmentQuery
from backend.organization.schemas import Ending

router = room_router("/appointments", "organization")
Reader = Annotated[Actor, may(Permission.people_read)]
Writer = Annotated[Actor, may(Permission.organization_write)]


@router.get("", response_model=Page[AppointmentOut], summary="任职")
def list_appointments(session: Db, actor: Reader, query: Annotated[AppointmentQuery, Query()]) -> Response:
    """Who holds which post today, unless the history is asked for."""
    return page_response(*queries.search_appointments(session, actor, query))


@router.post("", response_model=AppointmentOut, status_code=201, summary="登记任职")
def create_appointment(
    session: Db, actor: Writer, body: AppointmentCreate, response: Response
) -> dict[str, Any]:
    """Somebody takes a post."""
    row = actions.create_appointment(session, actor, body)
    etag.stamp(response, row["version"])
    return row


@router.get("/{appointment_id}", response_model=AppointmentOut, summary="一项任职")
def get_appointment(session: Db, actor: Reader, appointment_id: RowId, response: Response) -> dict[str, Any]:
    """One appointment with its ETag."""
    row = queries.get_appointment(session, actor, appointment_id)
    etag.stamp(response, row["version"])
    return row


@router.post("/{appointment_id}/ending", response_model=AppointmentOut, summary="结束任职")
def end_appointment(
    session: Db, actor: Writer, appointment_id: RowId, body: Ending, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """Sets the last day in the post."""
    row = actions.end_appointment(session, actor, appointment_id, body, expected)
    etag.stamp(response, row["version"])
    return row
