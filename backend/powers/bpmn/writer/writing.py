"""BPMN 2.0 XML with its diagram: the same flow gives the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.powers.bpmn.rules import (
    BOUNDS,
    DIAGRAM,
    FLAGS,
    MODEL,
    OWN,
    SAYINGS,
    WAYPOINTS,
    Hazard,
    Hazards,
    WholeStep,
)
from backend.powers.bpmn.writer.drawing import Drawn, Rectangle, draw
from backend.powers.bpmn.writer.weaving import EVENTS, GATEWAY, Node, Way, weave
from backend.powers.diagram.markup import clean
from backend.powers.diagram.placing import UNNAMED_LANE

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:bpmndi="{DIAGRAM}" xmlns:dc="{BOUNDS}" xmlns:di="{WAYPOINTS}" '
    f'xmlns:lf="{OWN}" id="Definitions_1" targetNamespace="{OWN}" exporter="lianfang">'
)
_ENDS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def write(title: str, steps: Sequence[WholeStep], hazards: Hazards) -> bytes:
    """The flow as a collaboration of one pool with a lane for each handler. `hazards` by the key of their step."""
    nodes = weave(steps)
    return _Writer(title, nodes, draw(title, nodes), hazards).document().encode()


def _quoted(text: str) -> str:
    """Text between quotation marks; parsers turn line ends there into spaces unless they are written as numbers."""
    quoted = clean(text)
    for letter, reference in _ENDS.items():
        quoted = quoted.replace(letter, reference)
    return quoted


def _text(text: str) -> str:
    """Text between tags; parsers take a carriage return for a line feed unless it is written as a number."""
    return clean(text).replace("\r", "&#13;")


def _coordinate(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_quoted(value)}"' for name, value in values.items())


@dataclass
class _Writer:
    title: str
    nodes: Sequence[Node]
    drawn: Drawn
    hazards: Hazards
    lines: list[str] = field(default_factory=list)
    depth: int = 0

    def document(self) -> str:
        self.lines.append(HEAD)
        with_process = {"id": "Participant_1", "name": self.title, "processRef": "Process_1"}
        self._open("bpmn:collaboration", {"id": "Collaboration_1"})
        self._empty("bpmn:participant", with_process)
        self._close("bpmn:collaboration")
        self._process()
        self._diagram()
        self.lines.append("</bpmn:definitions>\n")
        return "\n".join(self.lines)

    def _put(self, line: str) -> None:
        self.lines.append("  " * (self.depth + 1) + line)

    def _open(self, tag: str, values: Mapping[str, str]) -> None:
        self._put(f"<{tag}{_attributes(values)}>")
        self.depth += 1

    def _close(self, tag: str) -> None:
        self.depth -= 1
        self._put(f"</{tag}>")

    def _empty(self, tag: str, values: Mapping[str, str]) -> None:
        self._put(f"<{tag}{_attributes(values)} />")

    def _leaf(self, tag: str, text: str, values: Mapping[str, str] | None = None) -> None:
        self._put(f"<{tag}{_attributes(values or {})}>{_text(text)}</{tag}>")

    def _process(self) -> None:
        self._open("bpmn:process", {"id": "Process_1", "name": self.title, "isExecutable": "false"})
        self._lanes()
        flows = self._flows()
        coming: dict[int, list[str]] = {}
        going: dict[int, list[str]] = {}
        for flow_id, source, way in flows:
            coming.setdefault(way.target, []).append(flow_id)
            going.setdefault(source, []).append(flow_id)
        for number, node in enumerate(self.nodes):
            self._node(node, number, coming.get(number, ()), going.get(number, ()))
        for flow_id, source, way in flows:
            self._flow(flow_id, self.nodes[source], way)
        self._close("bpmn:process")

    def _flows(self) -> list[tuple[str, int, Way]]:
        """Every way with its id and where it begins, in the order in which they were drawn."""
        ways = [(source, way) for source, node in enumerate(self.nodes) for way in node.ways]
        return [(f"Flow_{number}", source, way) for number, (source, way) in enumerate(ways, start=1)]

    def _lanes(self) -> None:
        if not self.drawn.lanes:
            return
        self._open("bpmn:laneSet", {"id": "LaneSet_1"})
        for number, (name, _) in enumerate(self.drawn.lanes, start=1):
            self._open("bpmn:lane", {"id": f"Lane_{number}", "name": name})
            for node in self.nodes:
                if (node.handler or UNNAMED_LANE) == name:
                    self._leaf("bpmn:flowNodeRef", node.id)
            self._close("bpmn:lane")
        self._close("bpmn:laneSet")

    def _node(self, node: Node, number: int, coming: Sequence[str], going: Sequence[str]) -> None:
        tag = f"bpmn:{node.tag}"
        self._open(tag, {"id": node.id} | ({"name": node.name} if node.name else {}))
        if node.step is not None and node.step.procedure:
            self._leaf("bpmn:documentation", node.step.procedure)
        self._open("bpmn:extensionElements", {})
        if node.step is None:
            self._empty("lf:drawn", {})
        else:
            self._step(node.step, number, self.hazards.get(node.step.key, ()))
        self._close("bpmn:extensionElements")
        for flow_id in coming:
            self._leaf("bpmn:incoming", flow_id)
        for flow_id in going:
            self._leaf("bpmn:outgoing", flow_id)
        self._close(tag)

    def _step(self, step: WholeStep, number: int, hazards: Sequence[Hazard]) -> None:
        values = {"key": step.key, "number": str(number + 1), "kind": step.kind.value}
        if step.phase is not None:
            values["phase"] = step.phase.value
        values |= {name: "true" for name, held in FLAGS.items() if getattr(step, held)}
        self._open("lf:step", values)
        for name, held in SAYINGS.items():
            if text := getattr(step, held):
                self._leaf(f"lf:{name}", text)
        for material in step.materials:
            self._leaf("lf:material", material)
        for hazard in hazards:
            level = {"level": hazard.level.value, "label": hazard.level.label} if hazard.level else {}
            self._empty("lf:risk", {"name": hazard.name} | level)
        self._close("lf:step")

    def _flow(self, flow_id: str, source: Node, way: Way) -> None:
        values = {"id": flow_id, "sourceRef": source.id, "targetRef": self.nodes[way.target].id}
        if way.label:
            values["name"] = way.label
        if way.is_stated:
            values["lf:stated"] = "true"
        if source.tag != GATEWAY or not way.label:
            self._empty("bpmn:sequenceFlow", values)
            return
        self._open("bpmn:sequenceFlow", values)
        self._leaf("bpmn:conditionExpression", way.label)
        self._close("bpmn:sequenceFlow")

    def _diagram(self) -> None:
        self._open("bpmndi:BPMNDiagram", {"id": "BPMNDiagram_1"})
        self._open("bpmndi:BPMNPlane", {"id": "BPMNPlane_1", "bpmnElement": "Collaboration_1"})
        upright = {"isHorizontal": "false"}
        self._shape("Participant_1", self.drawn.pool, upright)
        for number, (_, bounds) in enumerate(self.drawn.lanes, start=1):
            self._shape(f"Lane_{number}", bounds, upright)
        for node, bounds, name in zip(self.nodes, self.drawn.nodes, self.drawn.names, strict=True):
            marked = {} if node.tag != GATEWAY else {"isMarkerVisible": "false" if node.name else "true"}
            self._shape(node.id, bounds, marked, name if node.tag in (*EVENTS, GATEWAY) else None)
        for number, (points, label) in enumerate(self.drawn.ways, start=1):
            self._edge(f"Flow_{number}", points, label)
        self._close("bpmndi:BPMNPlane")
        self._close("bpmndi:BPMNDiagram")

    def _bounds(self, bounds: Rectangle) -> None:
        names = ("x", "y", "width", "height")
        self._empty(
            "dc:Bounds",
            {name: _coordinate(value) for name, value in zip(names, bounds, strict=True)},
        )

    def _shape(
        self, element: str, bounds: Rectangle, more: Mapping[str, str], name: Rectangle | None = None
    ) -> None:
        self._open("bpmndi:BPMNShape", {"id": f"{element}_di", "bpmnElement": element} | dict(more))
        self._bounds(bounds)
        self._label(name)
        self._close("bpmndi:BPMNShape")

    def _edge(
        self, element: str, points: Sequence[tuple[float, float]], label: Rectangle | None
    ) -> None:
        self._open("bpmndi:BPMNEdge", {"id": f"{element}_di", "bpmnElement": element})
        for x, y in points:
            self._empty("di:waypoint", {"x": _coordinate(x), "y": _coordinate(y)})
        self._label(label)
        self._close("bpmndi:BPMNEdge")

    def _label(self, bounds: Rectangle | None) -> None:
        if bounds is not None:
            self._open("bpmndi:BPMNLabel", {})
            self._bounds(bounds)
            self._close("bpmndi:BPMNLabel")
