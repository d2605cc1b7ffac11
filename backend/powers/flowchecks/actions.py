"""Writes of flow reviews. Nobody reviews what he drew himself, nor the flows of his own department."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.kit.courses import Course
from backend.kit.etag import Expected
from backend.kit.problems import FieldError, conflict, forbidden, invalid_fields
from backend.kit.rows import insert_row, replace_rows
from backend.kit.table import now
from backend.organization.queries import reaches
from backend.powers.checklists.queries import CHECKS, adopted_checklist
from backend.powers.flowchecks import queries
from backend.powers.flowchecks.queries import DEFECTS, VERDICTS
from backend.powers.flowchecks.rules import (
    LACKING,
    MACHINE,
    CriterionVerdict,
    FlowCheckAction,
    FlowCheckState,
)
from backend.powers.flowchecks.schemas import (
    FlowCheckConclusion,
    FlowCheckCreate,
    FlowCheckDiscard,
    FlowCheckUpdate,
)
from backend.powers.queries import get_power, refuse_retired, steps_of
from backend.powers.redesigns.actions import order_redesign, refuse_unsettled

Found = dict[str, Any]
DREW = "您保存过这一版流程；流程要由没有参与绘制的人审查。"
KEEPS = "本部门的流程要由部门以外的人审查。"
COURSE = Course[Actor, FlowCheckState](
    subject="flow_check",
    table=CHECKS,
    machine=MACHINE,
    states=FlowCheckState,
    read=queries.get_check,
    noted=("power_id", "revision"),
)


def _refuse_involved(session: Session, actor: Actor, department_id: int) -> None:
    if not reaches(session, actor, Permission.flow_checks_write, department_id):
        raise forbidden()
    if queries.keeps(session, actor, department_id):
        raise forbidden(KEEPS)


def create_check(session: Session, actor: Actor, body: FlowCheckCreate) -> Found:
    """Begins a review. 404 unseen, 403 for whoever is involved, 409 without a flow, a checklist, or with a draft."""
    power = get_power(session, actor, body.power_id)
    _refuse_involved(session, actor, power["department_id"])
    refuse_retired(power)
    if not power["flow_version"] or not steps_of(session, body.power_id):
        raise conflict("这项职权还没有流程，请先由部门绘制。", "no-flow")
    if queries.drew(session, actor, body.power_id, power["flow_version"]):
        raise forbidden(DREW)
    checklist_id = adopted_checklist(session)
    if checklist_id is None:
        raise conflict("还没有启用流程审查清单，请先由防控办公室启用一份。", "no-checklist")
    begun = sa.select(CHECKS.c.id).where(
        CHECKS.c.power_id == body.power_id, CHECKS.c.state == FlowCheckState.draft
    )
    if session.execute(begun).first() is not None:
        raise conflict("这项职权的流程已有一次审查正在进行，请继续那一次。", "already-begun")
    values = {
        "power_id": body.power_id,
        "revision": power["flow_version"],
        "checklist_id": checklist_id,
        "state": FlowCheckState.draft,
        "remedies": [],
        "opinion": "",
        "begun_by_id": actor.require_user(),
        "begun_by_name": actor.principal.label,
        "concluded_by_name": "",
        "discard_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    row = queries.get_check(session, actor, insert_row(session, CHECKS, values))
    COURSE.record(session, "begun", row)
    return row


def _begin(
    session: Session, actor: Actor, check_id: int, action: FlowCheckAction, expected: Expected
) -> tuple[Found, FlowCheckState]:
    """404 unseen, 409 not in this state, 403 for whoever is involved, 412 stale."""
    before = queries.get_check(session, actor, check_id)
    target = MACHINE.find(FlowCheckState(before["state"]), action).target
    _refuse_involved(session, actor, before["department_id"])
    expected.check(before["version"])
    return before, target


def update_check(
    session: Session, actor: Actor, check_id: int, body: FlowCheckUpdate, expected: Expected
) -> Found:
    """Fills it in; each list is given as a whole. 422 names what does not belong to this checklist or flow."""
    before, _ = _begin(session, actor, check_id, FlowCheckAction.edit, expected)
    given = body.model_fields_set
    if errors := list(_strangers(body, before)):
        raise invalid_fields(errors)
    if "verdicts" in given:
        replace_rows(session, VERDICTS, {"check_id": check_id}, [one.model_dump() for one in body.verdicts])
    if "defects" in given:
        names = {step["key"]: step["name"] for step in before["steps"]}
        rows = [one.model_dump() | {"step_name": names.get(one.step_key or "", "")} for one in body.defects]
        replace_rows(session, DEFECTS, {"check_id": check_id}, rows)
    changes: Found = {"opinion": body.opinion} if "opinion" in given else {}
    if "remedies" in given:
        changes["remedies"] = [one.model_dump(mode="json") for one in body.remedies]
    return COURSE.finish(session, actor, before, changes, "updated", {"fields": sorted(given)})


def _strangers(body: FlowCheckUpdate, check: Found) -> Iterator[FieldError]:
    """Criteria of other checklists, remedies nothing asks for, steps of other flows, anything twice."""
    keys = {step["key"] for step in check["steps"]}
    criteria = {one["criterion_id"] for one in check["criteria"]}
    asked = {one["remedy"] for one in check["remedies"]}
    verdicts = body.verdicts if "verdicts" in body.model_fields_set else []
    remedies = body.remedies if "remedies" in body.model_fields_set else []
    defects = body.defects if "defects" in body.model_fields_set else []
    for at, one in enumerate(verdicts):
        if one.criterion_id not in criteria:
            yield FieldError(f"/verdicts/{at}/criterion_id", "unknown", "清单里没有这个审查项目。")
        if one.criterion_id in [other.criterion_id for other in verdicts[:at]]:
            yield FieldError(f"/verdicts/{at}/criterion_id", "duplicate", "同一个审查项目只能填一次。")
    for at, said in enumerate(remedies):
        if said.remedy not in asked or said.remedy in [other.remedy for other in remedies[:at]]:
            detail = f"“{said.remedy.label}”不适用于这项职权，或填了两次。"
            yield FieldError(f"/remedies/{at}/remedy", "unknown", detail)
    placed = [("verdicts", [one.step_key for one in verdicts]), ("defects", [one.step_key for one in defects])]
    for name, places in placed:
        for at, key in enumerate(places):
            if key is not None and key not in keys:
                detail = "这一版流程里没有这个环节，请重新选择。"
                yield FieldError(f"/{name}/{at}/step_key", "unknown-step", detail)


def renew_check(session: Session, actor: Actor, check_id: int, expected: Expected) -> Found:
    """The flow was saved again meanwhile: the review goes on with the newest version; what is written stays."""
    before, target = _begin(session, actor, check_id, FlowCheckAction.renew, expected)
    if before["flow_version"] == before["revision"]:
        raise conflict("审查的已经是最新版本。", "up-to-date")
    keys = [step["key"] for step in queries.steps_at(session, before["power_id"], before["flow_version"])]
    for table in (VERDICTS, DEFECTS):
        gone = sa.update(table).where(table.c.check_id == check_id, table.c.step_key.not_in(keys))
        session.execute(gone.values(step_key=None))
    return COURSE.finish(session, actor, before, {"state": target, "revision": before["flow_version"]}, "renewed")


def conclude_check(
    session: Session, actor: Actor, check_id: int, body: FlowCheckConclusion, expected: Expected
) -> Found:
    """Ends the review and orders a redesign when it lists defects. 422 names everything that is missing."""
    before, target = _begin(session, actor, check_id, FlowCheckAction.conclude, expected)
    if before["flow_version"] != before["revision"]:
        detail = f"流程已经更新为第 {before['flow_version']} 版，请先改审最新版本。"
        raise conflict(detail, "outdated")
    if queries.drew(session, actor, before["power_id"], before["revision"]):
        raise forbidden(DREW)
    if errors := list(_gaps(before, body)):
        raise invalid_fields(errors)
    changes = {"state": target, "concluded_at": now(), "concluded_by_name": actor.principal.label}
    details = {"defects": len(before["defects"])}
    if body.redesign is None:
        return COURSE.finish(session, actor, before, changes, "concluded", details)
    refuse_unsettled(session, before["power_id"])
    COURSE.finish(session, actor, before, changes, "concluded", details)
    order_redesign(session, actor, before, body.redesign)
    return queries.get_check(session, actor, check_id)


def _gaps(check: Found, body: FlowCheckConclusion) -> Iterator[FieldError]:
    """What keeps the review from being ended."""
    rows = [(f"/verdicts/{at}", f"“{one['name']}”", one) for at, one in enumerate(check["criteria"])]
    rows += [(f"/remedies/{at}", f"“{one['remedy'].label}”", one) for at, one in enumerate(check["remedies"])]
    for pointer, name, one in rows:
        if one["verdict"] is None:
            yield FieldError(f"{pointer}/verdict", "required", f"{name}还没有审查。")
        elif one["verdict"] in LACKING and not one["note"].strip():
            label = CriterionVerdict(one["verdict"]).label
            yield FieldError(f"{pointer}/note", "required", f"{name}{label}，请写明缺什么。")
    is_unmet = any(one["verdict"] == CriterionVerdict.unmet for _, _, one in rows)
    if is_unmet and not check["defects"]:
        yield FieldError("/defects", "required", "有不符合的项目，请至少列出一项缺陷。")
    if not check["opinion"].strip():
        yield FieldError("/opinion", "required", "请写明审查意见。")
    if check["defects"] and body.redesign is None:
        yield FieldError("/redesign", "required", "列出了缺陷，请写明流程再造的要求和期限。")
    if not check["defects"] and body.redesign is not None:
        yield FieldError("/redesign", "needless", "没有列出缺陷，不用安排流程再造。")


def discard_check(
    session: Session, actor: Actor, check_id: int, body: FlowCheckDiscard, expected: Expected
) -> Found:
    """Not ended; the reason is kept."""
    before, target = _begin(session, actor, check_id, FlowCheckAction.discard, expected)
    return COURSE.finish(session, actor, before, {"state": target, "discard_reason": body.reason}, "discarded")
