"""Powers with their flows, entered by the heads of their departments."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.demo.content import FLOWS, Flow
from backend.demo.people import acting, expecting
from backend.kit.files import Store, uploads
from backend.kit.typesetting import rasterize
from backend.organization.rules import Discretion, KeyArea
from backend.powers.actions import create_power, save_flow
from backend.powers.diagram import render
from backend.powers.drawings.actions import add_drawing
from backend.powers.queries import drawable, get_flow, get_power
from backend.powers.rules import PowerKind, StepKind, StepPhase
from backend.powers.schemas import BranchBody, FlowBody, PowerCreate, StepBody


@dataclass(frozen=True)
class Place:
    """A step of a power, where a risk may arise."""

    power_id: int
    step_id: int


Places = dict[tuple[int, str], Place]
"""By department and name of the step."""


SCANNED = "CWC"
"""Whose flow was drawn by hand before."""


def load(
    session: Session,
    folder: Path,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    heads: Mapping[str, str],
) -> Places:
    """Every flow of the content, each in its department; returns their steps."""
    places: Places = {}
    for flow in FLOWS:
        actor = acting(session, users[heads[flow.unit]])
        entered = _enter(session, actor, departments[flow.unit], flow)
        places |= entered
        if flow.unit == SCANNED:
            _keep_scan(session, actor, uploads(folder), next(iter(entered.values())).power_id)
    return places


def load_own(session: Session, head: int, department_id: int, position_id: int) -> None:
    """A power of one post, which its holder sees in the catalogue."""
    body = PowerCreate(
        department_id=department_id,
        position_id=position_id,
        name="教材征订与核对",
        content="汇总各系征订数量，核对到货清单与结算清单",
        handling_body="教务处",
        basis="教材管理办法（演示）",
        kind=PowerKind.operational,
        key_area=KeyArea.textbook_procurement,
    )
    create_power(session, acting(session, head), body)


def _keep_scan(session: Session, actor: Actor, store: Store, power_id: int) -> None:
    """The flowchart as it was drawn before the system came, kept beside the one of today."""
    steps = get_flow(session, actor, power_id)["steps"][:3]
    former = [step | {"branches": [], "kind": StepKind.task, "time_limit": ""} for step in steps]
    scan = rasterize(render(drawable("流程图（旧版，演示）", former)))
    add_drawing(session, actor, store, power_id, "旧版流程图扫描件（演示）.png", scan)


def _enter(session: Session, actor: Actor, department_id: int, flow: Flow) -> Places:
    steps = _steps(flow)
    body = PowerCreate(
        department_id=department_id,
        name=flow.name,
        content=flow.content,
        handling_body=flow.department,
        basis=flow.basis,
        kind=PowerKind.operational,
        key_area=flow.area,
        discretion=Discretion.limited if any(step.has_discretion for step in steps) else Discretion.none,
        must_publish=True,
    )
    power = get_power(session, actor, create_power(session, actor, body)["id"])
    saved = save_flow(session, actor, power["id"], FlowBody(steps=steps), expecting(power))
    return {(department_id, step["name"]): Place(power["id"], step["id"]) for step in saved["steps"]}


def _steps(flow: Flow) -> list[StepBody]:
    lines = [line.split("|") for line in flow.steps.strip().splitlines()]
    steps: list[StepBody] = []
    for number, (name, handler, limit, phase, flags) in enumerate(lines, 1):
        kind = _kind(number, flags, number == len(lines))
        steps.append(
            StepBody(
                key=f"s{number}",
                kind=kind,
                name=name,
                handler=handler,
                time_limit=limit,
                phase=StepPhase(phase) if phase else None,
                is_key="k" in flags,
                has_discretion="d" in flags,
                may_be_interfered="i" in flags,
                branches=_branches(number) if kind is StepKind.decision else [],
            )
        )
        if number > 1 and steps[-2].kind is StepKind.decision:
            steps[-1].branches = [BranchBody(to=f"s{number + 2}")]
    return steps


def _kind(number: int, flags: str, last: bool) -> StepKind:
    if "?" in flags:
        return StepKind.decision
    if number == 1:
        return StepKind.start
    return StepKind.end if last else StepKind.task


def _branches(number: int) -> list[BranchBody]:
    """A decision offers the next two steps, which meet again after them."""
    return [BranchBody(to=f"s{number + 1}", label="否"), BranchBody(to=f"s{number + 2}", label="是")]
