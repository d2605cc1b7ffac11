"""The vocabulary of the official forms as colleges really write them (requirements.md, header aliases)."""

import re
import unicodedata
from typing import Final

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term
from backend.organization.rules import RiskLevel

FORMATS: Final = (".docx", ".xlsx", ".xls", ".csv", ".zip")
OLD_FORMATS: Final = (".doc", ".wps", ".rtf", ".odt", ".ods", ".html")
"""Read only where a converter is installed."""


class FormKind(Term):
    """Which official form a table is."""

    power_catalogue = "power_catalogue", "职权目录（附件一）"
    department_inventory = "department_inventory", "部门工作廉政风险排查表（附件二）"
    position_inventory = "position_inventory", "个人岗位廉政风险排查表（附件三）"
    position_self_check = "position_self_check", "个人岗位风险点自查表"
    department_self_check = "department_self_check", "处（科）室风险点自查表"
    warning_record = "warning_record", "廉政风险预警处置记录单（附件四）"


class ImportState(Term):
    """Read and compared, applied once, and once taken back."""

    ready = "ready", "待核对"
    applied = "applied", "已导入"
    reversed = "reversed", "已撤销"
    partly_reversed = "partly_reversed", "部分撤销"


class ImportAction(Term):
    """What can be done with an import; sent out with each one as `allowed_actions`."""

    update = "update", "选择去向"
    apply = "apply", "导入"
    reverse = "reverse", "撤销导入"
    reverse_partly = "reverse_partly", "撤销能撤销的部分"
    discard = "discard", "删除这次上传"


MACHINE: Machine[ImportState] = Machine(
    (
        Transition(ImportState.ready, ImportAction.update, ImportState.ready, Permission.imports_write),
        Transition(ImportState.ready, ImportAction.apply, ImportState.applied, Permission.imports_write),
        Transition(ImportState.applied, ImportAction.reverse, ImportState.reversed, Permission.imports_write),
        Transition(
            ImportState.applied,
            ImportAction.reverse_partly,
            ImportState.partly_reversed,
            Permission.imports_write,
        ),
    )
)
"""Partly: what was changed, reviewed or used since the application stays as it is."""


class ItemKind(Term):
    """What one entry of a form becomes."""

    duty = "duty", "职责"
    power = "power", "职权"
    risk = "risk", "风险点"
    warning = "warning", "预警"


class ItemStatus(Term):
    """What applying would do with an entry."""

    new = "new", "新增"
    changed = "changed", "有改动"
    unchanged = "unchanged", "没有变化"
    excluded = "excluded", "不导入"
    refused = "refused", "不能导入"


class TargetAction(Term):
    """Where a form's content goes."""

    match = "match", "对应已有"
    create = "create", "新建"
    missing = "missing", "待选择"


class Severity(Term):
    """How much a finding matters: an error cannot be applied, a warning must be looked at."""

    error = "error", "错误"
    warning = "warning", "请核对"
    note = "note", "说明"


class Column(Term):
    """A column of a form, or a blank in its heading."""

    ordinal = "ordinal", "序号"
    subject = "subject", "岗位或处（科）室"
    duties = "duties", "职责"
    powers = "powers", "权力"
    risk_point = "risk_point", "廉政风险点"
    manifestation = "manifestation", "表现形式"
    causes = "causes", "原因分析"
    level = "level", "风险等级"
    measures = "measures", "防控措施"
    remark = "remark", "备注"
    power_name = "power_name", "权力名称"
    content = "content", "具体内容"
    handling_body = "handling_body", "办理主体"
    basis = "basis", "制度依据"
    responsible = "responsible", "责任人"
    category = "category", "风险类别"
    indicator = "indicator", "监测指标"
    department = "department", "部门"
    person_name = "person_name", "姓名"
    job_title = "job_title", "职务"
    head_name = "head_name", "负责人"
    filler_name = "filler_name", "填表人"
    supervising_leader = "supervising_leader", "分管领导"
    filled_on = "filled_on", "填表日期"
    subject_name = "subject_name", "预警对象"
    subject_job_title = "subject_job_title", "预警对象职务"
    circumstances = "circumstances", "发生廉政风险情形"
    measures_taken = "measures_taken", "采取的预警措施"
    rectification = "rectification", "预警对象承诺整改情况"
    handler_name = "handler_name", "预警处置实施人"
    handler_job_title = "handler_job_title", "实施人职务"
    handled_on = "handled_on", "预警处置实施时间"
    whole = "whole", "整张表"


