"""HTTP of publications, for those who prepare and release them."""

from typing import Annotated

from fastapi import Query, Response

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.routing import room_router
from backend.kit.rows import RowId
from backend.portal import actions, queries
from backend.portal.board.routes import PICTURE, SVG
from backend.portal.board.routes import ROUTERS as BOARD
from backend.portal.board.schemas import PictureQuery
from backend.portal.rules import flow_of
from backend.portal.schemas import (
    PublicationCreate,
    PublicationItem,
    PublicationOut,
    PublicationQuery,
    PublicationRelease,
    PublicationSummary,
    PublicationUpdate,
    PublicationWithdrawal,
)
from backend.powers.diagram import EDITION, render

router = room_router("/publications", "portal")
Reader = Annotated[Actor, may(Permission.publications_read)]
Writer = Annotated[Actor, may(Permission.publications_write)]
Releaser = Annotated[Actor, may(Permission.publications_release)]


@router.get("", response_model=Page[PublicationItem], summary="权力公开情况")
def list_publications(session: Db, actor: Reader, query: Annotated[PublicationQuery, Query()]) -> Response:
    """Powers that must be made public, and where each of them stands."""
    return page_response(*queries.search_publications(session, actor, query))


@router.post("", response_model=PublicationOut, status_code=201, summary="准备公开一项职权")
def create_publication(session: Db, actor: Writer, body: PublicationCreate) -> Response:
    """A draft with what the power says today; from the second edition on with the wording of the last one."""
    return etag.answered(actions.create_publication(session, actor, body), 201)


@router.get("/summary", response_model=PublicationSummary, summary="权力公开的数目")
def summarize_publications(session: Db, actor: Reader) -> dict[str, int]:
    """How many powers stand where."""
    return queries.summarize(session, actor)


@router.get("/{publication_id}", response_model=PublicationOut, summary="一版公开内容")
def get_publication(session: Db, actor: Reader, publication_id: RowId) -> Response:
    """With what the scanner finds, what is to be confirmed, and what changed since."""
    return etag.answered(queries.get_publication(session, actor, publication_id))


@router.get(
    "/{publication_id}/flow.svg", response_class=Response, responses=PICTURE, summary="公开内容的流程图"
)
def get_publication_picture(
    session: Db, actor: Reader, publication_id: RowId, query: Annotated[PictureQuery, Query()]
) -> Response:
    """As the public sees it, or would."""
    row = queries.find_publication(session, actor, publication_id)
    drawn = render(flow_of(f"{row['name']}流程图", row["steps"]), theme=query.theme)
    response = Response(drawn, media_type=SVG)
    etag.stamp(response, row["version"], [EDITION, query.theme])
    return response


@router.patch("/{publication_id}", response_model=PublicationOut, summary="修改公开草稿")
def update_publication(
    session: Db, actor: Writer, publication_id: RowId, body: PublicationUpdate, expected: IfMatch
) -> Response:
    """The public wording; the power itself is not touched."""
    return etag.answered(actions.update_publication(session, actor, publication_id, body, expected))


@router.post(
    "/{publication_id}/renewal", response_model=PublicationOut, status_code=201, summary="草稿采用现行内容"
)
def renew_publication(session: Db, actor: Writer, publication_id: RowId, expected: IfMatch) -> Response:
    """What was reworded by hand stays where the power did not change."""
    return etag.answered(actions.renew_publication(session, actor, publication_id, expected), 201)


@router.post(
    "/{publication_id}/discard", response_model=PublicationOut, status_code=201, summary="放弃公开草稿"
)
def discard_publication(session: Db, actor: Writer, publication_id: RowId, expected: IfMatch) -> Response:
    """What is public stays as it is."""
    return etag.answered(actions.discard_publication(session, actor, publication_id, expected), 201)


@router.post(
    "/{publication_id}/release", response_model=PublicationOut, status_code=201, summary="向社会公开"
)
def release_publication(
    session: Db, actor: Releaser, publication_id: RowId, body: PublicationRelease, expected: IfMatch
) -> Response:
    """By somebody other than its author, when nothing in it names a person; frozen from then on."""
    return etag.answered(actions.release_publication(session, actor, publication_id, body, expected), 201)


@router.post(
    "/{publication_id}/withdrawal", response_model=PublicationOut, status_code=201, summary="撤下公开内容"
)
def withdraw_publication(
    session: Db, actor: Releaser, publication_id: RowId, body: PublicationWithdrawal, expected: IfMatch
) -> Response:
    """At once; the reason stays in the house."""
    return etag.answered(actions.withdraw_publication(session, actor, publication_id, body, expected), 201)


ROUTERS = (router, *BOARD)
