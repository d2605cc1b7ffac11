"""Forms with plainly invented content, for the writer's tests."""

from datetime import date

from backend.documents.rules import LABELS, DocumentKind, default_title
from backend.documents.schemas import (
    Form,
    Heading,
    Opinion,
    PowerCatalogueForm,
    PowerLine,
    RiskInventoryForm,
    RiskLine,
    SelfCheckForm,
    SelfCheckLine,
    WarningRecordForm,
)
from backend.organization.rules import RiskLevel

COLLEGE = "海州职业技术学院"
DAY = date(2026, 9, 28)


def heading(kind: DocumentKind) -> Heading:
    return Heading(LABELS[kind], default_title(kind, COLLEGE), "17", 3)


def risk(row_id: str, duty: str, name: str) -> RiskLine:
    return RiskLine(
        row_id,
        duty,
        name,
        "把一个项目拆成几个小项目",
        "制度缺陷及漏洞",
        RiskLevel.high,
        "合并计算\n一律招标",
        "无",
    )


def inventory(kind: DocumentKind, count: int = 3) -> RiskInventoryForm:
    duties = ("负责零星维修", "负责零星维修", "负责采购")
    risks = tuple(risk(str(at), duties[at % 3], f"风险{at}") for at in range(count))
    opinion = Opinion("同意。", "林副院长", date(2026, 10, 8))
    return RiskInventoryForm(heading(kind), kind, DAY, risks, "后勤处", "陈处长", "王老师", "采购员", opinion)


def catalogue(count: int = 2) -> PowerCatalogueForm:
    powers = tuple(
        PowerLine(str(at), f"维修发包{at}", "零星维修询价", "维修科", "管理办法") for at in range(count)
    )
    return PowerCatalogueForm(
        heading(DocumentKind.power_catalogue), "后勤处", DAY, powers, "林副院长", "陈处长"
    )


def self_check(kind: DocumentKind) -> SelfCheckForm:
    line = SelfCheckLine("5", "科长", ("贯彻政策", "审核把关"), ("初审",), ("泄露信息", "把关不严"))
    return SelfCheckForm(heading(kind), kind, DAY, (line,), "业务科", "王老师", "李联络")


def warning() -> WarningRecordForm:
    return WarningRecordForm(
        heading(DocumentKind.warning_record),
        *("后勤处", "李联络", "赵某", "科长", "三次由同一公司承接", "提醒谈话", "三家询价", "陈处长", "处长"),
        DAY,
        "存档",
    )


FORMS: tuple[Form, ...] = (
    catalogue(),
    inventory(DocumentKind.department_inventory),
    inventory(DocumentKind.position_inventory),
    warning(),
    self_check(DocumentKind.position_self_check),
    self_check(DocumentKind.department_self_check),
)
