"""What an application did, as it is noted, and the words for taking it back. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import TypeAdapter

from backend.kit.terms import Term
from backend.powers.confirmations.rules import Confirmation

USES = {
    "assessment": "风险评估",
    "measure_risk": "防控措施",
    "control_measure": "防控措施",
    "appointment": "任职",
    "person": "人员",
    "department": "下级部门",
    "position": "岗位",
    "power": "职权",
    "power_catalogue": "职权目录",
    "flow_step": "流程图",
    "power_basis": "制度依据",
    "risk_inventory": "排查表",
    "risk_point": "风险点",
    "risk_suggestion": "风险提示",
    "carrying": "下一年度的沿用",
    "role_grant": "用户的授权",
    "department_officer": "负责人或联络员",
    "oversight": "分管、联系关系",
    "warning_reader": "知情人",
    "warning_case": "预警记录",
}
"""What somebody would call the rows of a table that use what an import made."""


class EffectKind(Term):
    """What an application can touch."""

    department = "department", "部门"
    position = "position", "岗位"
    duty = "duty", "职责"
    power = "power", "职权"
    inventory = "inventory", "排查表"
    risk = "risk", "风险点"
    warning = "warning", "预警"


class ReversalOutcome(Term):
    """What becomes of one thing the import did."""

    taken_back = "taken_back", "撤销"
    gone = "gone", "已不在"
    left = "left", "保留"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing an application did.

    `id` is the row's, for a duty that of its `holder`. `former` holds what was changed as it stood before; None means
    that the import made the row. `version` is the one the application left behind. `confirmation` is that of a power
    before its words were changed.
    """

    form: int
    kind: EffectKind
    id: int
    name: str
    former: dict[str, Any] | None = None
    holder: EffectKind | None = None
    version: int = 0
    confirmation: Confirmation | None = None

    @property
    def place(self) -> tuple[EffectKind, int]:
        """The table and the row that were written to."""
        return self.holder or self.kind, self.id


def with_confirmations(effects: Iterable[Effect], held: Mapping[int, Confirmation]) -> list[Effect]:
    """The effects with what the changed powers had before; `held` by the power's id."""
    return [
        replace(effect, confirmation=held.get(effect.id))
        if effect.kind is EffectKind.power and effect.former is not None
        else effect
        for effect in effects
    ]


def bare(effect: Effect) -> Effect:
    """Without the words that stood there before."""
    return replace(effect, former=effect.former and {})


EFFECTS: Final = TypeAdapter(tuple[Effect, ...])


@dataclass(slots=True)
class Entry:
    """One effect and what becomes of it. `changes`: field → (now, then)."""

    effect: Effect
    outcome: ReversalOutcome = ReversalOutcome.taken_back
    reason: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_taken_back(self) -> bool:
        return self.outcome is ReversalOutcome.taken_back

    def leave(self, reason: str) -> None:
        """Notes why it stays; the first reason counts."""
        if self.outcome is ReversalOutcome.taken_back:
            self.outcome, self.reason = ReversalOutcome.left, reason

    def miss(self, reason: str) -> None:
        """It is not there any more."""
        self.outcome, self.reason = ReversalOutcome.gone, reason


CONFIRMED_AGAIN: Final = "导入前的逐项确认（{name}，{day}）一并恢复。"
UNCONFIRMED: Final = "导入前的逐项确认（{name}，{day}）不能恢复，请重新确认。"
REASON: Final = "撤销导入"
"""Why the rows were taken out, as their own pages say it."""
