"""The BPMN of a flow: sound XML with a diagram whose lines begin and end on the outlines (requirements S61)."""

import math
import re
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from backend.organization.rules import RiskLevel
from backend.powers.bpmn.rules import Hazard, WholeStep, element_id, whole_step
from backend.powers.bpmn.writer import write
from backend.powers.rules import Flow, links_of
from backend.powers.schemas import StepBody
from tests.powers.flows import PURCHASE, flows, random_flow, step
from tests.powers.sound import sound_flow

SPACES = {
    "b": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "d": "http://www.omg.org/spec/BPMN/20100524/DI",
    "c": "http://www.omg.org/spec/DD/20100524/DC",
    "w": "http://www.omg.org/spec/DD/20100524/DI",
    "lf": "urn:lianfang:flow:1",
}
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
NODES = ("startEvent", "userTask", "exclusiveGateway", "endEvent")
NEAR = 0.002
"""Coordinates are written in thousandths of a pixel."""


def whole(steps: list[dict[str, Any]]) -> list[WholeStep]:
    """Steps as they are sent → as they are written."""
    return [whole_step(StepBody.model_validate(one).model_dump(mode="json")) for one in steps]


def parsed(steps: list[WholeStep], hazards: dict[str, list[Hazard]] | None = None) -> etree._Element:
    """What another tool reads."""
    return etree.fromstring(write("货物采购 <流程>", steps, hazards or {}))


def find(root: etree._Element, path: str) -> list[etree._Element]:
    found: list[etree._Element] = root.findall(path, SPACES)
    return found


def one(root: etree._Element, path: str) -> etree._Element:
    [found] = find(root, path)
    return found


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def names(root: etree._Element, tag: str) -> list[str | None]:
    return [element.get("name") for element in find(root, f".//b:{tag}")]


def test_it_works() -> None:
    root = parsed(whole(PURCHASE), {"s2": [Hazard("泄露标底", RiskLevel.high), Hazard("走过场", None)]})
    assert one(root, "b:collaboration/b:participant").get("name") == "货物采购 <流程>"
    assert names(root, "lane") == ["使用部门", "资产处", "招标代理"]
    assert names(root, "startEvent") == ["提出采购申请"]
    assert names(root, "userTask") == ["需求论证", "校内询价比选", "委托公开招标"]
    assert names(root, "exclusiveGateway") == ["是否达到招标限额"]
    assert names(root, "endEvent") == ["签订合同"]
    flows_out = [flow for flow in find(root, ".//b:sequenceFlow") if flow.get("sourceRef") == "Step_s3"]
    assert [(flow.get("name"), flow.get("targetRef")) for flow in flows_out] == [("否", "Step_s4"), ("是", "Step_s5")]
    assert [one(flow, "b:conditionExpression").text for flow in flows_out] == ["否", "是"]
    lane = one(root, ".//b:lane[@name='资产处']")
    assert [ref.text for ref in find(lane, "b:flowNodeRef")] == ["Step_s3", "Step_s4"]
    said = one(root, ".//b:userTask[@id='Step_s2']/b:extensionElements/lf:step")
    assert attributes(said) == {"key": "s2", "number": "2", "kind": "task", "phase": "decision", "isKey": "true"}
    assert one(said, "lf:timeLimit").text == "5个工作日"
    assert [attributes(risk) for risk in find(said, "lf:risk")] == [
        {"name": "泄露标底", "level": "high", "label": "高"},
        {"name": "走过场"},
    ]
    assert [one.text for one in find(root, ".//lf:material")] == ["采购需求", "预算批复"]


def test_what_a_step_says_is_kept_word_for_word() -> None:
    text = 'a < b & "c"\n第二行\r\n]]>'
    given_step = step("s1", 'A&B <c> "d"', procedure=text, conditions=text, supervision=text, kind="end")
    root = parsed(whole([given_step]))
    task = one(root, ".//b:endEvent")
    assert task.get("name") == 'A&B <c> "d"'
    assert one(task, "b:documentation").text == text
    assert one(task, ".//lf:conditions").text == text
    assert one(task, ".//lf:supervision").text == text


def test_a_step_that_leads_several_ways_gets_a_gateway() -> None:
    """Without one, BPMN would go all ways at once."""
    ways = [{"to": "c", "label": "同意"}, {"to": "a", "label": "退回"}]
    root = parsed(whole([step("a", "申请"), step("b", "审批", branches=ways), step("c", "归档")]))
    gateway = one(root, ".//b:exclusiveGateway")
    assert gateway.get("name") is None
    assert one(gateway, ".//lf:drawn") is not None
    assert len(find(one(root, ".//b:userTask[@id='Step_b']"), "b:outgoing")) == 1
    onward = [flow for flow in find(root, ".//b:sequenceFlow") if flow.get("sourceRef") == gateway.get("id")]
    assert [flow.get("name") for flow in onward] == ["同意", "退回"]
    assert len(find(root, ".//b:startEvent")) == len(find(root, ".//b:endEvent")) == 1


