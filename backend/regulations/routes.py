"""HTTP of the library of rules."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit.db import Db
from backend.kit.etag import IfMatch, answered
from backend.kit.paging import Page, page_response
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId
from backend.regulations import actions, queries
from backend.regulations.schemas import (
    Amendment,
    Enactment,
    RegulationCreate,
    RegulationDetail,
    RegulationOut,
    RegulationQuery,
    RegulationRevisionDetail,
    RegulationRevisionOut,
    RegulationUpdate,
    Repeal,
    RevisionCreate,
)

regulations = room_router("/regulations", "regulations")
Reader = Annotated[Actor, may(Permission.regulations_read)]
Writer = Annotated[Actor, may(Permission.regulations_write)]
Edition = Annotated[int, Path(ge=1, le=2**31 - 1, description="第几版")]


@regulations.get("", response_model=Page[RegulationOut], summary="制度依据库")
def list_regulations(session: Db, actor: Reader, query: Annotated[RegulationQuery, Query()]) -> Response:
    """Laws, superiors' documents and one's own rules, by title unless asked otherwise."""
    return page_response(*queries.search_regulations(session, actor, query))


@regulations.post("", response_model=RegulationDetail, status_code=201, summary="制度入库")
def create_regulation(session: Db, actor: Writer, body: RegulationCreate) -> Response:
    """A rule that holds already, or one to be drafted."""
    return answered(actions.create_regulation(session, actor, body), 201)


@regulations.get("/{regulation_id}", response_model=RegulationDetail, summary="一项制度")
def get_regulation(session: Db, actor: Reader, regulation_id: RowId) -> Response:
    """One rule as it reads in its newest edition."""
    return answered(queries.get_regulation(session, actor, regulation_id))


@regulations.patch("/{regulation_id}", response_model=RegulationDetail, summary="更正制度的登记内容")
def update_regulation(
    session: Db, actor: Writer, regulation_id: RowId, body: RegulationUpdate, expected: IfMatch
) -> Response:
    """The text of a rule in force changes by a revision only."""
    return answered(actions.update_regulation(session, actor, regulation_id, body, expected))


@regulations.post("/{regulation_id}/enactment", response_model=RegulationDetail, summary="制度施行")
@requires_key
def enact_regulation(
    session: Db, actor: Writer, regulation_id: RowId, body: Enactment, expected: IfMatch
) -> Response:
    """The draft becomes the first edition."""
    return answered(actions.enact_regulation(session, actor, regulation_id, body, expected))


@regulations.post("/{regulation_id}/amendment", response_model=RegulationDetail, summary="启动修订")
def amend_regulation(
    session: Db, actor: Writer, regulation_id: RowId, body: Amendment, expected: IfMatch
) -> Response:
    """The rule holds on until its new edition."""
    return answered(actions.amend_regulation(session, actor, regulation_id, body, expected))


@regulations.post(
    "/{regulation_id}/amendment/withdrawal", response_model=RegulationDetail, summary="停止修订"
)
def keep_regulation(session: Db, actor: Writer, regulation_id: RowId, expected: IfMatch) -> Response:
    """The rule stays as it is."""
    return answered(actions.keep_regulation(session, actor, regulation_id, expected))


@regulations.get(
    "/{regulation_id}/revisions", response_model=Page[RegulationRevisionOut], summary="制度的历次版本"
)
def list_regulation_revisions(session: Db, actor: Reader, regulation_id: RowId) -> Response:
    """Every edition, newest first."""
    rows = queries.list_revisions(session, actor, regulation_id)
    return page_response(rows, len(rows))


@regulations.post(
    "/{regulation_id}/revisions", response_model=RegulationDetail, status_code=201, summary="发布修订"
)
@requires_key
def revise_regulation(
    session: Db, actor: Writer, regulation_id: RowId, body: RevisionCreate, expected: IfMatch
) -> Response:
    """A new edition; whatever rests on the rule is looked through again."""
    return answered(actions.revise_regulation(session, actor, regulation_id, body, expected), 201)


@regulations.get(
    "/{regulation_id}/revisions/{edition}",
    response_model=RegulationRevisionDetail,
    summary="制度的一个历史版本",
)
def get_regulation_revision(
    session: Db, actor: Reader, regulation_id: RowId, edition: Edition
) -> dict[str, Any]:
    """One edition as it was published."""
    return queries.get_revision(session, actor, regulation_id, edition)


@regulations.post("/{regulation_id}/repeal", response_model=RegulationDetail, summary="废止制度")
@requires_key
def repeal_regulation(
    session: Db, actor: Writer, regulation_id: RowId, body: Repeal, expected: IfMatch
) -> Response:
    """The rule ceases to hold and stays readable."""
    return answered(actions.repeal_regulation(session, actor, regulation_id, body, expected))


ROUTERS = (regulations,)
