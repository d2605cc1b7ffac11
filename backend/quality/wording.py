"""The words the checks know, and how texts are compared by them.

They grow with use; every change is measured on tests/quality/labelled.py.
"""

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

COMMON_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "money": ("资金", "保证金", "经费", "款", "费用", "收费", "支付", "报销", "预算", "拨付", "票据", "账", "现金"),
    "procurement": ("采购", "招标", "投标", "中标", "开标", "供应商", "供货", "厂商", "询价", "比选", "评标", "回扣"),
    "personnel": ("人事", "任命", "考核", "聘", "录用", "用工", "考勤", "编制", "人员"),
    "assets": ("资产", "设备", "物资", "仓库", "库存", "器材", "耗材", "处置", "报废"),
    "experts": ("专家", "评委", "评审", "论证", "立项"),
    "records": ("信息", "档案", "文件", "资料", "数据", "台账", "泄露", "泄密", "保密"),
    "seal": ("印章", "用印", "公章", "合同", "协议"),
    "checks": ("验收", "检查", "审计", "监督"),
}
"""Work found in every office: it ties a row to a duty but never shows that a row belongs elsewhere."""

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "admissions": ("招生", "录取", "考生", "报考", "投档", "分数线", "生源"),
    "research": ("科研", "课题", "结题", "横向项目", "学术成果"),
    "construction": ("基建", "工程", "施工", "监理", "变更签证", "维修", "修缮", "工期"),
    "aid": ("奖学金", "助学金", "奖助", "资助", "困难补助", "困难学生", "助学贷款"),
    "teaching": ("教学", "教材", "教务", "课程", "课时", "排课", "授课", "任课"),
    "exams": ("考试", "成绩", "试卷", "试题", "命题", "监考", "阅卷", "学籍", "学分"),
    "students": ("辅导员", "学生干部", "评优", "综合测评", "违纪处分", "推优"),
    "housing": ("公寓", "宿舍", "床位", "宿管"),
    "catering": ("食堂", "食材", "伙食", "饭菜", "饮食"),
    "vehicles": ("车辆", "公车", "用车", "派车", "驾驶", "加油", "车队"),
    "medicine": ("药品", "药房", "处方", "病历", "医疗", "诊疗", "医保"),
    "security": ("门卫", "门禁", "治安", "消防", "保安", "巡逻", "安保"),
    "network": ("服务器", "网络", "软件", "数据库", "系统账号", "信息化"),
    "library": ("图书", "馆藏", "借阅", "书刊", "文献"),
    "publishing": ("版面", "稿件", "审稿", "来稿", "学报", "刊发"),
    "party": ("党费", "发展党员", "入党", "党员发展"),
    "cadres": ("选拔任用", "干部考察", "提拔", "任免", "干部档案"),
    "titles": ("职称", "师资", "人才引进", "招聘", "岗位聘任"),
    "greenery": ("绿化", "苗木", "花木", "园林"),
    "leasing": ("出租", "租金", "招租", "承租", "租赁", "门面"),
    "foreign": ("出国", "出境", "外事", "留学", "境外"),
    "cases": ("信访", "举报", "办案", "查处", "涉案"),
}
"""Work of particular offices: a row of a field that no duty and no power has may belong elsewhere."""

CONCEPTS: Final[Mapping[str, tuple[str, ...]]] = {**COMMON_FIELDS, **FIELDS}
"""A row and a duty in the same field belong together though they share no word."""