def test_a_start_that_is_returned_to_is_a_task_behind_an_event() -> None:
    back = [{"to": "b", "label": "齐全"}, {"to": "a", "label": "补正"}]
    steps = [
        step("a", "提出申请", kind="start"),
        step("c", "是否齐全", kind="decision", branches=back),
        step("b", "办结", kind="end"),
    ]
    root = parsed(whole(steps))
    start = one(root, ".//b:startEvent")
    assert (start.get("name"), find(start, "b:incoming")) == (None, [])
    assert names(root, "userTask") == ["提出申请"]


@pytest.mark.parametrize("seed", range(3))
def test_references_hold_and_lines_meet_the_outlines(seed: int) -> None:
    chance = Random(seed)
    for _ in range(60):
        check(whole(sound_flow(chance)))
        check(plain(random_flow(chance, chance.randint(1, 20))))


def plain(flow: Flow) -> list[WholeStep]:
    """Steps that say only what the picture shows, sound or not."""
    return [WholeStep(**{name: getattr(one, name) for name in one.__dataclass_fields__}) for one in flow.steps]


@given(flows(most=8))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_makes_sound_xml(flow: Flow) -> None:
    check(plain(flow))


def check(steps: list[WholeStep]) -> None:
    """Whatever holds for every file."""
    root = parsed(steps)
    ids = [element.get("id") or "" for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(NCNAME.fullmatch(name) for name in ids)
    nodes = {element.get("id") or "": element for tag in NODES for element in find(root, f".//b:{tag}")}
    arcs = {element.get("id") or "": element for element in find(root, ".//b:sequenceFlow")}
    assert sorted(ref.text or "" for ref in find(root, ".//b:flowNodeRef")) == sorted(nodes)
    for tag, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        told = {(ref.text, name) for name, node in nodes.items() for ref in find(node, f"b:{tag}")}
        assert told == {(name, arc.get(end)) for name, arc in arcs.items()}
    for name, node in nodes.items():
        check_degree(node, name)
    assert len(arcs) >= len(links_of(steps))
    check_diagram(root, nodes, arcs)


def check_degree(node: etree._Element, name: str) -> None:
    """Nothing leads to a start or on from an end, and only gateways lead several ways."""
    tag = etree.QName(node).localname
    coming, going = len(find(node, "b:incoming")), len(find(node, "b:outgoing"))
    assert (coming == 0) if tag == "startEvent" else True, name
    assert going == 0 if tag == "endEvent" else going == 1 if tag != "exclusiveGateway" else True, name


def check_diagram(
    root: etree._Element, nodes: dict[str, etree._Element], arcs: dict[str, etree._Element]
) -> None:
    shapes = {shape.get("bpmnElement") or "": bounds_of(shape) for shape in find(root, ".//d:BPMNShape")}
    assert set(nodes) <= set(shapes)
    edges = {edge.get("bpmnElement"): edge for edge in find(root, ".//d:BPMNEdge")}
    assert set(edges) == set(arcs)
    for lane in find(root, ".//b:lane"):
        for ref in find(lane, "b:flowNodeRef"):
            assert holds(shapes[lane.get("id") or ""], shapes[ref.text or ""])
        assert holds(shapes["Participant_1"], shapes[lane.get("id") or ""])
    for name, arc in arcs.items():
        drawn = find(edges[name], "w:waypoint")
        points = [(float(point.get("x") or ""), float(point.get("y") or "")) for point in drawn]
        assert len(points) >= 2
        for end, point in (("sourceRef", points[0]), ("targetRef", points[-1])):
            node = arc.get(end) or ""
            assert on_outline(etree.QName(nodes[node]).localname, shapes[node], point), (name, end)


def bounds_of(shape: etree._Element) -> tuple[float, float, float, float]:
    bounds = one(shape, "c:Bounds")
    left, top, wide, high = (float(bounds.get(name) or "") for name in ("x", "y", "width", "height"))
    return left, top, wide, high


def holds(outer: tuple[float, float, float, float], inner: tuple[float, float, float, float]) -> bool:
    left, top, wide, high = outer
    return (
        left - NEAR <= inner[0]
        and top - NEAR <= inner[1]
        and inner[0] + inner[2] <= left + wide + NEAR
        and inner[1] + inner[3] <= top + high + NEAR
    )


def on_outline(tag: str, bounds: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    """Whether a point lies on the line an editor draws around the element."""
    left, top, wide, high = bounds
    across, down = point[0] - left - wide / 2, point[1] - top - high / 2
    if tag in ("startEvent", "endEvent"):
        return abs(math.hypot(across, down) - wide / 2) < NEAR
    if tag == "exclusiveGateway":
        return abs(abs(across) / (wide / 2) + abs(down) / (high / 2) - 1) < NEAR
    straight = wide / 2 - 10  # corners are round
    return abs(abs(down) - high / 2) < NEAR and abs(across) <= straight


def test_the_same_flow_gives_the_same_bytes() -> None:
    steps = whole(PURCHASE)
    assert write("采购", steps, {}) == write("采购", list(steps), {})


@pytest.mark.parametrize("key", ["第一步", "1", "-a", "a.b", "a b", "第.4e00.步"])
def test_ids_are_names_whatever_the_key(key: str) -> None:
    assert NCNAME.fullmatch(element_id(key))
    assert len({element_id(other) for other in (key, "第一步骤", "a", "A", "4e00")}) == 5


def test_the_longest_flow_is_written() -> None:
    check(plain(random_flow(Random(7), 200)))
