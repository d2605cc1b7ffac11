"""What our flow has no element for: parallel ways are put one after the other, joining elements taken out."""

from backend.powers.bpmn.reader.elements import GATEWAYS
from backend.powers.bpmn.reader.graph import Arc, Graph, Piece, joined_label
from backend.powers.bpmn.reader.report import Report

UNSURE = {"inclusiveGateway": "inclusive", "complexGateway": "complex", "eventBasedGateway": "complex"}
START_TAG, END_TAG, PARALLEL = "startEvent", "endEvent", "parallelGateway"


def untangle(graph: Graph, report: Report) -> str:
    """Leaves only steps, all of them connected; returns where the flow begins."""
    _join_starts(graph, report)
    _sequence(graph, report)
    entry = graph.starts[0]
    _simplify(graph, report)
    _mark_joins(graph)
    while any(piece.is_passed for piece in graph.pieces.values()):
        entry = _take_out(graph, entry)
        _simplify(graph, report)
        _mark_joins(graph)  # what led the same way twice, or to itself, is no choice any more
    _keep_reachable(graph, entry, report)
    for piece in graph.pieces.values():
        if piece.tag in UNSURE and piece.own is None:
            report.add(UNSURE[piece.tag], piece.title)
    return entry


def _join_starts(graph: Graph, report: Report) -> None:
    """Our flow has one beginning."""
    entries = graph.entries()
    if not graph.starts:
        report.add("no-start", graph.pieces[entries[0]].title)
    first, *others = entries
    for other in others:
        piece = graph.pieces[other]
        report.add("starts", piece.title)
        graph.outs[first] += [Arc(arc.target, arc.label or piece.name) for arc in graph.outs[other]]
        graph.outs[other] = []
        piece.is_passed = True
    graph.starts = [first]


def _sequence(graph: Graph, report: Report) -> None:
    """Forks become chains: whatever leaves one branch for the join, or ends there, goes on with the next branch."""
    for name in graph.reach(graph.starts):
        piece = graph.pieces[name]
        if piece.tag != PARALLEL:
            continue
        piece.is_passed = True
        targets = list(dict.fromkeys(arc.target for arc in graph.outs[name]))
        if len(targets) > 1:
            report.add("parallel", "、".join(graph.pieces[target].title for target in targets[:4]))
            _chain(graph, name, targets)


def _chain(graph: Graph, fork: str, targets: list[str]) -> None:
    join = _join_of(graph, fork, targets)
    before = set(graph.reach(graph.starts, [fork]))
    barred = before | {fork} | ({join} if join else set())
    claimed = set[str]()
    graph.outs[fork] = [Arc(targets[0])]
    for target, following in zip(targets, [*targets[1:], None], strict=True):
        region = [name for name in graph.reach([target], barred) if name not in claimed]
        claimed.update(region)
        if following is not None:
            _lead_on(graph, region, join, following)


def _lead_on(graph: Graph, region: list[str], join: str | None, following: str) -> None:
    """A branch that comes to no join goes on from where it ends."""
    joins = any(arc.target == join for name in region for arc in graph.outs[name])
    for name in region:
        if joins:
            graph.outs[name] = [
                Arc(following, arc.label, arc.is_stated) if arc.target == join else arc
                for arc in graph.outs[name]
            ]
        elif not graph.outs[name]:
            piece = graph.pieces[name]
            piece.is_passed = piece.is_passed or piece.tag == END_TAG
            graph.outs[name] = [Arc(following)]


def _join_of(graph: Graph, fork: str, targets: list[str]) -> str | None:
    """The nearest parallel gateway all branches come to."""
    reached = [graph.reach([target], [fork]) for target in targets]
    common = set(reached[0]).intersection(*reached[1:])
    return next((name for name in reached[0] if name in common and graph.pieces[name].tag == PARALLEL), None)


def _mark_joins(graph: Graph) -> None:
    """A gateway with one way on only joins; one with several is a decision."""
    for name, piece in graph.pieces.items():
        if piece.tag in GATEWAYS and piece.own is None:
            others = {arc.target for arc in graph.outs[name]} - {name}
            piece.is_passed = piece.is_passed or len(others) < 2


def _take_out(graph: Graph, entry: str) -> str:
    """Connects what comes before a passed element with what comes after it; returns where the flow begins then."""
    entered = {name: set(sources) for name, sources in graph.entered().items()}
    for name in [name for name, piece in graph.pieces.items() if piece.is_passed]:
        onward = [arc for arc in graph.outs.pop(name) if arc.target != name]
        sources = entered.pop(name) - {name}
        if name == entry:
            entry = onward[0].target if onward else ""
            if len(onward) > 1:  # the first step leads on to what its unseen beginning led to
                graph.outs[entry] += onward[1:]
                sources.add(entry)
        for source in sources:
            graph.outs[source] = _joined(graph.outs[source], name, onward)
        for arc in onward:
            entered[arc.target].discard(name)
            entered[arc.target] |= sources
        del graph.pieces[name]
        graph.check()
    return entry


def _joined(arcs: list[Arc], passed: str, onward: list[Arc]) -> list[Arc]:
    made: list[Arc] = []
    for arc in arcs:
        if arc.target != passed:
            made.append(arc)
            continue
        for way in onward:
            made.append(Arc(way.target, joined_label(arc.label, way.label), way.is_stated or arc.is_stated))
    return made


def _keep_reachable(graph: Graph, entry: str, report: Report) -> None:
    kept = set(graph.reach([entry])) if entry else set[str]()
    for name in [name for name in graph.pieces if name not in kept]:
        report.add("unreachable", graph.pieces[name].title)
        del graph.pieces[name], graph.outs[name]


def _simplify(graph: Graph, report: Report) -> None:
    """No step leads to itself, and none twice to the same one."""
    for name, arcs in graph.outs.items():
        by_target: dict[str, Arc] = {}
        for arc in arcs:
            if arc.target == name:
                report.add("self-loop", graph.pieces[name].title)
                continue
            former = by_target.get(arc.target)
            if former is not None:
                label = joined_label(former.label, arc.label)
                arc = Arc(arc.target, label, former.is_stated or arc.is_stated)
            by_target[arc.target] = arc
        graph.outs[name] = list(by_target.values())


def kind_of(piece: Piece, *, is_entry: bool, leads_on: bool) -> str:
    """The shape of the step: what our own extension says where it fits the element, else what the element is."""
    said = piece.own.kind if piece.own is not None else ""
    misplaced = (said == "start" and not is_entry) or (said == "end" and leads_on)
    if said in _FITTING.get(piece.tag, ()) and not misplaced:
        return said
    if piece.tag == START_TAG and is_entry:
        return "start"
    if piece.tag == END_TAG and not leads_on:
        return "end"
    return "decision" if piece.tag in GATEWAYS else "task"


_FITTING = {
    "startEvent": ("start",),
    "endEvent": ("end",),
    "exclusiveGateway": ("decision",),
    "userTask": ("task", "start", "end"),
}
