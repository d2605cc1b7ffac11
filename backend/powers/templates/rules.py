"""Flow templates as they are written down: a few lines of text for each (opinion.txt line 91: the eleven key areas)."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from backend.organization.rules import KeyArea
from backend.powers.rules import StepKind, StepPhase

OWN = "本部门"
"""Stands for the department a template is used in, alone or at the beginning of a handler's name."""
COLUMNS = 10
PHASES = {phase.label: phase for phase in StepPhase}
KINDS = {"s": StepKind.start, "e": StepKind.end, "?": StepKind.decision}


class Starter(NamedTuple):
    """One template of the product; `steps` are `StepBody`s."""

    code: str
    key_area: KeyArea
    name: str
    note: str
    steps: list[dict[str, Any]]


def read_starters(area: KeyArea, text: str) -> Iterator[Starter]:
    """`# name | code | note`, then one line a step: see the first line of each file. Blank lines part templates."""
    for block in text.strip().split("\n\n"):
        heading, *lines = [line for line in block.splitlines() if not line.startswith("##")]
        name, code, note = (part.strip() for part in heading.removeprefix("#").split("|"))
        yield Starter(code, area, name, note, [_step(code, at, line) for at, line in enumerate(lines, 1)])


def _step(code: str, number: int, line: str) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("|")]
    cells += [""] * (COLUMNS - len(cells))
    name, handler, limit, phase, flags, conditions, supervision, materials, procedure, ways = cells
    return {
        "key": f"{code}-{number}",
        "kind": next((kind for flag, kind in KINDS.items() if flag in flags), StepKind.task),
        "name": name,
        "handler": handler,
        "conditions": conditions,
        "procedure": procedure,
        "time_limit": limit,
        "supervision": supervision,
        "materials": [one for one in materials.split("；") if one],
        "phase": PHASES.get(phase),
        "is_key": "k" in flags,
        "has_discretion": "d" in flags,
        "may_be_interfered": "i" in flags,
        "branches": [_branch(code, way) for way in ways.split("；") if way] if ways else [],
    }


def _branch(code: str, way: str) -> dict[str, str]:
    label, arrow, number = way.rpartition("→")
    return {"to": f"{code}-{number}", "label": label if arrow else ""}
