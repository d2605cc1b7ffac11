"""Prompt lists of the three tiers and of the department's sheet; opinion.txt lines 45 and 46."""

from typing import NamedTuple

from backend.organization.rules import MajorMatter, PositionTier
from backend.risks.rules import InventoryKind


class Prompt(NamedTuple):
    """One thing to look at. `matter` ties it to 三重一大."""

    key: str
    text: str
    matter: MajorMatter | None = None


class PromptList(NamedTuple):
    """What somebody of one tier, or a department, looks for. `tier` None is the department's sheet."""

    kind: InventoryKind
    tier: PositionTier | None
    title: str
    text: str
    source: str
    items: tuple[Prompt, ...]


M = MajorMatter
_TIERS = "实施意见四（二）2：从三个层次排查岗位风险"
PROMPTS: tuple[PromptList, ...] = (
    PromptList(
        InventoryKind.position,
        PositionTier.leadership,
        "领导岗位风险",
        "领导班子成员重点查找自身在重要事项决策、人事任免、项目安排和资金使用等方面容易产生腐败行为的廉政风险内容"
        "及表现形式。",
        _TIERS,
        (
            Prompt("decision", "重要事项决策", M.decision),
            Prompt("appointment", "人事任免", M.appointment),
            Prompt("project", "项目安排", M.project),
            Prompt("large_fund", "资金使用", M.large_fund),
        ),
    ),
    PromptList(
        InventoryKind.position,
        PositionTier.middle,
        "中层部门负责人岗位风险",
        "根据职责定位，查找部门负责人在履行岗位职责、执行制度、行使业务处置权和内部管理权等方面存在或潜在的廉政风险"
        "内容及表现形式。",
        _TIERS,
        (
            Prompt("duties", "履行岗位职责"),
            Prompt("rules", "执行制度"),
            Prompt("handling", "行使业务处置权"),
            Prompt("management", "行使内部管理权"),
        ),
    ),
    PromptList(
        InventoryKind.position,
        PositionTier.general,
        "一般岗位风险",
        "学院其他工作人员对照岗位职责、工作制度，认真查找个人在履行岗位职责、执行制度和职权行使方面存在或潜在的廉政"
        "风险内容及表现形式。",
        _TIERS,
        (
            Prompt("duties", "履行岗位职责"),
            Prompt("rules", "执行制度"),
            Prompt("powers", "职权行使"),
        ),
    ),
    PromptList(
        InventoryKind.department,
        None,
        "部门风险",
        "各部门要根据本部门的职责定位和重要岗位，认真查找和梳理本部门在业务流程、机关效能、制度机制和外部环境等方面"
        "存在或潜在的廉政风险点，认真细化、分析廉政风险点的内容和表现形式。",
        "实施意见四（二）2：部门工作廉政风险排查表",
        (
            Prompt("process", "业务流程"),
            Prompt("efficiency", "机关效能"),
            Prompt("institution", "制度机制"),
            Prompt("environment", "外部环境"),
        ),
    ),
)
