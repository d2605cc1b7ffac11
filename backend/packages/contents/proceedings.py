"""Volumes 1 and 2: how the work was set going — programmes, notices with their receipts, minutes of meetings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa

from backend.access.policy import Permission
from backend.campaigns.deliverables.queries import deliverables_of
from backend.campaigns.programmes.queries import get_campaign, search_campaigns
from backend.campaigns.programmes.schemas import CampaignQuery
from backend.campaigns.rules import CampaignState
from backend.campaigns.stages.queries import stages_of
from backend.communications.meetings.queries import get_meeting, search_meetings
from backend.communications.meetings.rules import TOOK_PLACE, Attendance, MeetingKind
from backend.communications.meetings.schemas import MeetingQuery, MeetingSort
from backend.communications.notices.queries import UNITS, get_notice, search_notices
from backend.communications.notices.rules import NoticeState
from backend.communications.notices.schemas import NoticeQuery
from backend.communications.receipts.queries import search_readings, search_receipts
from backend.communications.receipts.schemas import ReadingQuery, ReceiptQuery
from backend.kit.batches import among
from backend.organization.queries import reaches
from backend.packages.contents.commission import (
    Commission,
    Found,
    day_of,
    everything,
    in_year,
    short_instant,
    written_instant,
)
from backend.packages.paper.archive import Item
from backend.packages.paper.documents import Block, Pairs, Table, Text, write_document


def document(
    volume: int,
    folder: str,
    title: str,
    blocks: Callable[[], Iterable[Block]],
    who: str = "",
    dated: str = "",
    remark: str = "",
) -> Item:
    """A plain Word document as an item; it is read and written when its turn comes."""
    return Item(volume, folder, title, "docx", lambda: (write_document(title, blocks()),), who, dated, remark)


def attachments(order: Commission, item: Item, files: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    """Files that belong to an item, under its number."""
    for file in files:
        stem, dot, extension = str(file["name"]).rpartition(".")
        yield item._replace(
            title=f"附件 {stem if dot else extension}",
            extension=extension if dot else "bin",
            pieces=partial(order.file, file["digest"]),
            remark=f"{item.title}的附件",
            counts=False,
        )


def programmes(order: Commission, volume: int) -> Iterator[Item]:
    """Each campaign of the year: its document, stages and what was to be handed in."""
    for found in everything(search_campaigns, order, CampaignQuery, year=order.year):
        if found["state"] == CampaignState.draft or order.campaign_id not in (None, found["id"]):
            continue
        campaign = get_campaign(order.session, order.actor, found["id"])
        dated = day_of(campaign["issued_on"] or campaign["started_at"])
        blocks = partial(_programme, order, campaign)
        item = document(volume, "", campaign["name"], blocks, campaign["approving_body"], dated)
        yield item
        if file := campaign["document_file"]:
            yield from attachments(order, item, (file,))


def _programme(order: Commission, campaign: Found) -> Iterator[Block]:
    issued = day_of(campaign["issued_on"])
    yield Pairs(
        (
            ("文件", campaign["document_title"]),
            ("文号", campaign["document_number"]),
            ("批准", f"{campaign['approving_body']} {day_of(campaign['approved_on'])}"),
            ("印发日期", issued),
            ("状态", CampaignState(campaign["state"]).label),
        )
    )
    stages = stages_of(order.session, campaign["id"])
    rows = [(one["name"], day_of(one["starts_on"]), day_of(one["ends_on"])) for one in stages]
    yield Table("工作阶段", (("阶段", 6), ("开始", 2), ("结束", 2)), rows)
    owed = deliverables_of(order.session, campaign["id"])
    asked = [(one["name"], short_instant(one["due_at"]), str(one["paper_copies"])) for one in owed]
    yield Table("报送材料", (("材料", 6), ("截止时间", 3), ("纸质份数", 1)), asked)
    if campaign["document_text"]:
        yield Text("文件全文", campaign["document_text"])


def notices(order: Commission, volume: int) -> Iterator[Item]:
    """Notices the departments published or received in the year, with signatures and readings."""
    sent = sa.select(UNITS.c.notice_id).where(among(order.session, UNITS.c.department_id, order.unit_ids))
    received = set(order.session.execute(sent).scalars())
    for found in everything(search_notices, order, NoticeQuery):
        is_ours = found["department_id"] in order.unit_ids or found["id"] in received
        if found["state"] == NoticeState.draft or not is_ours or not in_year(found["published_at"], order.year):
            continue
        notice = get_notice(order.session, order.actor, found["id"])
        item = document(
            volume,
            "通知",
            f"通知 {notice['title']}",
            partial(_notice, order, notice),
            notice["department_name"],
            day_of(notice["published_at"]),
            "已撤回" if notice["state"] == NoticeState.withdrawn else "",
        )
        yield item
        yield from attachments(order, item, notice["files"])


def _notice(order: Commission, notice: Found) -> Iterator[Block]:
    yield Pairs(
        (
            ("发布部门", notice["department_name"]),
            ("发布时间", written_instant(notice["published_at"])),
            ("发布人", notice["published_by_name"]),
            ("签收期限", written_instant(notice["receipt_due_at"])),
            ("撤回", f"{written_instant(notice['withdrawn_at'])} {notice['withdraw_reason']}"),
        )
    )
    yield Text("正文", notice["body"])
    about = partial(_of_notice, search_receipts, notice["id"])
    is_ours = notice["department_id"] in order.unit_ids
    signed = [
        (
            row["department_name"],
            short_instant(row["signed_at"]) or "未签收",
            row["signed_by_name"],
            "逾期" if row["is_late"] else "",
            row["note"],
        )
        for row in everything(about, order, ReceiptQuery)
        if is_ours or row["department_id"] in order.unit_ids
    ]
    columns = (("部门", 3), ("签收时间", 3), ("签收人", 2), ("逾期", 1), ("传达情况", 4))
    yield Table("签收回执", columns, signed)
    if not (is_ours and reaches(order.session, order.actor, Permission.notices_write, notice["department_id"])):
        return
    opened = partial(_of_notice, search_readings, notice["id"])
    read = [
        (row["department_name"], row["person_name"], short_instant(row["read_at"]) or "未阅读")
        for row in everything(opened, order, ReadingQuery)
    ]
    yield Table("阅读情况", (("部门", 3), ("姓名", 2), ("阅读时间", 3)), read)


def _of_notice(search: Any, notice_id: int, session: Any, actor: Any, query: Any) -> tuple[list[Found], int]:
    found: tuple[list[Found], int] = search(session, actor, notice_id, query)
    return found


def meetings(order: Commission, volume: int) -> Iterator[Item]:
    """Minutes of the meetings held in the year, with attendance and what was passed on."""
    first, last = date(order.year, 1, 1), date(order.year, 12, 31)
    listed = everything(
        search_meetings,
        order,
        MeetingQuery,
        department_id=order.department_id,
        held_from=first,
        held_to=last,
        sort=MeetingSort.oldest,
    )
    for found in listed:
        if found["state"] not in TOOK_PLACE:
            continue
        meeting = get_meeting(order.session, order.actor, found["id"])
        dated = day_of(meeting["held_at"])
        title = f"会议纪要 {meeting['title']}"
        item = document(volume, "", title, partial(_meeting, meeting), meeting["department_name"], dated)
        yield item
        yield from attachments(order, item, meeting["files"])


def _meeting(meeting: Found) -> Iterator[Block]:
    yield Pairs(
        (
            ("会议类别", MeetingKind(meeting["kind"]).label),
            ("召开部门", meeting["department_name"]),
            ("时间", written_instant(meeting["held_at"])),
            ("地点", meeting["place"]),
            ("主持人", meeting["chair_name"]),
            ("列席", meeting["guests"]),
            ("记录人", f"{meeting['recorded_by_name']} {written_instant(meeting['recorded_at'])}"),
        )
    )
    if meeting["agenda"]:
        yield Text("议程", meeting["agenda"])
    yield Text("纪要", meeting["minutes"])
    people = [
        (one["person_name"], one["job_title"], Attendance(one["attendance"]).label, one["note"])
        for one in meeting["attendees"]
    ]
    yield Table("出席情况", (("姓名", 2), ("职务", 3), ("出席", 2), ("说明", 3)), people)
    passed = [
        (one["department_name"], one["reported_to"], day_of(one["reported_on"]), one["note"])
        for one in meeting["conveyances"]
    ]
    columns = (("部门", 3), ("向谁汇报", 2), ("日期", 2), ("说明", 4))
    yield Table("传达汇报", columns, passed, "没有登记传达汇报。")