KEY_AREA_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cadre_management": ("干部管理", "干部", "选拔", "任用", "任免", "提拔", "推荐人选"),
    "personnel": ("人事管理", "人事", "招聘", "职称", "考核", "聘", "编制", "薪酬", "人才"),
    "finance": ("财务管理", "财务", "资金", "报销", "经费", "支付", "账", "款", "预算", "票据", "现金"),
    "fees": ("教育收费及其他收费", "收费", "票据", "学费", "缴费", "退费", "住宿费", "工本费", "费用"),
    "student_aid": ("奖助学金发放", "奖学金", "助学金", "奖助", "资助", "困难", "补助", "勤工", "助学"),
    "construction": ("基建（维修）项目", "基建", "工程", "维修", "施工", "监理", "造价", "竣工", "图纸"),
    "equipment_procurement": ("物资设备采购", "采购", "招标", "投标", "评标", "供应商", "供货", "设备", "物资", "验收"),
    "textbook_procurement": ("图书教材采购", "教材", "图书", "选用", "书商", "征订", "书目", "出版社"),
    "admissions": ("招生", "录取", "考生", "报考", "投档", "生源"),
    "research_funds": ("科研经费", "科研", "课题", "经费", "结题", "横向", "劳务费"),
    "logistics": ("后勤服务", "后勤", "食堂", "物业", "车辆", "维修", "水电", "绿化", "公寓", "宿舍", "承包"),
}
"""Key area (opinion.txt line 91) → its name, then words that show a risk is about it."""

BLANK: Final = frozenset(
    {"", "无", "暂无", "没有", "同上", "略", "不详", "待定", "待补充", "待填", "未填", "如上", "见上", "同前", "空"}
)
"""What people write into a cell they leave empty, without its punctuation."""

_VERBS: Final = (
    "加强|强化|提高|提升|增强|严格|严肃|认真|自觉|进一步|切实|坚持|坚定|坚决|树立|牢固|牢记|不断|深入|扎实|健全|完善|规范"
    "|落实|做到|做好|努力|注重|重视|高度|积极|主动|充分"
    "|全面|大力|着力|始终|时刻|务必|确保|保持|保证|推进|推动|促进|构建"
    "|建立|形成|营造|筑牢|筑起|防止|预防|防范|避免|杜绝"
    "|遏制|抵制|抵御|克服|接受|贯彻|执行|履行|遵守|恪守|带头|发挥|把握"
    "|维护|弘扬|践行|争做|争当|改进|转变|优化|加大|抓好|抓实|狠抓|堵塞|化解|敢于|勇于|善于|学习|教育|引导|开展|进行"
)
_NOUNS: Final = (
    "思想|意识|认识|觉悟|观念|理念|信念|理想|宗旨|党性|修养|素质|素养|能力|水平|本领|作风|纪律|规矩|制度|机制|体系|体制|规定"
    "|规章|法规|法律|政策|流程|程序|标准|要求|责任|责任心"
    "|责任感|使命|职责|主体责任|监督责任|一岗双责|履职|尽责|担当|作为"
    "|工作|业务|服务|管理|监管|监督|检查|制约|约束|力度"
    "|力量|廉洁|廉政|自律|从业|从政|勤政|奉公|守法|反腐|倡廉|拒腐|防变"
    "|腐败|风险|防线|防控|红线|底线|内控|漏洞|源头|警示|警钟"
    "|长鸣|道德|职业|操守|品德|师德|师风|政治|站位|立场|觉悟|党纪|国法"
    "|党规|党章|党风|风气|氛围|环境|局面|格局|形象|榜样"
    "|表率|模范|本色|原则|公平|公正|公开透明|透明|秉公|办事|依法|依规"
    "|按章|照章|以身作则|率先垂范|防微杜渐|慎独|慎微|自重"
    "|自省|自警|自励|清正|干净|干事|清白|做人|忠诚|老实|勤勉|敬业|爱岗"
    "|奉献|人民|群众|上级|精神|部署|决策|重要性|必要性"
    "|自觉性|主动性|积极性|针对性|有效性|实效|成效|效率|质量|目标|任务"
    "|思考|行动|言行|统一|到位|扎实|齐抓共管|层层|长效"
    "|常态|常抓不懈|求真务实|真抓实干|风清气正|权力|用权|本职|岗位|权利"
    "|自身|自己|自我|本人|全体|人人|人员|干部|党员|教师|职工"
    "|教职工|同志|领导|班子|单位|部门|学校|学院|工作人员|相关|有关|各项|各种|各类"
)
_PARTICLES: Final = (
    "的|地|得|了|和|与|及|以及|对|等|各|并|要|应|以|把|从|到|在|上|中|起|为|成|更|好|是|这|其|所|将|抓|增|强|严|实|牢"
)
_FAULTS: Final = (
    "存在|可能|可以|容易|会|易|发生|产生|出现|导致|造成|引发|影响|构成|方面|情况|情形|问题|现象|行为|失误|偏差|隐患|危险|不良"
    "|违规|违纪|违法|违反|违背|不廉洁|不规范|不正当|不正之风"
    "|不到位|不够|不足|不严|不强|不高|不实|不力|不深|不细|不公|不清|不当|不按"
    "|不能|不敢|不愿|不作为|乱作为|不重视|不认真|不严格"
    "|不坚定|不|没有|缺乏|缺失|缺少|淡薄|淡化|松懈|松散|放松|放任|动摇|滑坡"
    "|较大|较差|较低|一些|一定|有时|有|滥用|职权|职务"
    "|职务之便|职务便利|便利|利用|谋取|私利|利益|以权谋私|玩忽职守|失职|渎职"
    "|操作|把关|吃拿卡要|不严谨|差|弱|低|大|因|由于|受|个人"
    "|主观|日常|平时|廉政风险|失控|失范|世界观|人生观|价值观|诱惑"
)


