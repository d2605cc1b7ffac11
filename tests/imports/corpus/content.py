"""What invented departments of an invented college wrote into their forms: texts with the traps of real ones."""

from typing import NamedTuple

from backend.imports.rules import FormKind
from backend.organization.rules import RiskLevel

HIGH, MEDIUM, LOW = RiskLevel.high, RiskLevel.medium, RiskLevel.low


class Risk(NamedTuple):
    """A row of 附件二 or 附件三; several duties stand a line each."""

    duty: str
    point: str
    manifestation: str
    causes: str
    level: RiskLevel | None
    measures: str
    remark: str = ""


class Power(NamedTuple):
    """A row of 附件一."""

    name: str
    content: str
    handling_body: str
    basis: str


class Check(NamedTuple):
    """A row of 讲义附件1 or 附件2."""

    subject: str
    duties: tuple[str, ...]
    powers: tuple[str, ...]
    risks: tuple[str, ...]


class Expected(NamedTuple):
    """One form as its writer meant it."""

    kind: FormKind
    rows: tuple[Risk | Power | Check, ...]
    department: str = ""
    person: str = ""
    head: str = ""
    filled_on: str = ""
    post: str = ""


class Case(NamedTuple):
    """A filled file. `codes` are the doubts and errors the reader has to raise about it, no more and no fewer."""

    name: str
    data: bytes
    forms: tuple[Expected, ...]
    codes: frozenset[str] = frozenset()


TEACHING = (
    Risk(
        "组织各类考试",
        "试题泄密",
        "命题、印制、保管环节有3名以上人员接触试卷，借机泄露给熟人",
        "监管缺失",
        HIGH,
        "试卷实行双人双锁，2026.9.1起启用电子领用登记",
        "已列入重点",
    ),
    Risk(
        "组织各类考试",
        "违规改动成绩",
        "接受请托，越权修改教务系统中的成绩",
        "制度缺陷及漏洞",
        HIGH,
        "改动须经任课教师、系主任、教务处三方签字，系统留痕",
    ),
    Risk(
        "教材选用与征订",
        "教材回扣",
        "收受书商给予的5000元以上折扣或礼品",
        "外部环境影响",
        MEDIUM,
        "教材选用按第2、3条程序集体讨论，结果公示5个工作日",
    ),
    Risk(
        "学籍管理",
        "违规办理转专业",
        "不按条件照顾亲友子女转入热门专业",
        "个人自律不严",
        LOW,
        "转专业名单在校园网公示，接受监督",
    ),
)
LOGISTICS = (
    Risk(
        "校园零星维修",
        "化整为零规避招标",
        "把8.5万元的工程拆成几项，单项控制在5万元以下",
        "制度执行不力",
        HIGH,
        "每季度核对同一地点的维修单，发现拆分即通报",
    ),
    Risk(
        "校园零星维修",
        "工程量签证不实",
        "现场不核量，事后补签",
        "监管缺失",
        MEDIUM,
        "签证须2人到场并附照片",
    ),
    Risk(
        "食堂物资采购",
        "供应商入围不公",
        "评分标准按1:3的比例向个别供应商倾斜",
        "外部环境影响",
        HIGH,
        "每年公开征集1次，评分表当场封存",
    ),
    Risk(
        "公有住房管理",
        "周转房分配优亲厚友",
        "不按排队次序分配，搞“一支笔”审批",
        "个人自律不严",
        LOW,
        "排队名单每月公布",
    ),
)
FINANCE = (
    Risk(
        "学费收缴",
        "坐收坐支",
        "现金收费不开票据，不及时上缴，形成“小金库”",
        "监管缺失",
        HIGH,
        "全部改为线上缴费，每日17:30前对账",
    ),
    Risk(
        "经费报销审核",
        "审核把关不严",
        "对虚假发票、超标准接待费予以报销",
        "业务素质不高",
        MEDIUM,
        "票据实行系统验真，每月抽查不少于10%",
    ),
    Risk(
        "经费报销审核",
        "拖延支付",
        "以各种理由拖延付款，谋取好处",
        "个人自律不严",
        LOW,
        "3个工作日内办结，超期自动提醒",
    ),
)
PERSONNEL = (
    Risk(
        "人员招聘",
        "设置倾向性条件",
        "为特定人员量身定做招聘条件",
        "制度缺陷及漏洞",
        HIGH,
        "招聘条件经教授委员会审议并公开",
    ),
    Risk(
        "人员招聘",
        "考官人情分",
        "面试打分时照顾熟人，分差超过15分不说明",
        "个人自律不严",
        MEDIUM,
        "考官随机抽取，去掉最高分和最低分",
    ),
    Risk(
        "职称评聘",
        "泄露评审信息",
        "会前向参评人透露专家名单",
        "监管缺失",
        LOW,
        "名单开会前1小时抽取并封存",
    ),
)
POWERS = (
    Power(
        "物资设备采购",
        "5万元以下设备的询价采购；5万元以上报学院招标办",
        "资产设备科",
        "《海州职业技术学院采购管理办法》第六条",
    ),
    Power("房屋出租审批", "门面房、场地出租的立项与合同审核", "资产管理科", "学院办公会纪要〔2025〕12号"),
    Power("固定资产处置", "报废、调拨单价1.5万元以上资产", "资产设备科", "财政部门有关规定"),
)
CHECKS = (
    Check(
        "采购员",
        (
            "编制采购计划，送科长审核",
            "组织5000元以上物资的询价",
            "参加验收并登记入库",
        ),
        ("询价权", "供应商推荐权"),
        (
            "接受供应商宴请，泄露3家报价",
            "以次充好，验收走过场",
            "拆分订单，规避第2、3条规定的招标",
        ),
    ),
    Check(
        "招生干事",
        ("发布招生计划", "整理录取名册"),
        ("录取名册初核",),
        ("提前泄露录取分数", "向考生家长收取1.5万元“保录费”"),
    ),
    Check(
        "资助管理员",
        ("受理助学金申请", "公示受助名单", "按时发放助学金"),
        ("受助资格初审",),
        ("优亲厚友，照顾不符合条件的学生", "截留、挪用助学金"),
    ),
    Check(
        "实验室主任",
        ("管理实验耗材", "安排实验室使用"),
        ("耗材申领审批", "设备外借审批"),
        ("虚报耗材数量", "设备私自外借收费"),
    ),
)
SECTIONS = (
    Check(
        "招生科",
        ("拟定招生计划", "组织单独招生考试"),
        ("考场安排权", "录取初审权"),
        ("考务人员泄露试题", "录取中打招呼、递条子"),
    ),
    Check("就业科", ("推荐毕业生就业",), ("推荐名额分配",), ("推荐名额分配不公，收受用人单位礼金",)),
)

Risks = tuple[Risk, ...]
