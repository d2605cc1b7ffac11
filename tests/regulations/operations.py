"""The operations of regulations for the permission matrix. The library belongs to the whole school."""

from datetime import date
from typing import Any

from sqlmodel import Session

from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.regulations.queries import REGULATIONS, REVISIONS
from backend.regulations.rules import RegulationKind, RegulationStatus
from tests.access.matrix import Operation, Scene

EFFECTIVE = date(2024, 1, 1)


def add_regulation(
    session: Session, status: RegulationStatus = RegulationStatus.in_force, **changes: Any
) -> int:
    """A college rule with its first edition, unless it is a draft; its id."""
    is_draft = status is RegulationStatus.drafting
    row = {
        "kind": RegulationKind.college,
        "title": "货物采购管理办法",
        "number": "示院资〔2024〕4号",
        "issuer": "示例学院",
        "status": status,
        "effective_on": None if is_draft else EFFECTIVE,
        "text": "第八条 单价三万元以上的由验收小组验收。",
        "edition": 0 if is_draft else 1,
        "amend_reason": "",
        "repeal_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    } | changes
    regulation_id = insert_row(session, REGULATIONS, row)
    if not is_draft:
        kept = ("title", "number", "effective_on", "text", "edition")
        edition = {name: row[name] for name in kept} | {
            "regulation_id": regulation_id,
            "changes": "",
            "recorded_by_name": "纪委办",
            "recorded_at": now(),
        }
        insert_row(session, REVISIONS, edition)
    return regulation_id


def in_force(session: Session, scene: Scene) -> int:
    """A rule that holds."""
    return add_regulation(session, department_id=scene.department_id)


def _drafted(session: Session, scene: Scene) -> int:
    return add_regulation(session, RegulationStatus.drafting, department_id=scene.department_id)


def _amending(session: Session, scene: Scene) -> int:
    return add_regulation(session, RegulationStatus.amending, department_id=scene.department_id)


REVISION = {"changes": "第八条限额降为两万元", "effective_on": "2026-09-01"}
OPERATIONS = (
    Operation("list_regulations", "/regulations", arrange=in_force, lists="target_id"),
    Operation("get_regulation", "/regulations/{target_id}", arrange=in_force),
    Operation(
        "create_regulation",
        "/regulations",
        body=lambda scene: {"kind": "law", "title": "中华人民共和国招标投标法", "effective_on": "2000-01-01"},
    ),
    Operation(
        "update_regulation", "/regulations/{target_id}", arrange=in_force, body=lambda _: {"issuer": "院务会"}
    ),
    Operation(
        "enact_regulation",
        "/regulations/{target_id}/enactment",
        arrange=_drafted,
        body=lambda _: {"effective_on": "2026-09-01"},
    ),
    Operation(
        "amend_regulation",
        "/regulations/{target_id}/amendment",
        arrange=in_force,
        body=lambda _: {"reason": "限额过高"},
    ),
    Operation("keep_regulation", "/regulations/{target_id}/amendment/withdrawal", arrange=_amending),
    Operation("list_regulation_revisions", "/regulations/{target_id}/revisions", arrange=in_force),
    Operation(
        "revise_regulation",
        "/regulations/{target_id}/revisions",
        arrange=in_force,
        body=lambda _: REVISION,
    ),
    Operation("get_regulation_revision", "/regulations/{target_id}/revisions/1", arrange=in_force),
    Operation(
        "repeal_regulation",
        "/regulations/{target_id}/repeal",
        arrange=in_force,
        body=lambda _: {"reason": "已有新制度"},
    ),
)
