"""Terms of check standards, their state table and grades; opinion.txt lines 75 and 95."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term

FULL = 100
"""What the items of a standard add up to unless the office says why not."""
STEP = 0.5
"""Points are whole or half ones, which a float holds exactly."""


class CheckWay(Term):
    """The four ways of opinion.txt line 75."""

    self_inspection = "self_inspection", "定期自查"
    annual = "annual", "年度检查"
    public = "public", "社会评议"
    exchange = "exchange", "交流经验"


class CheckEvidence(Term):
    """A figure the product already knows about an item; shown beside the score, never scored by itself."""

    liaison = "liaison", "联络员到位情况"
    meetings = "meetings", "部门会议次数"
    materials = "materials", "材料按时报送情况"
    catalogue = "catalogue", "职权确认情况"
    flows = "flows", "流程图绘制情况"
    sheets = "sheets", "排查表认定情况"
    assessments = "assessments", "风险点评估情况"
    measures = "measures", "防控措施完成情况"
    overdue_measures = "overdue_measures", "逾期措施"
    rechecks = "rechecks", "动态调整复核情况"
    warnings = "warnings", "预警办结情况"
    findings = "findings", "监督检查问题整改情况"
    appraisal = "appraisal", "社会评议满意度"


class QualityGoal(Term):
    """The six qualities the whole mechanism is built for (opinion.txt line 18); what an item serves."""

    clear_duties = "clear_duties", "权责明晰"
    sound_processes = "sound_processes", "流程规范"
    known_risks = "known_risks", "风险明确"
    strong_measures = "strong_measures", "措施有力"
    working_rules = "working_rules", "制度管用"
    timely_warnings = "timely_warnings", "预警及时"


class StandardState(Term):
    """One adopted standard a year; an adopted one never changes."""

    draft = "draft", "起草中"
    adopted = "adopted", "已发布"
    retired = "retired", "已停用"


class StandardAction(Term):
    """What can be done with a standard; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改"
    adopt = "adopt", "发布"
    retire = "retire", "停用"


class StandardStart(Term):
    """What a new standard begins with."""

    starter = "starter", "参考标准"
    copy = "copy", "沿用已有标准"
    blank = "blank", "空白"


class Grade(Term):
    """What a score in percent comes to."""

    excellent = "excellent", "优秀"
    good = "good", "良好"
    passed = "passed", "合格"
    failed = "failed", "不合格"


def grade_of(percent: float, excellent_from: float, good_from: float, pass_from: float) -> Grade:
    """The grade; each threshold itself still counts."""
    steps = ((Grade.excellent, excellent_from), (Grade.good, good_from), (Grade.passed, pass_from))
    return next((grade for grade, least in steps if percent >= least), Grade.failed)


S, A, P = StandardState, StandardAction, Permission
MACHINE: Machine[StandardState] = Machine(
    (
        Transition(S.draft, A.edit, S.draft, P.inspections_write),
        Transition(S.draft, A.adopt, S.adopted, P.inspections_write),
        Transition(S.draft, A.retire, S.retired, P.inspections_write),
        Transition(S.adopted, A.retire, S.retired, P.inspections_write),
    )
)
