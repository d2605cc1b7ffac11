"""参考标准: 100 points over the duties of opinion.txt; the office changes what does not fit its college."""

from typing import NamedTuple

from backend.inspections.standards.rules import CheckEvidence, CheckWay, QualityGoal

E, W, G = CheckEvidence, CheckWay, QualityGoal


class Starter(NamedTuple):
    """One item."""

    section: str
    name: str
    points: float
    way: CheckWay
    look_at: str
    source: str
    evidence: CheckEvidence | None = None
    goal: QualityGoal | None = None


LEAD = "一、组织领导"
CLEAR = "二、清权确权与风险排查"
GUARD = "三、防控措施"
TEACH = "四、教育与公开"
WARN = "五、预警处置与监督检查"
YEAR = "六、自查与动态管理"
VOICE = "七、社会评议与经验交流"

ITEMS = (
    Starter(
        LEAD,
        "列入议事日程，负责人带头抓",
        5,
        W.annual,
        "会议记录：部门研究部署廉政风险防控的次数、内容和负责人带头情况",
        "意见六（一）",
        E.meetings,
    ),
    Starter(LEAD, "联络员明确并经确认", 3, W.annual, "联络员名单，变动后及时报备", "意见六（四）", E.liaison),
    Starter(
        LEAD,
        "实施方案、名单等材料按期报送",
        6,
        W.annual,
        "各项应报材料的报送时间和退回补正情况",
        "意见六（四）",
        E.materials,
    ),
    Starter(
        CLEAR,
        "职权清理完整、依据清楚",
        6,
        W.annual,
        "职权目录有无遗漏和超越，制度依据、办理主体是否写明并经确认",
        "意见五（二）",
        E.catalogue,
        goal=G.clear_duties,
    ),
    Starter(
        CLEAR,
        "权力运行流程图规范",
        5,
        W.annual,
        "每项职权有流程图，关键环节、期限和监督方式标明",
        "意见五（二）",
        E.flows,
        goal=G.sound_processes,
    ),
    Starter(
        CLEAR,
        "排查表人人填报、逐级审核",
        7,
        W.annual,
        "部门和每个岗位的排查表是否全部通过审核认定",
        "意见五（三）",
        E.sheets,
        goal=G.known_risks,
    ),
    Starter(
        CLEAR,
        "风险点找准、找全、找实",
        6,
        W.annual,
        "抽查风险点：是否对应职责和职权，有无照抄照搬、空泛应付",
        "意见五（三）；六（四）避免形式主义",
        goal=G.known_risks,
    ),
    Starter(
        CLEAR,
        "风险等级评定准确",
        5,
        W.annual,
        "风险点按发生机率和危害程度评定等级的情况",
        "意见五（三）",
        E.assessments,
        goal=G.known_risks,
    ),
    Starter(
        GUARD,
        "措施具体可行、责任到岗",
        6,
        W.annual,
        "措施是否写明谁做、何时完成、凭什么证明，是否与风险等级相称",
        "意见五（四）1",
        goal=G.strong_measures,
    ),
    Starter(
        GUARD,
        "措施按计划落实并有凭据",
        8,
        W.annual,
        "完成并经检查的措施数量，抽查凭据是否真实",
        "意见五（四）1；六（四）务求实效",
        E.measures,
        goal=G.strong_measures,
    ),
    Starter(
        GUARD,
        "没有逾期未落实的措施",
        4,
        W.annual,
        "逾期未完成的措施数量及原因",
        "意见五（四）1",
        E.overdue_measures,
        goal=G.strong_measures,
    ),
    Starter(
        TEACH,
        "开展有针对性的廉政教育和谈话",
        4,
        W.annual,
        "学习教育、警示教育和廉政谈话的记录，新提任人员和重点岗位人员是否覆盖",
        "意见五（四）2；六（二）",
        goal=G.strong_measures,
    ),
    Starter(
        TEACH,
        "全面落实公开制度",
        5,
        W.annual,
        "职权目录、流程图、风险及防控措施和热点事项的公开情况",
        "意见五（四）4",
        goal=G.working_rules,
    ),
    Starter(
        WARN,
        "监督检查问题按期整改",
        6,
        W.annual,
        "问题整改是否按期、是否被退回，整改是否到位",
        "意见五（四）3；六（一）",
        E.findings,
        goal=G.working_rules,
    ),
    Starter(
        WARN,
        "纪律作风良好",
        4,
        W.annual,
        "有无懒、散、庸、慢、拖、贪等问题，明察暗访情况",
        "意见五（四）3",
        goal=G.working_rules,
    ),
    Starter(
        WARN,
        "预警及时处置、整改到位",
        4,
        W.annual,
        "预警处置记录单是否按期承诺整改并办结",
        "意见五（四）5",
        E.warnings,
        goal=G.timely_warnings,
    ),
    Starter(
        YEAR,
        "年底自查深入，自查报告如实",
        5,
        W.self_inspection,
        "查缺补漏、总结经验，问题不回避，书面报告盖章报送",
        "意见五（五）2；六（四）",
    ),
    Starter(
        YEAR,
        "动态调整及时",
        3,
        W.annual,
        "复核任务是否按期办结",
        "意见五（五）2",
        E.rechecks,
        G.known_risks,
    ),
    Starter(
        VOICE,
        "服务对象满意",
        6,
        W.public,
        "教职工、学生和办事对象评议的满意度",
        "意见五（五）1；六（四）",
        E.appraisal,
    ),
    Starter(VOICE, "交流经验，有可推广的做法", 2, W.exchange, "在学院交流或被推广的做法", "意见五（五）1"),
)
