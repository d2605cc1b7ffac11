"""Rules of the demo college and which of its powers rest on them; those of one's own are plainly invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from backend.demo.people import acting, expecting
from backend.kit.table import today
from backend.powers.bases.actions import save_bases
from backend.powers.bases.schemas import BasesBody, BasisBody
from backend.powers.queries import POWERS, get_power
from backend.regulations.actions import amend_regulation, create_regulation
from backend.regulations.queries import get_regulation
from backend.regulations.rules import RegulationKind, RegulationStatus
from backend.regulations.schemas import Amendment, RegulationCreate

K = RegulationKind


@dataclass(frozen=True)
class Rule:
    """A rule, and the powers that rest on it with their clauses."""

    kind: RegulationKind
    title: str
    issuer: str
    unit: str | None = None
    text: str = ""
    powers: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    number: str = ""


OWN = "示例学院"
FINANCE_RULE, TEXTBOOK_RULE = "财务报销管理办法（演示）", "教材管理办法（演示）"
AMENDED, DRAFT = "货物采购管理办法（演示）", "合同管理办法（演示）"
RULES = (
    Rule(
        K.law,
        "中华人民共和国政府采购法",
        "全国人民代表大会常务委员会",
        powers=(("货物采购", "第二十六条"),),
        since=date(2003, 1, 1),
    ),
    Rule(
        K.law,
        "中华人民共和国招标投标法",
        "全国人民代表大会常务委员会",
        powers=(("维修项目发包", "第三条、第四条"), ("货物采购", "第三条")),
        since=date(2000, 1, 1),
    ),
    Rule(
        K.law,
        "事业单位人事管理条例",
        "国务院",
        powers=(("人员招聘", "第八条、第九条"),),
        since=date(2014, 7, 1),
        number="国务院令第652号",
    ),
    Rule(
        K.superior,
        "学生资助工作规范（演示）",
        "上级主管部门（演示）",
        text="第三条 评审结果在校内公示不少于五个工作日。第四条 资助款发放至学生本人账户。",
        powers=(("奖助学金评定", "第三条、第四条"),),
    ),
    Rule(
        K.superior,
        "院校财务内部控制指引（演示）",
        "上级主管部门（演示）",
        text="第二条 印鉴与密钥分人保管。第五条 大额支付集体审批。",
        powers=(("经费报销", "第二条、第五条"),),
    ),
    Rule(
        K.college,
        FINANCE_RULE,
        OWN,
        "CWC",
        "第六条 报销单据须经两人复核。第七条 退单原因逐笔登记。",
        (("经费报销", "第六条、第七条"),),
    ),
    Rule(
        K.college,
        TEXTBOOK_RULE,
        OWN,
        "JWC",
        "第四条 教材到货须两人清点。第五条 选用结果公示五个工作日。",
        (("教材选用", ""), ("教材征订与核对", "第四条")),
    ),
    Rule(
        K.college,
        AMENDED,
        OWN,
        "ZCC",
        "第八条 采购需求由三名以上人员论证签字。",
        (("货物采购", "第八条"),),
    ),
    Rule(
        K.college,
        "公开招聘工作办法（演示）",
        OWN,
        "RSC",
        "第五条 招聘条件由用人部门、人事、监督三方会签。第九条 拟聘名单公示七个工作日。",
        (("人员招聘", "第五条、第九条"),),
    ),
    Rule(
        K.college,
        "维修项目管理办法（演示）",
        OWN,
        "HQC",
        "第七条 同类小额项目按月汇总。第十二条 现场签证当日三方签字。",
        (("维修项目发包", "第七条、第十二条"),),
    ),
    Rule(
        K.department,
        "奖助学金评议细则（演示）",
        "学生工作处",
        "XSC",
        "第二条 评议小组学生代表不少于一半。",
        (("奖助学金评定", "第二条"),),
    ),
)


def load(
    session: Session, departments: Mapping[str, int], users: Mapping[str, int], heads: Mapping[str, str]
) -> dict[str, int]:
    """Enters the rules, one of them to be amended and one still a draft; returns them by title."""
    found = {rule.title: _enter(session, departments, users["jiwei"], rule) for rule in RULES}
    _link(
        session, users, {number: heads[unit] for unit, number in departments.items() if unit in heads}, found
    )
    office = acting(session, users["jiwei"])
    draft = RegulationCreate(
        kind=K.college,
        title=DRAFT,
        issuer=OWN,
        department_id=departments["DZB"],
        status=RegulationStatus.drafting,
        text="第一条 合同签订前由经办、法务、财务三方会签（征求意见稿）。",
    )
    create_regulation(session, office, draft)
    amended = get_regulation(session, office, found[AMENDED])
    reason = Amendment(reason="集中采购限额标准调整，需要相应修订（演示）。")
    amend_regulation(session, office, amended["id"], reason, expecting(amended))
    return found


def _enter(session: Session, departments: Mapping[str, int], office: int, rule: Rule) -> int:
    day = rule.since or date(today().year - 1, 3, 1)
    body = RegulationCreate(
        kind=rule.kind,
        title=rule.title,
        number=rule.number,
        issuer=rule.issuer,
        department_id=departments[rule.unit] if rule.unit else None,
        issued_on=None if rule.since else day,
        effective_on=day,
        text=rule.text,
    )
    return int(create_regulation(session, acting(session, office), body)["id"])


def _link(
    session: Session, users: Mapping[str, int], heads: Mapping[int, str], rules: Mapping[str, int]
) -> None:
    """Each head names what the powers of the department rest on."""
    wanted: dict[str, list[BasisBody]] = {}
    for rule in RULES:
        for power, clause in rule.powers:
            basis = BasisBody(regulation_id=rules[rule.title], clause=clause)
            wanted.setdefault(power, []).append(basis)
    columns = (POWERS.c.id, POWERS.c.name, POWERS.c.department_id)
    statement = sa.select(*columns).where(POWERS.c.name.in_(list(wanted))).order_by(POWERS.c.id)
    for row in session.execute(statement).all():
        actor = acting(session, users[heads[row.department_id]])
        body = BasesBody(bases=wanted[row.name])
        save_bases(session, actor, row.id, body, expecting(get_power(session, actor, row.id)))
