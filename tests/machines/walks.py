"""How each state table is walked over HTTP: a row in any of its states, and the request behind each of its actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.machine import Machine
from backend.kit.terms import Term
from tests.access.matrix import Relation, Scene
from tests.reviews.sheets import add_meeting
from tests.world import World

Arranged = int | tuple[int, int]


@dataclass(frozen=True)
class Stand(Scene):
    """A scene of the small college; a meeting of its leadership has taken place."""

    meeting_id: int = 0
    state: str = ""
    """In which the row stands."""


@dataclass(frozen=True)
class Step:
    """An action as somebody takes it; `operation` is its name in the permission matrix, which knows path and body."""

    operation: str
    who: str | Callable[[str], str]
    """Of the cast, where it differs for each state: he may take it wherever it is legal."""
    body: Callable[[Stand], Any] | None = None
    """Where the matrix's body would not do."""
    is_elsewhere: bool = False
    """The request is addressed to the second row that `arrange` made."""
    is_consequence: bool = False
    """Nobody's button: the request is about something else and succeeds, whatever becomes of the row."""
    before: Callable[[Session, int], None] | None = None
    """Puts the second row where it stands when this action is taken."""
    work: Callable[[Session, int], None] | None = None
    """The product takes this action by itself, in the background; `operation` only shows the row."""

    def actor(self, state: str) -> str:
        """Who takes it where the row stands."""
        return self.who if isinstance(self.who, str) else self.who(state)


@dataclass(frozen=True)
class Walk:
    """One table."""

    machine: Machine[Any]
    table: sa.Table
    arrange: Callable[[Session, Stand, str], Arranged]
    """A row of the scene that stands in this state, as the rest of the product would leave it."""
    steps: Mapping[str, Step]
    starts: frozenset[str]
    ends: frozenset[str]
    column: str = "state"
    hidden: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(state, action): whoever takes the action elsewhere does not even see the row here, so 404."""
    shut: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(state, action): rows of the table that are closed to what is walked here."""
    person: str = "wang"
    keeper: str = "wang"
    """Who has handed the row in."""
    post: str = "textbook_post"
    only: frozenset[str] = field(default_factory=frozenset)
    """The states walked here, when not all."""

    @property
    def vocabulary(self) -> list[str]:
        """Every state the room has a word for."""
        states: type[Term] = type(self.machine.transitions[0].source)
        return list[str](states)

    @property
    def states(self) -> list[str]:
        """Those a row is put into, in their order."""
        return [state for state in self.vocabulary if not self.only or state in self.only]

    def target(self, state: str, action: str) -> str | None:
        """Where the table leads; None when it leads nowhere."""
        if (state, action) in self.shut:
            return None
        found = (row.target for row in self.machine.actions(state) if row.action == action)
        return next(found, None)

    def scene(self, session: Session, world: World, data_dir: Path, state: str) -> Stand:
        """教务处, where 王老师 holds 教材管理岗 unless the walk says otherwise."""
        member = getattr(world.cast, self.person)
        return Stand(
            department_id=world.college if self.post == "leader_post" else world.academic,
            parent_id=world.college,
            elsewhere_id=world.finance,
            position_id=getattr(world, self.post),
            person_id=member.person,
            user_id=member.user_id,
            caller_id=getattr(world.cast, self.keeper).user_id,
            relation=Relation.own,
            data_dir=data_dir,
            meeting_id=add_meeting(session, world.college),
            state=state,
        )


def put(
    table: sa.Table,
    arrange: Callable[[Session, Scene], Arranged],
    also: Callable[[str], Mapping[str, Any]] = lambda _: {},
    column: str = "state",
) -> Callable[[Session, Stand, str], Arranged]:
    """The matrix's row, put into any state; `also` says what else a row in that state holds."""

    def arranged(session: Session, scene: Stand, state: str) -> Arranged:
        made = arrange(session, scene)
        row_id = made[0] if isinstance(made, tuple) else made
        change(session, table, row_id, {column: state, **also(state)})
        return made

    return arranged


def change(session: Session, table: sa.Table, row_id: int, values: Mapping[str, Any]) -> None:
    """Writes past the product, as if it had long been so."""
    session.flush()
    session.execute(sa.update(table).where(table.c.id == row_id).values(**values))
    session.expire_all()