def _words(*groups: str) -> re.Pattern[str]:
    """One pattern of all words, the longer before the shorter."""
    words = {word for group in groups for word in group.split("|")}
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


HOLLOW_MEASURE: Final = _words(_VERBS, _NOUNS, _PARTICLES)
"""What slogans are made of: verbs that promise, nouns of no office in particular."""
HOLLOW_FAULT: Final = _words(_VERBS, _NOUNS, _PARTICLES, _FAULTS)
"""Said of any post they say nothing about this one."""

WHO: Final = re.compile(
    r"由[^，。；]{1,16}(?:负责|办理|签|审|核|查|组织|实施)|双人|[两二三2-9]人以上|专人|[^，。；]{1,8}(?:处|科|室|小组|委员会|办公室|中心|处长|主任|科长)"
    r"(?:负责|审核|复核|审批|抽查|检查|牵头|监督)|分管(?:院|校)?领导|部门负责人|纪检(?:监察)?人员|审计"
)
WHEN: Final = re.compile(
    r"每(?:日|天|周|月|季度?|学期|年|次|笔|批|半年)|[一二三四五六七八九十\d]+\s*(?:个)?(?:工作日|日|天|小时|周|个月)(?:内|前|后)?"
    r"|事前|事后|年底前|学期初|学期末"
    r"|当[日天]|定期|季末|月末|年初|节前|按[月季年周]"
)

LIKE = 0.15
"""Share of a power's pairs of characters that a text must take up to count as being about it."""
MORPHEMES = 0.6
"""Share of the single characters of a power's name from which a text is about it."""
HOLLOW = 2 / 3
"""Share of words of no office in particular from which a text says nothing."""
_MARKS = re.compile(r"[\W\d_]+")
_STOP = frozenset(
    {"工作", "负责", "进行", "有关", "相关", "重要", "重大", "做好", "开展"}
    | {"本科", "科室", "部门", "单位", "情况", "及其", "以及", "各项", "事项"}
    | {"管理", "组织", "学校", "学院", "学生", "教师", "人员", "办理", "审核", "审批", "安排", "确定", "提出"}
)
"""Pairs that every sheet has; sharing them says nothing."""


COPY_LENGTH: Final = 12
"""Letters from which on the same wording is a copy and no coincidence."""


def normalized(text: str) -> str:
    """Letters and characters only, so that punctuation, digits and spaces make no difference."""
    return _MARKS.sub("", text)


