"""HTTP of wordings."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.education.wordings import actions, queries
from backend.education.wordings.schemas import (
    CurrentTextQuery,
    PledgeTextCreate,
    PledgeTextOut,
    PledgeTextQuery,
)
from backend.kit.db import Db
from backend.kit.paging import Page, json_response, page_response
from backend.kit.routing import room_router

router = room_router("/pledge-texts", "education")
Reader = Annotated[Actor, may(Permission.pledges_read)]
Office = Annotated[Actor, may(Permission.pledges_write)]


@router.get("", response_model=Page[PledgeTextOut], summary="岗位廉政承诺书各版文本")
def list_pledge_texts(session: Db, actor: Reader, query: Annotated[PledgeTextQuery, Query()]) -> Response:
    """Every wording ever published, the newest first."""
    return page_response(*queries.search_wordings(session, query))


@router.get("/current", response_model=PledgeTextOut, summary="现行的岗位廉政承诺书")
def get_current_pledge_text(
    session: Db, actor: Reader, query: Annotated[CurrentTextQuery, Query()]
) -> Response:
    """The wording in force; before the first is published, the one the system comes with (number 0)."""
    return json_response(queries.wording_for(session, query.tier))


@router.post("", response_model=PledgeTextOut, status_code=201, summary="发布新的承诺书")
def publish_pledge_text(session: Db, actor: Office, body: PledgeTextCreate) -> Response:
    """A new wording; what was signed stays with its own."""
    return json_response(actions.publish_wording(session, actor, body), 201)


ROUTERS = (router,)
