"""What the demo college's sheets say: typical risks of the key areas, written for this product.

Each line: 职责 | 风险点 | 表现形式 | 原因分析 | 防控措施 | likelihood | consequence | cause kind | category.
"""

from dataclasses import dataclass

from backend.organization.rules import KeyArea
from backend.risks.rules import CauseKind, Consequence, Likelihood, RiskCategory


@dataclass(frozen=True)
class Sample:
    """One risk point as a sheet would have it."""

    duty: str
    name: str
    manifestation: str
    causes: str
    measures: str
    likelihood: Likelihood
    consequence: Consequence
    cause: CauseKind
    category: RiskCategory


TEXT: dict[KeyArea, str] = {
    KeyArea.equipment_procurement: """
负责采购需求论证与采购方案编制|采购需求设置倾向性条款|在技术参数中写入特定品牌的专有指标，排斥其他供应商|需求论证缺少使用部门与专家共同参与|需求论证由三名以上专家签字，技术参数公示三个工作日，采购岗每月留存公示截图|elevated|crime|weak_supervision|process
组织供应商资格审查|资格审查流于形式|对供应商业绩、资质材料不作核验，或与供应商私下接触|制度缺少核验标准与留痕要求|建立核验清单，两人核验并签字，核验记录随合同归档|elevated|discipline|rule_defect|institution
合同签订与履约验收|验收把关不严|未按清单逐项验收即签字付款|验收由经办人一人完成，监督不到位|验收由使用、资产、财务三方在场，逐项拍照，财务处凭验收单付款|elevated|discipline|weak_supervision|process""",
    KeyArea.textbook_procurement: """
组织教材选用|教材选用收受回扣|受出版发行单位请托，选用质量不高或折扣不实的教材|选用决定权集中，缺少教研室集体讨论|教研室集体讨论并留会议记录，选用结果在校内公示五个工作日|small|crime|external|environment
教材征订与结算|征订数量与实际不符|虚报征订册数，差额部分未退款|征订数与选课人数未核对|每学期由教务、财务两处核对选课人数与结算册数，差额书面说明|elevated|discipline|rule_defect|process""",
    KeyArea.finance: """
经费审批与报销审核|报销审核把关不严|对要素不全、事由不清的票据予以报销|审核标准不统一，碍于情面|执行报销清单，退单原因逐笔登记，每季度抽查百分之五并通报|high|discipline|self_discipline|duty
保管印鉴与网银密钥|印鉴密钥一人保管|一人同时保管两枚以上印鉴或密钥，可自行办理付款|岗位设置未分离|印鉴、密钥分人保管，付款双人复核，每日由科长核对流水|small|crime|rule_defect|institution
编制预算与调整|预算调整随意|未经集体研究调整项目预算，照顾特定部门|调整权限与程序规定不明|预算调整提交院长办公会研究，调整明细每季度公开|elevated|discipline|rule_defect|institution""",
    KeyArea.admissions: """
制定招生计划与录取方案|录取名单人为干预|在递补、调剂环节受请托优先录取特定考生|递补规则不公开，监督人员不在场|递补规则事先公布，录取现场由监督人员全程参加并签字|small|crime|external|process
招生宣传与咨询|违规承诺|以录取、减免为名向考生家长收取费用|宣传人员聘用与管理不严|宣传人员统一培训并签订承诺书，公布监督电话|small|internal|competence|ethics""",
    KeyArea.personnel: """
组织人员招聘|招聘条件量身定做|为特定人员设置学历、专业、经历条件|条件由个别人拟定，未经论证|招聘条件经用人部门、人事、监督三方会签，公告不少于七个工作日|small|crime|weak_supervision|process
组织职称评审|评审打招呼|向评委透露名单或说情，影响评审结果|评委名单保密措施不足|评委从库中随机抽取，评审前一天通知，监督人员在场|elevated|discipline|external|environment
考勤与薪酬核算|薪酬核算差错|多发、重发津补贴未及时发现|核算依据多部门分散提供|每月由两人交叉核对，差错次月公示更正|small|internal|competence|duty""",
    KeyArea.cadre_management: """
干部选拔任用工作|考察材料不实|考察谈话范围过窄，材料隐去负面意见|考察人员责任不清|考察谈话不少于规定人数，原始记录归档，考察组两人以上签字|small|discipline|self_discipline|duty
干部监督|提醒谈话不及时|发现苗头性问题未按规定提醒|好人主义，制度落实不到位|每季度梳理一次，提醒谈话记录报纪委办备案|elevated|discipline|self_discipline|ethics""",
    KeyArea.student_aid: """
奖助学金评定|评定不公开|班级评议走过场，名单由个别人确定|评议小组组成不合规|评议小组学生代表不少于一半，名单公示五个工作日|high|discipline|weak_supervision|process
资助资金发放|截留挪用资助款|发放到非本人账户或代领后不转交|代领缺少复核|资金一律发放至本人账户，学生处每学期回访百分之十|small|crime|rule_defect|institution""",
    KeyArea.construction: """
维修项目立项与发包|拆分项目规避招标|把应招标的项目拆成若干小额项目直接发包|小额项目审批无人汇总|年度维修计划统一编制，资产处按月汇总同类项目并公示|elevated|crime|rule_defect|institution
现场签证与变更|签证变更不实|虚增工程量，先施工后补签证|监理与管理人员不在场|签证当日三方签字并附照片，累计变更超过百分之十提交院长办公会|elevated|crime|weak_supervision|process
竣工结算审核|结算审核走过场|对送审资料不核对现场即确认|审核人员力量不足|结算由第三方审计，审计结果与付款挂钩|elevated|discipline|competence|process""",
    KeyArea.research_funds: """
科研经费使用管理|经费套取|以虚假合同、虚列劳务费套取科研经费|负责人自由支配空间较大|劳务费发放到本人账户，大额外协提交学术委员会论证|elevated|crime|self_discipline|ethics
项目评审与推荐|推荐不公|因人情推荐不符合条件的项目|推荐标准不明确|推荐标准事先公布，评分表归档可查|small|internal|external|environment""",
    KeyArea.fees: """
收费项目管理|超标准收费|自立项目或提高标准收取费用|收费公示不到位|收费项目与标准在校门口和网站公示，财务处每学期检查一次|small|discipline|rule_defect|institution
票据管理|收费不开票|现金收费不开票、不入账|现场收费点多，监督不到位|取消现金收费，统一线上缴费并自动开票|small|internal|weak_supervision|process""",
    KeyArea.logistics: """
食堂物资采购|采购以次充好|验收不过秤，质量与合同不符|固定供应商多年未换|每日两人验收过秤并公示，供应商每年重新比选|elevated|discipline|external|process
场地租赁管理|低价出租|未经评估把场地出租给关系人|租赁程序缺少公开比价|租赁一律公开招租，合同报资产处备案|elevated|crime|rule_defect|institution""",
}
GENERAL = {
    "综合事务岗": """
公文印章与会务接待|接待费用不实|虚列用餐人数、场次报销公务接待费|接待清单由一人填报，无人核对|每次接待当日由经办人、陪同人两人签字，财务处凭清单报销|small|internal|weak_supervision|process
保管办公用品|办公用品公物私用|领用数量与实际需要不符，多领部分带回家使用|领用登记不全|每月末由两人盘点库存，领用明细在部门公示|small|internal|self_discipline|ethics""",
    "业务办理岗": """
受理服务对象申请|吃拿卡要|办理事项时暗示好处，故意拖延|办事时限不公开|公开办事指南和时限，超时自动提醒科室负责人|small|internal|self_discipline|ethics
初审申报材料|初审把关不严|对缺少要件的申请先行受理，事后补交|要件清单没有公布|受理当日对照清单逐项勾选，科室负责人每周抽查十份|small|internal|rule_defect|process""",
    "档案资料岗": """
保管业务档案|泄露内部信息|私自向他人提供学生、人事信息|权限管理粗放|按岗位授权查询，查询留痕，离岗当日收回权限|small|internal|weak_supervision|institution
办理借阅与归档|擅自更改归档材料|应他人要求抽换、补写已经归档的页面|归档之后无人复核页码和目录|归档时两人核对目录并签字，每学期末由科长抽查二十卷|small|internal|rule_defect|process""",
    "专任教师岗": """
参加教学与学生管理|成绩评定不公|因人情改动平时成绩或考试成绩|成绩修改缺少复核|成绩修改须经教研室主任签字，教务处每学期抽查|elevated|discipline|self_discipline|duty
指导学生竞赛与毕业设计|收受学生礼品礼金|在竞赛选拔、毕业答辩前后接受学生或家长的礼品|师德教育多、提醒少|每学期开学时签订师德承诺书，系里每年向毕业生匿名问卷一次|small|internal|self_discipline|ethics""",
}
HEADS = """
主持部门日常工作|部门事项一人说了算|经费使用、评优推荐由负责人一人决定|部门议事规则不健全|经费和评优事项每月提交部门会议讨论，会议记录由专人存档并在部门公开|elevated|discipline|rule_defect|duty
管理部门工作人员|考核评优讲人情|年度考核照顾关系近的人员|考核标准没有量化|考核指标年初公布，结果在部门内公示五个工作日|elevated|discipline|self_discipline|ethics"""
UNITS = """
管理部门经费和物资|部门经费使用不公开|劳务、会议、差旅费由少数人掌握，部门人员不知情|内部公开制度没有建立|每季度在部门会议通报经费明细，通报材料由综合岗存档|small|internal|rule_defect|institution
办理部门职责范围内的审批|审批凭经验|同类申请结果不一，缺少成文标准|业务标准散见于多份文件|每年九月修订办事标准并上网公布，负责人每月抽查五件|small|discipline|rule_defect|process"""
AREAS_OF_UNITS: dict[KeyArea, str] = {
    KeyArea.equipment_procurement: """
统筹全院物资设备采购|化整为零规避招标|把同类设备分批申报，每批都低于招标限额|各部门计划分散，年初没有汇总|资产处每年三月汇总采购计划，同类设备合并立项，每季度公布执行情况|elevated|crime|rule_defect|process""",
    KeyArea.textbook_procurement: """
管理教材与图书选购|选用程序倒置|先定书目，后补教研室讨论记录|学期末时间紧，审核环节压缩|每学期第十周前收齐讨论记录，缺记录的书目不予征订|elevated|discipline|rule_defect|process""",
    KeyArea.finance: """
管理学院资金收支|大额付款未经集体审批|超出限额的付款分拆成几笔，由一人批准|付款系统没有限额控制|系统设置限额，超限额的凭院长办公会纪要支付，每月由审计抽查|small|crime|rule_defect|institution""",
    KeyArea.fees: """
管理全院各项收费|收费减免缺少依据|凭口头意见减免学费、住宿费|减免权限与程序没有成文|减免一律凭审批表办理，减免名单每学期公示|small|discipline|rule_defect|institution""",
    KeyArea.admissions: """
组织招生录取|加分材料核验不严|对考生的证书、获奖材料不核对原件即予加分|核验人手不足|两人核对原件并留存复印件，加分名单在录取前公示七天|small|crime|weak_supervision|process""",
    KeyArea.personnel: """
管理人才引进与聘用|引进待遇因人而异|同等条件给予不同的安家费和岗位|待遇标准弹性过大|待遇标准每年一月公布，逐人提交人事工作会议审定|small|crime|rule_defect|institution""",
    KeyArea.cadre_management: """
组织干部考核与任免|动议酝酿范围过小|由个别人提出人选后直接进入考察|动议环节记录不全|动议会议由三人以上参加，全程记录，三日内归档|small|discipline|rule_defect|process""",
    KeyArea.student_aid: """
管理学生资助工作|资助名额分配不公|名额向个别班级倾斜，不按困难学生人数分配|分配办法没有公开|名额按认定的困难学生人数计算，分配表每年十月公示五天|elevated|discipline|rule_defect|process""",
    KeyArea.construction: """
管理校园基建与维修工程|应急维修长期指定一家|应急维修长期交给同一施工单位，不再比选|应急项目认定标准不清|应急维修三日内补报备案，每年重新比选施工单位|elevated|crime|weak_supervision|process""",
    KeyArea.research_funds: """
管理科研项目与经费|结题审核走过场|对未完成指标的课题照样出具结题意见|结题材料只作形式审查|结题前由两名校外专家函评，意见书归档，每年公布结题名单|elevated|discipline|competence|process""",
    KeyArea.logistics: """
监管食堂与校园服务|对外包单位监管缺位|餐饮外包单位降低食材标准，检查记录事后补写|检查人员与外包单位长期相熟|每周由两个部门不定时联合检查，当场拍照上传，检查人每学期轮换|elevated|discipline|external|process""",
}
LEADERSHIP = """
主持重要事项决策|重大决策未经集体研究|以个人意见代替集体决定，临时动议|议事规则执行不严|重大事项先论证后上会，会议记录完整，末位表态|small|crime|self_discipline|power_use
分管项目安排与资金使用|插手项目与资金|向分管部门授意特定单位承接项目|权力集中，监督滞后|不直接分管的事项不过问，过问登记制度按季度公示|elevated|crime|external|power_use"""


