"""Elements and ways between them, while they are being untangled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from backend.powers.bpmn.reader.opening import refuse

PIECE_LIMIT: Final = 1_000
"""Five times as many as a flow may have steps: gateways and events come on top of them."""
ARC_LIMIT: Final = 10_000
LABEL_ROOM: Final = 200
"""Characters of a condition while ways are joined: each joining copies it. What is kept is shorter still."""
WALK_LIMIT: Final = 5_000_000
"""Ways looked at in all: a web of forks is walked anew for each of their branches."""


@dataclass
class Own:
    """What our own extension says of a step."""

    key: str
    number: int
    kind: str
    values: dict[str, str]
    materials: list[str]


@dataclass
class Piece:
    """One element. `is_passed` when it only joins what comes before it and after it."""

    id: str
    tag: str
    name: str = ""
    handler: str = ""
    procedure: str = ""
    time_limit: str = ""
    own: Own | None = None
    is_passed: bool = False

    @property
    def title(self) -> str:
        """How the report calls it."""
        return self.name or self.id


@dataclass(frozen=True)
class Arc:
    """A way to another element."""

    target: str
    label: str = ""
    is_stated: bool = False


def joined_label(*labels: str) -> str:
    """One condition of several, each once."""
    return "；".join(dict.fromkeys(filter(None, labels)))[:LABEL_ROOM]


@dataclass
class Graph:
    """Pieces in the order of the file, and the ways out of each."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    outs: dict[str, list[Arc]] = field(default_factory=dict)
    starts: list[str] = field(default_factory=list)
    walked: int = 0

    def add(self, piece: Piece) -> None:
        """One more element. Raises BadFile when there are too many."""
        if len(self.pieces) >= PIECE_LIMIT:
            raise refuse("too-complex")
        self.pieces[piece.id] = piece
        self.outs.setdefault(piece.id, [])

    def entered(self) -> dict[str, list[str]]:
        """Where each element is come from; one that leads there twice stands twice."""
        found: dict[str, list[str]] = {name: [] for name in self.pieces}
        for source, arcs in self.outs.items():
            for arc in arcs:
                found[arc.target].append(source)
        return found

    def reach(self, sources: Iterable[str], avoiding: Iterable[str] = ()) -> list[str]:
        """Everything that can be come to, the sources included, the nearer first. BadFile for a web without end."""
        barred = set(avoiding)
        waiting = [name for name in dict.fromkeys(sources) if name not in barred]
        seen = set(waiting)
        for name in waiting:
            self.walked += len(self.outs[name])
            for arc in self.outs[name]:
                if arc.target not in seen and arc.target not in barred:
                    seen.add(arc.target)
                    waiting.append(arc.target)
        if self.walked > WALK_LIMIT:
            raise refuse("too-complex")
        return waiting

    def entries(self) -> list[str]:
        """Where the flow begins: its starts, else what nothing leads to, else the first element."""
        if self.starts:
            return self.starts
        entered = self.entered()
        free = [name for name in self.pieces if not entered[name]]
        return (free or list(self.pieces))[:1]

    def check(self) -> None:
        """Joining many to many could make more ways than anybody could draw."""
        if sum(len(arcs) for arcs in self.outs.values()) > ARC_LIMIT:
            raise refuse("too-complex")
