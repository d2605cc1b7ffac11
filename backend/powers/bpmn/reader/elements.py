"""From XML to pieces and arcs: each element as engines and editors write it (Activiti, Flowable, Camunda, bpmn-js)."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from backend.powers.bpmn.reader.graph import ARC_LIMIT, LABEL_ROOM, Arc, Graph, Own, Piece
from backend.powers.bpmn.reader.opening import refuse
from backend.powers.bpmn.reader.report import Report
from backend.powers.bpmn.reader.wording import (
    assigned,
    bare,
    duration,
    in_words,
    is_expression,
    local,
    squeezed,
    text_of,
)
from backend.powers.bpmn.rules import OWN
from backend.powers.diagram.placing import UNNAMED_LANE

PEOPLE: Final = frozenset({"task", "userTask", "manualTask"})
MACHINES: Final = frozenset({"serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"})
TASKS: Final = PEOPLE | MACHINES | {"callActivity"}
SUBS: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
)
EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
NODES: Final = TASKS | SUBS | GATEWAYS | EVENTS
LATE, FAILED = "逾期", "出错"
EXIT: Final = "\0exit"
"""This sign stands nowhere in XML, so nobody else has such an id."""


def count_nodes(process: etree._Element) -> int:
    """How many elements a process has, those of its subprocesses included."""
    return sum(1 for element in process.iter() if local(element) in NODES)


class Reading:
    """One process, subprocesses flattened on the way."""

    def __init__(self, process: etree._Element, report: Report) -> None:
        self.graph, self.report = Graph(), report
        self.lanes = _lanes(process)
        self.flows: list[tuple[str, str, str, bool]] = []
        self.hosts: dict[str, tuple[str, str]] = {}
        self.timers: list[tuple[str, str]] = []
        self._container(process, None, "")
        self._connect()

    def _container(self, container: etree._Element, outer: str | None, lane: str) -> None:
        defaults = set[str]()
        inside: list[str] = []
        for element in container:
            tag = local(element)
            if tag in NODES and element.get("id"):
                defaults.add(element.get("default") or "")
                inside.append(self._node(element, tag, outer, lane))
        for element in container:
            if local(element) == "sequenceFlow":
                self._flow(element, defaults)
            elif local(element) == "dataObjectReference":
                self.report.add("data", squeezed(element.get("name") or ""))
            elif local(element) == "textAnnotation":
                self.report.add("annotation", squeezed(text_of(element))[:200])
        if outer is not None:
            self._enter(outer, [name for name in inside if name])

    def _enter(self, outer: str, inside: list[str]) -> None:
        """A subprocess without a start begins at what nothing inside leads to, and ends likewise."""
        targets, sources = {flow[1] for flow in self.flows}, {flow[0] for flow in self.flows}
        pieces = [self.graph.pieces[name] for name in inside]
        starts = [piece for piece in pieces if piece.tag == "startEvent"]
        for piece in starts or [piece for piece in pieces if piece.id not in targets] or pieces[:1]:
            self.graph.outs[outer].append(Arc(piece.id))
        for piece in pieces:
            if piece.id not in sources:
                self.graph.outs[self._exit(piece.id)].append(Arc(outer + EXIT))

    def _exit(self, name: str) -> str:
        """What the ways of an element leave from: a subprocess has a piece of its own for that."""
        return name + EXIT if name + EXIT in self.graph.pieces else name

    def _node(self, element: etree._Element, tag: str, outer: str | None, lane: str) -> str:
        name = element.get("id") or ""
        if name in self.graph.pieces:
            return ""
        handler = self.lanes.get(name, lane)
        if tag in SUBS and count_nodes(element) > 1:
            return self._sub(element, name, handler)
        piece = Piece(name, tag, squeezed(element.get("name") or ""), handler)
        piece.procedure = _documentation(element)
        _read_own(element, piece, self.report)
        if tag == "boundaryEvent":
            self._boundary(element, piece)
            return ""
        self.graph.add(piece)
        if piece.own is None and not piece.is_passed:
            self._foreign(element, piece)
        if tag == "startEvent" and outer is None:
            self.graph.starts.append(name)
        if outer is not None and tag in ("startEvent", "endEvent"):
            piece.is_passed = True
        return name

    def _sub(self, element: etree._Element, name: str, handler: str) -> str:
        title = squeezed(element.get("name") or "") or name
        if element.get("triggeredByEvent") == "true":
            self.report.add("event-subprocess", title)
            return ""
        self.report.add("flattened", title)
        self._note_loops(element, title)
        for part in (name, name + EXIT):
            self.graph.add(Piece(part, "subProcess", title, handler, is_passed=True))
        self._container(element, name, handler)
        return name

    def _boundary(self, element: etree._Element, piece: Piece) -> None:
        """A timer is the limit of its task; where it leads to is one more way out of it."""
        host, timer = element.get("attachedToRef") or "", _timer(element)
        if timer is not None:
            self.timers.append((host, timer))
        if not piece.name:
            has_failed = any(local(child) == "errorEventDefinition" for child in element)
            piece.name = LATE if timer is not None else FAILED if has_failed else "例外"
        self.hosts[piece.id] = (host, piece.name)

    def _limit(self, piece: Piece, timer: str) -> None:
        words = duration(timer)
        piece.time_limit = piece.time_limit or words or timer
        self.report.add("timer" if words else "timer-raw", piece.title)

    def _foreign(self, element: etree._Element, piece: Piece) -> None:
        """What engines write about an element that is not ours."""
        tag = piece.tag
        if tag in MACHINES:
            self.report.add("automatic", piece.title)
        if tag == "callActivity":
            self.report.add("called", piece.title)
        if tag.startswith("intermediate"):
            self._intermediate(element, piece)
        self._note_loops(element, piece.title)
        self._note_settings(element)
        due = next((text for name, text in element.attrib.items() if etree.QName(name).localname == "dueDate"), "")
        if due:
            self._limit(piece, str(due))
        if assignee := assigned(element):
            self._assign(piece, assignee)

    def _assign(self, piece: Piece, assignee: str) -> None:
        if piece.handler:
            self.report.add("assignee", piece.title)
            return
        piece.handler, is_left = in_words(assignee)
        if is_left:
            self.report.add("expression-handler", piece.title)

    def _intermediate(self, element: etree._Element, piece: Piece) -> None:
        """Waiting for a time is a step with a limit when it has a name, e.g. 公示期满; others only lie on the way."""
        timer = _timer(element)
        if timer is not None and piece.name:
            self._limit(piece, timer)
            return
        piece.is_passed = True
        self.report.add("event", piece.title)

    def _note_loops(self, element: etree._Element, title: str) -> None:
        if any(local(child) == "multiInstanceLoopCharacteristics" for child in element):
            self.report.add("multiple", title)

    def _note_settings(self, element: etree._Element) -> None:
        for child in element:
            if local(child) == "extensionElements":
                for _ in child:
                    self.report.add("settings")

    def _flow(self, element: etree._Element, defaults: set[str]) -> None:
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        label = squeezed(element.get("name") or "")
        conditions = (child for child in element if local(child) == "conditionExpression")
        condition = next((squeezed(text_of(child)) for child in conditions), "")
        if not label and condition:
            label = bare(condition)
            if is_expression(condition):
                self.report.add("expression", label[:40])
        if not label and element.get("id") in defaults:
            label = "否则"
        if len(self.flows) >= ARC_LIMIT:
            raise refuse("too-complex")
        self.flows.append((source, target, label[:LABEL_ROOM], element.get(f"{{{OWN}}}stated") == "true"))

    def _connect(self) -> None:
        """Ways between what was taken over; those of boundary events leave their task."""
        pieces, outs = self.graph.pieces, self.graph.outs
        for host, timer in self.timers:
            if host in pieces:
                self._limit(pieces[host], timer)
        for source, target, label, is_stated in self.flows:
            if source in self.hosts:
                source, happening = self.hosts[source]
                label = label or happening
                self.report.add("boundary", label)
            leaving = self._exit(source)
            if leaving in pieces and target in pieces:
                outs[leaving].append(Arc(target, label, is_stated))
            elif leaving in pieces:
                self.report.add("ending", pieces[leaving].title)
        self.graph.check()


def _lanes(process: etree._Element) -> dict[str, str]:
    """Element → lane; of nested lanes the innermost that has a name."""
    found: dict[str, str] = {}
    for lane in process.iter("{*}lane"):
        name = squeezed(lane.get("name") or "")
        for child in lane:
            if local(child) == "flowNodeRef" and name:
                found[(child.text or "").strip()] = "" if name == UNNAMED_LANE else name
    return found


def _documentation(element: etree._Element) -> str:
    texts = (text_of(child).strip() for child in element if local(child) == "documentation")
    return "\n".join(filter(None, texts))


def _timer(element: etree._Element) -> str | None:
    """What a timer says, or None when there is none."""
    for child in element:
        if local(child) == "timerEventDefinition":
            return squeezed(text_of(child))
    return None


def _read_own(element: etree._Element, piece: Piece, report: Report) -> None:
    for part in _own_elements(element):
        if local(part) == "drawn":
            piece.is_passed = True
        if local(part) != "step":
            continue
        children = [(local(child), child.text or "") for child in part]
        values = {str(name): str(value) for name, value in part.attrib.items()}
        values |= dict(children)
        number = values.get("number", "")
        piece.own = Own(
            key=values.get("key", ""),
            number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
            kind=values.get("kind", ""),
            values=values,
            materials=[text for name, text in children if name == "material"],
        )
        piece.name = element.get("name") or ""
        for name, _ in children:
            if name == "risk":
                report.add("risks")


def _own_elements(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if local(child) == "extensionElements":
            yield from (part for part in child if etree.QName(part).namespace == OWN)
