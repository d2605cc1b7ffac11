"""The horizontal pieces of edges in the channels between the rows, on tracks of their own where they would touch."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.powers.diagram.routing import Route

RUN_MARGIN = 10.0


@dataclass
class Run:
    """A horizontal piece of an edge in one channel, from `start` to `end`; `label` hangs over its start."""

    route: Route
    start: float
    end: float
    label: float = 0.0
    y: float = 0.0
    from_above: bool = True
    """Whether the line comes into the channel from above, at `start`."""
    to_below: bool = True
    """Whether it leaves the channel downwards, at `end`."""

    @property
    def extent(self) -> tuple[float, float]:
        """From where to where nothing else may lie on its track."""
        direction = 1.0 if self.end >= self.start else -1.0
        reach = self.start + direction * max(abs(self.end - self.start), self.label)
        return min(self.start, reach) - RUN_MARGIN / 2, max(self.start, reach) + RUN_MARGIN / 2

    def crosses(self, own: int, other: "Run", its: int) -> bool:
        """Whether one of its upright pieces runs through the label of another, when they lie on these tracks."""
        if not other.label:
            return False
        direction = 1.0 if other.end >= other.start else -1.0
        low, high = sorted((other.start, other.start + direction * other.label))
        above, below = own >= its, own < its
        return (low < self.start < high and (above if self.from_above else below)) or (
            low < self.end < high and (below if self.to_below else above)
        )


def in_tracks(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of one channel, the uppermost track first."""
    ordered = sorted(runs, key=_order)
    tracks = _placed(ordered)
    if len(runs) < 3 or not any(run.label for run in runs) or not _disturbed(tracks):
        return tracks
    labelled_first = sorted(ordered, key=lambda run: not run.label)  # stable: the order stays otherwise
    return min(tracks, _placed(labelled_first), key=_disturbed)


def _placed(ordered: Sequence[Run]) -> list[list[Run]]:
    tracks: list[list[Run]] = []
    for run in ordered:
        place = _best_track(run, tracks)
        if place == len(tracks):
            tracks.append([])
        tracks[place].append(run)
    return tracks


def _best_track(run: Run, tracks: Sequence[Sequence[Run]]) -> int:
    """The uppermost track with room for it, unless a lower one spares more labels a line through them."""
    low, high = run.extent
    free = [
        number
        for number, track in enumerate(tracks)
        if all(high < other.extent[0] or low > other.extent[1] for other in track)
    ]
    free.append(len(tracks))
    if not run.label and not any(other.label for track in tracks for other in track):
        return free[0]
    return min(free, key=lambda number: (_crossings(run, number, tracks), number))


def _disturbed(tracks: Sequence[Sequence[Run]]) -> int:
    """How often a line runs through a label."""
    return sum(_crossings(run, number, tracks[:number]) for number, track in enumerate(tracks) for run in track)


def _crossings(run: Run, number: int, tracks: Sequence[Sequence[Run]]) -> int:
    return sum(
        run.crosses(number, other, its) + other.crosses(its, run, number)
        for its, track in enumerate(tracks)
        for other in track
    )


def _order(run: Run) -> tuple[bool, float]:
    """Rightward runs from the right, leftward ones from the left: neighbours then nest instead of crossing."""
    rightward = run.end >= run.start
    return rightward, -run.start if rightward else run.start
