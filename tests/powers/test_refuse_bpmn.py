"""BPMN files that are none, or are built to hurt: refused in words, in bounded time, with nothing half done."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.kit.files import BadFile
from backend.powers.bpmn.reader import Understood, graph, understand
from backend.powers.queries import as_step
from backend.powers.rules import flaws_of
from backend.powers.schemas import StepBody
from tests.powers.bpmn_files import HEAD, flow_file, tasks

DTD = '<!DOCTYPE definitions [<!ENTITY a "b">]>'
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9)) + "]>"
)


def deep(levels: int) -> bytes:
    return flow_file("<subProcess id='x'>" * levels + "</subProcess>" * levels)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "empty"),
        (lambda: b" \n ", "empty"),
        (lambda: b"<" + b"a" * (5 * 1024 * 1024), "too-large"),
        (lambda: b"PK\x03\x04 something", "archive"),
        (lambda: b'{"resourceId": "1"}', "json"),
        (lambda: b"BPMN", "not-xml"),
        (lambda: b"<definitions", "broken-xml"),
        (lambda: b"<html><body/></html>", "not-bpmn"),
        (lambda: b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', "xpdl"),
        (lambda: f"{HEAD}</definitions>".encode(), "no-flow"),
        (lambda: flow_file(""), "no-flow"),
        (lambda: flow_file("<startEvent id='s'/><endEvent id='e'/>"), None),
        (lambda: DTD.encode() + flow_file(tasks("a")), "unsafe-xml"),
        (lambda: LAUGHS.encode() + flow_file(tasks("a")), "unsafe-xml"),
        (lambda: (DTD + flow_file(tasks("a")).decode()).encode("utf-16"), "unsafe-xml"),
        (lambda: b'<?xml version="1.0" encoding="UTF-7"?>' + flow_file(tasks("a")), "encoding"),
        (lambda: '<?xml version="1.0"?><甲/>'.encode("gbk"), "encoding"),
        (lambda: deep(70), "too-complex"),
        (lambda: deep(5_000), "too-complex"),
        (lambda: flow_file(tasks(*(f"t{number}" for number in range(10_000)))), "too-complex"),
        (lambda: flow_file("<a/>" * 130_000), "too-complex"),
        (lambda: flow_file("<userTask id='a' " + " ".join(f"b{n}='1'" for n in range(300)) + "/>"), "too-complex"),
        (lambda: flow_file(tasks("a", "b"), "a>b " * 10_001), "too-complex"),
        (
            lambda: flow_file(
                tasks(*(f"t{number}" for number in range(201))), " ".join(f"t{n}>t{n + 1}" for n in range(200))
            ),
            "too-many-steps",
        ),
    ],
)
def test_what_is_no_flow_is_refused_in_words(make: Callable[[], bytes], code: str | None) -> None:
    data = make()
    if code is None:
        understand(data, {})
        return
    with pytest.raises(BadFile) as refusal:
        understand(data, {})
    assert refusal.value.code == code
    assert refusal.value.detail


def test_many_to_many_gateways_stay_bounded() -> None:
    """Thirty gateways in a row, each leading to each of thirty: joined, they would be millions of ways."""
    names = [f"g{number}" for number in range(120)]
    elements = tasks("始", "终") + "".join(f'<exclusiveGateway id="{name}"/>' for name in names)
    ways = "始>g0 " + " ".join(f"{one}>{other}" for one in names for other in names) + " g119>终"
    with pytest.raises(BadFile) as refusal:
        understand(flow_file(elements, ways), {})
    assert refusal.value.code == "too-complex"


def test_a_web_of_forks_is_not_walked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "WALK_LIMIT", 1_000)
    names = [f"g{number}" for number in range(20)]
    elements = tasks("始") + "".join(f'<parallelGateway id="{name}"/>' for name in names)
    ways = "始>g0 " + " ".join(f"{one}>{other}" for one in names for other in names)
    with pytest.raises(BadFile) as refusal:
        understand(flow_file(elements, ways), {})
    assert refusal.value.code == "too-complex"


SPACES, LINES, LONG = " " * 50_000, "&#10;" * 50_000, "长" * 50_000
ODD = {
    "an expression without an end": f"x:assignee='${{{SPACES}甲'",
    "a name of many lines": f"name='甲{LINES}x'",
    "a very long name": f"name='{LONG}' x:assignee='${{{LONG}}}'",
    "a time of many digits": f"x:dueDate='P{'1' * 5_000}D'",
    "an id as ours": "name='二' default='x'",
}
"""Each of these once took minutes, gigabytes or ended in an error."""


@pytest.mark.parametrize("name", ODD)
def test_odd_words_are_taken_or_cut_but_harm_nobody(name: str) -> None:
    elements = f"<startEvent id='s'/><userTask id='a' {ODD[name]}/><userTask id='end ' name='尾'/>"
    understood = understand(flow_file(elements + "<subProcess id='u'><task id='u exit'/></subProcess>", "s>a"), {})
    for one in understood.steps:
        StepBody.model_validate(one)
    assert sum(len(finding.detail) for finding in understood.findings) < 3_000


def test_a_long_condition_is_not_copied_to_every_way() -> None:
    """Joining the ways through a gateway copies what stands on them."""
    names = [f"t{number}" for number in range(100)]
    elements = tasks(*names, "终") + "<startEvent id='s'/><exclusiveGateway id='g'/>"
    ways = " ".join(f"s>{name} {name}>g:甲" for name in names) + f" g>终:{LONG}"
    understood = understand(flow_file(elements, ways), {})
    labels = [way["label"] for one in understood.steps for way in one["branches"]]
    assert max(map(len, labels)) == 40
    assert "clipped" in {finding.code for finding in understood.findings}


@pytest.mark.parametrize("odd", ["a exit", "end ", " "])
def test_ids_that_are_no_names_stay_apart(odd: str) -> None:
    inner = "<subProcess id='a'><userTask id='b' name='乙'/></subProcess>"
    elements = f"<startEvent id='s'/>{inner}<userTask id='{odd}' name='丙'/><userTask id='d' name='丁'/>"
    file = flow_file(elements).replace(
        b"</process>",
        "".join(
            f"<sequenceFlow id='{one}{other}' sourceRef='{one}' targetRef='{other}'/>"
            for one, other in (("s", "a"), ("a", odd), ("s", "d"))
        ).encode()
        + b"</process>",
    )
    keys = [one["key"] for one in understand(file, {}).steps]
    assert len(set(keys)) == len(keys) >= 5


def read_or_refused(file: bytes) -> Understood | str:
    """The code of the refusal if it is one."""
    try:
        return understand(file, {})
    except BadFile as refusal:
        return refusal.code


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_graph_becomes_steps_that_can_be_saved(data: st.DataObject) -> None:
    """Whatever elements in whatever order: either refused in words, or steps the flow accepts field by field."""
    gateways = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
    tags = (*gateways, "userTask", "startEvent", "endEvent", "subProcess")
    count = data.draw(st.integers(1, 9))
    kinds = data.draw(st.lists(st.sampled_from(tags), min_size=count, max_size=count))
    ends = st.integers(0, count - 1)
    pairs = data.draw(st.lists(st.tuples(ends, ends), max_size=18))
    elements = "".join(f'<{kind} id="n{number}"/>' for number, kind in enumerate(kinds))
    file = flow_file(elements, " ".join(f"n{a}>n{b}" for a, b in pairs))
    understood = read_or_refused(file)
    if isinstance(understood, str):
        assert understood == "no-flow"
        return
    for one in understood.steps:
        StepBody.model_validate(one)
    keys = [one["key"] for one in understood.steps]
    assert len(set(keys)) == len(keys)
    problems = {flaw.code for flaw in flaws_of([as_step(one) for one in understood.steps])}
    assert problems <= {"no-end", "never-ends"}, "a drawing that turns in circles stays one"
