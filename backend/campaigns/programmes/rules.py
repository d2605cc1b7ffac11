"""The two programmes of the sources as data: stages with windows, deliverables with due days. Pure.

Days are (month, day) of the campaign's year. Stage ends and due days differ, as they do in the sources
(requirements D10): opinion.txt lines 35–75 and 97, handout.txt line 250.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from backend.campaigns.rules import CampaignTemplate, DeliverableKind, FindingStep, StageKind
from backend.organization.rules import DepartmentKind

Day = tuple[int, int]
UNITS: tuple[DepartmentKind, ...] = tuple(
    kind
    for kind in DepartmentKind
    if kind not in (DepartmentKind.college, DepartmentKind.section, DepartmentKind.other)
)
"""Who hands in unless the office says otherwise: every unit of the second level (opinion.txt line 3)."""
SEVEN_STEPS = tuple(FindingStep)


@dataclass(frozen=True)
class StagePlan:
    """A stage of a template."""

    kind: StageKind
    name: str
    instructions: str
    starts: Day | None = None
    ends: Day | None = None
    steps: tuple[FindingStep, ...] = ()


@dataclass(frozen=True)
class PartPlan:
    """One part of a deliverable."""

    key: str
    name: str


@dataclass(frozen=True)
class DeliverablePlan:
    """A deliverable of a template; `stage` counts from 0."""

    stage: int
    kind: DeliverableKind
    name: str
    due: Day
    parts: tuple[PartPlan, ...]
    instructions: str = ""
    needs_seal: bool = False
    paper_copies: int = 0


@dataclass(frozen=True)
class Programme:
    """A whole template."""

    name: str
    stages: tuple[StagePlan, ...] = ()
    deliverables: tuple[DeliverablePlan, ...] = field(default=())


def day_in(year: int, day: Day | None) -> date | None:
    """A template's day in a year."""
    return date(year, *day) if day else None


OPINION = Programme(
    "{year} 年廉政风险防控工作",
    (
        StagePlan(
            StageKind.mobilisation,
            "宣传动员部署",
            "制定方案，明确任务；成立机构，确定联络员；召开动员会和部门专题会议，做到全员参与、全员支持、全员防控。",
            ends=(8, 31),
        ),
        StagePlan(
            StageKind.finding,
            "全面排查风险",
            "编制职权目录，绘制权力运行流程图；用自己找、同事点、领导提、群众帮、组织审五种办法，"
            "从岗位履责、业务流程、规章制度三个方面排查廉政风险，填写排查表。",
            starts=(9, 1),
            ends=(9, 30),
            steps=SEVEN_STEPS,
        ),
        StagePlan(
            StageKind.assessing,
            "科学评估风险",
            "按发生机率、危害程度、形成原因评估，划分高、中、低三个等级；实行个人找、互相查、部门审、群众评、班子定。",
            starts=(10, 1),
            ends=(10, 31),
        ),
        StagePlan(
            StageKind.controlling,
            "健全防控机制",
            "制定防控措施，开展廉政风险教育，健全权力运行程序，全面落实公开制度，加强风险预警处置。",
            starts=(11, 1),
            ends=(12, 31),
        ),
        StagePlan(
            StageKind.checking,
            "检查评估考核",
            "定期自查、年度检查、社会评议、交流经验；以年度为周期查缺补漏、总结经验，材料归档备案，实行动态管理。",
        ),
    ),
    (
        DeliverablePlan(
            0,
            DeliverableKind.implementation_plan,
            "实施方案、领导小组名单及联络员名单",
            (9, 7),
            (
                PartPlan("plan", "具体实施方案"),
                PartPlan("leading_group", "领导小组名单"),
                PartPlan("liaisons", "联络员名单"),
            ),
        ),
        DeliverablePlan(
            1,
            DeliverableKind.inventories,
            "职权目录、个人岗位及部门工作廉政风险排查表",
            (10, 5),
            (
                PartPlan("power_catalogue", "职权目录（附件一）"),
                PartPlan("department_inventory", "部门工作廉政风险排查表（附件二）"),
                PartPlan("position_inventories", "个人岗位廉政风险排查表（附件三）"),
            ),
            "纸质表格一式两份，一份部门存档，一份报防控办公室，同时报送电子版。",
            paper_copies=2,
        ),
        DeliverablePlan(
            4,
            DeliverableKind.self_inspection_report,
            "廉政风险防控工作自查报告",
            (12, 15),
            (PartPlan("report", "书面自查报告"),),
            "形成书面自查报告，加盖公章后报送。",
            needs_seal=True,
            paper_copies=1,
        ),
    ),
)
HANDOUT = Programme(
    "{year} 年“查找廉政风险，构筑拒腐防线”活动",
    (
        StagePlan(StageKind.mobilisation, "动员部署", "传达部署活动要求，培训联络员，向本单位主要领导汇报。"),
        StagePlan(
            StageKind.finding,
            "排查廉政风险",
            "分层进行，突出重点；本阶段的工作任务在 6 月 22 日以前完成。时间服从质量。",
            starts=(6, 1),
            ends=(6, 30),
            steps=SEVEN_STEPS,
        ),
        StagePlan(StageKind.assessing, "评估风险等级", "对查找出的风险点逐项评估，确定等级。"),
        StagePlan(StageKind.controlling, "制定防控措施", "针对风险点制定措施，化解、转移和降低风险。"),
        StagePlan(StageKind.publicity, "公示与落实", "内部公示，听取意见，落实防控措施。"),
        StagePlan(StageKind.checking, "总结提高", "总结好的经验和做法，上报领导组办公室。"),
    ),
    (
        DeliverablePlan(
            1,
            DeliverableKind.self_checks,
            "风险点自查表与登记汇总",
            (6, 22),
            (
                PartPlan("position_self_checks", "个人岗位风险点自查表"),
                PartPlan("department_self_check", "部门（单位）风险点自查表"),
                PartPlan("register", "风险点登记汇总"),
            ),
            "6 月 22 日下午下班以前报校纪委办公室。",
        ),
    ),
)
PROGRAMMES: Mapping[CampaignTemplate, Programme] = MappingProxyType(
    {
        CampaignTemplate.opinion: OPINION,
        CampaignTemplate.handout: HANDOUT,
        CampaignTemplate.blank: Programme("{year} 年活动"),
    }
)
"""The handout names six stages and dates one of them; the other windows are the office's to set."""
