"""Sample risks written for this product: three for each of the eleven key areas and for each tier of posts.

A sample is a beginning, not a result: whoever adopts one puts his own post's facts into it.
Each line: 风险点 | 表现形式 | 部位和环节 | 职责 | 原因分析 | 防控措施 | cause kind | aspect | one of the three
kinds | particulars below it.
"""

from typing import Any, NamedTuple

from backend.organization.rules import KeyArea, PositionTier
from backend.risks.rules import SCHEMES, CategoryScheme, CauseKind, RiskCategory

AREAS: dict[KeyArea, str] = {
    KeyArea.cadre_management: """
民主推荐范围和方式随意变动|为使特定人选入围，临时调整参加推荐的人员范围或推荐方式|动议与民主推荐环节|组织干部推荐考察|推荐范围由经办人口头通知，没有事先备案|推荐方案由组织部门会前三个工作日报分管领导审批并留存签名，推荐票由两人当场计票|weak_supervision|process|process|opaque,weak_supervision
泄露干部考察和讨论情况|向被考察人透露谈话内容、票数或会议讨论意见|考察与讨论决定环节|整理考察材料|经办人保密意识不强，材料流转没有登记|考察组成员签订保密承诺，考察材料由专人登记流转，每次会议后当天收回并归档|self_discipline|ethics|duty|code_breach
个人有关事项核查走过场|对填报不一致的事项不核实、不函询即同意提拔|任前审核环节|核查干部个人有关事项|查核力量不足，怕得罪人|拟提拔人选逐人查核，不一致的由组织部门五个工作日内函询并书面记录结论，纪委会签|competence|duty|duty|inaction""",
    KeyArea.personnel: """
招聘笔试面试试题外泄|命题人员在考前向特定应聘者透露试题或评分要点|命题与考务环节|组织公开招聘|命题与考务由同一人办理，保密措施不严|命题组考前一天集中封闭命题，试题由人事、纪检两人封存，开考时当众拆封并录像|weak_supervision|power_use|process|unclear_division,weak_supervision
考核等次照顾安排|不按考核结果，以轮流或平衡的方式确定优秀等次|年度考核环节|组织年度考核|考核指标笼统，评分记录不公开|考核评分表逐项量化，部门评议后在本部门公开三个工作日，人事处抽查一成原始评分|rule_defect|institution|institution|impractical
人事档案材料随意增删|应当事人请托补入或抽走档案材料，影响任职和待遇审核|档案收集与查借阅环节|管理人事档案|查借阅登记不全，单人即可入库|档案入库和调阅两人到场并登记，人事处每学期对新增材料按目录核对一次|weak_supervision|process|process|weak_supervision""",
    KeyArea.finance: """
大额支付越权审批|把一笔支出拆成若干笔，使每笔都低于集体审批的额度|支出审批环节|审批和支付经费|系统只校验单笔金额，没有累计控制|财务系统按同一收款人当月累计金额触发集体审批，会计科每月导出拆分疑点清单交处长复核|rule_defect|power_use|institution|loopholes,bent
往来款项长期挂账不清理|暂付款、保证金超期不催收，形成被占用或私下核销|往来款核算环节|核算往来款项|没有清理时限，经办人更换后无人负责|往来款逾期三个月由会计科书面催收，半年未结的列入清单报院长办公会，离岗交接附往来款明细|weak_supervision|duty|duty|inaction,dereliction
银行账户和存款选择不透明|因个人关系把资金存放到特定银行，收受好处|资金存放决策环节|管理银行账户|存放银行由少数人商定，没有评分比较|资金存放每三年公开比选一次，评分表由财务、审计、纪检三方签字，结果在校内公告五个工作日|external|environment|process|opaque,wide_discretion""",
    KeyArea.fees: """
擅自减免或缓缴费用|对不符合条件的学生减免住宿费、培训费，换取人情|减免审核环节|审核学费减免和缓缴|减免条件写得笼统，由经办人裁量|减免逐项列出条件和所需材料，学生处与财务处分别审核，名单每学期公示五个工作日|rule_defect|power_use|process|wide_discretion
培训合作收入体外循环|与合作单位约定由对方代收费用，收入不进学校账户|合作办学收费环节|管理培训收费|合同由业务部门单独签订，财务不掌握|凡收费的合作合同先经财务处会签收款账户，财务处每季度按合同台账核对到账并书面反馈|weak_supervision|process|process|loose_joints,weak_supervision
收费票据领用核销脱节|领用票据不及时核销，跨期使用或出借票据|票据领用核销环节|管理收费票据|领用台账与核销由一人登记|票据由一人保管、另一人核销，旧票未核销不得领新票，财务科每月末盘点并两人签字|rule_defect|institution|institution|unchecked""",
    KeyArea.student_aid: """
困难认定凭印象打分|对家庭经济状况不核实，按关系亲疏确定困难等级|困难认定环节|组织家庭经济困难认定|佐证材料要求不明，评议时只看个人陈述|认定由班级评议小组按佐证清单打分，学院每批抽一成电话回访，存疑的五日内复核|rule_defect|duty|process|unclear_flow,wide_discretion
勤工助学岗位安排不公|把报酬高、强度低的岗位留给学生干部或熟人|岗位发布与选用环节|安排勤工助学岗位|岗位不统一发布，用人部门自行确定|岗位全部在校内平台发布三个工作日以上，选用名单注明理由，资助中心每月核对考勤与报酬|weak_supervision|process|process|opaque
代管学生银行卡和密码|以方便发放为由收取学生银行卡，代取奖助学金|发放环节|发放奖助学金|工作习惯不规范，学生不知道举报渠道|禁止收存学生银行卡，发放后三日内短信告知本人金额，资助中心每学期匿名问卷一次|self_discipline|ethics|duty|private_gain""",
    KeyArea.construction: """
招标控制价和标底外泄|在开标前向特定投标人透露控制价或评标办法细节|招标准备环节|编制招标文件|控制价经手人员多，没有保密登记|控制价由造价单位密封送达，启封前只有两名指定人员知悉并签字，开标现场由纪检人员监督启封|self_discipline|power_use|duty|private_gain
材料设备品牌认价随意|施工中认质认价不询价，按施工方报价确认|材料认价环节|组织材料认质认价|没有认价程序，时间紧时口头确认|认价由基建、审计、使用部门三方询价不少于三家并留存记录，单价五万元以上的报分管领导审批|rule_defect|process|process|unclear_flow,wide_discretion
质量保修金提前退还|保修期未满或问题未整改即同意退还保修金|保修与付款环节|办理工程保修和付款|退还时不核对维修记录|退还保修金须附使用部门近一年维修记录和验收意见，由基建处、财务处分别审核签字|weak_supervision|institution|institution|unimplemented""",
    KeyArea.equipment_procurement: """
以紧急为由规避公开采购|人为拖延申报时间，以工作急需为由申请单一来源|采购方式确定环节|论证和申报采购方式|采购计划编制滞后，急需情形没有界定|每年十一月编制下一年采购计划，急需采购须说明延误原因并公示三个工作日，采购办按季度通报次数|rule_defect|process|institution|bent
评审专家抽取和倾向性引导|指定熟悉的专家，或在评审现场作倾向性介绍|评审环节|组织采购评审|专家库不足，介绍内容没有限定|专家由系统随机抽取，项目介绍只读书面稿，评审全程录音录像并保存两年|external|environment|duty|abuse
设备闲置和资产处置低价|对可用设备申请报废，低价处置给特定回收单位|资产处置环节|管理和处置资产|报废鉴定由使用部门自行出具|报废由三人以上技术小组现场鉴定拍照，处置在产权平台公开竞价，资产处每半年公布闲置清单|weak_supervision|process|process|weak_supervision""",
    KeyArea.textbook_procurement: """
以赠书讲座名义收受好处|接受出版发行单位提供的讲座费、考察活动后定向选用|教材选用环节|组织教材选用|与供应商往来没有报告要求|选用前一个月内与供应商的往来一律填报登记表，教研室集体投票并记录不同意见，教务处每学期抽查|self_discipline|ethics|duty|private_gain
图书采购码洋折扣不实|实际折扣高于合同折扣，差价以赠品或回扣返还个人|合同与结算环节|采购图书资料|折扣只在合同中约定，结算时不逐单核对|结算逐单核对码洋、折扣和册数，馆藏验收与付款由不同人员办理，审计处每年抽查一批|rule_defect|process|process|loose_joints
捐赠和剔旧图书处置不清|剔旧图书私自变卖，款项不入账|剔旧处置环节|管理馆藏图书|剔旧标准和去向没有公开|剔旧目录由馆务会审定并公示五个工作日，变卖款当日交财务处入账，清单归档备查|weak_supervision|duty|process|opaque""",
    KeyArea.admissions: """
加分和资格审核放宽|对不符合条件的特长、退役等资格材料予以认可|报考资格审核环节|审核考生资格|材料真伪核验手段不足，审核由一人完成|资格材料由两人分别核验并向发证单位函证，拟认定名单在招生网公示七日|competence|duty|process|weak_supervision
面试测试评分人为影响|评委受请托对特定考生给高分，或事后改动评分|校考测试环节|组织职业技能测试|评委与考生可能相识，评分表可涂改|评委当天抽签进组并申报回避，评分即时录入系统，改动须两人签字并写明原因|external|environment|duty|abuse
中介代理招生和有偿推荐|委托中介招生并按人数支付费用，或收取推荐费|招生宣传环节|开展招生宣传|招生任务分解到人，考核只看人数|不委托任何中介，招生人员签承诺书，新生报到时逐人问卷，发现收费线索三日内报纪委|rule_defect|institution|institution|loopholes""",
    KeyArea.research_funds: """
以测试加工费转移经费|与关联公司签订测试加工合同，虚构工作量付款|外协支出环节|使用科研经费|外协合同不审核关联关系和成果|外协合同附关联关系声明和验收成果，五万元以上由科研处组织两名同行审核后付款|weak_supervision|power_use|process|weak_supervision
横向项目合同约定不明|合同经费用途笼统，结余随意分配|合同审核环节|管理横向项目|合同模板缺少经费明细|横向合同一律附经费明细表，科研处三个工作日内审核，结题后一个月内公示结余去向|rule_defect|institution|institution|impractical
成果署名和奖励申报不实|为未参加研究的人员署名，换取奖励或人情|成果申报环节|申报科研成果奖励|贡献说明流于形式|申报附每名署名人的贡献说明并本人签字，院系公示五个工作日，举报核实的取消当年申报资格|self_discipline|ethics|duty|code_breach""",
    KeyArea.logistics: """
食材供应商准入把关不严|未经考察即让关系户供货，或降低准入条件|供应商准入环节|管理食堂供应商|准入由食堂负责人一人决定|准入由后勤、学生代表、财务三方现场考察打分，结果公示三个工作日，每学期淘汰末位一家|weak_supervision|power_use|process|wide_discretion
零星维修虚报工程量|同一处维修重复报修、重复结算|维修派工与结算环节|安排零星维修|派工单、验收单由维修班自行填写|报修、派工、验收三单由不同人签字并附前后照片，后勤科每月抽五单到现场核对|rule_defect|process|process|unclear_division
车辆油料公私不分|公务加油卡为私车加油，行驶里程登记不实|车辆使用管理环节|管理公务车辆|加油卡由驾驶员个人保管|一车一卡由调度保管，每次加油登记里程并拍照，后勤处每月核对油耗，异常的三日内说明|self_discipline|ethics|duty|private_gain""",
}
TIERS: dict[PositionTier, str] = {
    PositionTier.leadership: """
重要事项决策以传阅代替会议|应上会的事项以签批、传阅方式通过，回避不同意见|决策环节|参加和主持重要事项决策|议事清单不具体，时间紧时变通处理|列出必须上会的事项清单，未经会议的文件办公室不予印发，每次会议的不同意见记入纪要|rule_defect|power_use|duty|centralism
选人用人搞小圈子|提名时偏向身边人，对不同意见的干部压制|干部动议提名环节|参与干部选拔任用|提名理由不需书面说明，监督靠自觉|提名写明理由并署名存档，本人关系密切的人选主动申报回避，纪委每年评议一次选人用人|self_discipline|ethics|duty|arbitrary_or_weak
对分管领域监督缺位|只管业务，不过问分管部门的廉政风险和问题整改|落实“一岗双责”环节|履行分管领域党风廉政责任|重业务轻监督，责任没有量化|每季度听取一次分管部门风险防控汇报并形成记录，整改事项按期销号，年底述责接受评议|competence|duty|duty|dual_responsibility""",
    PositionTier.middle: """
部门经费使用一人说了算|未经部门班子商议即签批绩效、劳务和活动支出|部门经费审批环节|管理部门经费|部门内部没有议事规则|部门二千元以上支出由班子会议研究并记录，每季度在部门内公开支出明细，财务联络员核对|rule_defect|power_use|duty|arbitrary_or_weak
制度执行因人而异|对熟人办事简化手续，对他人从严要求|业务审批环节|审批部门业务事项|办理标准不公开，例外情形没有记录|办理条件和时限在窗口和网站公布，例外办理写明理由并由副职复核，每月公开例外清单|external|environment|institution|bent
考核分配照顾亲近人员|绩效分配不按贡献，考核等次由个人确定|绩效分配与考核环节|管理部门人员|分配办法笼统，过程不公开|分配办法经部门全体会议讨论通过，结果公示三个工作日，异议由部门三人小组五日内答复|weak_supervision|institution|process|opaque""",
    PositionTier.general: """
办事故意拖延和设置障碍|对不送好处的服务对象一再要求补材料或拖延办理|受理与办理环节|办理师生日常事项|一次性告知没有凭据，超时无人提醒|受理时出具一次性告知单，系统记录办理时限，超时自动提醒科长并每月通报|self_discipline|efficiency|duty|inaction
经手数据和印章使用不规范|私自在空白材料上盖章，或应请托改动数据|用印与数据录入环节|管理印章和业务数据|用印登记不全，数据改动不留痕|用印逐次登记并由审批人签字，数据改动保留痕迹，科长每周抽查五笔|weak_supervision|process|process|weak_supervision
接受服务对象礼品宴请|在办理业务前后接受礼金礼品、宴请和旅游安排|对外联系与服务环节|联系服务对象和合作单位|碍于情面，收受后不知如何上交|礼品礼金三日内上交登记，部门每学期谈话提醒一次，办事窗口公布举报电话|self_discipline|ethics|duty|code_breach""",
}


