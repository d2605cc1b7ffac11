"""What the product notices in a flow: hints with their reason."""

from typing import Any

import pytest

from backend.powers.flowchecks.rules import FlowHintCode, FlowRemedy
from backend.powers.hints.rules import hints_of, remedies_of
from backend.powers.schemas import StepBody
from tests.conftest import SignIn
from tests.powers.catalogue import API, change
from tests.powers.flows import PURCHASE, step
from tests.world import World

Found = dict[str, Any]
PLAIN: Found = {"must_publish": False, "is_concentrated": False, "discretion": "none"}
SOUND = [
    step("a", "提出申请", handler="使用部门", kind="start", materials=["申请表"], phase="execution"),
    step("b", "审核", handler="资产处", time_limit="3个工作日", phase="execution"),
    step(
        "c",
        "集体研究",
        handler="院长办公会",
        time_limit="10个工作日",
        is_key=True,
        supervision="纪委办列席",
        phase="decision",
    ),
    step("d", "公示结果", handler="纪委办", kind="end", phase="supervision"),
]


def noticed(steps: list[Found], **power: Any) -> set[FlowHintCode]:
    rows = [StepBody.model_validate(one).model_dump(mode="json") for one in steps]
    return {hint.code for hint in hints_of(PLAIN | power, rows)}


def test_a_sound_flow_is_left_alone() -> None:
    assert noticed(SOUND, must_publish=True) == set()
    assert noticed([]) == set()


CASES: tuple[tuple[FlowHintCode, list[Found], Found], ...] = (
    (FlowHintCode.without_handler, [SOUND[0], SOUND[1] | {"handler": ""}, *SOUND[2:]], {}),
    (FlowHintCode.vague_handler, [SOUND[0], SOUND[1] | {"handler": "相关部门"}, *SOUND[2:]], {}),
    (FlowHintCode.one_handler, [one | {"handler": "资产处"} for one in SOUND], {}),
    (FlowHintCode.not_separated, [*SOUND[:2], SOUND[2] | {"handler": "资产处"}, SOUND[3]], {}),
    (FlowHintCode.key_unsupervised, [*SOUND[:2], SOUND[2] | {"supervision": ""}, SOUND[3]], {}),
    (
        FlowHintCode.interference_unsupervised,
        [SOUND[0], SOUND[1] | {"may_be_interfered": True}, *SOUND[2:]],
        {},
    ),
    (FlowHintCode.no_supervision_phase, [*SOUND[:3], SOUND[3] | {"phase": "execution"}], {}),
    (FlowHintCode.no_key_step, [one | {"is_key": False} for one in SOUND], {}),
    (FlowHintCode.without_limit, [SOUND[0], SOUND[1] | {"time_limit": ""}, *SOUND[2:]], {}),
    (
        FlowHintCode.discretion_without_conditions,
        [SOUND[0], SOUND[1] | {"has_discretion": True}, *SOUND[2:]],
        {},
    ),
    (FlowHintCode.discretion_unmarked, SOUND, {"discretion": "wide"}),
    (
        FlowHintCode.loop_without_condition,
        [*SOUND[:2], SOUND[2] | {"branches": [{"to": "a"}, {"to": "d"}]}, SOUND[3]],
        {},
    ),
    (FlowHintCode.without_materials, [SOUND[0] | {"materials": []}, *SOUND[1:]], {}),
    (FlowHintCode.no_publicity, [*SOUND[:3], SOUND[3] | {"name": "归档"}], {"must_publish": True}),
)


@pytest.mark.parametrize(("code", "steps", "power"), CASES, ids=[case[0] for case in CASES])
def test_each_lack_is_noticed_alone(code: FlowHintCode, steps: list[Found], power: Found) -> None:
    assert code in noticed(steps, **power)
    assert noticed(steps, **power) - {code} <= {FlowHintCode.no_supervision_phase}


def test_every_hint_is_tried() -> None:
    assert {case[0] for case in CASES} == set(FlowHintCode)


def test_a_lack_of_many_steps_is_told_once() -> None:
    steps = [step(f"s{number}", f"环节{number}", handler=f"岗位{number % 2}") for number in range(8)]
    rows = [StepBody.model_validate(one).model_dump(mode="json") for one in steps]
    [hint] = [one for one in hints_of(PLAIN, rows) if one.code is FlowHintCode.without_limit]
    assert hint.step_key is None
    assert hint.reason.startswith("第 1、2、3、4、5、6、7、8 步")


def test_attributes_ask_for_their_remedy() -> None:
    rows = [StepBody.model_validate(one).model_dump(mode="json") for one in SOUND]
    assert remedies_of(PLAIN, rows) == {}
    rows[1] |= {"has_discretion": True, "may_be_interfered": True}
    power = PLAIN | {"must_publish": True, "is_concentrated": True}
    asked = remedies_of(power, rows)
    assert list(asked) == [FlowRemedy.publish, FlowRemedy.divide, FlowRemedy.narrow, FlowRemedy.inspect]
    assert asked[FlowRemedy.inspect] == "“审核”可能发生人为干预。"


def test_it_works(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    assert li.get(f"{API}/{power}/flow/hints").json()["hints"] == []
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    found = li.get(f"{API}/{power}/flow/hints").json()
    codes = {(one["code"], one["step_key"]) for one in found["hints"]}
    assert {("key_unsupervised", "s2"), ("discretion_without_conditions", "s4")} <= codes
    assert [one["remedy"] for one in found["remedies"]] == ["narrow"]
    assert sign_in(world.cast.outsider).get(f"{API}/{power}/flow/hints").status_code == 404
