"""HTTP of campaigns."""

from typing import Annotated, Any

from fastapi import File, Query, Request, Response, UploadFile

from backend.access.authorize import Actor, may
from backend.access.policy import Permission
from backend.campaigns.files.routes import DOWNLOAD, download
from backend.campaigns.programmes import actions, queries
from backend.campaigns.programmes.schemas import (
    CampaignBasesUpdate,
    CampaignCreate,
    CampaignDetail,
    CampaignEnding,
    CampaignOut,
    CampaignQuery,
    CampaignUpdate,
)
from backend.campaigns.queries import find_campaign
from backend.kit import etag
from backend.kit.db import Db
from backend.kit.downloads import store_of
from backend.kit.etag import IfMatch
from backend.kit.paging import Page, page_response
from backend.kit.problems import not_found
from backend.kit.routing import requires_key, room_router
from backend.kit.rows import RowId

router = room_router("/campaigns", "campaigns")
Reader = Annotated[Actor, may(Permission.campaigns_read)]
Writer = Annotated[Actor, may(Permission.campaigns_write)]


def _answer(row: dict[str, Any], response: Response) -> dict[str, Any]:
    """Stages, deliverables and rules shown have versions of their own, so the tag covers them too."""
    etag.stamp(response, row["version"], (row["stages"], row["deliverables"], row["bases"]))
    return row


@router.get("", response_model=Page[CampaignOut], summary="活动列表")
def list_campaigns(session: Db, actor: Reader, query: Annotated[CampaignQuery, Query()]) -> Response:
    """What runs or ran; drafts only for those who prepare them."""
    return page_response(*queries.search_campaigns(session, actor, query))


@router.post("", response_model=CampaignDetail, status_code=201, summary="新建活动（可按模板一次建好）")
def create_campaign(session: Db, actor: Writer, body: CampaignCreate, response: Response) -> dict[str, Any]:
    """Stages and deliverables of the template, moved to the year; everything can be changed before the start."""
    return _answer(actions.create_campaign(session, actor, body), response)


@router.get("/{campaign_id}", response_model=CampaignDetail, summary="一项活动")
def get_campaign(session: Db, actor: Reader, campaign_id: RowId, response: Response) -> dict[str, Any]:
    """With its stages, deliverables and governing document."""
    return _answer(queries.get_campaign(session, actor, campaign_id), response)


@router.patch("/{campaign_id}", response_model=CampaignDetail, summary="修改活动与实施文件")
def update_campaign(
    session: Db,
    actor: Writer,
    campaign_id: RowId,
    body: CampaignUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Name and governing document."""
    return _answer(actions.update_campaign(session, actor, campaign_id, body, expected), response)


@router.put("/{campaign_id}/bases", response_model=CampaignDetail, summary="填写活动的制度依据")
def set_campaign_bases(
    session: Db,
    actor: Writer,
    campaign_id: RowId,
    body: CampaignBasesUpdate,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """All the rules of the library the campaign rests on; what it rests on already may have been repealed since."""
    return _answer(actions.set_bases(session, actor, campaign_id, body, expected), response)


@router.post("/{campaign_id}/launch", response_model=CampaignDetail, summary="开始活动")
@requires_key
def start_campaign(
    session: Db, actor: Writer, campaign_id: RowId, expected: IfMatch, response: Response
) -> dict[str, Any]:
    """From now on everybody sees it, and due instants move only by extensions on record."""
    return _answer(actions.start_campaign(session, actor, campaign_id, expected), response)


@router.post("/{campaign_id}/ending", response_model=CampaignDetail, summary="结束活动")
@requires_key
def end_campaign(
    session: Db,
    actor: Writer,
    campaign_id: RowId,
    body: CampaignEnding,
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """For good; a draft that is dropped ends too."""
    return _answer(actions.end_campaign(session, actor, campaign_id, body, expected), response)


@router.post("/{campaign_id}/document", response_model=CampaignDetail, summary="上传实施文件")
def attach_campaign_document(
    request: Request,
    session: Db,
    actor: Writer,
    campaign_id: RowId,
    file: Annotated[UploadFile, File(description="Word、PDF 或图片，最多 20 MB")],
    expected: IfMatch,
    response: Response,
) -> dict[str, Any]:
    """Replaces the one that was there."""
    data = file.file.read()
    row = actions.attach_document(
        session, actor, campaign_id, store_of(request), file.filename or "", data, expected
    )
    return _answer(row, response)


@router.get("/{campaign_id}/document", response_class=Response, responses=DOWNLOAD, summary="下载实施文件")
def get_campaign_document(request: Request, session: Db, actor: Reader, campaign_id: RowId) -> Response:
    """The attached file as it was uploaded."""
    file = find_campaign(session, actor, campaign_id)["document_file"]
    if file is None:
        raise not_found("实施文件")
    return download(store_of(request), file["name"], file["media_type"], file["digest"])
