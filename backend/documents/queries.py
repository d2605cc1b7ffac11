"""What the official forms are filled with: read through the clauses of the rooms they come from."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.campaigns.queries import WORK_YEARS
from backend.documents.rules import LABELS, DocumentKind, default_title
from backend.documents.schemas import (
    Form,
    Heading,
    Opinion,
    PowerCatalogueForm,
    RiskInventoryForm,
    RiskLine,
    RiskRegisterForm,
    SelfCheckForm,
    WarningRecordForm,
)
from backend.kit.table import CAMPUS_ZONE, table_of
from backend.organization.queries import name_then, own_positions, within
from backend.organization.rules import RiskLevel
from backend.powers.models import Power
from backend.reviews.rules import ReviewState
from backend.risks.inventories.queries import get_inventory
from backend.risks.rules import InventoryKind

POWERS = table_of(Power)
KINDS = {
    InventoryKind.department: DocumentKind.department_inventory,
    InventoryKind.position: DocumentKind.position_inventory,
}
AGREED = "同意。"
"""A signature without words is an approval."""
NO_RISK = "经逐条对照，没有查找到廉政风险点。"


def heading(kind: DocumentKind, college_name: str, form_id: str = "", version: int = 0) -> Heading:
    """Label, title and identity of a form of this college."""
    return Heading(LABELS[kind], default_title(kind, college_name), form_id, version)


def campus_date(instant: datetime | None) -> date | None:
    """The day on campus."""
    return instant.astimezone(CAMPUS_ZONE).date() if instant else None


def name_of(people: list[dict[str, Any]]) -> str:
    """Names as they stand on a line, e.g. two leaders in charge."""
    return "、".join(person["name"] for person in people if person["name"])


def live_powers(session: Session, actor: Actor, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """The powers of the catalogue in force that the actor may see, in their order."""
    own = POWERS.c.position_id.in_(own_positions(actor.user_id))
    visible = within(actor.need(Permission.powers_read), POWERS.c.department_id, own)
    statement = sa.select(POWERS).where(where, visible, POWERS.c.retired_on.is_(None))
    rows = session.execute(statement.order_by(POWERS.c.sort, POWERS.c.id)).mappings()
    return [dict(row) for row in rows]


def risk_inventory(session: Session, actor: Actor, college_name: str, inventory_id: int) -> RiskInventoryForm:
    """附件二 or 附件三 with the frozen names of who filled it in, and the name the department bore when it was signed;
    404 for a sheet out of sight."""
    sheet = get_inventory(session, actor, inventory_id)
    kind = KINDS[InventoryKind(sheet["kind"])]
    is_department = kind is DocumentKind.department_inventory
    opinion = opinion_of(sheet)
    name = sheet["department_name"]
    if opinion.signed_on:
        name = name_then(session, sheet["department_id"], opinion.signed_on)
    return RiskInventoryForm(
        heading(kind, college_name, str(inventory_id), sheet["version"]),
        kind,
        sheet["filled_on"],
        tuple(risk_line(row) for row in sheet["rows"]) or no_risk_line(sheet["no_risk_reason"]),
        department=name,
        head_name=sheet["filler_name"] if is_department else "",
        person_name="" if is_department else sheet["filler_name"],
        job_title="" if is_department else sheet["filler_job_title"],
        opinion=opinion,
    )


def risk_line(row: Mapping[str, Any]) -> RiskLine:
    """A row of the sheet. Before the assessment the level is the one the unit itself declared."""
    level = row["level"] or row["declared_level"]
    return RiskLine(
        str(row["id"]),
        row["duty"],
        row["name"],
        row["manifestation"],
        row["causes"],
        RiskLevel(level) if level else None,
        row["measures"],
        row["remark"],
    )


def no_risk_line(reason: str) -> tuple[RiskLine, ...]:
    """A sheet without a risk point says why in its last column; reading the form back makes no row of it."""
    return (RiskLine("", "", "", "", "", None, "", f"{NO_RISK}{reason}"),) if reason else ()


def opinion_of(sheet: Mapping[str, Any]) -> Opinion:
    """The reviewer's words, only while they stand for what the sheet says now; a decision of the leadership names
    the meeting that made it.
    """
    decision = sheet["latest_decision"]
    if sheet["state"] != ReviewState.approved or sheet["is_changed_since_submission"] or not decision:
        return Opinion()
    words = decision["opinion"] or AGREED
    if decision["meeting_title"]:
        words += f"\n（经“{decision['meeting_title']}”研究认定）"
    return Opinion(words, decision["decided_by_name"], campus_date(decision["decided_at"]))


def warning_record(case: Mapping[str, Any], college_name: str) -> WarningRecordForm:
    """附件四 from a case the caller has read (and journaled)."""
    return WarningRecordForm(
        heading(DocumentKind.warning_record, college_name, str(case["id"]), case["version"]),
        case["department_name"],
        case["filled_by_name"],
        case["subject_name"],
        case["subject_job_title"],
        case["circumstances"],
        case["measures_taken"],
        case["rectification"],
        case["handler_name"],
        case["handler_job_title"],
        case["handled_on"],
        case["remark"],
    )


def closed_on(session: Session, year: int) -> date | None:
    """The day a year was closed; its papers bear it from then on."""
    closed = session.execute(sa.select(WORK_YEARS.c.closed_at).where(WORK_YEARS.c.year == year))
    return campus_date(closed.scalar_one_or_none())


def blank_form(kind: DocumentKind, college_name: str) -> Form:
    """The form with nothing filled in."""
    head = heading(kind, college_name)
    if kind is DocumentKind.power_catalogue:
        return PowerCatalogueForm(head, "", None, ())
    if kind is DocumentKind.warning_record:
        return WarningRecordForm(head)
    if kind is DocumentKind.risk_register:
        return RiskRegisterForm(head, "", None, None, ())
    if kind in KINDS.values():
        return RiskInventoryForm(head, kind, None, ())
    return SelfCheckForm(head, kind, None, ())
