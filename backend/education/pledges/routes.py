"""HTTP of pledges."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.education.pledges import actions, queries
from backend.education.pledges.schemas import (
    PledgeCountQuery,
    PledgeCounts,
    PledgeDetail,
    PledgeDutyDetail,
    PledgeDutyOut,
    PledgeDutyQuery,
    PledgeOut,
    PledgeQuery,
    PledgeShareOut,
    PledgeShareQuery,
    Signature,
)
from backend.kit.db import Db
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

duties = room_router("/pledge-duties", "education")
shares = room_router("/pledge-shares", "education")
router = room_router("/pledges", "education")
Reader = Annotated[Actor, may(Permission.pledges_read)]
Signer = Annotated[Actor, may(Permission.pledges_sign)]


@duties.get("", response_model=Page[PledgeDutyOut], summary="谁已签订、谁未签订岗位廉政承诺")
def list_pledge_duties(session: Db, actor: Reader, query: Annotated[PledgeDutyQuery, Query()]) -> Response:
    """Present holders of posts; empty until a wording is published. `mine=true` are the caller's own posts."""
    return page_response(*queries.search_duties(session, actor, query))


@duties.get("/counts", response_model=PledgeCounts, summary="签订情况的人次")
def get_pledge_counts(session: Db, actor: Reader, query: Annotated[PledgeCountQuery, Query()]) -> Response:
    """Of what the caller may see."""
    return json_response(queries.count_duties(session, actor, query))


@duties.get("/{appointment_id}", response_model=PledgeDutyDetail, summary="一项任职应签的承诺书")
def get_pledge_duty(session: Db, actor: Reader, appointment_id: RowId) -> Response:
    """The wording to read before signing."""
    return json_response(queries.get_duty(session, actor, appointment_id))


@duties.post(
    "/{appointment_id}/signature", response_model=PledgeDetail, status_code=201, summary="签订岗位廉政承诺"
)
@requires_key
def sign_pledge(session: Db, actor: Signer, appointment_id: RowId, body: Signature) -> Response:
    """By the holder himself; `text_number` says which wording was read."""
    return json_response(actions.sign(session, actor, appointment_id, body), 201)


@shares.get("", response_model=Page[PledgeShareOut], summary="各部门签订岗位廉政承诺的情况")
def list_pledge_shares(session: Db, actor: Reader, query: Annotated[PledgeShareQuery, Query()]) -> Response:
    """Departments of the caller's reach; nothing for who reads only his own."""
    return page_response(*queries.search_shares(session, actor, query))


@router.get("", response_model=Page[PledgeOut], summary="已签订的岗位廉政承诺")
def list_pledges(session: Db, actor: Reader, query: Annotated[PledgeQuery, Query()]) -> Response:
    """Everything ever signed, also by those who have left their posts."""
    return page_response(*queries.search_pledges(session, actor, query))


@router.get("/{pledge_id}", response_model=PledgeDetail, summary="一份岗位廉政承诺")
def get_pledge(session: Db, actor: Reader, pledge_id: RowId) -> Response:
    """Text, name, post and date as signed."""
    return json_response(queries.get_pledge(session, actor, pledge_id))


ROUTERS = (duties, shares, router)