def digest(name: str, manifestation: str) -> str | None:
    """Fingerprint of what a row says about its risk; None for too little to be anybody's own."""
    plain = normalized(f"{name} {manifestation}")
    if len(plain) < COPY_LENGTH:
        return None
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


BANDS: Final = 16
IN_BAND: Final = 3
"""Two texts with three fifths of their pairs of characters in common share a band with 98 %, texts of their own, which
have less than a tenth, with 2 % (minhash; Broder 1997): so the few that may be copies are found by an index."""
_MERSENNE: Final = (1 << 61) - 1
_STEPS: Final = tuple(
    (
        int.from_bytes(hashlib.blake2b(f"{number}a".encode(), digest_size=7).digest()) | 1,
        int.from_bytes(hashlib.blake2b(f"{number}b".encode(), digest_size=7).digest()),
    )
    for number in range(BANDS * IN_BAND)
)


def bands(name: str, manifestation: str) -> tuple[str, ...]:
    """Marks of what a row says, of which near copies share at least one; none for too little to be anybody's own."""
    text = f"{name} {manifestation}"
    if len(normalized(text)) < COPY_LENGTH:
        return ()
    pairs = [_number(pair) for pair in sorted(grams(text, 2))]
    least = [min((step * pair + start) % _MERSENNE for pair in pairs) for step, start in _STEPS]
    found = (least[at : at + IN_BAND] for at in range(0, len(least), IN_BAND))
    return tuple(f"{at:x}-{zlib.crc32(repr(one).encode()):08x}" for at, one in enumerate(found))


@lru_cache(maxsize=20_000)
def _number(pair: str) -> int:
    return int.from_bytes(hashlib.blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=7).digest())


def grams(text: str, size: int) -> set[str]:
    """All runs of `size` characters, marks left out."""
    plain = normalized(text)
    return {plain[at : at + size] for at in range(len(plain) - size + 1)}


def _pairs(text: str) -> set[str]:
    return grams(text, 2) - _STOP


def concepts(text: str) -> set[str]:
    """The fields of work a text speaks of."""
    return {name for name, words in CONCEPTS.items() if has_any(text, words)}


def has_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words is in the text."""
    return any(word in text for word in words)


def likeness(text: str, topic: str) -> float:
    """The share of the topic's pairs of characters that the text has too."""
    wanted = _pairs(topic)
    return len(wanted & _pairs(text)) / len(wanted) if wanted else 0.0


def is_about(text: str, topic: str) -> bool:
    """Whether `text` speaks of `topic`: shared wording, or words of the same field (保证金 and 资金)."""
    return likeness(text, topic) >= LIKE or bool(concepts(topic) & concepts(text))


def is_plainly_about(text: str, topic: str) -> bool:
    """The same, but a field that every office has is not enough: money would tie any payment to the fees."""
    return likeness(text, topic) >= LIKE or bool(concepts(topic) & concepts(text) & FIELDS.keys())


def touches(text: str, topic: str) -> bool:
    """Whether `text` has anything at all in common with `topic`."""
    return likeness(text, topic) > 0 or bool(concepts(topic) & concepts(text))


def touches_name(text: str, name: str) -> bool:
    """Whether `text` has a pair of the name's characters, or most of them apart: 修车 and 维修厂."""
    single = set(normalized(name))
    return likeness(text, name) > 0 or len(single & set(text)) >= MORPHEMES * len(single) > 0


def is_blank(text: str) -> bool:
    """Whether a cell is empty, or holds what people write instead of leaving it empty."""
    return normalized(text) in BLANK


def is_hollow(text: str, words: re.Pattern[str]) -> bool:
    """Whether most of a text is made of `words`."""
    plain = normalized(text)
    return len(words.sub("", plain)) <= (1 - HOLLOW) * len(plain)


def is_slogan(measures: str) -> bool:
    """Whether the measures are made of words that promise, and do not say both who and when."""
    return is_hollow(measures, HOLLOW_MEASURE) and not (WHO.search(measures) and WHEN.search(measures))
