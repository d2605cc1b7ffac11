"""Invented forms a template is tried on: no such college, no such people."""

from datetime import date
from typing import Final

from backend.documents.rules import LABELS, DocumentKind, default_title
from backend.documents.schemas import (
    Form,
    Heading,
    Opinion,
    PowerCatalogueForm,
    PowerLine,
    RegisterLine,
    RiskInventoryForm,
    RiskLine,
    RiskRegisterForm,
    SelfCheckForm,
    SelfCheckLine,
    WarningRecordForm,
)
from backend.organization.rules import RiskLevel

DAY: Final = date(2026, 9, 28)
UNIT: Final = "示例学院后勤保障处"
LEADER, HEAD, CLERK, LIAISON = "赵示例", "钱示例", "孙示例", "李示例"
DUTIES: Final = ("负责零星维修工程的发包与验收", "负责零星维修工程的发包与验收", "负责办公物资采购")
RISKS: Final = (
    ("拆分项目规避招标", "把一个维修项目拆成几个小项目；\n分别指定施工单位。", RiskLevel.high),
    ("验收把关不严", "不到现场就签字，或由他人代签。", RiskLevel.medium),
    ("询价走过场", "只向一家询价，“比价”材料事后补做（<三家> & “两家”）。", RiskLevel.low),
)


def sample(kind: DocumentKind, college_name: str) -> Form:
    """A form of this kind with a few rows: several lines in a cell, merged duties, every level, signs of XML."""
    head = Heading(LABELS[kind], default_title(kind, college_name), "1", 1)
    if kind is DocumentKind.power_catalogue:
        return PowerCatalogueForm(head, UNIT, DAY, _powers(), LEADER, HEAD)
    if kind is DocumentKind.warning_record:
        return _warning(head)
    if kind is DocumentKind.risk_register:
        return RiskRegisterForm(head, UNIT, DAY.year, DAY, _lines(), f"共 {len(RISKS)} 个风险点；")
    if kind in (DocumentKind.department_inventory, DocumentKind.position_inventory):
        opinion = Opinion("同意。", LEADER, date(2026, 10, 8))
        return RiskInventoryForm(head, kind, DAY, _risks(), UNIT, HEAD, CLERK, "采购员", opinion)
    return SelfCheckForm(head, kind, DAY, _checks(), UNIT, CLERK, LIAISON)


def _powers() -> tuple[PowerLine, ...]:
    contents = ("确定施工单位；\n签订维修合同。", "选定供货商，确认价格。")
    names = ("零星维修工程发包权", "办公物资采购权")
    return tuple(
        PowerLine(str(at), name, content, "维修科", "《零星维修管理办法》第五条")
        for at, (name, content) in enumerate(zip(names, contents, strict=True), 1)
    )


def _risks() -> tuple[RiskLine, ...]:
    return tuple(
        RiskLine(str(at), duty, name, shown, "制度不完善，监督不到位。", level, "合并计算；\n一律公开招标。", "")
        for at, (duty, (name, shown, level)) in enumerate(zip(DUTIES, RISKS, strict=True), 1)
    )


def _checks() -> tuple[SelfCheckLine, ...]:
    names = tuple(name for name, _, _ in RISKS)
    return (SelfCheckLine("1", "采购管理岗", tuple(dict.fromkeys(DUTIES)), ("询价权", "验收权"), names),)


def _lines() -> tuple[RegisterLine, ...]:
    return tuple(
        RegisterLine(str(at), UNIT, "采购管理岗", CLERK, name, shown, level, "一律公开招标。", "采购管理岗", "已认定")
        for at, (name, shown, level) in enumerate(RISKS, 1)
    )


def _warning(head: Heading) -> WarningRecordForm:
    return WarningRecordForm(
        head,
        UNIT,
        LIAISON,
        CLERK,
        "采购员",
        "一年内三次由同一供货商中标，比价材料格式相同。",
        "提醒谈话，并要求说明情况。",
        "承诺今后每次向三家以上询价，材料当场存档。",
        HEAD,
        "处长",
        DAY,
        "示例",
    )
