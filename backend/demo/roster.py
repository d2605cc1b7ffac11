"""Who works where in the demo college. Every name is plainly invented."""

from dataclasses import dataclass
from itertools import product

from backend.organization.rules import DepartmentKind, KeyArea

K, D = KeyArea, DepartmentKind
ROOT_CODE = "SLXY"


@dataclass(frozen=True)
class Unit:
    """A department with its key areas and how many general posts it has."""

    code: str
    name: str
    kind: DepartmentKind
    parent: str = ROOT_CODE
    areas: tuple[KeyArea, ...] = ()
    posts: int = 2
    duties: tuple[str, ...] = ()


UNITS = (
    Unit("YLD", "院领导", D.other, posts=0, duties=("主持学院全面工作",)),
    Unit("JWB", "纪委办公室", D.office, posts=1, duties=("承办廉政风险防控日常工作", "监督检查")),
    Unit("DZB", "党政办公室", D.office, duties=("文秘机要", "会务接待")),
    Unit("ZZB", "组织部", D.office, areas=(K.cadre_management,), duties=("干部选拔任用", "干部监督")),
    Unit("RSC", "人事处", D.office, areas=(K.personnel,), duties=("人员招聘", "职称评审", "薪酬核算")),
    Unit(
        "CWC",
        "财务处",
        D.office,
        areas=(K.finance, K.fees),
        posts=3,
        duties=("预算管理", "经费报销", "收费管理"),
    ),
    Unit("JKW", "教科文科", D.section, "CWC", posts=1),
    Unit(
        "JWC",
        "教务处",
        D.office,
        areas=(K.textbook_procurement,),
        posts=3,
        duties=("组织教学运行", "教材选用与征订"),
    ),
    Unit("ZCC", "资产处", D.office, areas=(K.equipment_procurement,), duties=("物资设备采购", "资产管理")),
    Unit("ZCC-CG", "采购科", D.section, "ZCC", (K.equipment_procurement,), 2, ("组织货物采购",)),
    Unit("GGZX", "公共资源交易中心", D.centre, posts=0),
    Unit("GGZX-YW", "中心业务科", D.section, "GGZX", posts=0),
    Unit("XSC", "学生工作处", D.office, areas=(K.student_aid,), duties=("学生管理", "奖助学金评定")),
    Unit("ZJC", "招生就业处", D.office, areas=(K.admissions,), duties=("招生录取", "就业指导")),
    Unit("KYC", "科研处", D.office, areas=(K.research_funds,), duties=("科研项目与经费管理",)),
    Unit(
        "HQC",
        "后勤基建处",
        D.office,
        areas=(K.construction, K.logistics),
        posts=3,
        duties=("基建维修", "后勤服务"),
    ),
    Unit("TSG", "图书馆", D.library, areas=(K.textbook_procurement,), duties=("图书采购", "读者服务")),
    Unit("XGX", "信息工程系", D.faculty, posts=4, duties=("专业教学", "学生管理")),
    Unit("JGX", "经济管理系", D.faculty, posts=4, duties=("专业教学", "学生管理")),
    Unit("JDX", "机电工程系", D.faculty, posts=4, duties=("专业教学", "学生管理")),
    Unit("JJB", "继续教育部", D.centre, areas=(K.fees,), duties=("成人教育招生与收费",)),
)

AREA_POSTS: dict[KeyArea, str] = {
    K.cadre_management: "干部管理岗",
    K.personnel: "招聘与职称岗",
    K.finance: "会计岗",
    K.fees: "收费管理岗",
    K.textbook_procurement: "教材管理岗",
    K.equipment_procurement: "采购管理岗",
    K.student_aid: "资助管理岗",
    K.admissions: "招生管理岗",
    K.research_funds: "科研经费岗",
    K.construction: "基建管理岗",
    K.logistics: "餐饮管理岗",
}
MONEY = frozenset({K.finance, K.fees, K.student_aid, K.research_funds})
ASSETS = frozenset({K.equipment_procurement, K.textbook_procurement, K.construction, K.logistics})
PEOPLE = frozenset({K.cadre_management, K.personnel, K.admissions})
ROTATION: dict[tuple[str, KeyArea | None], tuple[int, int]] = {
    ("CWC", K.finance): (5, 1900),
    ("ZCC", K.equipment_procurement): (5, 1700),
    ("RSC", K.personnel): (5, 800),
    ("HQC", K.construction): (3, 400),
}
"""Key posts with a term: its years, and for how many days the post has been held; the first is overdue."""
GENERAL_POSTS = ("综合事务岗", "业务办理岗", "档案资料岗", "专任教师岗")


@dataclass(frozen=True)
class SignIn:
    """Somebody the visitor may sign in as. `unit` is where the person works; administrators work nowhere."""

    username: str
    name: str
    job_title: str
    unit: str | None
    grant: str | None = None
    """A role granted by hand; heads, liaisons and supervising leaders have theirs by their post."""


SIGN_INS = (
    SignIn("wang", "王老师", "科员", "JWC"),
    SignIn("li", "李联络", "科员", "JWC"),
    SignIn("chen", "陈处长", "处长", "JWC"),
    SignIn("lin", "林副院长", "副院长", "YLD"),
    SignIn("zheng", "郑院长", "院长", "YLD", "leadership"),
    SignIn("jiwei", "纪委办", "主任", "JWB", "office"),
    SignIn("sun", "孙监督员", "副教授", "XGX", "supervisor"),
    SignIn("wai", "钱会计", "会计", "CWC"),
    SignIn("sysadmin", "系统管理员", "", None, "system_admin"),
    SignIn("secadmin", "安全管理员", "", None, "security_admin"),
    SignIn("audadmin", "审计管理员", "", None, "audit_admin"),
)

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何"


def invented_names() -> list[str]:
    """赵甲子、钱甲丑…: names nobody has, in a fixed order."""
    given = [stem + branch for stem, branch in product(STEMS, BRANCHES)]
    return [SURNAMES[index % len(SURNAMES)] + name for index, name in enumerate(given)]
