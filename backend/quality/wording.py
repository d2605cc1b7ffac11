"""The words the checks know. They grow with use; every change is measured on tests/quality/labelled.py."""

import re
from collections.abc import Mapping
from typing import Final

CONCEPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "money": (
        "资金",
        "保证金",
        "经费",
        "款项",
        "费用",
        "收费",
        "支付",
        "报销",
        "预算",
        "拨付",
        "存款",
        "票据",
        "专户",
    ),
    "procurement": ("采购", "招标", "投标", "中标", "供应商", "询价", "比选", "评标"),
    "personnel": ("人事", "任免", "任命", "招聘", "考核", "聘用", "职称", "选拔", "干部"),
    "admissions": ("招生", "录取", "考生", "报考", "分数线"),
    "research": ("科研", "课题", "项目经费", "结题", "横向"),
    "construction": ("基建", "工程", "施工", "维修", "验收", "变更签证"),
    "assets": ("资产", "设备", "物资", "仓库", "库存", "实验室", "处置"),
    "experts": ("专家", "评委", "评审"),
    "records": ("信息", "档案", "文件", "资料", "数据", "台账", "泄露"),
    "aid": ("奖学金", "助学金", "奖助", "资助", "困难"),
    "teaching": ("教材", "教务", "考试", "成绩", "试卷", "学籍", "课程"),
    "seal": ("印章", "用印", "公章", "合同"),
    "discipline": ("查处", "信访", "线索", "监督检查", "纪律"),
    "logistics": ("食堂", "后勤", "物业", "车辆", "公寓"),
}
"""Fields of work: a row and a duty in the same field belong together though they share no word."""

KEY_AREA_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cadre_management": ("干部管理", "干部", "选拔", "任用", "任免"),
    "personnel": ("人事管理", "人事", "招聘", "职称", "考核", "聘"),
    "finance": ("财务管理", "财务", "资金", "报销", "经费", "支付", "账", "款"),
    "fees": ("教育收费及其他收费", "收费", "票据", "学费"),
    "student_aid": ("奖助学金发放", "奖学金", "助学金", "奖助", "资助", "困难"),
    "construction": ("基建（维修）项目", "基建", "工程", "维修", "施工"),
    "equipment_procurement": ("物资设备采购", "采购", "招标", "供应商", "设备", "物资"),
    "textbook_procurement": ("图书教材采购", "教材", "图书", "选用", "书商"),
    "admissions": ("招生", "录取", "考生"),
    "research_funds": ("科研经费", "科研", "课题", "经费"),
    "logistics": ("后勤服务", "后勤", "食堂", "物业", "车辆", "维修"),
}
"""Key area (opinion.txt line 91) → its name, then words that show a risk is about it."""

EMPTY_WORDS: Final = (
    "可能发生腐败行为",
    "可能产生廉政风险",
    "存在廉政风险",
    "以权谋私",
    "滥用职权",
    "玩忽职守",
    "违规操作",
    "不作为",
    "乱作为",
    "廉洁自律不严",
    "吃拿卡要",
    "把关不严",
    "谋取私利",
)
"""Said of any post they say nothing about this one."""

_WEAK: Final = (
    "加强|强化|提高|增强|严格|认真|自觉|进一步|切实|坚持|树立|牢固|不断|深入|完善|健全|规范|落实|做到|努力"
    "|注重|重视"
)
SLOGAN: Final = re.compile(rf"(?:{_WEAK})[^，。；、,;\n]{{0,12}}")
"""A weak verb with what hangs on it: 严格执行审批制度 names no act of anybody."""

WHO: Final = re.compile(
    r"由[^，。；]{1,16}(?:负责|办理|签|审|核|查|组织|实施)|双人|[两二三2-9]人以上|专人|[^，。；]{1,8}(?:处|科|室|小组|委员会|办公室|中心|处长|主任|科长)"
    r"(?:负责|审核|复核|审批|抽查|检查|牵头|监督)|分管(?:院|校)?领导|部门负责人|纪检(?:监察)?人员|审计"
)
WHEN: Final = re.compile(
    r"每(?:日|天|周|月|季度?|学期|年|次|笔|批|半年)|[一二三四五六七八九十\d]+\s*(?:个)?(?:工作日|日|天|小时|周|个月)(?:内|前|后)?|事前|事后|年底前|学期初|学期末"
    r"|当[日天]|定期|季末|月末|年初|节前|按[月季年周]"
)
CONCRETE: Final = re.compile(
    r"公示|公开|公布|复核|会签|双签|签字|签名|抽查|抽取|随机|回避|轮岗|交流任职|录像|录音|留痕|台账|登记|集体研究|集体讨论|集体决策|班子会|党委会|办公会"
    r"|招标|比选|比价|询价|报备|备案|分离|分设|分开|限额|上限|阈值|双人|盘点|对账|核对|审计|核查|抽样|回访|约谈|问卷|评审组|专家库|第三方|信息系统|网上办理|线上|权限"
    r"|封存|加密|封闭|编号|密码|监控|清单|流程图|细则|办法|述职|承诺书|三人|两人|[一二三四五六七八九十\d]+\s*(?:%|％|人|名|次|份|元|万元)|审批表|审批单"
)
