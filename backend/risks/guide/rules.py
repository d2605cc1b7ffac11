"""What is still missing of a sheet, step by step. Pure: it works on rows as they are stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.kit.terms import Term
from backend.risks.rules import REQUIRED_CELLS


class GuideStage(Term):
    """Four steps in their order: duties are the foundation, the flow is the thread."""

    duties = "duties", "明确岗位职责"
    powers = "powers", "清理职权"
    flow = "flow", "确定工作流程"
    risks = "risks", "逐环节查找风险点"


class GuideGap(Term):
    """What may be missing."""

    no_duties = "no_duties", "还没有写明职责"
    duty_without_risk = "duty_without_risk", "这项职责还没有查找风险点"
    no_powers = "no_powers", "职权目录里还没有职权"
    power_without_basis = "power_without_basis", "这项职权没有写明制度依据"
    power_without_flow = "power_without_flow", "这项职权还没有流程图"
    power_without_risk = "power_without_risk", "这项职权还没有查找风险点"
    step_without_risk = "step_without_risk", "这个关键环节还没有查找风险点"
    row_incomplete = "row_incomplete", "这个风险点还没有填完整"
    row_without_place = "row_without_place", "这个风险点没有对应职责、职权或环节"
    row_without_way = "row_without_way", "这个风险点没有注明查找方法"
    row_without_category = "row_without_category", "这个风险点没有选择风险类别"
    no_risk_unexplained = "no_risk_unexplained", "没有风险点，需要写明理由"


S, G = GuideStage, GuideGap
STAGE_OF = {
    G.no_duties: S.duties,
    G.no_powers: S.powers,
    G.power_without_basis: S.powers,
    G.power_without_flow: S.flow,
    G.duty_without_risk: S.risks,
    G.power_without_risk: S.risks,
    G.step_without_risk: S.risks,
    G.row_incomplete: S.risks,
    G.row_without_place: S.risks,
    G.row_without_way: S.risks,
    G.row_without_category: S.risks,
    G.no_risk_unexplained: S.risks,
}


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, and where: `duty` is an index from 0."""

    gap: GuideGap
    duty: int | None = None
    power_id: int | None = None
    step_id: int | None = None
    row_id: int | None = None


@dataclass(frozen=True)
class Facts:
    """What a sheet is filled in from. Powers have `is_own`, `elsewhere_count` and `steps` beside their columns."""

    duties: Sequence[str]
    powers: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, Any]]
    needs_reason: bool
    """Whether a sheet without rows takes an explanation, and has none of substance yet."""


def is_worth_a_look(step: Mapping[str, Any]) -> bool:
    """Steps where the sources expect a risk: key ones, with discretion, open to interference (opinion.txt line 69)."""
    return bool(step["is_key"] or step["has_discretion"] or step["may_be_interfered"])


def rows_of_duty(duty: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Ids of the rows that speak of a duty, in the same words or in a part of them."""
    wanted = _letters(duty)
    return [row["id"] for row in rows if wanted and _overlap(wanted, _letters(row["duty"]))]


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _overlap(one: str, other: str) -> bool:
    return bool(other) and (one in other or other in one)


def find_missing(facts: Facts) -> Iterator[Missing]:
    """Everything that is missing, in the order of the guide."""
    if not facts.duties:
        yield Missing(G.no_duties)
    own = [power for power in facts.powers if power["is_own"]]
    if not own:
        yield Missing(G.no_powers)
    for power in own:
        if not power["basis"].strip():
            yield Missing(G.power_without_basis, power_id=power["id"])
    for power in own:
        if not power["steps"]:
            yield Missing(G.power_without_flow, power_id=power["id"])
    if facts.needs_reason and not facts.rows:
        yield Missing(G.no_risk_unexplained)
    yield from _uncovered(facts, own)
    for row in facts.rows:
        yield from _of_row(row)


def _uncovered(facts: Facts, own: Sequence[Mapping[str, Any]]) -> Iterator[Missing]:
    for number, duty in enumerate(facts.duties):
        if not rows_of_duty(duty, facts.rows):
            yield Missing(G.duty_without_risk, duty=number)
    powers = {row["power_id"] for row in facts.rows}
    steps = {row["step_id"] for row in facts.rows}
    for power in own:
        if power["id"] not in powers and not power["elsewhere_count"]:
            yield Missing(G.power_without_risk, power_id=power["id"])
        for step in power["steps"]:
            if is_worth_a_look(step) and step["id"] not in steps and not step["elsewhere_count"]:
                yield Missing(G.step_without_risk, power_id=power["id"], step_id=step["id"])


def _of_row(row: Mapping[str, Any]) -> Iterator[Missing]:
    if any(not row[name].strip() for name in REQUIRED_CELLS):
        yield Missing(G.row_incomplete, row_id=row["id"])
    if not row["duty"].strip() and row["power_id"] is None and row["step_id"] is None:
        yield Missing(G.row_without_place, row_id=row["id"])
    if not row["found_by"]:
        yield Missing(G.row_without_way, row_id=row["id"])
    if not row["categories"]:
        yield Missing(G.row_without_category, row_id=row["id"])