class RiskSample(NamedTuple):
    """One sample. Exactly one of `key_area` and `tier` says for which posts; `content` are fields of a row."""

    key: str
    key_area: KeyArea | None
    tier: PositionTier | None
    content: dict[str, Any]


def _content(line: str) -> dict[str, Any]:
    name, manifestation, location, duty, causes, measures, cause, aspect, kind, particulars = line.split("|")
    common = RiskCategory(aspect)
    categories = {scheme.value: common.value for scheme, offered in SCHEMES.items() if common in offered}
    three = CategoryScheme.three_kinds.value
    return {
        "duty": duty,
        "name": name,
        "manifestation": manifestation,
        "cause_kinds": [CauseKind(cause).value],
        "causes": causes,
        "measures": measures,
        "categories": categories | {three: RiskCategory(kind).value},
        "subcategories": {three: particulars.split(",")},
        "location": location,
    }


def _read(
    key: str, text: str, *, area: KeyArea | None = None, tier: PositionTier | None = None
) -> list[RiskSample]:
    lines = text.strip().splitlines()
    return [RiskSample(f"{key}-{number}", area, tier, _content(line)) for number, line in enumerate(lines, 1)]


SAMPLES: tuple[RiskSample, ...] = (
    *(sample for area, text in AREAS.items() for sample in _read(area.value, text, area=area)),
    *(sample for tier, text in TIERS.items() for sample in _read(tier.value, text, tier=tier)),
)
BY_KEY = {sample.key: sample for sample in SAMPLES}
