"""A step with everything it says, and the names BPMN 2.0 and our own extension use (requirements S59–S62)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.organization.rules import RiskLevel
from backend.powers.rules import Branch, Step, StepKind, StepPhase

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS: Final = "http://www.omg.org/spec/DD/20100524/DC"
WAYPOINTS: Final = "http://www.omg.org/spec/DD/20100524/DI"
OWN: Final = "urn:lianfang:flow:1"
"""Our extension elements: what a step says and BPMN has no word for."""

FLAGS: Final = {"isKey": "is_key", "hasDiscretion": "has_discretion", "mayBeInterfered": "may_be_interfered"}
"""Attributes of `lf:step` and the fields they hold."""
SAYINGS: Final = {"timeLimit": "time_limit", "conditions": "conditions", "supervision": "supervision"}
"""Children of `lf:step` and the fields they hold; the procedure is the element's documentation."""

PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_ODD: Final = re.compile(r"[^A-Za-z0-9_-]", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class WholeStep(Step):
    """A step with all that opinion.txt line 42 asks of it, not only what the picture shows."""

    conditions: str = ""
    procedure: str = ""
    supervision: str = ""
    materials: tuple[str, ...] = ()
    phase: StepPhase | None = None


@dataclass(frozen=True)
class Hazard:
    """A risk point that stands on a step; without a level until it is assessed."""

    name: str
    level: RiskLevel | None


Hazards = Mapping[str, Sequence[Hazard]]


def whole_step(row: Mapping[str, Any]) -> WholeStep:
    """One stored, saved or submitted step."""
    return WholeStep(
        key=row["key"],
        name=row["name"],
        kind=StepKind(row["kind"]),
        handler=row["handler"],
        time_limit=row["time_limit"],
        is_key=row["is_key"],
        has_discretion=row["has_discretion"],
        may_be_interfered=row["may_be_interfered"],
        branches=tuple(Branch(branch["to"], branch.get("label", "")) for branch in row["branches"]),
        conditions=row["conditions"],
        procedure=row["procedure"],
        supervision=row["supervision"],
        materials=tuple(row["materials"]),
        phase=StepPhase(row["phase"]) if row["phase"] else None,
    )


def element_id(key: str) -> str:
    """An XML name for a step, of ASCII letters only, because engines want it so; different keys get different ones."""
    return "Step_" + _ODD.sub(lambda found: f".{ord(found[0]):x}.", key)