def _parse(text: str) -> tuple[Sample, ...]:
    return tuple(_sample(*line.split("|")) for line in text.strip().splitlines())


def _sample(
    duty: str,
    name: str,
    manifestation: str,
    causes: str,
    measures: str,
    likelihood: str,
    consequence: str,
    cause: str,
    category: str,
) -> Sample:
    factors = (Likelihood(likelihood), Consequence(consequence), CauseKind(cause), RiskCategory(category))
    return Sample(duty, name, manifestation, causes, measures, *factors)


BY_AREA: dict[KeyArea, tuple[Sample, ...]] = {area: _parse(text) for area, text in TEXT.items()}
FOR_GENERAL: dict[str, tuple[Sample, ...]] = {post: _parse(text) for post, text in GENERAL.items()}
FOR_HEADS, FOR_UNITS = _parse(HEADS), _parse(UNITS)
AREAS: dict[KeyArea, tuple[Sample, ...]] = {area: _parse(text) for area, text in AREAS_OF_UNITS.items()}
"""What a unit answers for in a key area: not what its posts say, in other words."""
FOR_LEADERSHIP = _parse(LEADERSHIP)


@dataclass(frozen=True)
class Flow:
    """A power with its steps: `name|handler|limit|phase|flags` (k key, d discretion, i interference, ? decision)."""

    unit: str
    department: str
    name: str
    content: str
    basis: str
    area: KeyArea
    steps: str


