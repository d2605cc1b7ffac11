"""How every edge runs, before any coordinate exists.

Between the rows lie channels, between the lanes gutters. An edge leaves its box downwards (a decision also sideways),
runs along a channel, if need be along a gutter, then along the channel above its target and down into it. Each run has
a track of its own and each box end a port of its own, so edges may cross but never lie on one another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from backend.powers.diagram.placing import Grid
from backend.powers.rules import Link, StepKind

PORT_SPACING = 18.0


class Exit(Enum):
    """Where an edge leaves its box."""

    straight = "straight"
    below = "below"
    left = "left"
    right = "right"


@dataclass
class Route:
    """One edge. Channel c lies above row c; gutter g lies to the left of lane g."""

    link: Link
    exit: Exit
    source_lane: int
    source_row: int
    target_lane: int
    target_row: int
    gutter: int | None = None
    gutter_track: int = 0
    out_offset: float = 0.0
    in_offset: float = 0.0

    @property
    def leaves_sideways(self) -> bool:
        """Whether it leaves a decision at its left or right corner."""
        return self.exit in (Exit.left, Exit.right)

    @property
    def out_side(self) -> int:
        """-1 when it turns left after leaving downwards, 1 right, 0 neither."""
        if self.exit is Exit.straight:
            return 0
        if self.gutter is not None:
            return 1 if self.gutter > self.source_lane else -1
        return 1 if self.target_lane > self.source_lane else -1

    @property
    def in_side(self) -> int:
        """-1 when it arrives from the left, 1 from the right, 0 from straight above."""
        if self.exit is Exit.straight:
            return 0
        if self.gutter is not None:
            return 1 if self.gutter > self.target_lane else -1
        return 1 if self.source_lane > self.target_lane else -1

    @property
    def span(self) -> tuple[int, int]:
        """The part of the gutter it needs, in half rows: row r is 2r + 1, the channel above it 2r."""
        start = 2 * self.source_row + (1 if self.leaves_sideways else 2)
        end = 2 * self.target_row
        return min(start, end), max(start, end)


@dataclass
class Plan:
    """All routes and how many tracks each gutter has."""

    grid: Grid
    routes: list[Route] = field(default_factory=list)
    gutter_tracks: list[int] = field(default_factory=list)


def plan(grid: Grid) -> Plan:
    """Chooses exits, gutters, tracks in gutters, and ports."""
    routes = _exits(grid)
    made = Plan(grid, routes, [0] * (len(grid.lane_names) + 1))
    _choose_gutters(routes, len(grid.lane_names))
    for gutter in range(len(made.gutter_tracks)):
        made.gutter_tracks[gutter] = _stack(route for route in routes if route.gutter == gutter)
    _assign_ports(grid, routes)
    return made


def _exits(grid: Grid) -> list[Route]:
    routes = []
    for link in grid.links:
        source, target = link.source, link.target
        route = Route(
            link,
            Exit.below,
            grid.lanes[source],
            grid.rows[source],
            grid.lanes[target],
            grid.rows[target],
        )
        if _is_straight(grid, route):
            route.exit = Exit.straight
        routes.append(route)
    _use_corners(grid, routes)
    return routes


def _is_straight(grid: Grid, route: Route) -> bool:
    """Same lane, downwards, nothing in between."""
    if route.source_lane != route.target_lane or route.target_row <= route.source_row:
        return False
    between = range(route.source_row + 1, route.target_row)
    return all((route.source_lane, row) not in grid.cells for row in between)


def _use_corners(grid: Grid, routes: Sequence[Route]) -> None:
    """Decisions send their other branches out at the corners; one edge a corner, one corner a gutter and row."""
    claimed = set[tuple[int, int]]()
    for route in routes:
        kind = grid.flow.steps[route.link.source].kind
        if kind is not StepKind.decision or route.exit is Exit.straight:
            continue
        rightwards = route.target_lane >= route.source_lane
        for exit_ in (Exit.right, Exit.left) if rightwards else (Exit.left,):
            gutter = route.source_lane + (1 if exit_ is Exit.right else 0)
            if (gutter, route.source_row) not in claimed:
                claimed.add((gutter, route.source_row))
                route.exit, route.gutter = exit_, gutter
                break


def _choose_gutters(routes: Sequence[Route], lanes: int) -> None:
    """Edges that pass rows run in the gutter beside their target, on the side they come from, the emptier if equal."""
    load = [sum(route.gutter == gutter for route in routes) for gutter in range(lanes + 1)]
    for route in routes:
        if route.exit is not Exit.below or route.target_row == route.source_row + 1:
            continue
        left, right = route.target_lane, route.target_lane + 1
        if route.source_lane == route.target_lane:
            route.gutter = right if load[right] <= load[left] else left
        else:
            route.gutter = left if route.source_lane < route.target_lane else right
        load[route.gutter] += 1


def _stack(routes: Iterable[Route]) -> int:
    """Gives each route of one gutter a track; those whose spans touch never share one. Returns how many tracks."""
    tracks: list[list[tuple[int, int]]] = []
    for route in sorted(routes, key=lambda route: (route.span[1] - route.span[0], route.span)):
        low, high = route.span
        free = (
            number
            for number, taken in enumerate(tracks)
            if all(high < other_low or low > other_high for other_low, other_high in taken)
        )
        number = next(free, len(tracks))
        if number == len(tracks):
            tracks.append([])
        tracks[number].append((low, high))
        route.gutter_track = number
    return len(tracks)


def _assign_ports(grid: Grid, routes: Sequence[Route]) -> None:
    """Where the edges meet their boxes."""
    leaving: dict[int, list[Route]] = {number: [] for number in range(len(grid.shapes))}
    coming: dict[int, list[Route]] = {number: [] for number in range(len(grid.shapes))}
    for route in routes:
        coming[route.link.target].append(route)
        if not route.leaves_sideways:
            leaving[route.link.source].append(route)
    places = {(lane, row + below) for lane, row in grid.cells for below in (0, 1)}
    for lane, channel in places:
        above, below = grid.cells.get((lane, channel - 1)), grid.cells.get((lane, channel))
        limits = [grid.shapes[box].port_limit for box in (above, below) if box is not None]
        outs = leaving[above] if above is not None else []
        _share_channel(outs, coming[below] if below is not None else [], min(limits))


def _share_channel(outs: Sequence[Route], ins: Sequence[Route], limit: float) -> None:
    """Distinct offsets for the edges that leave the box above a channel and those that enter the box below it."""
    bent = [(route, True) for route in outs if route.exit is not Exit.straight]
    bent += [(route, False) for route in ins if route.exit is not Exit.straight]
    if not bent:
        return
    spacing = min(PORT_SPACING, limit / len(bent))
    used = {0} if len(bent) < len(outs) + len(ins) else set[int]()
    for route, is_out in sorted(bent, key=_nearness):
        side, place = (route.out_side if is_out else route.in_side), 0
        while place in used:
            place += side
        used.add(place)
        if is_out:
            route.out_offset = place * spacing
        else:
            route.in_offset = place * spacing


def _nearness(end: tuple[Route, bool]) -> tuple[bool, int]:
    """Out before in; then the nearer lane first, which keeps parallel edges from crossing each other."""
    route, is_out = end
    return not is_out, abs(route.source_lane - route.target_lane)
