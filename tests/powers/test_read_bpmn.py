"""POST /powers/{id}/flow/import: flows of other tools, as far as they can be taken over (requirements S59–S62)."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from backend.powers.bpmn.reader import Understood, understand
from backend.powers.bpmn.rules import Hazard, whole_step
from backend.powers.bpmn.writer import write
from backend.powers.schemas import StepBody
from tests.conftest import SignIn
from tests.powers.bpmn_files import flow_file, read, tasks
from tests.powers.catalogue import API, actions_of, change
from tests.powers.flows import PURCHASE, step
from tests.powers.sound import sound_flow
from tests.world import World

FILES = Path(__file__).parent.parent / "fixtures" / "bpmn"
REIMBURSEMENT, SEAL = FILES / "flowable-reimbursement.bpmn20.xml", FILES / "camunda-seal.bpmn"
def shape(understood: Understood) -> list[tuple[str, str, list[str]]]:
    """Name, kind and where each step leads (by name, with its condition)."""
    names = {one["key"]: one["name"] for one in understood.steps}
    return [
        (one["name"], str(one["kind"]), [f"{names[way['to']]}:{way['label']}" for way in one["branches"]])
        for one in understood.steps
    ]


def chain(understood: Understood) -> list[str]:
    """The names, when each leads to the next."""
    assert all(not one["branches"] for one in understood.steps)
    return [one["name"] for one in understood.steps]


def codes(understood: Understood) -> set[str]:
    return {finding.code for finding in understood.findings}


def test_it_works(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    with REIMBURSEMENT.open("rb") as file:
        answer = li.post(f"{API}/{power}/flow/import", files={"file": ("报销.xml", file, "text/xml")})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["process_name"], found["flaws"]) == ("差旅费报销", [])
    by_name = {one["name"]: one for one in found["steps"]}
    assert list(by_name)[:5] == ["开始", "填写报销单", "部门负责人审批", "是否同意", "财务审核"]
    assert by_name["填写报销单"]["handler"] == "申请人"
    assert by_name["填写报销单"]["procedure"] == "附发票原件和出差审批单。"
    assert by_name["部门负责人审批"]["time_limit"] == "3 天"
    assert (by_name["财务审核"]["handler"], by_name["财务审核"]["time_limit"]) == ("计划财务处、审计处", "1 天 12 小时")
    assert [way["label"] for way in by_name["是否同意"]["branches"]] == ["否则", "退回"]
    assert [way["label"] for way in by_name["财务审核"]["branches"]] == ["逾期", ""]
    assert [way["label"] for way in by_name["判断"]["branches"]] == ["amount <= 5000", "amount > 5000"]
    severities = {one["code"]: one["severity"] for one in found["findings"]}
    assert severities["annotation"] == "lost"
    assert severities["expression"] == "changed"
    assert severities["automatic"] == "note"
    assert "超过 5000 元" in next(one["detail"] for one in found["findings"] if one["code"] == "annotation")
    assert actions_of(session) == [], "a dry run"
    assert li.get(f"{API}/{power}/flow").json()["steps"] == []
    assert change(li, "PUT", f"/{power}/flow", {"steps": found["steps"]}).status_code == 200


def test_pools_lanes_forks_and_subprocesses() -> None:
    understood = understand(SEAL.read_bytes(), {})
    assert chain(understood) == [
        "有用印需要",
        "填写用印申请",
        "合法性审查",
        "核对份数",
        "领取印章",
        "双人在场用印",
        "归档",
        "办结",
    ]
    handlers = {one["name"]: one["handler"] for one in understood.steps}
    assert handlers["填写用印申请"] == "经办部门", "the lane, not the engine's account"
    assert handlers["合法性审查"] == "法务岗", "the innermost lane"
    assert handlers["领取印章"] == "院办", "inside a subprocess, the lane around it"
    assert codes(understood) == {
        "other-process",
        "unreachable",
        "message",
        "called",
        "parallel",
        "multiple",
        "flattened",
        "assignee",
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_we_write_is_read_back_the_same(seed: int) -> None:
    chance = Random(seed)
    for _ in range(75):
        steps = sound_flow(chance)
        understood = understand(write("流程", [whole_step(one) for one in steps], {}), {})
        assert (understood.steps, understood.findings) == (steps, [])


@given(
    name=st.text(min_size=1, max_size=200),
    text=st.text(max_size=400),
    key=st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_back_the_same(name: str, text: str, key: str) -> None:
    forbidden = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}
    words = {
        field: "".join(letter for letter in words if letter not in forbidden).strip()
        for field, words in {"name": name, "procedure": text, "conditions": text, "supervision": text}.items()
    }
    if not words["name"]:
        return
    body = StepBody.model_validate({"key": key, "kind": "end", **words}).model_dump(mode="json")
    assert understand(write("流程", [whole_step(body)], {}), {}).steps == [body]


def test_risk_points_of_a_file_are_told_of_and_left() -> None:
    steps = [StepBody.model_validate(one).model_dump(mode="json") for one in PURCHASE]
    understood = understand(write("采购", [whole_step(one) for one in steps], {"s2": [Hazard("照顾熟人", None)]}), {})
    assert understood.steps == steps
    assert [finding.code for finding in understood.findings] == ["risks"]


def test_a_step_added_by_hand_in_an_editor_joins_ours() -> None:
    steps = [StepBody.model_validate(one).model_dump(mode="json") for one in (step("a", "申请"), step("b", "审批"))]
    text = write("流程", [whole_step(one) for one in steps], {}).decode()
    text = text.replace('targetRef="Step_b" />', 'targetRef="Activity_1" />').replace(
        "</bpmn:process>",
        '<bpmn:task id="Activity_1" name="复核"/>'
        '<bpmn:sequenceFlow id="Flow_x" sourceRef="Activity_1" targetRef="Step_b"/></bpmn:process>',
    )
    understood = understand(text.encode(), {})
    assert [one["key"] for one in understood.steps] == ["a", "Activity_1", "b"]
    assert chain(understood) == ["申请", "复核", "审批"]


def test_a_step_of_the_same_name_stays_the_same_step(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": [step("s1", "申请"), step("s2", "审批"), step("s3", "归档")]})
    data = flow_file(tasks("申请", "复审", "归档"), "申请>复审 复审>归档")
    found = li.post(f"{API}/{power}/flow/import", files={"file": ("流程.bpmn", data)}).json()
    keys = {one["name"]: one["key"] for one in found["steps"]}
    assert (keys["申请"], keys["归档"]) == ("s1", "s3")
    assert keys["复审"] not in ("s1", "s2", "s3")
    assert next(one for one in found["findings"] if one["code"] == "kept")["names"] == ["申请", "归档"]


def test_joining_gateways_and_plain_events_vanish() -> None:
    elements = (
        '<startEvent id="s"/>'
        + tasks("甲", "乙", "丙")
        + '<exclusiveGateway id="g" name="够不够"/><exclusiveGateway id="j"/>'
        + '<intermediateThrowEvent id="i"/><endEvent id="e"/>'
    )
    understood = read(elements, "s>g g>甲:够 g>乙:不够 甲>j 乙>j j>i i>丙 丙>e")
    assert shape(understood) == [
        ("开始", "start", []),
        ("够不够", "decision", ["甲:够", "乙:不够"]),
        ("甲", "task", ["丙:"]),
        ("乙", "task", []),
        ("丙", "task", []),
        ("结束", "end", []),
    ]
    assert "event" in codes(understood)


def test_loops_lead_back() -> None:
    elements = tasks("申请", "审批", "归档") + '<exclusiveGateway id="g" name="同意"/>'
    understood = read(elements, "申请>审批 审批>g g>申请:退回 g>归档:同意")
    assert shape(understood)[2] == ("同意", "decision", ["申请:退回", "归档:同意"])


def test_nested_forks_are_put_in_a_row() -> None:
    forks = "".join(f'<parallelGateway id="{name}"/>' for name in ("f", "j", "f2", "j2"))
    ways = "始>f f>a f>f2 f2>b f2>c b>j2 c>j2 j2>d d>j a>j j>终"
    understood = read(tasks("始", "a", "b", "c", "d", "终") + forks, ways)
    assert chain(understood) == ["始", "a", "b", "c", "d", "终"]
    assert "parallel" in codes(understood)


def test_forks_without_a_join_end_once() -> None:
    elements = tasks("始", "a", "b") + '<parallelGateway id="f"/><endEvent id="e1"/><endEvent id="e2"/>'
    assert chain(read(elements, "始>f f>a f>b a>e1 b>e2")) == ["始", "a", "b", "结束"]


def test_an_end_inside_a_branch_that_also_joins_stays_an_end() -> None:
    elements = (
        tasks("始", "a", "b", "终")
        + '<parallelGateway id="f"/><parallelGateway id="j"/>'
        + '<exclusiveGateway id="g" name="合格吗"/><endEvent id="e" name="不予办理"/>'
    )
    understood = read(elements, "始>f f>a a>g g>j:合格 g>e:不合格 f>b b>j j>终")
    assert ("合格吗", "decision", ["b:合格", "不予办理:不合格"]) in shape(understood)
    assert [one[0] for one in shape(understood)].index("b") < [one[0] for one in shape(understood)].index("终")


def test_conditions_that_are_missing_or_alike_are_made_up() -> None:
    elements = tasks("甲", "乙", "丙") + '<inclusiveGateway id="g"/>'
    understood = read(tasks("始") + elements, "始>g g>甲 g>乙:是 g>丙:是")
    assert shape(understood)[1] == ("判断", "decision", ["甲:转甲", "乙:是", "丙:是（2）"])
    assert {"unnamed", "unlabelled", "inclusive"} <= codes(understood)


def test_several_starts_become_one() -> None:
    starts = '<startEvent id="s1" name="学生申请"/><startEvent id="s2" name="教师申请"/>'
    understood = read(starts + tasks("受理", "登记", "办结"), "s1>受理 s2>登记 受理>办结 登记>办结")
    assert shape(understood)[0] == ("学生申请", "start", ["受理:", "登记:教师申请"])
    assert "starts" in codes(understood)


def test_what_leads_nowhere_leads_to_an_end() -> None:
    understood = read(tasks("甲", "乙", "丙") + '<exclusiveGateway id="g" name="?"/>', "甲>g g>乙:是 g>丙:否")
    assert shape(understood)[-1] == ("结束", "end", [])
    assert [one[2] for one in shape(understood)[2:4]] == [["结束:"], []]


@pytest.mark.parametrize(
    ("attributes", "inside", "handler", "code"),
    [
        ('x:assignee="${initiator}"', "", "申请人", None),
        ('x:assignee="#{apply_user}"', "", "申请人", None),
        ('x:candidateGroups="财务处, 审计处"', "", "财务处、审计处", None),
        ('x:candidateUsers="${deptHead}"', "", "deptHead", "expression-handler"),
        ("", "", "", "nobody"),
        (
            "",
            "<potentialOwner><resourceAssignmentExpression><formalExpression>group(教务处)</formalExpression>"
            "</resourceAssignmentExpression></potentialOwner>",
            "教务处",
            None,
        ),
    ],
)
def test_handlers_of_engines(attributes: str, inside: str, handler: str, code: str | None) -> None:
    understood = read(f'<userTask id="a" name="审批" {attributes}>{inside}</userTask>')
    assert understood.steps[0]["handler"] == handler
    assert codes(understood) - {"no-start"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("timer", "limit", "code"),
    [
        ("P5D", "5 天", "timer"),
        ("PT4H30M", "4 小时 30 分钟", "timer"),
        ("P2W", "2 周", "timer"),
        ("${days}", "${days}", "timer-raw"),
        ("R3/PT10H", "R3/PT10H", "timer-raw"),
    ],
)
def test_timers_are_limits(timer: str, limit: str, code: str) -> None:
    event = '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>'
    understood = read(f"{event}{timer}</timeDuration></timerEventDefinition></boundaryEvent>" + tasks("a"))
    assert understood.steps[0]["time_limit"] == limit
    assert code in codes(understood)


def test_long_texts_are_cut_and_told_of() -> None:
    elements = f'<userTask id="a" name="{"长" * 300}"><documentation>{"文" * 3000}</documentation></userTask>'
    understood = read(elements)
    [found] = understood.steps
    assert (len(found["name"]), len(found["procedure"])) == (200, 2000)
    assert "clipped" in codes(understood)
    StepBody.model_validate(found)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + flow_file(tasks("审批")).decode()
    assert understand(text.encode(encoding), {}).steps[0]["name"] == "审批"


def test_strangers_and_bad_requests_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    files = {"file": ("流程.bpmn", flow_file(tasks("申请")))}
    address = f"{API}/{power}/flow/import"
    assert sign_in(world.cast.other_liaison).post(address, files=files).status_code == 404
    assert sign_in(world.cast.wang).post(address, files=files).status_code == 403
    li = sign_in(world.cast.li)
    assert li.post(address).status_code == 422
    answer = li.post(address, files={"file": ("流程.bpmn", b"<html/>")})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "BPMN" in answer.json()["detail"]
    change(li, "POST", f"/{power}/retirement", {"reason": "职能划转"})
    assert li.post(address, files=files).status_code == 409