HEADER_WORDS: Final[dict[Column, str]] = {
    Column.ordinal: "序号 编号 序",
    Column.subject: "岗位 岗位名称 处科室名称 处室名称 科室名称 部门名称 单位名称 处科室 科室 职位",
    Column.duties: "部门职责 岗位职责 职责 工作职责 主要职责 处科室职责 处室职责 科室职责 单位职责 部门岗位职责"
    " 部门单位职责 岗位工作职责 职责内容",
    Column.powers: "岗位权力 岗位权利 权力 权利 职权 岗位职权 处科室权力 处科室权利 处室权力 处室权利"
    " 科室权力 科室权利 部门权力 部门权利 部门职权 单位权力 部门单位权力 主要权力 行使权力",
    Column.risk_point: "廉政风险点 廉洁风险点 风险点 岗位风险点 岗位廉政风险点 部门风险点 处科室风险点 处室风险点"
    " 科室风险点 单位风险点 风险名称 风险点名称 廉政风险点名称 风险点内容 廉政风险 部门单位风险点",
    Column.manifestation: "表现形式 主要表现形式 风险表现形式 廉政风险主要内容及表现形式 风险内容及表现形式"
    " 风险点表现形式 风险描述 风险表现 具体表现",
    Column.causes: "原因分析 形成原因 风险原因 成因分析 产生原因 风险成因 原因",
    Column.level: "风险等级 廉政风险等级 等级 风险级别 风险点等级 级别 评定等级 风险评估等级",
    Column.measures: "防控措施 防范措施 预防措施 防控方法 风险防控措施 廉政风险防控措施 主要防控措施 控制措施 整改措施",
    Column.remark: "备注 说明",
    Column.power_name: "权力名称 职权名称 权利名称 职权目录 权力项目",
    Column.content: "具体内容 权力内容 职权内容 主要内容 内容",
    Column.handling_body: "办理主体 行使主体 实施主体 责任主体 承办主体 办理部门",
    Column.basis: "制度依据 法律依据 依据 权力依据 职权依据 政策依据 法规依据 制度法规依据",
    Column.responsible: "责任人 部门负责人 责任领导 主管领导 分管领导 责任部门",
    Column.category: "风险类别 风险类型 风险种类",
    Column.indicator: "监测指标 监控指标",
    Column.department: "部门 部门单位 单位部门 单位 所属部门 所在部门 所属单位 所在单位",
    Column.person_name: "姓名 岗位人员 在岗人员 任职人员 人员姓名",
}
HEADERS: Final = {word: column for column, words in HEADER_WORDS.items() for word in words.split()}

AMBIGUOUS_HEADER: Final = "权力事项"
"""A risk name beside 表现形式, a power name beside 具体内容 (requirements.md, header aliases)."""

HEADER_ENDINGS: Final[dict[str, Column]] = {
    "风险点": Column.risk_point,
    "风险名称": Column.risk_point,
    "表现形式": Column.manifestation,
    "风险表现": Column.manifestation,
    "原因": Column.causes,
    "风险等级": Column.level,
    "风险级别": Column.level,
    "措施": Column.measures,
    "职责": Column.duties,
    "权力": Column.powers,
    "职权": Column.powers,
    "依据": Column.basis,
    "主体": Column.handling_body,
}
"""What unusual headers end in; a reading by them is a guess, which is shown and flagged."""

GUESS_LIMIT: Final = 12
SLIPS: Final = str.maketrans("则空型式折登正极险显失只值源份倍住", "责控形形析等政级险险施职职原分备注")
"""What a typist takes for the right character because it sounds or looks like it: 防空措施, 表现型式, 原因分折."""
SLIPPED: Final = {word.translate(SLIPS): column for word, column in HEADERS.items()}

META_WORDS: Final[dict[Column, str]] = {
    Column.department: "单位（部门） 部门（单位） 部门（盖章） 单位（盖章） 部门（公章） 单位（公章） 部门 单位"
    " 所在部门 所在单位 部门名称 单位名称 填报单位 填报部门 填报单位（盖章） 填报部门（盖章） 处室",
    Column.person_name: "姓名",
    Column.job_title: "职务 岗位 岗位名称 现任职务",
    Column.head_name: "负责人 部门负责人 单位负责人 负责人（签字） 部门负责人（签字） 单位负责人（签字）"
    " 负责人签字 部门负责人签字 单位负责人签字 负责人（签名） 处室负责人",
    Column.filler_name: "填表人 填报人 制表人 填表人（签字） 填报人（签字） 填表人签字 填表人（签名）",
    Column.supervising_leader: "分管校领导 分管院领导 分管领导 分管校领导（签字） 分管领导（签字） 分管领导签字",
    Column.filled_on: "填表日期 填报日期 填表时间 填报时间 日期",
}