FLOWS = (
    Flow(
        "ZCC",
        "资产处",
        "货物采购",
        "组织全院货物、设备的采购",
        "《中华人民共和国政府采购法》；学院采购管理办法（演示）",
        KeyArea.equipment_procurement,
        """
提出采购申请|使用部门|即时|execution|
需求论证|使用部门|5个工作日|decision|kd
预算审核|财务处|3个工作日|supervision|k
是否达到招标限额|资产处||decision|?
校内询价比选|资产处|7个工作日|execution|kdi
委托公开招标|招标代理|30日|execution|i
结果公示|资产处|3个工作日|supervision|k
签订合同|资产处|5个工作日|execution|
履约验收|资产处、使用部门|7个工作日|supervision|k""",
    ),
    Flow(
        "JWC",
        "教务处",
        "教材选用",
        "组织各系选用教材并统一征订",
        "教材管理办法（演示）",
        KeyArea.textbook_procurement,
        """
教研室推荐|教研室|5个工作日|execution|k
系部审核|系部|3个工作日|decision|
教务处汇总|教务处|3个工作日|execution|
校内公示|教务处|5个工作日|supervision|k
统一征订|教务处|10个工作日|execution|i
到货验收与结算|教务处、财务处|5个工作日|supervision|k""",
    ),
    Flow(
        "CWC",
        "财务处",
        "经费报销",
        "审核并支付各部门报销",
        "财务报销管理规定（演示）",
        KeyArea.finance,
        """
提交报销单|经办人|即时|execution|
部门负责人审批|部门负责人|2个工作日|decision|d
财务审核|财务处|3个工作日|supervision|k
分管领导审批|分管领导|2个工作日|decision|k
出纳付款|财务处|2个工作日|execution|k""",
    ),
    Flow(
        "RSC",
        "人事处",
        "人员招聘",
        "组织教职工公开招聘",
        "事业单位公开招聘规定；学院招聘办法（演示）",
        KeyArea.personnel,
        """
提出用人计划|用人部门|每年3月|execution|
条件论证与会签|人事处|5个工作日|decision|kd
发布公告|人事处|不少于7个工作日|execution|
资格审查|人事处|5个工作日|supervision|ki
考试考核|考核小组|1日|execution|ki
集体研究确定|院党委会|即时|decision|k
公示聘用|人事处|7个工作日|supervision|""",
    ),
    Flow(
        "XSC",
        "学生工作处",
        "奖助学金评定",
        "组织国家奖助学金和校内奖学金评定",
        "学生资助管理办法（演示）",
        KeyArea.student_aid,
        """
学生申请|学生|10日|execution|
班级评议|评议小组|5个工作日|decision|kdi
系部审核公示|系部|5个工作日|supervision|k
学生工作处复核|学生工作处|3个工作日|supervision|
资金发放|财务处|5个工作日|execution|k""",
    ),
    Flow(
        "HQC",
        "后勤基建处",
        "维修项目发包",
        "校内维修项目的立项、发包与验收",
        "维修项目管理办法（演示）",
        KeyArea.construction,
        """
报修与立项|使用部门|3个工作日|execution|
预算评审|后勤基建处|5个工作日|decision|k
是否达到招标限额|后勤基建处||decision|?
校内比选|后勤基建处|7个工作日|execution|kdi
公开招标|招标代理|30日|execution|i
现场管理与签证|后勤基建处|按合同|execution|kdi
竣工验收|后勤基建处、监理|5个工作日|supervision|k
结算审计|审计|15个工作日|supervision|k""",
    ),
)

AT_STEP = {
    "采购需求设置倾向性条款": "需求论证",
    "资格审查流于形式": "校内询价比选",
    "验收把关不严": "履约验收",
    "教材选用收受回扣": "教研室推荐",
    "征订数量与实际不符": "到货验收与结算",
    "报销审核把关不严": "财务审核",
    "印鉴密钥一人保管": "出纳付款",
    "招聘条件量身定做": "条件论证与会签",
    "评定不公开": "班级评议",
    "截留挪用资助款": "资金发放",
    "拆分项目规避招标": "是否达到招标限额",
    "签证变更不实": "现场管理与签证",
    "结算审核走过场": "结算审计",
    "化整为零规避招标": "是否达到招标限额",
    "选用程序倒置": "系部审核",
    "大额付款未经集体审批": "出纳付款",
    "引进待遇因人而异": "集体研究确定",
    "资助名额分配不公": "学生工作处复核",
    "应急维修长期指定一家": "校内比选",
}
"""Where in a flow a risk arises: name of the risk → name of the step."""
