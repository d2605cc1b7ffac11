"""Terms of the organisation, and those of risk that positions already need."""

from datetime import date

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class DepartmentKind(Term):
    """opinion.txt line 3: 各党总支、机关党委、直属党支部，各系（部）、处室、中心、馆、科、所."""

    college = "college", "学院（全校）"
    party_organization = "party_organization", "党总支／党委／党支部"
    faculty = "faculty", "系（部）"
    office = "office", "处室"
    centre = "centre", "中心"
    library = "library", "馆"
    section = "section", "科"
    institute = "institute", "所"
    other = "other", "其他"


class PositionTier(Term):
    """opinion.txt line 45."""

    leadership = "leadership", "领导岗位"
    middle = "middle", "中层岗位"
    general = "general", "一般岗位"


class KeyArea(Term):
    """opinion.txt line 91: the eleven key areas."""

    cadre_management = "cadre_management", "干部管理"
    personnel = "personnel", "人事管理"
    finance = "finance", "财务管理"
    fees = "fees", "教育收费及其他收费"
    student_aid = "student_aid", "奖助学金发放"
    construction = "construction", "基建（维修）项目"
    equipment_procurement = "equipment_procurement", "物资设备采购"
    textbook_procurement = "textbook_procurement", "图书教材采购"
    admissions = "admissions", "招生"
    research_funds = "research_funds", "科研经费"
    logistics = "logistics", "后勤服务"


class MajorMatter(Term):
    """三重一大; opinion.txt line 45, handout.txt line 28."""

    decision = "decision", "重大事项决策"
    appointment = "appointment", "重要人事任免"
    project = "project", "重大项目安排"
    large_fund = "large_fund", "大额度资金使用"


class Discretion(Term):
    """Room for discretion, 自由裁量."""

    none = "none", "无"
    limited = "limited", "有限"
    wide = "wide", "较大"


class RiskLevel(Term):
    """opinion.txt line 48."""

    high = "high", "高"
    medium = "medium", "中"
    low = "low", "低"


LEVEL_RANK = {None: 0, RiskLevel.low: 1, RiskLevel.medium: 2, RiskLevel.high: 3}
"""How levels sort; 0 is not leveled."""


class OfficerKind(Term):
    """opinion.txt lines 31 and 33."""

    head = "head", "部门负责人"
    liaison = "liaison", "联络员"


class OversightKind(Term):
    """opinion.txt line 31: 分管 answers and approves, 联系 urges and guides."""

    supervising = "supervising", "分管"
    contact = "contact", "联系"


class OfficerStatus(Term):
    """opinion.txt line 33: a department names its liaison and reports him to the office, which confirms."""

    reported = "reported", "已报待确认"
    confirmed = "confirmed", "已确认"
    declined = "declined", "未予确认"


class OfficerAction(Term):
    """What the office does with a report; sent out with each one as `allowed_actions`."""

    confirm = "confirm", "确认"
    decline = "decline", "不予确认"


class GroupKind(Term):
    """opinion.txt lines 28 and 38: one leading group of the college, one working group a unit."""

    leading_group = "leading_group", "学院领导小组"
    working_group = "working_group", "部门工作小组"


class GroupRole(Term):
    """opinion.txt line 28: 组长…副组长…成员."""

    leader = "leader", "组长"
    deputy = "deputy", "副组长"
    member = "member", "成员"


ROLE_RANK = {GroupRole.leader: 0, GroupRole.deputy: 1, GroupRole.member: 2}
"""How a list of members is ordered."""


class RotationStatus(Term):
    """Where the clock of a key post stands (opinion.txt line 61: 定期交流或轮岗)."""

    overdue = "overdue", "已超期"
    due_soon = "due_soon", "即将到期"
    running = "running", "未到期"


S, A, WRITE = OfficerStatus, OfficerAction, Permission.organization_write
REPORTS: Machine[OfficerStatus] = Machine(
    (
        Transition(S.reported, A.confirm, S.confirmed, WRITE),
        Transition(S.reported, A.decline, S.declined, WRITE),
    )
)
"""Whom the office appoints itself is confirmed at once."""


def day_key(day: date) -> int:
    """A day as a number that sorts like the day, so that a due day can be computed alike on every database."""
    return day.year * 10_000 + day.month * 100 + day.day


def due_key(started_on: date, years: int) -> int:
    """The day a term of whole years is full, as `day_key` writes it."""
    return day_key(started_on) + years * 10_000


def due_day(started_on: date, years: int) -> date:
    """The day a term of whole years is full; the 28th stands for a 29th of February that is not there."""
    try:
        return started_on.replace(year=started_on.year + years)
    except ValueError:
        return started_on.replace(year=started_on.year + years, day=28)


def months_between(start: date, end: date) -> int:
    """Full months from one day to another; 0 when it has not begun."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(0, months)
