"""Labelled sheets of whole departments (附件二), which sum up what their posts and powers bring along.

A key area is uncovered when posts or powers of the department are in it and no row could have grown from it.
"""

from backend.organization.rules import KeyArea
from backend.quality.rules import QualityCheck as C
from tests.quality.labels import department, row

SHEETS = (
    department(
        "学生工作处",
        ("负责学生资助工作。", "负责学生日常管理和奖惩。", "负责辅导员队伍建设。"),
        ("助学金评定：确定困难认定名单和等次", "违纪处理：提出处分建议", "辅导员选聘：组织面试"),
        row("认定看人情", "把家境一般的熟人子女列入助学金名单。", "班级评议走过场。",
            "班级、系、处三级评议，名单张榜五天，异议三日答复。"),
        row("处分从轻", "收受家长礼金后把留校察看改为警告。", "处分档次弹性大。",
            "处分建议由三人合议，学生代表列席，案卷送法务核。"),
        row("面试透题", "选聘辅导员前把题目告诉自己人。", "题目一人出。", "题目当天从题库随机抽，考官抽签入场。"),
        key_areas=(KeyArea.personnel, KeyArea.student_aid),
    ),
    department(
        "国有资产处",
        ("负责全校资产账目和调剂。", "负责仪器设备采购。", "负责经营性用房出租。"),
        ("采购组织：编制采购文件、组织开标", "店面招租：确定底价", "报废处置：联系回收公司"),
        row("底价走漏", "把店面底价提前告诉老租户。", "底价定得早。", "底价开标当日由评估公司密封送达。"),
        row("报废贱卖", "回收公司固定一家，好设备当废铁。", "没有人估价。", "单件原值五千元以上网上竞价。"),
        expected=(C.power_without_risk, C.key_area_uncovered),
        key_areas=(KeyArea.equipment_procurement,),
    ),
    department(
        "图书馆",
        ("负责文献建设和读者服务。", "负责数据库续订谈判。"),
        ("图书招标：提出馆配商评分意见", "数据库续订：谈判价格"),
        row("评分照顾老馆配商", "给请吃请喝的馆配商打高分，图书折扣高于市场。", "打分人固定。",
            "评分人从读者委员会抽签，分数与理由公布。"),
        row("续订抬价", "与数据库代理约好报价，差额返给个人。", "独家来源。", "与联盟价比对，超一成的报校长办公会。"),
        key_areas=(KeyArea.textbook_procurement,),
    ),
    department(
        "继续教育学院",
        ("负责成人招生宣传和录取。", "负责函授站管理。", "负责培训班收费。"),
        ("函授站设立：考察、报批函授站", "培训定价：拟定收费标准"),
        row("函授站吃请", "考察函授站时收受土特产和红包。", "考察由一人带队。", "考察两人以上，回校三日内交清单。"),
        row("定价随意", "给关系单位的培训班少收费，差额不入账。", "没有统一标准。",
            "培训班一班一价表，财务处直接收款开票。"),
        expected=(C.key_area_uncovered,),
        key_areas=(KeyArea.fees, KeyArea.admissions),
    ),
    department(
        "组织部",
        ("负责中层干部选拔考察。", "负责发展党员工作。", "负责干部档案。"),
        ("干部考察：确定谈话范围、写考察材料", "党员发展：审核发展对象材料"),
        row("考察失真", "把谈话范围缩到说好话的人。", "谈话范围由考察组定。",
            "谈话范围按职工名册抽取不少于三成，考察材料由两人分别写。"),
        row("发展人情党员", "培养期不满也上会。", "材料没人复核。", "材料由机关党委逐页核对日期后上会。"),
        row("思想不重视", "对廉政风险认识不足，重视不够。", "学习少。", "提高认识，加强学习，严格自律。",
            C.shallow, C.slogan_measure),
        key_areas=(KeyArea.cadre_management,),
    ),
    department(
        "后勤管理处",
        ("负责食堂、物业监管。", "负责零星维修。", "负责公务用车。"),
        ("食堂承包引进：组织遴选", "维修派单：指定施工队", "派车审批"),
        row("遴选内定", "食堂承包户早已谈好，评委都打招呼。", "评委名单泄露。", "评委由学生、教工当天抽签产生。"),
        row("派单固定", "漏水小活总给同一施工队，工料多算。", "派单无记录。", "入库施工队轮派，派单表每周公布。"),
        row("车辆私用", "节假日把公务车借给亲友。", "钥匙无人管。", "钥匙入箱，里程每月公布。"),
        key_areas=(KeyArea.construction, KeyArea.logistics),
    ),
    department(
        "科研处",
        ("负责科研项目申报和结题。", "负责横向经费到账审核。"),
        ("项目评审：遴选校级课题", "经费审核：审核课题支出"),
        row("课题内定", "校级课题先定人后评审。", "评审由处里主持。", "评审请校外三人盲评，名次公布。"),
        row("支出把关松", "对熟人的劳务费名单不核实就签字。", "人多面广。", "劳务费由财务处直接打卡，名单挂网。"),
        row("", "", "", ""),
        key_areas=(KeyArea.research_funds,),
    ),
    department(
        "计划财务处",
        ("负责预算编制和资金支付。", "负责收费票据。"),
        ("预算安排：提出预算建议", "资金支付：大额支付复核", "票据管理：领用、核销票据"),
        row("排预算讲亲疏", "要好部门的预算少砍。", "没有打分标准。", "预算由预算委员会投票定，票数公布。"),
        row("支付不核合同", "催款人送礼后不看合同就付。", "复核流于形式。", "支付附合同和验收单，超五万元两人复核。"),
        row("车辆管理", "门卫值守时收好处放车进校。", "夜间无人。", "道闸录像存三个月。", C.outside_duty),
        expected=(C.power_without_risk, C.key_area_uncovered),
        key_areas=(KeyArea.finance, KeyArea.fees),
    ),
)
