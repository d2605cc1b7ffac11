"""Terms of checklists, their state table and the starter; opinion.txt line 63."""

from typing import NamedTuple

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class FlowPrinciple(Term):
    """opinion.txt line 63: 按照廉洁、效能、便民的原则."""

    integrity = "integrity", "廉洁"
    efficiency = "efficiency", "效能"
    convenience = "convenience", "便民"


class FlowAim(Term):
    """opinion.txt line 63: 程序规范、效率提高、简明清晰、方便办事的要求."""

    orderly = "orderly", "程序规范"
    faster = "faster", "效率提高"
    clear = "clear", "简明清晰"
    easy = "easy", "方便办事"


class ChecklistState(Term):
    """One adopted checklist at a time; an adopted one never changes."""

    draft = "draft", "起草中"
    adopted = "adopted", "使用中"
    retired = "retired", "已停用"


class ChecklistAction(Term):
    """What can be done with a checklist; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改"
    adopt = "adopt", "启用"
    retire = "retire", "停用"


class ChecklistStart(Term):
    """What a new checklist begins with."""

    starter = "starter", "参考清单"
    copy = "copy", "沿用已有清单"
    blank = "blank", "空白"


S, A, P = ChecklistState, ChecklistAction, Permission
MACHINE: Machine[ChecklistState] = Machine(
    (
        Transition(S.draft, A.edit, S.draft, P.flow_checklists_write),
        Transition(S.draft, A.adopt, S.adopted, P.flow_checklists_write),
        Transition(S.draft, A.retire, S.retired, P.flow_checklists_write),
        Transition(S.adopted, A.retire, S.retired, P.flow_checklists_write),
    )
)


class Criterion(NamedTuple):
    """One criterion; `look_at` says what to look at."""

    principle: FlowPrinciple
    aim: FlowAim
    name: str
    look_at: str


_I, _E, _C = FlowPrinciple.integrity, FlowPrinciple.efficiency, FlowPrinciple.convenience
STARTER = (
    Criterion(
        _I, FlowAim.orderly, "每个环节都有制度依据", "对照职权和环节的制度依据；没有依据的审批、盖章应当取消。"
    ),
    Criterion(
        _I,
        FlowAim.orderly,
        "决策、执行、监督相互分离",
        "看各环节的办理主体：同一主体不能既决定、又办理、又验收。",
    ),
    Criterion(_I, FlowAim.orderly, "关键环节有监督", "看关键环节的监督方式：谁来监督、什么时候监督、怎样留痕。"),
    Criterion(
        _I,
        FlowAim.orderly,
        "自由裁量有条件、有标准",
        "看有自由裁量的环节：条件、档次、上限是否写明，超出时由谁决定。",
    ),
    Criterion(
        _I,
        FlowAim.orderly,
        "人为干预有防范",
        "看可能发生人为干预的环节：是否安排了集体决定、回避、随机抽取或打招呼登记。",
    ),
    Criterion(_I, FlowAim.orderly, "应当公开的环节已写明", "看公示、公开的内容、范围、时间和异议受理。"),
    Criterion(_E, FlowAim.orderly, "衔接紧密，不留空档", "上一环节的结果就是下一环节的条件；交接有单据、有签收。"),
    Criterion(_E, FlowAim.orderly, "退回和补正有出口", "退回写明条件和次数，流程不会无休止地来回。"),
    Criterion(_E, FlowAim.faster, "每个环节都有期限", "看办理期限，合计不超过制度规定和对外承诺的总时限。"),
    Criterion(_E, FlowAim.faster, "没有重复和多余的环节", "看相邻的审核：内容相同的合并，互不依赖的同时办理。"),
    Criterion(_E, FlowAim.clear, "职责落实到岗位", "每个环节只有一个办理主体；不写“相关部门”“有关人员”。"),
    Criterion(_E, FlowAim.clear, "判断条件明确", "各个去向的条件互不重叠，合起来没有遗漏，能用数字的用数字。"),
    Criterion(_E, FlowAim.clear, "名称和图面简明", "环节名称一看就懂，一个环节只办一件事。"),
    Criterion(_C, FlowAim.easy, "材料一次告知", "需提交的材料列全；校内已有、可以查到的不再索要。"),
    Criterion(_C, FlowAim.easy, "办事人少跑路", "能网上办、一处办的不要求多次到场；受理地点和咨询电话写明。"),
    Criterion(_C, FlowAim.easy, "结果有告知、有救济", "不同意的写明理由并告知；办事人知道向谁反映、多久答复。"),
)
"""The principles and requirements of opinion.txt lines 42, 63 and 69, put as questions to one flow."""
