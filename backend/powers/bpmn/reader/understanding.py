"""File → steps: which process, in which order, with which words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from backend.kit.files import BadFile
from backend.powers.bpmn.reader.elements import Reading, count_nodes
from backend.powers.bpmn.reader.graph import Arc, Graph, Piece
from backend.powers.bpmn.reader.opening import open_xml, refuse
from backend.powers.bpmn.reader.report import Finding, Report
from backend.powers.bpmn.reader.untangling import END_TAG, START_TAG, kind_of, untangle
from backend.powers.bpmn.reader.wording import local, squeezed
from backend.powers.bpmn.rules import FLAGS, PLAIN_KEY, SAYINGS
from backend.powers.rules import StepKind, StepPhase

STEP_LIMIT, BRANCH_LIMIT, LABEL_LIMIT, MATERIAL_LIMIT = 200, 20, 40, 50
LENGTHS: Final = {
    "name": 200,
    "handler": 200,
    "conditions": 2000,
    "procedure": 2000,
    "time_limit": 200,
    "supervision": 1000,
}
PLAIN_ENDS: Final = ("", "结束", "办结", "完成", "End", "end")
UNNAMED: Final = {"start": "开始", "end": "结束", "decision": "判断", "task": "未命名环节"}


@dataclass(frozen=True)
class Understood:
    """Steps as a flow is saved, and what happened on the way."""

    process_name: str
    steps: list[dict[str, Any]]
    findings: list[Finding]


def understand(data: bytes, known: Mapping[str, str]) -> Understood:
    """Reads a file. `known` are the names of the present steps and their keys: a step of the same name stays the same.

    Raises BadFile for what is no BPMN, holds no flow, or is built to hurt.
    """
    root = open_xml(data)
    report = Report()
    process = _chosen(root, report)
    graph = Reading(process, report).graph
    if not graph.pieces:
        raise refuse("no-flow")
    entry = untangle(graph, report)
    if not graph.pieces:
        raise refuse("no-flow")
    order = _order(graph, entry)
    _close(graph, order)
    if len(order) > STEP_LIMIT:
        raise BadFile(
            "too-many-steps",
            f"文件里有 {len(order)} 个环节，一项职权的流程最多 {STEP_LIMIT} 个。请拆成几项职权，或精简后再导入。",
        )
    _inherit_handlers(graph, order)
    steps = _Wording(graph, order, entry, known, report).steps()
    return Understood(squeezed(process.get("name") or "")[:200], steps, report.findings())


def _chosen(root: etree._Element, report: Report) -> etree._Element:
    """The process with the most elements; the pools of partners are mostly empty."""
    name = etree.QName(root)
    if name.localname == "Package" or "XPDL" in (name.namespace or ""):
        raise refuse("xpdl")
    if name.localname != "definitions" or "BPMN" not in (name.namespace or "").upper():
        raise refuse("not-bpmn")
    processes = [child for child in root if local(child) == "process"]
    if not processes:
        raise refuse("no-flow")
    chosen = max(processes, key=count_nodes)
    for process in processes:
        if process is not chosen and count_nodes(process):
            report.add("other-process", squeezed(process.get("name") or "") or (process.get("id") or ""))
    for element in root.iter("{*}messageFlow"):
        report.add("message", element.get("id") or "")
    return chosen


def _order(graph: Graph, entry: str) -> list[str]:
    """As the steps were written, when the file is ours; else so that returns alone lead back, branch after branch."""
    numbers = [piece.own.number if piece.own else 0 for piece in graph.pieces.values()]
    if all(numbers) and len(set(numbers)) == len(numbers):
        names = [name for _, name in sorted(zip(numbers, graph.pieces, strict=True))]
        return [entry, *(name for name in names if name != entry)]
    finished: list[str] = []
    seen = {entry}
    waiting = [(entry, list(graph.outs[entry]))]
    while waiting:
        left = waiting[-1][1]
        if not left:
            finished.append(waiting.pop()[0])
            continue
        target = left.pop().target
        if target not in seen:
            seen.add(target)
            waiting.append((target, list(graph.outs[target])))
    return finished[::-1]


def _close(graph: Graph, order: list[str]) -> None:
    """A step that leads nowhere would go on with the next one: unless it is the last, it leads to an end."""
    loose = [name for name in order[:-1] if not graph.outs[name] and graph.pieces[name].tag != END_TAG]
    if not loose:
        return
    last = order[-1]
    if graph.outs[last] or graph.pieces[last].tag != END_TAG or graph.pieces[last].name not in PLAIN_ENDS:
        if not graph.outs[last] and graph.pieces[last].tag != END_TAG:
            loose.append(last)
        last = "\0end"  # no element can be called so
        graph.add(Piece(last, END_TAG))
        order.append(last)
    for name in loose:
        graph.outs[name] = [Arc(last)]


def _inherit_handlers(graph: Graph, order: Sequence[str]) -> None:
    """Who decides, starts or ends is mostly who acts beside it; engines name only those who act."""
    entered = graph.entered()
    for name in order:
        piece = graph.pieces[name]
        if piece.handler or piece.own is not None or piece.tag.endswith("Task"):
            continue
        beside = [arc.target for arc in graph.outs[name]] if piece.tag == START_TAG else entered[name]
        piece.handler = next((graph.pieces[one].handler for one in beside if graph.pieces[one].handler), "")


class _Wording:
    """Pieces in order → steps that fit what a flow may hold."""

    def __init__(
        self, graph: Graph, order: Sequence[str], entry: str, known: Mapping[str, str], report: Report
    ) -> None:
        self.graph, self.order, self.entry, self.report = graph, order, entry, report
        self.known = dict(known)
        self.kinds = {
            name: kind_of(graph.pieces[name], is_entry=name == entry, leads_on=bool(graph.outs[name]))
            for name in order
        }
        self.names = {name: self._name(graph.pieces[name]) for name in order}
        self.keys = self._keys()

    def steps(self) -> list[dict[str, Any]]:
        return [self._step(name, place) for place, name in enumerate(self.order)]

    def _name(self, piece: Piece) -> str:
        if name := piece.name.strip():
            return name
        if piece.tag not in (START_TAG, END_TAG):
            self.report.add("unnamed")
        return UNNAMED[self.kinds[piece.id]]

    def _keys(self) -> dict[str, str]:
        """Our own keys first, then those of present steps of the same name, then ids of the file."""
        keys: dict[str, str] = {}
        taken = set[str]()
        for name in self.order:
            own = self.graph.pieces[name].own
            if own is not None and PLAIN_KEY.fullmatch(own.key) and own.key not in taken:
                keys[name] = own.key
                taken.add(own.key)
        by_name: dict[str, int] = {}
        for shown in self.names.values():
            by_name[shown] = by_name.get(shown, 0) + 1
        for name in self.order:
            shown = self.names[name]
            key = self.known.get(shown, "")
            if name not in keys and key and key not in taken and by_name[shown] == 1:
                keys[name] = key
                taken.add(key)
                self.report.add("kept", shown)
        for name in self.order:
            if name not in keys:
                keys[name] = _fresh(name, taken)
                taken.add(keys[name])
        return keys

    def _step(self, name: str, place: int) -> dict[str, Any]:
        piece, shown = self.graph.pieces[name], self.names[name]
        values = piece.own.values if piece.own else {}
        texts = {
            "name": shown,
            "handler": piece.handler,
            "procedure": piece.procedure,
            **{held: values.get(said, "") for said, held in SAYINGS.items()},
        }
        texts["time_limit"] = texts["time_limit"] or piece.time_limit
        if piece.own is None and not piece.handler and self.kinds[name] == StepKind.task:
            self.report.add("nobody")
        phase = values.get("phase", "")
        materials = piece.own.materials if piece.own else []
        return {
            "key": self.keys[name],
            "kind": self.kinds[name],
            **{field: self._clipped(text.strip(), LENGTHS[field], shown) for field, text in texts.items()},
            "materials": self._materials(materials, shown),
            "phase": phase if phase in [one.value for one in StepPhase] else None,
            **{held: values.get(said) == "true" for said, held in FLAGS.items()},
            "branches": self._branches(name, place),
        }

    def _materials(self, materials: Sequence[str], shown: str) -> list[str]:
        lines = [self._clipped(line.strip(), 200, shown) for line in materials if line.strip()]
        if len(lines) > MATERIAL_LIMIT:
            self.report.add("clipped", shown)
        return lines[:MATERIAL_LIMIT]

    def _clipped(self, text: str, limit: int, shown: str) -> str:
        if len(text) > limit:
            self.report.add("clipped", shown[:40])
            return text[: limit - 1].rstrip() + "…"
        return text

    def _branches(self, name: str, place: int) -> list[dict[str, str]]:
        arcs = self.graph.outs[name]
        following = self.order[place + 1] if place + 1 < len(self.order) else None
        if len(arcs) == 1 and arcs[0].target == following and not (arcs[0].label or arcs[0].is_stated):
            return []
        if len(arcs) > BRANCH_LIMIT:
            self.report.add("many-ways", self.names[name])
        taken = set[str]()
        branches = []
        for arc in arcs[:BRANCH_LIMIT]:
            label = self._label(name, arc, taken)
            taken.add(label)
            branches.append({"to": self.keys[arc.target], "label": label})
        return branches

    def _label(self, name: str, arc: Arc, taken: set[str]) -> str:
        """Every way of a decision needs a condition of its own."""
        label = self._clipped(arc.label, LABEL_LIMIT, self.names[name])
        if self.kinds[name] != StepKind.decision or (label and label not in taken):
            return label
        self.report.add("unlabelled", self.names[name])
        base = label or f"转{self.names[arc.target]}"[: LABEL_LIMIT - 4]
        label, number = base, 1
        while label in taken:
            number += 1
            label = f"{base[: LABEL_LIMIT - 4]}（{number}）"
        return label


def _fresh(name: str, taken: set[str]) -> str:
    """The file's own id where it will do: the same file read again then means the same steps."""
    key = name
    while not PLAIN_KEY.fullmatch(key) or key in taken:
        key = "b" + hashlib.sha256(key.encode()).hexdigest()[:15]
    return key