TITLES: Final[dict[str, FormKind | None]] = {
    "职权目录": FormKind.power_catalogue,
    "部门工作廉政风险排查表": FormKind.department_inventory,
    "个人岗位廉政风险排查表": FormKind.position_inventory,
    "个人岗位风险点自查表": FormKind.position_self_check,
    "科）室风险点自查表": FormKind.department_self_check,
    "风险点自查表": None,
    "风险排查表": None,
    "风险登记汇总表": None,
    "预警处置记录单": None,
}

LEVEL_WORDS: Final[dict[RiskLevel, str]] = {
    RiskLevel.high: "高 高风险 高级 高等级 H 红 红色",
    RiskLevel.medium: "中 中风险 中级 中等 中等级 中等风险 M 黄 黄色",
    RiskLevel.low: "低 低风险 低级 低等级 L 蓝 蓝色",
}
LEVELS: Final = {word: level for level, words in LEVEL_WORDS.items() for word in words.split()}

CONVENTION_WORDS: Final[dict[RiskLevel, str]] = {
    RiskLevel.high: "一级 一级风险 1级 1 I级 I A A级 甲 重大 重大风险 H",
    RiskLevel.medium: "二级 二级风险 2级 2 II级 II B B级 乙 较大 较大风险 M",
    RiskLevel.low: "三级 三级风险 3级 3 III级 III C C级 丙 较低 较低风险 L",
}
"""Asked without regard to case, after LEVEL_WORDS: a small `l` may have been meant for a 1, so it is flagged."""
CONVENTIONS: Final = {word: level for level, words in CONVENTION_WORDS.items() for word in words.split()}

TICKED: Final = "☑☒✓✔√■●◉🗹🗷"
UNTICKED: Final = "□☐○◯▢◻"
NOT_TICKED: Final = frozenset({"", "/", "-", "—", "×", "x", "X", "否", "无", *UNTICKED})
"""What stands in a column that is to be ticked, and is not."""
SAME_ABOVE: Final = frozenset({"同上", "同前", "〃", "″", '"', "”", "“", "''", "..", "…"})
PLACEHOLDER_NAME: Final = re.compile(r"^(?:[xX×＊*某]\s*){1,4}$")
OPINION: Final = re.compile(r"审核意见|审批意见|审查意见|领导意见|部门意见")
SEAL: Final = re.compile("[（(](?:盖章|公章|签章|印章|章|签字|签名)[）)]")
"""Printed behind a blank, and no part of what is written into it."""
SIGNATURE: Final = re.compile(r"签[字名章]|盖章|^\d{0,4}年\d{0,2}月\d{0,2}日$")
NOTE: Final = re.compile(r"^(?:说明|注|备注|填表说明|注意)\s*[:：]|^注\s*\d")
TOTAL: Final = re.compile(r"^(?:合计|小计|总计|共计)[:：]?$")
CONTINUED: Final = re.compile(r"续\s*表|（续）|\(续\)|增\s*页|接上页")

SPACES: Final = re.compile(r"[\s　]+")
INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e]")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def squeeze(text: str) -> str:
    """Comparable form of a header or label: half-width, no spaces, full-width round brackets."""
    folded = SPACES.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
    return folded.replace("(", "（").replace(")", "）")


def without_brackets(text: str) -> str:
    """`处（科）室权利` → `处科室权利`: the bracket marks go, the words stay."""
    return re.sub("[（）]", "", text)


def without_remark(text: str) -> str:
    """`风险等级（高、中、低）` → `风险等级`: the bracket goes with its words."""
    return re.sub("（[^（）]*）", "", text)


def header_column(text: str) -> Column | None:
    """The column a header cell names, or None. `权力事项` is decided by the caller."""
    words = squeeze(text).strip(":：*、.。")
    for candidate in (words, without_brackets(words), without_remark(words)):
        if candidate in HEADERS:
            return HEADERS[candidate]
    return None


def guessed_column(text: str) -> Column | None:
    """What a header with more words around the usual ones is likely to mean: `存在的廉政风险点`, `拟采取的措施`."""
    words = without_remark(squeeze(text)).strip(":：*、.。")
    if len(words) > GUESS_LIMIT:
        return None
    if mistyped := SLIPPED.get(words.translate(SLIPS)):
        return mistyped
    return next((column for ending, column in HEADER_ENDINGS.items() if words.endswith(ending)), None)
