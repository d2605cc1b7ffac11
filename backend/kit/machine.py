"""State machines are tables; this is the one engine that reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from backend.kit.problems import Problem

S = TypeVar("S", bound=str)


@dataclass(frozen=True)
class Transition(Generic[S]):
    """One row: in `source`, `action` leads to `target` for a holder of `permission`."""

    source: S
    action: str
    target: S
    permission: str


class IllegalTransition(Problem):
    """409: the table has no such row."""

    def __init__(self, state: str, action: str, detail: str | None = None) -> None:
        super().__init__(
            "illegal-transition", "现在不能这样办理", 409, detail or "这条记录的状态已经变了，请刷新后再看。"
        )
        self.state, self.action = state, action


class Machine(Generic[S]):
    """A set of transitions, at most one for each (state, action)."""

    def __init__(self, transitions: Iterable[Transition[S]]) -> None:
        self.transitions = tuple(transitions)
        self._rows = {(row.source, row.action): row for row in self.transitions}
        if len(self._rows) != len(self.transitions):
            raise ValueError("two rows for one state and action")

    def find(self, state: S, action: str) -> Transition[S]:
        """The row, or IllegalTransition."""
        row = self._rows.get((state, action))
        if row is None:
            raise IllegalTransition(state, action)
        return row

    def actions(self, state: S) -> list[Transition[S]]:
        """Every row that leaves `state`."""
        return [row for row in self.transitions if row.source == state]
