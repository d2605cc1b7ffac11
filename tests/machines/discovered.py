"""Every state table of the product, found in the code itself, so that none is left out of the tests."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import backend
from backend.kit.machine import Machine
from backend.main import api_routes

BACKEND = Path(backend.__file__).parent
ENGINE = BACKEND / "kit" / "machine.py"


class Table(NamedTuple):
    """`warnings` + `MACHINE`, or one of several: `reviews` + `CHAINS.measures`."""

    room: str
    label: str
    machine: Machine[Any]

    @property
    def name(self) -> str:
        """As the walks call it."""
        return f"{self.room}.{self.label}"


def tables() -> list[Table]:
    """What the rules of all rooms hold; the same table under two names counts once."""
    assert api_routes(), "every room is loaded"
    found = dict[int, Table]()
    for name, module in sorted(sys.modules.items()):
        if name.startswith("backend.") and name.endswith(".rules"):
            room = name.removeprefix("backend.").removesuffix(".rules")
            for attribute, value in sorted(vars(module).items()):
                for label, machine in _labelled(attribute, value):
                    found.setdefault(id(machine), Table(room, label, machine))
    return list(found.values())


def _labelled(attribute: str, value: Any) -> Iterator[tuple[str, Machine[Any]]]:
    if isinstance(value, Machine):
        yield attribute, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            machine = getattr(one, "machine", None)
            if isinstance(machine, Machine):
                yield f"{attribute}.{key}", machine


def constructions() -> Counter[str]:
    """How often each room's files build a table, read from their text: `warnings.rules` → 1."""
    found = Counter[str]()
    for path in sorted(BACKEND.rglob("*.py")):
        if path == ENGINE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and Machine.__name__ in (
                getattr(node.func, "id", ""),
                getattr(node.func, "attr", ""),
            ):
                found[".".join(path.relative_to(BACKEND).with_suffix("").parts)] += 1
    return found


def states_of(machine: Machine[Any]) -> set[str]:
    """The states the table speaks of."""
    return {state for row in machine.transitions for state in (row.source, row.target)}


def reached(machine: Machine[Any], starts: frozenset[str]) -> set[str]:
    """Where one can come to from the beginnings."""
    seen, waiting = set[str](), [*starts]
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting += [row.target for row in machine.actions(state)]
    return seen


def ends(machine: Machine[Any]) -> set[str]:
    """States nothing leads out of."""
    return {
        state for state in states_of(machine) if all(row.target == state for row in machine.actions(state))
    }
