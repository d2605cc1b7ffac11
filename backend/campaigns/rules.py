"""Terms and state tables of campaigns and years; opinion.txt lines 3–12, 33, 35–77, 97, handout.txt line 250."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class YearState(Term):
    """A year is worked on until it is closed, and then it never changes again."""

    open = "open", "进行中"
    closed = "closed", "已封存"


class CampaignTemplate(Term):
    """What a campaign starts from."""

    opinion = "opinion", "实施意见（五个阶段）"
    handout = "handout", "培训讲义（六个阶段）"
    blank = "blank", "空白"


class CampaignState(Term):
    """Prepared by the office, running for everybody, ended for good."""

    draft = "draft", "筹备中"
    running = "running", "进行中"
    ended = "ended", "已结束"


class StageKind(Term):
    """What a stage is about; the opinion's five, and the handout's publicity."""

    mobilisation = "mobilisation", "宣传动员部署"
    finding = "finding", "全面排查风险"
    assessing = "assessing", "科学评估风险"
    controlling = "controlling", "健全防控机制"
    publicity = "publicity", "公示上报"
    checking = "checking", "检查评估考核"
    other = "other", "其他"


class FindingStep(Term):
    """The seven steps inside the finding stage, in order (handout.txt line 250)."""

    duties = "duties", "明确岗位职责"
    flows = "flows", "确定工作流程"
    risks = "risks", "查找廉政风险"
    forms = "forms", "填写表格"
    reviews = "reviews", "组织审核"
    register = "register", "登记汇总"
    publicity = "publicity", "公示上报"


class DeliverableKind(Term):
    """What is to be handed in (opinion.txt line 97, handout.txt line 250)."""

    implementation_plan = "implementation_plan", "实施方案及名单"
    inventories = "inventories", "职权目录与排查表"
    self_checks = "self_checks", "自查表与登记汇总"
    self_inspection_report = "self_inspection_report", "自查报告"
    other = "other", "其他"


class SubmissionState(Term):
    """Where one department's submission stands."""

    draft = "draft", "准备中"
    submitted = "submitted", "已报送"
    received = "received", "已接收"
    returned = "returned", "已退回"


class Standing(Term):
    """How an obligation stands today: a returned or unfinished one is due again, and missing once it is late."""

    due = "due", "待报送"
    missing = "missing", "逾期未报"
    submitted = "submitted", "已报送待接收"
    received = "received", "已接收"


class FileRole(Term):
    """Electronic text, or the scan of what was printed, signed and sealed (requirements D21)."""

    electronic = "electronic", "电子版"
    sealed_scan = "sealed_scan", "盖章扫描件"


class VersionOutcome(Term):
    """What became of one version that was handed in."""

    waiting = "waiting", "待接收"
    received = "received", "已接收"
    returned = "returned", "已退回"
    withdrawn = "withdrawn", "已撤回"


class CustodyAction(Term):
    """台账管理: opinion.txt line 33."""

    draw = "draw", "领取"
    distribute = "distribute", "分发"
    collect = "collect", "收集"
    sort = "sort", "整理"
    archive = "archive", "归档"


class CalendarDayKind(Term):
    """How a day departs from the week: off though a weekday, or worked though a weekend (调休)."""

    holiday = "holiday", "放假"
    workday = "workday", "调休上班"


C, P = CampaignState, Permission
CAMPAIGN_MACHINE: Machine[CampaignState] = Machine(
    (
        Transition(C.draft, "edit", C.draft, P.campaigns_write),
        Transition(C.draft, "start", C.running, P.campaigns_write),
        Transition(C.draft, "end", C.ended, P.campaigns_write),
        Transition(C.running, "edit", C.running, P.campaigns_write),
        Transition(C.running, "end", C.ended, P.campaigns_write),
    )
)
S = SubmissionState
SUBMISSION_MACHINE: Machine[SubmissionState] = Machine(
    (
        Transition(S.draft, "edit", S.draft, P.submissions_write),
        Transition(S.draft, "submit", S.submitted, P.submissions_write),
        Transition(S.returned, "edit", S.returned, P.submissions_write),
        Transition(S.returned, "submit", S.submitted, P.submissions_write),
        Transition(S.submitted, "withdraw", S.draft, P.submissions_write),
        Transition(S.submitted, "receive", S.received, P.submissions_receive),
        Transition(S.submitted, "return", S.returned, P.submissions_receive),
        Transition(S.received, "return", S.returned, P.submissions_receive),
    )
)
"""Withdrawn only before it is received; a received one can still be returned when a defect is found later."""
EDITABLE = frozenset({SubmissionState.draft, SubmissionState.returned})
